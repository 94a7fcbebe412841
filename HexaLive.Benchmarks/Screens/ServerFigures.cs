namespace HexaLive.Benchmarks.Screens;

/// <summary>
/// What each kind of screen costs the server, without a browser: processor time, render batches, bytes on the wire, components and memory.
/// </summary>
internal sealed class ServerFigures(Server server, Visitor visitor, IReadOnlyList<ScreenKind> kinds, int openings, FigureTable table)
{
    private const int AtOnce = 4;
    private const int MovingScreens = 10;
    private const double MoveGoal = 6;
    private const double BatchGoal = 200;
    private const double WireGoal = 30;
    private const double MemoryGoal = 0.8;
    private const int ListComponentsGoal = 150;
    private const int ShellComponentsGoal = 40;
    private const double Kilobyte = 1_000;
    private const double Megabyte = 1_048_576;

    /// <summary>Measures every kind of screen.</summary>
    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        foreach (var kind in kinds)
        {
            Console.WriteLine($"Server: {kind.Name}…");
            await MeasureOpeningAsync(kind, cancellationToken);
        }
        foreach (var kind in kinds.Where(k => k.Name != ScreenKind.Empty))
        {
            Console.WriteLine($"Server: moving to {kind.Name}…");
            await MeasureMoveAsync(kind, cancellationToken);
        }
    }

    private async Task MeasureOpeningAsync(ScreenKind kind, CancellationToken cancellationToken)
    {
        var open = new VisitCommand(VisitCommand.Open, kind.Email, kind.Path, openings);
        await visitor.RunAsync(open with { AtOnce = AtOnce }, cancellationToken);
        await LeaveAsync(cancellationToken);
        var before = MemoryUse.Now();
        var (visits, spent) = await visitor.RunAsync(open, cancellationToken);
        var memory = MemoryUse.Now() - before;
        var components = CircuitComponents.OfConnected(server.Services);
        await LeaveAsync(cancellationToken);

        Add("opening, server processor time", kind, "ms", spent.TotalMilliseconds / openings, kind.OpeningGoal);
        Add("opening, time until drawn", kind, "ms", Median(visits.Select(v => v.Milliseconds)));
        Add("render batches", kind, "KB", Median(visits.Select(v => v.BatchBytes / Kilobyte)), BatchGoal);
        Add("number of render batches", kind, "", Median(visits.Select(v => (double)v.Batches)));
        Add("WebSocket on the wire, compressed", kind, "KB", Median(visits.Select(v => v.WireBytes / Kilobyte)), WireGoal);
        Add("components", kind, "", Median(components.Select(c => (double)c.All)), kind.IsList ? ListComponentsGoal : null);
        if (kind.Name == ScreenKind.Empty)
            Add("components of the shell", kind, "", Median(components.Select(c => (double)c.Shell)), ShellComponentsGoal);
        Add("managed memory", kind, "MB", memory.Managed / Megabyte / openings, MemoryGoal);
        Add("private memory", kind, "MB", memory.Private / Megabyte / openings);
    }

    private async Task MeasureMoveAsync(ScreenKind kind, CancellationToken cancellationToken)
    {
        var from = kinds.First(k => k.Name == ScreenKind.Empty).Path;
        await visitor.RunAsync(new(VisitCommand.Open, kind.Email, from, MovingScreens, AtOnce), cancellationToken);
        var (total, count) = (TimeSpan.Zero, 0);
        var rounds = Math.Max(2, openings / MovingScreens + 1);
        for (var round = 0; round < rounds; round++)
        {
            // The first round warms up.
            var move = new VisitCommand(VisitCommand.Move, Path: kind.Path, AtOnce: round == 0 ? AtOnce : 1);
            var (visits, spent) = await visitor.RunAsync(move, cancellationToken);
            if (round > 0)
                (total, count) = (total + spent, count + visits.Count);
            await visitor.RunAsync(move with { Path = from, AtOnce = AtOnce }, cancellationToken);
        }
        await LeaveAsync(cancellationToken);
        Add(
            "moving inside a circuit, server processor time",
            kind,
            "ms",
            total.TotalMilliseconds / count,
            kind.OpeningGoal is null ? null : MoveGoal
        );
    }

    private Task LeaveAsync(CancellationToken cancellationToken) => visitor.RunAsync(new(VisitCommand.Leave), cancellationToken);

    private void Add(string what, ScreenKind kind, string unit, double value, double? goal = null) =>
        table.Add(what, kind.Name, unit, value, goal);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : sorted[sorted.Count / 2];
    }
}
