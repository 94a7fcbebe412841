using System.Diagnostics;

namespace HexaLive.Benchmarks.Screens;

/// <summary>
/// What each kind of screen costs the server, without a browser: processor time, render batches, bytes on the wire, components and memory.
/// </summary>
internal sealed class ServerFigures(
    Server server,
    Visitor visitor,
    IReadOnlyList<ScreenKind> kinds,
    int openings,
    FigureTable table,
    CancellationToken cancellationToken
)
{
    private const int AtOnce = 4;
    private const int Rounds = 3;
    private const int RestSeconds = 10;
    private const double MaxRest = 10;
    private const double MoveGoal = 6;
    private const double BatchGoal = 200;
    private const double WireGoal = 30;
    private const double MemoryGoal = 0.8;
    private const int ListComponentsGoal = 150;
    private const int ShellComponentsGoal = 40;
    private const double Kilobyte = 1_000;
    private const double Megabyte = 1_048_576;

    private static readonly TimeSpan LongestSettling = TimeSpan.FromMinutes(1);

    private readonly string _from = kinds.First(k => k.Name == ScreenKind.Empty).Path;
    private readonly int _perRound = Math.Max(1, openings / Rounds);

    /// <summary>Warms up and measures every kind of screen.</summary>
    public async Task MeasureAsync()
    {
        Console.WriteLine("Server: warming up…");
        foreach (var kind in kinds)
            await WarmUpAsync(kind);
        await SettleAsync();
        table.Add("server at rest, processor time per second", "none", "ms", await RestAsync(RestSeconds));
        foreach (var kind in kinds)
        {
            await SettleAsync();
            await MeasureOpeningAsync(kind);
            await MeasureMemoryAsync(kind);
            if (kind.Path != _from)
                await MeasureMoveAsync(kind);
        }
    }

    private async Task WarmUpAsync(ScreenKind kind)
    {
        await visitor.RunAsync(Open(kind, openings) with { AtOnce = AtOnce }, cancellationToken);
        await visitor.RunAsync(new(VisitCommand.Move, Path: _from, AtOnce: AtOnce), cancellationToken);
        await visitor.RunAsync(new(VisitCommand.Move, Path: kind.Path, AtOnce: AtOnce), cancellationToken);
        await LeaveAsync();
    }

    // Waits until the server is idle, because JIT compilation and garbage collection continue for a while after a warm-up.
    private async Task SettleAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (await RestAsync(1) > MaxRest && Stopwatch.GetElapsedTime(began) < LongestSettling)
        { /* not yet */
        }
    }

    // Returns the milliseconds of processor time per second.
    private async Task<double> RestAsync(int seconds)
    {
        var (_, spent) = await visitor.RunAsync(new(VisitCommand.Rest, Count: seconds), cancellationToken);
        return spent.TotalMilliseconds / seconds;
    }

    // Take the median of several rounds, so that one round in which the server still compiled code does not count.
    private async Task MeasureOpeningAsync(ScreenKind kind)
    {
        var (costs, visits) = (new List<double>(), new List<Visit>());
        for (var round = 0; round < Rounds; round++)
        {
            var (opened, spent) = await visitor.RunAsync(Open(kind, _perRound), cancellationToken);
            costs.Add(spent.TotalMilliseconds / _perRound);
            visits.AddRange(opened);
            await LeaveAsync();
        }
        Add("opening, server processor time", kind, "ms", Median(costs), kind.OpeningGoal);
        Add("opening, time until drawn", kind, "ms", Median(visits.Select(v => v.Milliseconds)));
        Add("render batches", kind, "KB", Median(visits.Select(v => v.BatchBytes / Kilobyte)), BatchGoal);
        Add("number of render batches", kind, "", Median(visits.Select(v => (double)v.Batches)));
        Add("WebSocket on the wire, compressed", kind, "KB", Median(visits.Select(v => v.WireBytes / Kilobyte)), WireGoal);
    }

    private async Task MeasureMemoryAsync(ScreenKind kind)
    {
        var before = MemoryUse.Now();
        await visitor.RunAsync(Open(kind, openings) with { AtOnce = AtOnce }, cancellationToken);
        var memory = MemoryUse.Now() - before;
        var components = CircuitComponents.OfConnected(server.Services);
        await LeaveAsync();
        Add("components", kind, "", Median(components.Select(c => (double)c.All)), kind.IsList ? ListComponentsGoal : null);
        if (kind.Path == _from)
            Add("components of the shell", kind, "", Median(components.Select(c => (double)c.Shell)), ShellComponentsGoal);
        Add("managed memory", kind, "MB", memory.Managed / Megabyte / openings, MemoryGoal);
        Add("private memory", kind, "MB", memory.Private / Megabyte / openings);
    }

    private async Task MeasureMoveAsync(ScreenKind kind)
    {
        await visitor.RunAsync(new(VisitCommand.Open, kind.Email, _from, _perRound, AtOnce), cancellationToken);
        await SettleAsync();
        var costs = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var (_, spent) = await visitor.RunAsync(new(VisitCommand.Move, Path: kind.Path), cancellationToken);
            costs.Add(spent.TotalMilliseconds / _perRound);
            await visitor.RunAsync(new(VisitCommand.Move, Path: _from, AtOnce: AtOnce), cancellationToken);
        }
        await LeaveAsync();
        Add("moving inside a circuit, server processor time", kind, "ms", Median(costs), kind.OpeningGoal is null ? null : MoveGoal);
    }

    private static VisitCommand Open(ScreenKind kind, int count) => new(VisitCommand.Open, kind.Email, kind.Path, count);

    private Task LeaveAsync() => visitor.RunAsync(new(VisitCommand.Leave), cancellationToken);

    private void Add(string what, ScreenKind kind, string unit, double value, double? goal = null) =>
        table.Add(what, kind.Name, unit, value, goal);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : sorted[sorted.Count / 2];
    }
}
