using HexaLive.Domain.Calendar;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HexaLive.Infrastructure.Persistence.Configurations;

internal sealed class TeamConfiguration : IEntityTypeConfiguration<Team>
{
    public void Configure(EntityTypeBuilder<Team> entity)
    {
        entity.Property(t => t.Name).HasMaxLength(100);
        entity.HasSearch();
        entity.HasVersion();
        entity.HasIndex(t => t.Name).IsUnique();
        entity.Refers(t => t.Manager, nameof(Team.ManagerId));
        entity.Refers(t => t.Parent, nameof(Team.ParentId));
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
        entity.HasSearch();
        entity.HasExternalKey();
        entity.HasVersion();
        entity.Refers(p => p.Team, nameof(Person.TeamId));
        entity.Refers<Person, Domain.Tasks.SavedView>(nameof(Person.TaskViewId));
    }
}

internal sealed class ParticipationConfiguration : IEntityTypeConfiguration<Participation>
{
    public void Configure(EntityTypeBuilder<Participation> entity)
    {
        entity.HasKey(p => new { p.PersonId, p.ClientId });
        entity.HasIndex(p => p.ClientId);
        entity.Refers(p => p.Person, nameof(Participation.PersonId));
        entity.Refers<Participation, Domain.Clients.Client>(nameof(Participation.ClientId));
    }
}

internal sealed class HexaUserConfiguration : IEntityTypeConfiguration<HexaUser>
{
    public void Configure(EntityTypeBuilder<HexaUser> entity)
    {
        entity.HasIndex(u => u.PersonId).IsUnique();
        entity.Refers(u => u.Person, nameof(HexaUser.PersonId));
    }
}

internal sealed class HolidayConfiguration : IEntityTypeConfiguration<Holiday>
{
    public void Configure(EntityTypeBuilder<Holiday> entity)
    {
        entity.Property(h => h.Name).HasMaxLength(100);
        entity.HasIndex(h => h.Day);
        entity.Refers<Holiday, Team>(nameof(Holiday.TeamId));
    }
}

internal sealed class CompanyConfiguration : IEntityTypeConfiguration<CompanyProfile>
{
    public void Configure(EntityTypeBuilder<CompanyProfile> entity)
    {
        entity.ToTable("Company");
        entity.Property(c => c.Id).ValueGeneratedNever();
        entity.Property(c => c.Name).HasMaxLength(100);
        entity.Property(c => c.LogoType).HasMaxLength(20);
        entity.HasVersion();
    }
}

internal sealed class WorkTimerConfiguration : IEntityTypeConfiguration<WorkTimer>
{
    public void Configure(EntityTypeBuilder<WorkTimer> entity)
    {
        entity.HasKey(t => t.PersonId);
        entity.Property(t => t.PersonId).ValueGeneratedNever();
        entity.Refers<WorkTimer, Person>(nameof(WorkTimer.PersonId));
        entity.Refers(t => t.Task, nameof(WorkTimer.TaskId));
    }
}
