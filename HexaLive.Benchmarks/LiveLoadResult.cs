using System.Diagnostics;

namespace HexaLive.Benchmarks;

/// <summary>
/// The results of a run of <see cref="LiveLoad"/>: the logged entries, their arrival times at each screen, and the server's
/// processor time and memory. <paramref name="MeasuredScreens"/> is the number of screens whose memory was measured.
/// </summary>
internal sealed record LiveLoadResult(
    List<LoadScreen> Screens,
    Dictionary<int, LoggedEntry> Entries,
    HashSet<(int Screen, int Mark, long At)> Arrivals,
    TimeSpan ProcessorTime,
    TimeSpan Elapsed,
    MemoryUse Memory,
    int MeasuredScreens
)
{
    private static readonly string[] Columns =
    [
        "screens",
        "entries/s",
        "entries",
        "deliveries",
        "lag p50 ms",
        "p95",
        "p99",
        "max",
        "missed",
        "save p50 ms",
        "managed MB/screen",
        "working set MB/screen",
        "server CPU % of a core",
        "CPU ms/delivery",
    ];

    private static readonly string[] NodesColumns =
    [
        "second node",
        "screens",
        "entries",
        "deliveries",
        "lag p50 ms",
        "p95",
        "p99",
        "max",
        "missed",
        "save p50 ms",
    ];

    /// <summary>The heading of the table to which <see cref="FormatNodesRow"/> adds a row.</summary>
    public static string NodesHeader =>
        FormatTableRow(NodesColumns) + Environment.NewLine + FormatTableRow(NodesColumns.Select(_ => "---"));

    /// <summary>Whether there were deliveries and none is missing.</summary>
    public bool IsComplete => MeasureDeliveries() is { Missed: 0, Lags.Count: > 0 };

    /// <summary>The result of a measurement between two nodes, which does not include processor time and memory.</summary>
    public static LiveLoadResult ForNodes(
        List<LoadScreen> screens,
        Dictionary<int, LoggedEntry> entries,
        HashSet<(int Screen, int Mark, long At)> arrivals
    ) => new(screens, entries, arrivals, TimeSpan.Zero, TimeSpan.Zero, new MemoryUse(0, 0), 0);

    /// <summary>Returns the row of a measurement between two nodes.</summary>
    public string FormatNodesRow(bool withRedis)
    {
        var (lags, missed) = MeasureDeliveries();
        return FormatTableRow([
            withRedis ? "with Redis" : "polls every second",
            $"{Screens.Count}",
            $"{Entries.Count}",
            .. FormatLagCells(lags, missed),
        ]);
    }

    /// <summary>Prints the figures as a table; returns whether every entry arrived at every screen that must show it.</summary>
    public bool Print(LoadOptions options)
    {
        var (lags, missed) = MeasureDeliveries();
        string[] row =
        [
            $"{options.Screens}",
            $"{options.Rate:0.#}",
            $"{Entries.Count}",
            .. FormatLagCells(lags, missed),
            $"{MegabytesPerScreen(Memory.Managed):0.00}",
            $"{MegabytesPerScreen(Memory.WorkingSet):0.00}",
            $"{100 * ProcessorTime.TotalSeconds / Elapsed.TotalSeconds:0}",
            $"{ProcessorTime.TotalMilliseconds / Math.Max(1, lags.Count):0.0}",
        ];
        var line = FormatTableRow(row);
        Console.WriteLine();
        Console.WriteLine(FormatTableRow(Columns));
        Console.WriteLine(FormatTableRow(Columns.Select(_ => "---")));
        Console.WriteLine(line);
        if (options.Out is { } file)
            File.AppendAllText(file, line + Environment.NewLine);
        return missed == 0 && lags.Count > 0;
    }

    private string[] FormatLagCells(List<double> lags, int missed)
    {
        var saves = Entries.Values.Select(e => Stopwatch.GetElapsedTime(0, e.Duration).TotalMilliseconds).Order().ToList();
        return
        [
            $"{lags.Count}",
            $"{Percentile(lags, .50):0}",
            $"{Percentile(lags, .95):0}",
            $"{Percentile(lags, .99):0}",
            $"{Percentile(lags, 1):0}",
            $"{missed}",
            $"{Percentile(saves, .50):0.0}",
        ];
    }

    // Returns the sorted times, in milliseconds, from the save of an entry to its arrival at a screen that must show it, and the
    // number of missing arrivals.
    private (List<double> Lags, int Missed) MeasureDeliveries()
    {
        var arrived = Arrivals.ToDictionary(a => (a.Screen, a.Mark), a => a.At);
        var lags = new List<double>();
        var missed = 0;
        foreach (var (mark, entry) in Entries)
        {
            for (var i = 0; i < Screens.Count; i++)
            {
                var (person, path, task) = Screens[i];
                var isShown = task is { } id
                    ? id == entry.Task.TaskId
                    : person.Id == (path == "/control" ? entry.Task.ControllerId : entry.Task.ResponsibleId);
                if (!isShown)
                    continue;
                if (arrived.TryGetValue((i, mark), out var at))
                    lags.Add(Stopwatch.GetElapsedTime(entry.At, at).TotalMilliseconds);
                else if (missed++ < 5)
                    Console.WriteLine($"Missed: {path} of {person.Email}, mark {mark}");
            }
        }
        lags.Sort();
        return (lags, missed);
    }

    private double MegabytesPerScreen(long bytes) => bytes / 1_048_576.0 / Math.Max(1, MeasuredScreens);

    private static string FormatTableRow(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static double Percentile(List<double> sorted, double part) =>
        sorted.Count == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(part * sorted.Count) - 1, 0, sorted.Count - 1)];
}
