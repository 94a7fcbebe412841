using System.Diagnostics;
using System.Text.Json;
using HexaLive.Infrastructure.Data.Seed;
using Microsoft.Data.Sqlite;

namespace HexaLive.Benchmarks;

/// <summary>
/// Opens live screens and logs entries that some of them must show. Measures how long after the save each of these screens receives
/// the render batch with the entry, and how much processor time and memory the server uses.
/// </summary>
internal static class LiveLoad
{
    private const int WarmRate = 10;
    private const int WarmScreens = 10;
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("hexalive-load-").FullName;
        try
        {
            Console.WriteLine("Creating the database…");
            await using var server = await Server.StartAsync(options, folder, cancellationToken);
            var setup = await LiveLoadSetup.CreateAsync(server.Services, options, cancellationToken);
            var plan = new ScreenPlan(
                server.Address,
                DemoCompany.Password,
                Math.Min(setup.Screens.Count, WarmScreens),
                [.. setup.Screens.Select(s => new PlannedScreen(s.Person.Email!, s.Path))],
                Path.Combine(folder, "arrivals.txt")
            );
            var planFile = Path.Combine(folder, "plan.json");
            await File.WriteAllTextAsync(planFile, JsonSerializer.Serialize(plan), cancellationToken);
            using var screens = StartScreens(planFile);
            try
            {
                var result = await MeasureAsync(
                    options,
                    setup,
                    plan,
                    screens,
                    new EntryLoad(server.Services, setup.Tasks),
                    cancellationToken
                );
                return result.Print(options) ? 0 : 1;
            }
            finally
            {
                if (!screens.HasExited)
                    screens.Kill();
            }
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
        ScreenPlan plan,
        Process screens,
        EntryLoad load,
        CancellationToken cancellationToken
    )
    {
        await ExpectLineAsync(screens, "warm", cancellationToken);
        // Log some entries before memory is measured, so that the code for saving entries is already compiled (JIT).
        await load.RunAsync(2, WarmRate, firstMark: 1_000_000, cancellationToken);
        var before = MemoryUse.Now();
        await screens.StandardInput.WriteLineAsync();
        Console.WriteLine($"Opening {plan.Screens.Count} screens…");
        var opening = Stopwatch.StartNew();
        await ExpectLineAsync(screens, "open", cancellationToken);
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
        await FinishScreensAsync(screens, cancellationToken);
        return new LiveLoadResult(
            setup.Screens,
            entries,
            await ReadArrivalsAsync(plan.Arrivals, cancellationToken),
            spent,
            elapsed,
            after - before,
            plan.Screens.Count - plan.Warm
        );
    }

    private static Process StartScreens(string plan)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        // If this process was started as `dotnet <dll>`, the child process needs the path of the DLL as well.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(LiveLoad).Assembly.Location);
        start.ArgumentList.Add("screens");
        start.ArgumentList.Add(plan);
        start.Environment["DOTNET_gcServer"] = "0";
        return Process.Start(start)!;
    }

    private static async Task ExpectLineAsync(Process screens, string word, CancellationToken cancellationToken)
    {
        var line =
            await screens.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException("The screens' process ended.");
        if (!line.StartsWith(word, StringComparison.Ordinal))
            throw new InvalidOperationException(line);
        if (line != word)
            Console.WriteLine(line);
    }

    private static async Task FinishScreensAsync(Process screens, CancellationToken cancellationToken)
    {
        await screens.StandardInput.WriteLineAsync();
        var totals = (await screens.StandardOutput.ReadLineAsync(cancellationToken) ?? "").Split(' ', 4);
        await screens.WaitForExitAsync(cancellationToken);
        if (totals is [_, _, not "0", ..])
            Console.WriteLine($"{totals[2]} screens lost their connection: {totals.ElementAtOrDefault(3)}");
    }

    private static async Task<HashSet<(int Screen, int Mark, long At)>> ReadArrivalsAsync(
        string file,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await File.ReadAllLinesAsync(file, cancellationToken))
                .Select(l => Array.ConvertAll(l.Split(' '), long.Parse))
                .Select(p => ((int)p[0], (int)p[1], p[2])),
        ];
}
