using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace HexaLive.Benchmarks;

/// <summary>A screen of a <see cref="ScreenPlan"/>: the person with this e-mail address signs in and opens the page.</summary>
internal sealed record PlannedScreen(string Email, string Path);

/// <summary>
/// The settings of the process that opens the screens. The first <see cref="Warm"/> screens are opened before the server's memory
/// is measured.
/// </summary>
internal sealed record ScreenPlan(Uri Address, string Password, int Warm, IReadOnlyList<PlannedScreen> Screens, string Arrivals);

/// <summary>
/// Opens the screens in a separate process, so that the memory and processor time of the screens do not count as those of the
/// server. The two processes exchange lines: the screen process prints <c>warm</c> and <c>open</c>, and continues when it reads a
/// line. At the end, it writes the arrival time of each mark at each screen.
/// </summary>
internal static class ScreenProcess
{
    private const int MaxConcurrentOpens = 6;
    private static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(string file, CancellationToken cancellationToken)
    {
        var plan = JsonSerializer.Deserialize<ScreenPlan>(await File.ReadAllTextAsync(file, cancellationToken))!;
        var people = new ConcurrentDictionary<string, Lazy<Task<SignedInUser>>>();
        var open = new CircuitClient?[plan.Screens.Count];
        var errors = new ConcurrentBag<string>();

        await OpenAsync(0, plan.Warm);
        await SignalAsync("warm");
        await OpenAsync(plan.Warm, plan.Screens.Count);
        await SignalAsync(errors.IsEmpty ? "open" : $"open, but {errors.Count} not: {errors.First()}");

        // An overloaded server sends batches late. Wait for late batches, so that the marks in them do not count as missed.
        await WaitUntilQuietAsync();
        await using (var arrivals = new StreamWriter(plan.Arrivals))
        {
            foreach (var (screen, index) in open.Select((s, i) => (s, i)))
            {
                if (screen is null)
                    continue;
                foreach (var (mark, when) in screen.Arrivals)
                    await arrivals.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{index} {mark} {when}"));
            }
        }
        var broken = open.OfType<CircuitClient>().Select(s => s.Error).OfType<string>().ToList();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{open.OfType<CircuitClient>().Sum(s => (long)s.Batches)} {open.OfType<CircuitClient>().Sum(s => s.Bytes)} {broken.Count} {broken.FirstOrDefault()}"
            )
        );
        foreach (var screen in open.OfType<CircuitClient>())
            await screen.DisposeAsync();
        foreach (var person in people.Values)
            (await person.Value).Dispose();
        return 0;

        async Task OpenAsync(int from, int to) =>
            await Parallel.ForAsync(
                from,
                to,
                new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrentOpens, CancellationToken = cancellationToken },
                async (i, stop) =>
                {
                    var (email, path) = plan.Screens[i];
                    try
                    {
                        var person = await people
                            .GetOrAdd(email, _ => new(() => SignedInUser.SignInAsync(plan.Address, email, plan.Password, stop)))
                            .Value;
                        open[i] = await CircuitClient.OpenAsync(person, path, stop);
                    }
                    catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
                    {
                        errors.Add($"{email} {path}: {e.Message}");
                    }
                }
            );

        // A screen loads its data in several batches. All screens are open when no batch has arrived for a while.
        async Task WaitUntilQuietAsync()
        {
            var began = Stopwatch.GetTimestamp();
            while (
                open.OfType<CircuitClient>().Any(s => Stopwatch.GetElapsedTime(s.LastBatchAt) < QuietTime)
                && Stopwatch.GetElapsedTime(began) < MaxWait
            )
                await Task.Delay(100, cancellationToken);
        }

        async Task SignalAsync(string message)
        {
            await WaitUntilQuietAsync();
            Console.WriteLine(message);
            await Console.In.ReadLineAsync(cancellationToken);
        }
    }
}
