using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.TaskTypes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HexaLive.Infrastructure.Persistence.Configurations;

internal sealed class WorkTaskConfiguration : IEntityTypeConfiguration<WorkTask>
{
    public void Configure(EntityTypeBuilder<WorkTask> entity)
    {
        entity.ToTable("Tasks");
        entity.Property(t => t.Title).HasMaxLength(200);
        entity.Property(t => t.Description).HasMaxLength(4000);
        entity.Property(t => t.NextActionNote).HasMaxLength(500);
        entity.Property(t => t.Outcome).HasMaxLength(2000);
        entity.Ignore(t => t.NextAction);
        entity.HasSearch();
        entity.HasExternalKey();
        entity.HasVersion();
        entity.Refers(t => t.Project, nameof(WorkTask.ProjectId));
        entity.Refers(t => t.Client, nameof(WorkTask.ClientId));
        entity.Refers(t => t.Contact, nameof(WorkTask.ContactId));
        entity.Refers(t => t.Type, nameof(WorkTask.TypeId));
        entity.Refers(t => t.Origin, nameof(WorkTask.OriginId));
        entity.Refers(t => t.Responsible, nameof(WorkTask.ResponsibleId));
        entity.Refers(t => t.Controller, nameof(WorkTask.ControllerId));
        entity.Refers(t => t.Originator, nameof(WorkTask.OriginatorId));
        // A person's open tasks, by role; a project's TP, TC and TF; a client's tasks; everybody's, by day, with all that "which first?" asks.
        entity.HasIndex(t => new { t.ResponsibleId, t.Status, t.NextActionDate, t.DueAt });
        entity.HasIndex(t => new { t.ControllerId, t.Status, t.DueAt });
        entity.HasIndex(t => new { t.OriginatorId, t.Status, t.DueAt });
        entity.HasIndex(t => new { t.ProjectId, t.Status });
        entity.HasIndex(t => new { t.ClientId, t.Status, t.DueAt });
        entity.HasIndex(t => new { t.Status, t.NextActionDate, t.DueAt, t.Priority, t.CreatedAt });
        entity.HasIndex(t => new { t.Status, t.FinishedAt });
        // What came in a period.
        entity.HasIndex(t => t.CreatedAt);
        entity.HasMany(t => t.Activity).WithOne(a => a.Task).HasForeignKey(a => a.TaskId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PromiseConfiguration : IEntityTypeConfiguration<Promise>
{
    public void Configure(EntityTypeBuilder<Promise> entity)
    {
        entity.Property(p => p.Note).HasMaxLength(500);
        entity.HasOne(p => p.Task).WithMany(t => t.Promises).HasForeignKey(p => p.TaskId).OnDelete(DeleteBehavior.Restrict);
        entity.Refers(p => p.Person, nameof(Promise.PersonId));
        entity.Refers<Promise, Person>(nameof(Promise.SetById));
        entity.Refers(p => p.SetBy, nameof(Promise.SetByDedicationId));
        // What the sweep seeks: open, not yet flagged, due by now.
        entity.HasIndex(p => new { p.Outcome, p.FlaggedAt, p.DueAt });
        entity.HasIndex(p => new { p.PersonId, p.Outcome });
        // What the sweep of what is overdue seeks; what ended in a month.
        entity.HasIndex(p => new { p.Outcome, p.ChaseAt });
        entity.HasIndex(p => new { p.Outcome, p.KeepBy });
        entity.HasIndex(p => new { p.EndedAt, p.Outcome });
    }
}

internal sealed class SavedViewConfiguration : IEntityTypeConfiguration<SavedView>
{
    public void Configure(EntityTypeBuilder<SavedView> entity)
    {
        entity.Property(v => v.Name).HasMaxLength(100);
        entity.Property(v => v.Query).HasMaxLength(2000);
        entity.HasIndex(v => v.OwnerId);
        entity.HasIndex(v => v.Shared);
        entity.Refers(v => v.Owner, nameof(SavedView.OwnerId));
    }
}

internal sealed class ReminderConfiguration : IEntityTypeConfiguration<Reminder>
{
    public void Configure(EntityTypeBuilder<Reminder> entity)
    {
        entity.HasIndex(r => new { r.PromiseId, r.PersonId, r.Kind }).IsUnique();
        entity.HasIndex(r => new { r.DedicationId, r.PersonId, r.Kind }).IsUnique();
        entity.HasIndex(r => new { r.PersonId, r.DoneAt, r.RaisedAt });
        entity.HasIndex(r => r.TaskId);
        // A task is handed to somebody once until they are told again.
        entity.HasIndex(r => new { r.TaskId, r.PersonId, r.Kind }).IsUnique().HasFilter($"Kind = {(int)ReminderKind.HandedOver}");
        // What comes back, and what is to be passed on.
        entity.HasIndex(r => r.MailId).HasFilter("MailId IS NOT NULL");
        entity.HasIndex(r => r.SnoozedUntil).HasFilter("SnoozedUntil IS NOT NULL");
        entity.HasIndex(r => r.UntoldSince).HasFilter("UntoldSince IS NOT NULL");
        entity.Refers(r => r.Dedication, nameof(Reminder.DedicationId));
        entity.Refers(r => r.Person, nameof(Reminder.PersonId));
        entity.Refers(r => r.Task, nameof(Reminder.TaskId));
        entity.Refers(r => r.Promise, nameof(Reminder.PromiseId));
    }
}

internal sealed class DedicationConfiguration : IEntityTypeConfiguration<Dedication>
{
    public void Configure(EntityTypeBuilder<Dedication> entity)
    {
        entity.HasExternalKey();
        entity.HasVersion();
        entity.HasSearch();
        entity.HasIndex(d => d.ClientKey).IsUnique();
        // Diaries: of a task, a client, a project, a person, newest first.
        // The minutes of a task are summed from it alone.
        entity.HasIndex(d => new { d.TaskId, d.Date, d.Minutes });
        entity.HasIndex(d => new { d.ClientId, d.Date });
        entity.HasIndex(d => new { d.ProjectId, d.Date });
        entity.HasIndex(d => new { d.PersonId, d.Date });
        entity.HasIndex(d => new { d.ClientId, d.PersonId });
        // Hours by person and day, read from the index alone.
        entity.HasIndex(d => new { d.Date, d.PersonId, d.ClientId, d.Channel, d.Minutes });
        entity.Refers(d => d.Task, nameof(Dedication.TaskId));
        entity.Refers(d => d.Project, nameof(Dedication.ProjectId));
        entity.Refers(d => d.Client, nameof(Dedication.ClientId));
        entity.Refers(d => d.Person, nameof(Dedication.PersonId));
        entity.Refers<Dedication, Person>(nameof(Dedication.CreatedById));
        entity.Refers(d => d.Contact, nameof(Dedication.ContactId));
        entity.HasMany(d => d.Revisions).WithOne().HasForeignKey(r => r.DedicationId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ReviewConfiguration : IEntityTypeConfiguration<Review>
{
    public void Configure(EntityTypeBuilder<Review> entity)
    {
        entity.HasKey(r => r.DedicationId);
        entity.HasVersion();
        entity.HasOne(r => r.Dedication).WithOne(d => d.Review).HasForeignKey<Review>(r => r.DedicationId).OnDelete(DeleteBehavior.Cascade);
        entity.Refers(r => r.Task, nameof(Review.TaskId));
        entity.Refers(r => r.Person, nameof(Review.PersonId));
        entity.Refers(r => r.AnsweredBy, nameof(Review.AnsweredById));
        entity.Refers<Review, Person>(nameof(Review.ControllerId));
        entity.HasMany(r => r.Messages).WithOne().HasForeignKey(m => m.DedicationId).OnDelete(DeleteBehavior.Cascade);
        // What waits for a controller; what is asked of a person; what goes with a task to its next controller.
        entity.HasIndex(r => new { r.ControllerId, r.State, r.DedicationId });
        entity.HasIndex(r => new { r.PersonId, r.State });
        entity.HasIndex(r => new { r.TaskId, r.State });
    }
}

internal sealed class ReviewMessageConfiguration : IEntityTypeConfiguration<ReviewMessage>
{
    public void Configure(EntityTypeBuilder<ReviewMessage> entity)
    {
        entity.ToTable("ReviewMessages");
        entity.Property(m => m.Text).HasMaxLength(Review.MaxText);
        entity.Refers(m => m.Person, nameof(ReviewMessage.PersonId));
    }
}

internal sealed class DedicationRevisionConfiguration : IEntityTypeConfiguration<DedicationRevision>
{
    public void Configure(EntityTypeBuilder<DedicationRevision> entity) =>
        entity.Refers(r => r.CorrectedBy, nameof(DedicationRevision.CorrectedById));
}

internal sealed class ActivityConfiguration : IEntityTypeConfiguration<ActivityEntry>
{
    public void Configure(EntityTypeBuilder<ActivityEntry> entity)
    {
        entity.ToTable("Activity");
        entity.Property(a => a.From).HasMaxLength(500);
        entity.Property(a => a.To).HasMaxLength(500);
        entity.Property(a => a.Note).HasMaxLength(500);
        entity.HasIndex(a => new { a.TaskId, a.Id });
        entity.HasIndex(a => new { a.ClientId, a.Id });
        entity.HasIndex(a => new { a.ProjectId, a.Id });
        entity.HasIndex(a => new { a.PersonId, a.Id });
        entity.HasIndex(a => new { a.ControllerId, a.Id });
        entity.HasIndex(a => new { a.ControllerId, a.At });
        entity.HasIndex(a => new { a.ResponsibleId, a.Id });
        entity.Refers(a => a.Actor, nameof(ActivityEntry.ActorId));
        entity.Refers(a => a.Person, nameof(ActivityEntry.PersonId));
        entity.Refers(a => a.Dedication, nameof(ActivityEntry.DedicationId));
        entity.HasOne(a => a.Client).WithMany(c => c.Activity).HasForeignKey(a => a.ClientId).OnDelete(DeleteBehavior.Restrict);
        entity.HasOne(a => a.Project).WithMany(p => p.Activity).HasForeignKey(a => a.ProjectId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DiaryVisitConfiguration : IEntityTypeConfiguration<DiaryVisit>
{
    public void Configure(EntityTypeBuilder<DiaryVisit> entity)
    {
        entity.HasKey(v => new { v.PersonId, v.Kind, v.OfId });
        entity.Refers<DiaryVisit, Person>(nameof(DiaryVisit.PersonId));
    }
}

internal sealed class TaskTypeConfiguration : IEntityTypeConfiguration<TaskType>
{
    public void Configure(EntityTypeBuilder<TaskType> entity)
    {
        entity.Property(t => t.Name).HasMaxLength(100);
        entity.HasIndex(t => t.Name).IsUnique();
        entity.HasSearch();
        entity.HasVersion();
        entity.ComplexProperty(t => t.Preset, PresetColumns.Configure);
    }
}

internal sealed class IncidenceOriginConfiguration : IEntityTypeConfiguration<IncidenceOrigin>
{
    public void Configure(EntityTypeBuilder<IncidenceOrigin> entity)
    {
        entity.ToTable("Origins");
        entity.Property(t => t.Name).HasMaxLength(100);
        entity.HasIndex(t => t.Name).IsUnique();
        entity.HasSearch();
        entity.HasVersion();
        entity.ComplexProperty(t => t.Preset, PresetColumns.Configure);
    }
}

internal static class PresetColumns
{
    public static void Configure(ComplexPropertyBuilder<TaskPreset> preset)
    {
        preset.Property(p => p.Title).HasMaxLength(200);
        preset.Property(p => p.Description).HasMaxLength(4000);
    }
}
