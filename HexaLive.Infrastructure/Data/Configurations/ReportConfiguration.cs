using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Reports;
using HexaLive.Domain.VisitSheets;
using HexaLive.Infrastructure.Features.Reports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HexaLive.Infrastructure.Data.Configurations;

internal sealed class ReportConfiguration : IEntityTypeConfiguration<Report>
{
    public void Configure(EntityTypeBuilder<Report> entity)
    {
        entity.Property(r => r.Name).HasMaxLength(100);
        entity.Property(r => r.Folder).HasMaxLength(100);
        entity.HasVersion();
        entity.HasIndex(r => r.OwnerId);
        entity.HasIndex(r => r.Sharing);
        entity.HasReference(r => r.Owner, nameof(Report.OwnerId));
        entity.HasMany(r => r.Shares).WithOne().HasForeignKey(s => s.ReportId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ReportShareConfiguration : IEntityTypeConfiguration<ReportShare>
{
    public void Configure(EntityTypeBuilder<ReportShare> entity)
    {
        entity.ToTable("ReportShares");
        entity.HasIndex(s => s.PersonId);
        entity.HasIndex(s => s.TeamId);
        entity.HasReference(s => s.Person, nameof(ReportShare.PersonId));
        entity.HasReference(s => s.Team, nameof(ReportShare.TeamId));
    }
}

internal sealed class PersonalReportStateConfiguration : IEntityTypeConfiguration<PersonalReportState>
{
    public void Configure(EntityTypeBuilder<PersonalReportState> entity)
    {
        // The table keeps its earlier name.
        entity.ToTable("ReportMarks");
        entity.HasKey(m => new { m.PersonId, m.ReportKey });
        entity.Property(m => m.ReportKey).HasMaxLength(60);
        entity.HasReference<PersonalReportState, Person>(nameof(PersonalReportState.PersonId));
    }
}

internal sealed class VisitPreparationConfiguration : IEntityTypeConfiguration<VisitPreparation>
{
    public void Configure(EntityTypeBuilder<VisitPreparation> entity)
    {
        // The table and its column keep their earlier names.
        entity.ToTable("TakenVisitSheets");
        entity.Property(s => s.PreparedAt).HasColumnName("PrintedAt");
        entity
            .HasIndex(s => new
            {
                s.PersonId,
                s.ClientId,
                s.ProjectId,
            })
            .IsUnique();
        entity.HasReference<VisitPreparation, Person>(nameof(VisitPreparation.PersonId));
        entity.HasReference<VisitPreparation, Client>(nameof(VisitPreparation.ClientId));
        entity.HasReference<VisitPreparation, Project>(nameof(VisitPreparation.ProjectId));
    }
}

internal sealed class ReportScheduleConfiguration : IEntityTypeConfiguration<ReportSchedule>
{
    public void Configure(EntityTypeBuilder<ReportSchedule> entity)
    {
        entity.Property(s => s.TimeZone).HasMaxLength(100);
        entity.Property(s => s.Parameters).HasMaxLength(4000);
        entity.HasVersion();
        // For finding due schedules.
        entity.HasIndex(s => s.NextAt);
        entity.HasReference(s => s.Report, nameof(ReportSchedule.ReportId));
        entity.HasReference(s => s.Owner, nameof(ReportSchedule.OwnerId));
        entity.HasMany(s => s.Recipients).WithOne().HasForeignKey(r => r.ScheduleId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ScheduleRecipientConfiguration : IEntityTypeConfiguration<ScheduleRecipient>
{
    public void Configure(EntityTypeBuilder<ScheduleRecipient> entity)
    {
        entity.ToTable("ReportRecipients");
        entity.HasKey(r => new { r.ScheduleId, r.PersonId });
        entity.HasReference(r => r.Person, nameof(ScheduleRecipient.PersonId));
    }
}

internal sealed class ReportDeliveryConfiguration : IEntityTypeConfiguration<ReportDelivery>
{
    public void Configure(EntityTypeBuilder<ReportDelivery> entity)
    {
        // Ensures that a due report is sent to each person once, even if two servers run or a server restarts.
        entity
            .HasIndex(d => new
            {
                d.ScheduleId,
                d.DueAt,
                d.PersonId,
            })
            .IsUnique();
        entity.HasOne(d => d.Schedule).WithMany().HasForeignKey(d => d.ScheduleId).OnDelete(DeleteBehavior.Cascade);
        entity.HasReference(d => d.Person, nameof(ReportDelivery.PersonId));
    }
}
