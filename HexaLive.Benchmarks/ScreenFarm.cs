using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace HexaLive.Benchmarks;

/// <summary>A screen to open: who looks at what.</summary>
internal sealed record PlannedScreen(string Email, string Path);

/// <summary>What the looking process shall do. The first <see cref="Warm"/> screens are opened before the server's memory is measured.</summary>
internal sealed record ScreenPlan(Uri Address, string Password, int Warm, IReadOnlyList<PlannedScreen> Screens, string Arrivals);

/// <summary>
/// The screens, in a process of their own, so that the server's memory and processor time are its own. Speaks by lines: it says <c>warm</c> and
/// <c>open</c>, and goes on when a line comes; at the end it writes which mark arrived where and when.
/// </summary>
internal static class ScreenFarm
{
    private const int OpenAtOnce = 6;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(string file, CancellationToken cancellationToken)
    {
        var plan = JsonSerializer.Deserialize<ScreenPlan>(await File.ReadAllTextAsync(file, cancellationToken))!;
        var people = new ConcurrentDictionary<string, Lazy<Task<SignedIn>>>();
        var open = new CircuitClient?[plan.Screens.Count];
        var problems = new ConcurrentBag<string>();

        await OpenAsync(0, plan.Warm);
        await SayAsync("warm");
        await OpenAsync(plan.Warm, plan.Screens.Count);
        await SayAsync(problems.IsEmpty ? "open" : $"open, but {problems.Count} not: {problems.First()}");

        // What is late is not lost: the server may have more to draw than it can.
        await QuietAsync();
        await using (var arrivals = new StreamWriter(plan.Arrivals))
        {
            foreach (var (screen, at) in open.Select((s, i) => (s, i)))
            {
                if (screen is null) continue;
                foreach (var (mark, when) in screen.Arrivals) await arrivals.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{at} {mark} {when}"));
            }
        }
        var broken = open.OfType<CircuitClient>().Select(s => s.Problem).OfType<string>().ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{open.OfType<CircuitClient>().Sum(s => (long)s.Batches)} {open.OfType<CircuitClient>().Sum(s => s.Bytes)} {broken.Count} {broken.FirstOrDefault()}"));
        foreach (var screen in open.OfType<CircuitClient>()) await screen.DisposeAsync();
        foreach (var person in people.Values) (await person.Value).Dispose();
        return 0;

        async Task OpenAsync(int from, int to) => await Parallel.ForAsync(from, to, new ParallelOptions { MaxDegreeOfParallelism = OpenAtOnce, CancellationToken = cancellationToken }, async (i, stop) =>
        {
            var (email, path) = plan.Screens[i];
            try
            {
                var person = await people.GetOrAdd(email, _ => new(() => SignedIn.SignInAsync(plan.Address, email, plan.Password, stop))).Value;
                open[i] = await CircuitClient.OpenAsync(person, path, stop);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
            {
                problems.Add($"{email} {path}: {e.Message}");
            }
        });

        // What a screen reads when it opens comes in several batches: it is open when all are quiet.
        async Task QuietAsync()
        {
            var began = Stopwatch.GetTimestamp();
            while (open.OfType<CircuitClient>().Any(s => Stopwatch.GetElapsedTime(s.LastDrawn) < Quiet) && Stopwatch.GetElapsedTime(began) < LongestWait) await Task.Delay(100, cancellationToken);
        }

        async Task SayAsync(string what)
        {
            await QuietAsync();
            Console.WriteLine(what);
            await Console.In.ReadLineAsync(cancellationToken);
        }
    }
}
