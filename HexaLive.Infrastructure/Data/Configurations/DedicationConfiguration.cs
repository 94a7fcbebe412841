using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Reviews;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HexaLive.Infrastructure.Data.Configurations;

internal sealed class DedicationConfiguration : IEntityTypeConfiguration<Dedication>
{
    public void Configure(EntityTypeBuilder<Dedication> entity)
    {
        entity.HasExternalKey();
        entity.HasVersion();
        entity.HasSearchKey();
        entity.HasIndex(d => d.SubmissionId).IsUnique();
        // For the diaries of a task, client, project or person, newest first. The index by task is enough to sum a task's minutes.
        entity.HasIndex(d => new
        {
            d.TaskId,
            d.Date,
            d.Minutes,
        });
        entity.HasIndex(d => new { d.ClientId, d.Date });
        entity.HasIndex(d => new { d.ProjectId, d.Date });
        entity.HasIndex(d => new { d.PersonId, d.Date });
        entity.HasIndex(d => new { d.ClientId, d.PersonId });
        // Covers the sum of hours by person and day.
        entity.HasIndex(d => new
        {
            d.Date,
            d.PersonId,
            d.ClientId,
            d.Channel,
            d.Minutes,
        });
        entity.HasReference(d => d.Task, nameof(Dedication.TaskId));
        entity.HasReference(d => d.Project, nameof(Dedication.ProjectId));
        entity.HasReference(d => d.Client, nameof(Dedication.ClientId));
        entity.HasReference(d => d.Person, nameof(Dedication.PersonId));
        entity.HasReference<Dedication, Person>(nameof(Dedication.CreatedById));
        entity.HasReference(d => d.Contact, nameof(Dedication.ContactId));
        entity.HasMany(d => d.Revisions).WithOne().HasForeignKey(r => r.DedicationId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class DedicationRevisionConfiguration : IEntityTypeConfiguration<DedicationRevision>
{
    public void Configure(EntityTypeBuilder<DedicationRevision> entity) =>
        entity.HasReference(r => r.CorrectedBy, nameof(DedicationRevision.CorrectedById));
}

internal sealed class ReviewConfiguration : IEntityTypeConfiguration<Review>
{
    public void Configure(EntityTypeBuilder<Review> entity)
    {
        entity.HasKey(r => r.DedicationId);
        entity.HasVersion();
        entity.HasOne(r => r.Dedication).WithOne(d => d.Review).HasForeignKey<Review>(r => r.DedicationId).OnDelete(DeleteBehavior.Cascade);
        entity.HasReference(r => r.Task, nameof(Review.TaskId));
        entity.HasReference(r => r.Person, nameof(Review.PersonId));
        entity.HasReference(r => r.AnsweredBy, nameof(Review.AnsweredById));
        entity.HasReference<Review, Person>(nameof(Review.ControllerId));
        entity.HasMany(r => r.Messages).WithOne().HasForeignKey(m => m.DedicationId).OnDelete(DeleteBehavior.Cascade);
        // For finding the entries that wait for a controller's review, the questions to a person, and the reviews to hand to a
        // task's new controller.
        entity.HasIndex(r => new
        {
            r.ControllerId,
            r.State,
            r.DedicationId,
        });
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
        entity.HasReference(m => m.Person, nameof(ReviewMessage.PersonId));
    }
}
