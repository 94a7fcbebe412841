using System.Diagnostics;
using System.Text.Json;
using HexaLive.Infrastructure.Data.Seed;

namespace HexaLive.Benchmarks;

/// <summary>The screens of a benchmark, opened by a process of their own (see <see cref="ScreenProcess"/>).</summary>
internal sealed class OpenScreens : IDisposable
{
    private const int MaxWarm = 10;

    private readonly Process _process;
    private readonly string _arrivals;

    private OpenScreens(Process process, int warm, string arrivals) => (_process, Warm, _arrivals) = (process, warm, arrivals);

    /// <summary>The number of screens that are opened before the memory of the server is measured.</summary>
    public int Warm { get; }

    /// <summary>Starts the process and waits until the first screens are open.</summary>
    public static async Task<OpenScreens> StartAsync(
        Uri address,
        IReadOnlyCollection<LoadScreen> screens,
        string folder,
        CancellationToken cancellationToken
    )
    {
        var plan = new ScreenPlan(
            address,
            DemoCompany.Password,
            Math.Min(screens.Count, MaxWarm),
            [.. screens.Select(s => new PlannedScreen(s.Person.Email!, s.Path))],
            Path.Combine(folder, "arrivals.txt")
        );
        var file = Path.Combine(folder, "plan.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(plan), cancellationToken);
        var opened = new OpenScreens(ChildProcess.Start("screen-process", file), plan.Warm, plan.Arrivals);
        try
        {
            await opened.ExpectAsync("warm", cancellationToken);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    public async Task OpenAllAsync(CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync();
        await ExpectAsync("open", cancellationToken);
    }

    /// <summary>Closes the screens once they are quiet, and returns when each mark arrived at each screen.</summary>
    public async Task<HashSet<(int Screen, int Mark, long At)>> FinishAsync(CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync();
        var totals = (await _process.StandardOutput.ReadLineAsync(cancellationToken) ?? "").Split(' ', 4);
        await _process.WaitForExitAsync(cancellationToken);
        if (totals is [_, _, not "0", ..])
            Console.WriteLine($"{totals[2]} screens lost their connection: {totals.ElementAtOrDefault(3)}");
        return
        [
            .. (await File.ReadAllLinesAsync(_arrivals, cancellationToken))
                .Select(l => Array.ConvertAll(l.Split(' '), long.Parse))
                .Select(p => ((int)p[0], (int)p[1], p[2])),
        ];
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private async Task ExpectAsync(string word, CancellationToken cancellationToken)
    {
        if (await ChildProcess.ExpectLineAsync(_process, word, cancellationToken) is { Length: > 0 } more)
            Console.WriteLine(word + more);
    }
}
