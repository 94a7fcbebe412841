using HexaLive.Domain.Import;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HexaLive.Infrastructure.Data.Configurations;

internal sealed class ImportRecordConfiguration : IEntityTypeConfiguration<ImportRecord>
{
    public void Configure(EntityTypeBuilder<ImportRecord> entity)
    {
        entity.ToTable("Imports");
        entity.Property(i => i.FileName).HasMaxLength(260);
        entity.Property(i => i.Kind).HasMaxLength(30);
        entity.HasReference(i => i.By, nameof(ImportRecord.ById));
    }
}

internal sealed class ImportChangeConfiguration : IEntityTypeConfiguration<ImportChange>
{
    public void Configure(EntityTypeBuilder<ImportChange> entity)
    {
        entity.ToTable("ImportChanges");
        entity.HasReference<ImportChange, ImportRecord>(nameof(ImportChange.ImportId));
        // For undoing an import, and for finding other imports that changed the same record.
        entity.HasIndex(c => new
        {
            c.ImportId,
            c.RecordKind,
            c.Id,
        });
        entity.HasIndex(c => new { c.RecordKind, c.RecordId });
    }
}
