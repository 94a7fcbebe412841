using System.Collections.Immutable;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>The progress and the result of a preview or an import. The run continues when the user leaves the page.</summary>
public sealed class ImportRun : ImportOperation
{
    /// <summary>The maximum number of rows that a preview shows.</summary>
    public const int MaxPreviewRows = 50;

    /// <summary>
    /// The maximum number of rejected rows listed with their reason. The file of rejected rows contains all rejected rows.
    /// </summary>
    public const int MaxListedRejections = 100;

    internal ImportRun(ImportPlan plan, bool isPreview, int total, DateTime startedAt) =>
        (Plan, IsPreview, Total, StartedAt) = (plan, isPreview, total, startedAt);

    internal Guid Id { get; } = Guid.NewGuid();

    public ImportPlan Plan { get; }

    /// <summary>The id of the import record, needed to undo the import; 0 for previews and for imports that wrote nothing.</summary>
    public int RecordId { get; internal set; }

    /// <summary>Whether this is a preview, which saves nothing.</summary>
    public bool IsPreview { get; }

    /// <summary>The number of rows in the file.</summary>
    public int Total { get; }

    /// <summary>When the run started (UTC).</summary>
    public DateTime StartedAt { get; }

    /// <summary>How long the run took.</summary>
    public TimeSpan Duration { get; internal set; }

    /// <summary>The number of rows processed.</summary>
    public int Processed => Created + Changed + Unchanged + Rejected;

    /// <summary>The share of rows processed, from 0 to 100.</summary>
    public int Percent => Total == 0 ? 100 : Processed * 100 / Total;

    /// <summary>The number of rows that created a record.</summary>
    public int Created { get; private set; }

    /// <summary>The number of rows that changed a record.</summary>
    public int Changed { get; private set; }

    /// <summary>The number of rows whose record already has the same values.</summary>
    public int Unchanged { get; private set; }

    /// <summary>The number of rows that could not be imported.</summary>
    public int Rejected { get; private set; }

    /// <summary>The numbers of records, by kind, that were created because rows refer to them.</summary>
    public ImmutableSortedDictionary<ImportReferenceKind, int> CreatedReferences { get; private set; } =
        ImmutableSortedDictionary<ImportReferenceKind, int>.Empty;

    /// <summary>The first rows as they would be imported; empty unless this is a preview.</summary>
    public ImmutableList<ImportPreviewRow> Preview { get; private set; } = [];

    /// <summary>The first rejected rows.</summary>
    public ImmutableList<ImportRejection> Rejections { get; private set; } = [];
    internal CancellationTokenSource Cancellation { get; } = new();

    internal void Add(IReadOnlyList<ImportRow> rows, IEnumerable<ImportReferenceKind> createdReferences)
    {
        foreach (var row in rows)
        {
            switch (row.Outcome)
            {
                case ImportOutcome.Created:
                    Created++;
                    break;
                case ImportOutcome.Changed:
                    Changed++;
                    break;
                case ImportOutcome.Unchanged:
                    Unchanged++;
                    break;
                default:
                    Rejected++;
                    if (Rejections.Count < MaxListedRejections)
                        Rejections = Rejections.Add(new ImportRejection(row.Source.Line, row.Reason!));
                    break;
            }
            if (IsPreview && Preview.Count < MaxPreviewRows)
                Preview = Preview.Add(new ImportPreviewRow(row.Source.Line, row.Outcome, row.PreviewCells, row.Reason));
        }
        foreach (var kind in createdReferences)
            CreatedReferences = CreatedReferences.SetItem(kind, CreatedReferences.GetValueOrDefault(kind) + 1);
        NotifyChanged();
    }
}
