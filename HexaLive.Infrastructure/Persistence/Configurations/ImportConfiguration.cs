using HexaLive.Domain.Import;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HexaLive.Infrastructure.Persistence.Configurations;

internal sealed class ImportRecordConfiguration : IEntityTypeConfiguration<ImportRecord>
{
    public void Configure(EntityTypeBuilder<ImportRecord> entity)
    {
        entity.ToTable("Imports");
        entity.Property(i => i.FileName).HasMaxLength(260);
        entity.Property(i => i.Kind).HasMaxLength(30);
        entity.Refers(i => i.By, nameof(ImportRecord.ById));
    }
}

internal sealed class ImportChangeConfiguration : IEntityTypeConfiguration<ImportChange>
{
    public void Configure(EntityTypeBuilder<ImportChange> entity)
    {
        entity.ToTable("ImportChanges");
        entity.Refers<ImportChange, ImportRecord>(nameof(ImportChange.ImportId));
        // What undoing goes through, and the other imports that touched the same thing.
        entity.HasIndex(c => new { c.ImportId, c.Thing, c.Id });
        entity.HasIndex(c => new { c.Thing, c.ThingId });
    }
}
