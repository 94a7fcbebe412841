using System.Collections.Immutable;
using HexaLive.Domain.Import;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>
/// Why a record is kept when its import is undone: somebody changed the record after the import, or the record is in use.
/// </summary>
public enum KeepReason
{
    Changed = 0,
    InUse = 1,
}

/// <summary>A record that an undo did not remove or restore, and the reason.</summary>
public sealed record KeptRecord(ImportedRecordKind Kind, int Id, string Name, KeepReason Reason);

/// <summary>The progress and the result of undoing an import.</summary>
public sealed class ImportUndoRun : ImportOperation
{
    /// <summary>The maximum number of kept records that are listed.</summary>
    public const int MaxListedRecords = 100;

    internal ImportUndoRun(int importId, string owner) => (ImportId, Owner) = (importId, owner);

    /// <summary>The id of the import that is undone.</summary>
    public int ImportId { get; }

    /// <summary>The name of the person who started the undo.</summary>
    internal string Owner { get; }

    /// <summary>The number of changes to undo.</summary>
    public int Total { get; internal set; }

    /// <summary>The number of changes processed.</summary>
    public int Processed { get; private set; }

    /// <summary>The number of records removed.</summary>
    public int Removed { get; private set; }

    /// <summary>The number of records restored to their previous values.</summary>
    public int Restored { get; private set; }

    /// <summary>The number of records kept.</summary>
    public int KeptCount { get; private set; }

    /// <summary>The first kept records, at most <see cref="MaxListedRecords"/>.</summary>
    public ImmutableList<KeptRecord> Kept { get; private set; } = [];

    internal void Add(int processed, int removed, int restored, IReadOnlyList<KeptRecord> kept)
    {
        (Processed, Removed, Restored, KeptCount) = (Processed + processed, Removed + removed, Restored + restored, KeptCount + kept.Count);
        if (Kept.Count < MaxListedRecords)
            Kept = Kept.AddRange(kept.Take(MaxListedRecords - Kept.Count));
        NotifyChanged();
    }
}
