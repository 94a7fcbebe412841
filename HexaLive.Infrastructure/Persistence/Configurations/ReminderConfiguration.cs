using HexaLive.Domain.Jobs;
using HexaLive.Domain.Mail;
using HexaLive.Domain.Reminders;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HexaLive.Infrastructure.Persistence.Configurations;

internal sealed class ReminderChoiceConfiguration : IEntityTypeConfiguration<ReminderChoice>
{
    public void Configure(EntityTypeBuilder<ReminderChoice> entity)
    {
        entity.HasKey(c => new { c.PersonId, c.Kind });
        entity.Refers(c => c.Person, nameof(ReminderChoice.PersonId));
    }
}

internal sealed class FollowUpRulesConfiguration : IEntityTypeConfiguration<FollowUpRules>
{
    public void Configure(EntityTypeBuilder<FollowUpRules> entity)
    {
        entity.ToTable("FollowUpRules");
        entity.Property(r => r.Id).ValueGeneratedNever();
        entity.HasVersion();
    }
}

internal sealed class OutgoingMailConfiguration : IEntityTypeConfiguration<OutgoingMail>
{
    public void Configure(EntityTypeBuilder<OutgoingMail> entity)
    {
        entity.ToTable("Mails");
        entity.Property(m => m.Error).HasMaxLength(500);
        entity.HasIndex(m => m.ReportDeliveryId).HasFilter("ReportDeliveryId IS NOT NULL");
        entity.Refers(m => m.Person, nameof(OutgoingMail.PersonId));
        // One digest a day.
        entity.HasIndex(m => new { m.PersonId, m.Day }).IsUnique();
        // What is due, those with reports last: the index alone says it.
        entity.HasIndex(m => new { m.State, m.NextAttemptAt, m.ReportDeliveryId });
    }
}

internal sealed class JobRunConfiguration : IEntityTypeConfiguration<JobRun>
{
    public void Configure(EntityTypeBuilder<JobRun> entity)
    {
        entity.Property(r => r.Job).HasMaxLength(50);
        entity.Property(r => r.Server).HasMaxLength(100);
        entity.Property(r => r.Error).HasMaxLength(1000);
        entity.HasIndex(r => new { r.Job, r.Id });
    }
}
