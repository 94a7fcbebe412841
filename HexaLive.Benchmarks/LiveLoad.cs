using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace HexaLive.Benchmarks;

/// <summary>
/// Opens live screens and logs entries that some of them must show. Measures how long after the save each of these screens receives
/// the render batch with the entry, and how much processor time and memory the server uses.
/// </summary>
internal static class LiveLoad
{
    private const int WarmRate = 10;
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("hexalive-load-").FullName;
        try
        {
            Console.WriteLine("Creating the database…");
            await using var server = await Server.StartAsync(options, folder, cancellationToken);
            var setup = await LiveLoadSetup.CreateAsync(server.Services, options, cancellationToken);
            using var screens = await OpenScreens.StartAsync(server.Address, setup.Screens, folder, cancellationToken);
            var result = await MeasureAsync(options, setup, screens, new EntryLoad(server.Services, setup.Tasks), cancellationToken);
            return result.Print(options) ? 0 : 1;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<LiveLoadResult> MeasureAsync(
        LoadOptions options,
        LiveLoadSetup setup,
        OpenScreens screens,
        EntryLoad load,
        CancellationToken cancellationToken
    )
    {
        // Log some entries before memory is measured, so that the code for saving entries is already compiled (JIT).
        await load.RunAsync(2, WarmRate, firstMark: 1_000_000, cancellationToken);
        var before = MemoryUse.Now();
        Console.WriteLine($"Opening {setup.Screens.Count} screens…");
        var opening = Stopwatch.StartNew();
        await screens.OpenAllAsync(cancellationToken);
        var after = MemoryUse.Now();
        Console.WriteLine(
            $"Open after {opening.Elapsed.TotalSeconds:0} s. Warming for {options.Warm} s, "
                + $"then writing {options.Rate:0.#} a second for {options.Seconds} s…"
        );
        await load.RunAsync(options.Warm, Math.Max(options.Rate, WarmRate), firstMark: 2_000_000, cancellationToken);
        await Task.Delay(Drain, cancellationToken);

        using var self = Process.GetCurrentProcess();
        var (processorTime, clock) = (self.TotalProcessorTime, Stopwatch.StartNew());
        var entries = await load.RunAsync(options.Seconds, options.Rate, firstMark: 1, cancellationToken);
        self.Refresh();
        var (spent, elapsed) = (self.TotalProcessorTime - processorTime, clock.Elapsed);
        await Task.Delay(Drain, cancellationToken);
        return new LiveLoadResult(
            setup.Screens,
            entries,
            await screens.FinishAsync(cancellationToken),
            spent,
            elapsed,
            after - before,
            setup.Screens.Count - screens.Warm
        );
    }
}
