using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>How a run stands.</summary>
public enum ImportState { Running = 0, Done = 1, Cancelled = 2, Failed = 3 }

/// <summary>Work that goes on when its screen is left, and that screens follow.</summary>
public abstract class ImportWork
{
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How it stands.</summary>
    public ImportState State { get; private set; }
    /// <summary>Why it failed.</summary>
    public ImportReason? Failure { get; private set; }
    /// <summary>Ends when it does; never fails.</summary>
    public Task Completion { get; internal set; } = Task.CompletedTask;

    /// <summary>Yields now and whenever something changed, at most once in <paramref name="atMostEvery"/>, and a last time when it has ended.</summary>
    public async IAsyncEnumerable<bool> ChangesAsync(TimeSpan atMostEvery, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            var ended = State != ImportState.Running;
            yield return true;
            if (ended) yield break;
            await changed.WaitAsync(cancellationToken);
            if (State == ImportState.Running) await Task.Delay(atMostEvery, cancellationToken);
        }
    }

    internal void End(ImportState state, ImportReason? failure = null)
    {
        (Failure, State) = (failure, state);
        Tell();
    }

    /// <summary>Something of it changed.</summary>
    protected void Tell() => Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}

/// <summary>A preview or an import on its way, or what came of it. It goes on when its screen is left.</summary>
public sealed class ImportRun : ImportWork
{
    /// <summary>Rows that a preview shows.</summary>
    public const int PreviewRows = 50;

    /// <summary>Rejected rows that are told with their reason; all of them are in the file of rejected rows.</summary>
    public const int ToldRejections = 100;

    internal ImportRun(ImportPlan plan, bool isPreview, int total, DateTime startedAt) => (Plan, IsPreview, Total, StartedAt) = (plan, isPreview, total, startedAt);

    internal Guid Id { get; } = Guid.NewGuid();

    /// <summary>By which it runs.</summary>
    public ImportPlan Plan { get; }
    /// <summary>By which it is undone; 0 while it wrote nothing.</summary>
    public int RecordId { get; internal set; }
    /// <summary>Whether nothing is written.</summary>
    public bool IsPreview { get; }
    /// <summary>Rows of the file.</summary>
    public int Total { get; }
    /// <summary>UTC.</summary>
    public DateTime StartedAt { get; }
    /// <summary>How it took.</summary>
    public TimeSpan Took { get; internal set; }
    /// <summary>Rows looked at.</summary>
    public int Rows => Made + Changed + Unchanged + Rejected;
    public int Made { get; private set; }
    public int Changed { get; private set; }
    public int Unchanged { get; private set; }
    public int Rejected { get; private set; }
    /// <summary>What was made along the way because rows name it.</summary>
    public ImmutableSortedDictionary<ImportReference, int> Created { get; private set; } = ImmutableSortedDictionary<ImportReference, int>.Empty;
    /// <summary>The first rows as they would come out; of previews only.</summary>
    public ImmutableList<ImportPreviewRow> Preview { get; private set; } = [];
    /// <summary>The first rejected rows.</summary>
    public ImmutableList<ImportRejection> Rejections { get; private set; } = [];
    internal CancellationTokenSource Cancellation { get; } = new();

    internal void Add(IReadOnlyList<ImportRow> rows, IEnumerable<ImportReference> created)
    {
        foreach (var row in rows)
        {
            switch (row.Outcome)
            {
                case ImportOutcome.Made: Made++; break;
                case ImportOutcome.Changed: Changed++; break;
                case ImportOutcome.Unchanged: Unchanged++; break;
                default:
                    Rejected++;
                    if (Rejections.Count < ToldRejections) Rejections = Rejections.Add(new ImportRejection(row.Source.Line, row.Reason!));
                    break;
            }
            if (IsPreview && Preview.Count < PreviewRows) Preview = Preview.Add(new ImportPreviewRow(row.Source.Line, row.Outcome, row.Shown, row.Reason));
        }
        foreach (var reference in created) Created = Created.SetItem(reference, Created.GetValueOrDefault(reference) + 1);
        Tell();
    }
}
