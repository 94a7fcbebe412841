using HexaLive.Domain.Absences;
using HexaLive.Domain.ApiKeys;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Company;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.People;
using HexaLive.Domain.Teams;
using HexaLive.Domain.Timers;
using HexaLive.Infrastructure.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HexaLive.Infrastructure.Data.Configurations;

internal sealed class TeamConfiguration : IEntityTypeConfiguration<Team>
{
    public void Configure(EntityTypeBuilder<Team> entity)
    {
        entity.Property(t => t.Name).HasMaxLength(100);
        entity.HasSearchKey();
        entity.HasVersion();
        entity.HasIndex(t => t.Name).IsUnique();
        entity.HasReference(t => t.Manager, nameof(Team.ManagerId));
        entity.HasReference(t => t.Parent, nameof(Team.ParentId));
    }
}

internal sealed class PersonConfiguration : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> entity)
    {
        entity.Property(p => p.Name).HasMaxLength(200);
        entity.Property(p => p.Email).HasMaxLength(254);
        entity.Property(p => p.TimeZone).HasMaxLength(64);
        entity.Property(p => p.Language).HasMaxLength(10);
        entity.HasSearchKey();
        entity.HasExternalKey();
        entity.HasVersion();
        entity.HasIndex(p => p.NextDigestAt);
        entity.HasReference(p => p.Team, nameof(Person.TeamId));
        entity.HasReference<Person, Domain.Tasks.SavedView>(nameof(Person.TaskViewId));
    }
}

internal sealed class ParticipationConfiguration : IEntityTypeConfiguration<Participation>
{
    public void Configure(EntityTypeBuilder<Participation> entity)
    {
        entity.HasKey(p => new { p.PersonId, p.ClientId });
        entity.HasIndex(p => p.ClientId);
        entity.HasReference(p => p.Person, nameof(Participation.PersonId));
        entity.HasReference<Participation, Domain.Clients.Client>(nameof(Participation.ClientId));
    }
}

internal sealed class HexaUserConfiguration : IEntityTypeConfiguration<HexaUser>
{
    public void Configure(EntityTypeBuilder<HexaUser> entity)
    {
        entity.HasIndex(u => u.PersonId).IsUnique();
        entity.HasReference(u => u.Person, nameof(HexaUser.PersonId));
    }
}

internal sealed class HolidayConfiguration : IEntityTypeConfiguration<Holiday>
{
    public void Configure(EntityTypeBuilder<Holiday> entity)
    {
        entity.Property(h => h.Name).HasMaxLength(100);
        entity.HasIndex(h => h.Day);
        entity.HasReference<Holiday, Team>(nameof(Holiday.TeamId));
    }
}

internal sealed class CompanyWeekConfiguration : IEntityTypeConfiguration<CompanyWeek>
{
    public void Configure(EntityTypeBuilder<CompanyWeek> entity)
    {
        entity.ToTable("CompanyWeek");
        entity.Property(w => w.Id).ValueGeneratedNever();
        entity.HasVersion();
    }
}

internal sealed class CompanyProfileConfiguration : IEntityTypeConfiguration<CompanyProfile>
{
    public void Configure(EntityTypeBuilder<CompanyProfile> entity)
    {
        entity.ToTable("Company");
        entity.Property(c => c.Id).ValueGeneratedNever();
        entity.Property(c => c.Name).HasMaxLength(100);
        entity.Property(c => c.LogoType).HasMaxLength(20);
        entity.Property(c => c.Country).HasMaxLength(2);
        entity.HasVersion();
    }
}

internal sealed class WorkTimerConfiguration : IEntityTypeConfiguration<WorkTimer>
{
    public void Configure(EntityTypeBuilder<WorkTimer> entity)
    {
        entity.HasKey(t => t.PersonId);
        entity.Property(t => t.PersonId).ValueGeneratedNever();
        entity.HasReference<WorkTimer, Person>(nameof(WorkTimer.PersonId));
        entity.HasReference(t => t.Task, nameof(WorkTimer.TaskId));
    }
}

internal sealed class AbsenceConfiguration : IEntityTypeConfiguration<Absence>
{
    public void Configure(EntityTypeBuilder<Absence> entity)
    {
        entity.Property(a => a.Note).HasMaxLength(200);
        entity.HasIndex(a => new { a.PersonId, a.EndsAt });
        entity.HasIndex(a => a.EndsAt);
        entity.HasReference(a => a.Person, nameof(Absence.PersonId));
        entity.HasReference(a => a.StandIn, nameof(Absence.StandInId));
    }
}

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> entity)
    {
        entity.Property(k => k.Name).HasMaxLength(100);
        entity.Property(k => k.Hash).HasMaxLength(64);
        entity.Property(k => k.Start).HasMaxLength(20);
        entity.HasIndex(k => k.Hash).IsUnique();
        entity.HasReference(k => k.Person, nameof(ApiKey.PersonId));
    }
}

internal sealed class CalendarFeedConfiguration : IEntityTypeConfiguration<CalendarFeed>
{
    public void Configure(EntityTypeBuilder<CalendarFeed> entity)
    {
        entity.HasKey(f => f.PersonId);
        entity.Property(f => f.PersonId).ValueGeneratedNever();
        entity.Property(f => f.TokenHash).HasMaxLength(64);
        entity.HasIndex(f => f.TokenHash).IsUnique();
        entity.HasReference(f => f.Person, nameof(CalendarFeed.PersonId));
    }
}
