using System.Diagnostics;

namespace HexaLive.Benchmarks.Screens;

/// <summary>The private memory of the server with many open screens, and after they were closed.</summary>
internal sealed class CrowdFigures(Visitor visitor, IReadOnlyList<ScreenKind> kinds, int screens, FigureTable table)
{
    private const int AtOnce = 6;
    private const double OpenGoal = 1_200;
    private const double LeftGoal = 300;
    private const double Megabyte = 1e6;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    // The percentage of screens of each kind.
    private static readonly (string Kind, int Part)[] Mix = [("control room", 20), ("task", 30), ("today", 50)];

    /// <summary>
    /// Opens the screens, closes them, and waits at most five minutes until the memory is below its goal. Does not force a garbage
    /// collection.
    /// </summary>
    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine($"Server: {screens} screens…");
        foreach (var (name, part) in Mix)
        {
            var kind = kinds.First(k => k.Name == name);
            var open = new VisitCommand(VisitCommand.Open, kind.Email, kind.Path, screens * part / 100, AtOnce);
            await visitor.RunAsync(open, cancellationToken);
        }
        table.Add("private memory of the server", $"{screens} screens open", "MB", PrivateMemory.Now() / Megabyte, OpenGoal);
        await visitor.RunAsync(new(VisitCommand.Leave), cancellationToken);
        var left = Stopwatch.StartNew();
        while (PrivateMemory.Now() / Megabyte > LeftGoal && left.Elapsed < Longest)
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        table.Add("private memory of the server", $"after {screens} screens", "MB", PrivateMemory.Now() / Megabyte, LeftGoal);
        table.Add("time until the memory is given back", $"after {screens} screens", "s", left.Elapsed.TotalSeconds, Longest.TotalSeconds);
    }
}
