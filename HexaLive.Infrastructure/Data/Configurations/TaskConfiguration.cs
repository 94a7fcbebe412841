using HexaLive.Domain.People;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HexaLive.Infrastructure.Data.Configurations;

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
        entity.HasSearchKey();
        entity.HasExternalKey();
        entity.HasVersion();
        entity.HasReference(t => t.Project, nameof(WorkTask.ProjectId));
        entity.HasReference(t => t.Client, nameof(WorkTask.ClientId));
        entity.HasReference(t => t.Contact, nameof(WorkTask.ContactId));
        entity.HasReference(t => t.Type, nameof(WorkTask.TypeId));
        entity.HasReference(t => t.Origin, nameof(WorkTask.OriginId));
        entity.HasReference(t => t.Responsible, nameof(WorkTask.ResponsibleId));
        entity.HasReference(t => t.Controller, nameof(WorkTask.ControllerId));
        entity.HasReference(t => t.Originator, nameof(WorkTask.OriginatorId));
        entity.HasMany(t => t.Activity).WithOne(a => a.Task).HasForeignKey(a => a.TaskId).OnDelete(DeleteBehavior.Restrict);
        AddIndexes(entity);
    }

    private static void AddIndexes(EntityTypeBuilder<WorkTask> entity)
    {
        // For a person's open tasks by role, a project's task counts by status, a client's tasks, and all open tasks in list
        // order (the last index contains all sort columns).
        entity.HasIndex(t => new
        {
            t.ResponsibleId,
            t.Status,
            t.NextActionDate,
            t.DueAt,
        });
        entity.HasIndex(t => new
        {
            t.ControllerId,
            t.Status,
            t.DueAt,
        });
        entity.HasIndex(t => new
        {
            t.OriginatorId,
            t.Status,
            t.DueAt,
        });
        entity.HasIndex(t => new { t.ProjectId, t.Status });
        entity.HasIndex(t => new
        {
            t.ClientId,
            t.Status,
            t.DueAt,
        });
        entity.HasIndex(t => new
        {
            t.Status,
            t.NextActionDate,
            t.DueAt,
            t.Priority,
            t.CreatedAt,
        });
        entity.HasIndex(t => new { t.Status, t.FinishedAt });
        // For tasks created in a period.
        entity.HasIndex(t => t.CreatedAt);
    }
}

internal sealed class PromiseConfiguration : IEntityTypeConfiguration<Promise>
{
    public void Configure(EntityTypeBuilder<Promise> entity)
    {
        entity.Property(p => p.Note).HasMaxLength(500);
        entity.HasOne(p => p.Task).WithMany(t => t.Promises).HasForeignKey(p => p.TaskId).OnDelete(DeleteBehavior.Restrict);
        entity.HasReference(p => p.Person, nameof(Promise.PersonId));
        entity.HasReference<Promise, Person>(nameof(Promise.SetById));
        entity.HasReference(p => p.SetBy, nameof(Promise.SetByDedicationId));
        entity.HasIndex(p => p.TaskId);
        // A task has at most one open promise.
        entity.HasIndex(p => p.TaskId, "IX_Promises_TaskId_Open").IsUnique().HasFilter($"Outcome = {(int)PromiseOutcome.Open}");
        // For the due-date job: open promises that are due and not yet flagged.
        entity.HasIndex(p => new
        {
            p.Outcome,
            p.FlaggedAt,
            p.DueAt,
        });
        entity.HasIndex(p => new { p.PersonId, p.Outcome });
        // For the overdue job (ChaseAt), and for statistics of open promises that can no longer be kept and of promises that ended
        // in a period.
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
        entity.Property(v => v.Content).HasMaxLength(4000);
        entity.HasIndex(v => v.OwnerId);
        entity.HasIndex(v => v.Shared);
        entity.HasReference(v => v.Owner, nameof(SavedView.OwnerId));
    }
}

internal sealed class TaskTypeConfiguration : IEntityTypeConfiguration<TaskType>
{
    public void Configure(EntityTypeBuilder<TaskType> entity)
    {
        entity.Property(t => t.Name).HasMaxLength(100);
        entity.HasIndex(t => t.Name).IsUnique();
        entity.HasSearchKey();
        entity.HasVersion();
        entity.ComplexProperty(t => t.Preset, PresetColumns.Configure);
    }
}

internal sealed class TaskOriginConfiguration : IEntityTypeConfiguration<TaskOrigin>
{
    public void Configure(EntityTypeBuilder<TaskOrigin> entity)
    {
        entity.ToTable("Origins");
        entity.Property(t => t.Name).HasMaxLength(100);
        entity.HasIndex(t => t.Name).IsUnique();
        entity.HasSearchKey();
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
