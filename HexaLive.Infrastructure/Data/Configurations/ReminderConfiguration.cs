using HexaLive.Domain.FollowUp;
using HexaLive.Domain.Jobs;
using HexaLive.Domain.Mail;
using HexaLive.Domain.Reminders;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HexaLive.Infrastructure.Data.Configurations;

internal sealed class ReminderConfiguration : IEntityTypeConfiguration<Reminder>
{
    public void Configure(EntityTypeBuilder<Reminder> entity)
    {
        entity
            .HasIndex(r => new
            {
                r.PromiseId,
                r.PersonId,
                r.Kind,
            })
            .IsUnique();
        entity
            .HasIndex(r => new
            {
                r.DedicationId,
                r.PersonId,
                r.Kind,
            })
            .IsUnique();
        entity.HasIndex(r => new
        {
            r.PersonId,
            r.DoneAt,
            r.RaisedAt,
        });
        entity.HasIndex(r => r.TaskId);
        // A person has at most one assignment reminder per task. Assigning the task to the same person again raises that reminder
        // again.
        entity
            .HasIndex(r => new
            {
                r.TaskId,
                r.PersonId,
                r.Kind,
            })
            .IsUnique()
            .HasFilter($"Kind = {(int)ReminderKind.TaskAssigned}");
        // For finding the reminders in an e-mail, the snoozed reminders, and the reminders for which no e-mail was queued yet.
        entity.HasIndex(r => r.MailId).HasFilter("MailId IS NOT NULL");
        entity.HasIndex(r => r.SnoozedUntil).HasFilter("SnoozedUntil IS NOT NULL");
        entity.HasIndex(r => r.MailPendingSince).HasFilter("MailPendingSince IS NOT NULL");
        entity.HasReference(r => r.Dedication, nameof(Reminder.DedicationId));
        entity.HasReference(r => r.Person, nameof(Reminder.PersonId));
        entity.HasReference(r => r.Task, nameof(Reminder.TaskId));
        entity.HasReference(r => r.Promise, nameof(Reminder.PromiseId));
    }
}

internal sealed class ReminderChoiceConfiguration : IEntityTypeConfiguration<ReminderChoice>
{
    public void Configure(EntityTypeBuilder<ReminderChoice> entity)
    {
        entity.ToTable("ReminderChoices");
        entity.HasKey(c => new { c.PersonId, c.Kind });
        entity.HasReference(c => c.Person, nameof(ReminderChoice.PersonId));
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
        entity.HasReference(m => m.Person, nameof(OutgoingMail.PersonId));
        // A person gets at most one digest a day.
        entity.HasIndex(m => new { m.PersonId, m.Day }).IsUnique();
        // Covers the query for due e-mails, which returns e-mails with reports last.
        entity.HasIndex(m => new
        {
            m.State,
            m.NextAttemptAt,
            m.ReportDeliveryId,
        });
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
