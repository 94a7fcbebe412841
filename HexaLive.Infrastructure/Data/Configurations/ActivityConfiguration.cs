using HexaLive.Domain.Activity;
using HexaLive.Domain.Diary;
using HexaLive.Domain.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HexaLive.Infrastructure.Data.Configurations;

internal sealed class ActivityEntryConfiguration : IEntityTypeConfiguration<ActivityEntry>
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
        entity.HasReference(a => a.Actor, nameof(ActivityEntry.ActorId));
        entity.HasReference(a => a.Person, nameof(ActivityEntry.PersonId));
        entity.HasReference(a => a.Dedication, nameof(ActivityEntry.DedicationId));
        entity.HasOne(a => a.Client).WithMany(c => c.Activity).HasForeignKey(a => a.ClientId).OnDelete(DeleteBehavior.Restrict);
        entity.HasOne(a => a.Project).WithMany(p => p.Activity).HasForeignKey(a => a.ProjectId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DiaryVisitConfiguration : IEntityTypeConfiguration<DiaryVisit>
{
    public void Configure(EntityTypeBuilder<DiaryVisit> entity)
    {
        entity.HasKey(v => new
        {
            v.PersonId,
            v.Kind,
            v.SubjectId,
        });
        entity.HasReference<DiaryVisit, Person>(nameof(DiaryVisit.PersonId));
    }
}
