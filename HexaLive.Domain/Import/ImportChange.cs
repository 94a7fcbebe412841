using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Import;

/// <summary>One record that an import created (<see cref="Before"/> is null) or changed.</summary>
public sealed class ImportChange
{
    private ImportChange() { }

    /// <summary>
    /// Creates the row of one change. <paramref name="before"/> holds the previous values of the changed record as JSON;
    /// <paramref name="version"/> and <paramref name="fromVersion"/> are the versions of that record after and before the import.
    /// </summary>
    public ImportChange(int importId, ImportedRecordKind recordKind, int recordId, int? version, int? fromVersion, string? before) =>
        (ImportId, RecordKind, RecordId, Version, FromVersion, Before) = (
            importId,
            Check.Defined(recordKind, nameof(RecordKind)),
            recordId,
            version,
            fromVersion,
            before
        );

    public long Id { get; private set; }
    public int ImportId { get; private set; }
    public ImportedRecordKind RecordKind { get; private set; }
    public int RecordId { get; private set; }
    public int? Version { get; private set; }
    public int? FromVersion { get; private set; }
    public string? Before { get; private set; }

    public bool Undone { get; private set; }
}
