using System.Diagnostics;
using Microsoft.Playwright;

namespace HexaLive.Benchmarks.Screens;

/// <summary>How quickly a page responds at a round trip of 150 ms, and what logging an entry costs the server.</summary>
internal sealed class InteractionFigures(PublishedSite site, Chrome chrome, IReadOnlyList<ScreenKind> kinds, FigureTable table)
{
    private const double PaintGoal = 50;
    private const double ShiftGoal = 0.02;
    private const double LogGoal = 30;
    private const int Repeats = 3;
    private const int LogWarmUps = 40;
    private const int LogRounds = 3;
    private const int LogsPerRound = 10;

    // The browser does not report interactions that are shorter than this.
    private const double Shortest = 16;

    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        await MeasureLoggingAsync(cancellationToken);
        foreach (var interaction in Interaction.All(kinds))
        foreach (var device in interaction.IsForPhone ? new[] { Device.Desktop, Device.Phone } : [Device.Desktop])
        {
            Console.WriteLine($"Browser: {interaction.Name}, {device.Name}…");
            await MeasureAsync(interaction, device, cancellationToken);
        }
    }

    private async Task MeasureAsync(Interaction interaction, Device device, CancellationToken cancellationToken)
    {
        var (inp, shift, shown) = (double.NaN, double.NaN, double.NaN);
        await using var network = Line.Distant.OpenTo(site.Address);
        await using var context = await chrome.OpenContextAsync(device, site.Address, network, interaction.Screen.Email, cancellationToken);
        try
        {
            var (page, session) = await Chrome.OpenPageAsync(context, device);
            var (seen, times) = (new List<Seen>(), new List<double>());
            for (var i = 0; i < Repeats; i++)
            {
                // Use a new page, because the toast about the last result may cover the next button.
                await PageLoad.MeasureAsync(page, session, network, interaction.Screen.Path);
                await page.EvaluateAsync("() => hexaForget()");
                var began = Stopwatch.GetTimestamp();
                await interaction.RunAsync(page, device);
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                await PageLoad.WaitUntilQuietAsync(page, network);
                seen.Add(await Seen.OfAsync(page));
            }
            times.Sort();
            (inp, shift, shown) = (Math.Max(Shortest, seen.Max(s => s.Inp)), seen.Max(s => s.Cls), times[times.Count / 2]);
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException)
        {
            Console.WriteLine($"{interaction.Name}, {device.Name}: {e.Message}");
        }
        var name = $"{interaction.Name}, {device.Name}";
        table.Add($"interaction to next paint, {Line.Distant.Name}", name, "ms", inp, PaintGoal);
        table.Add($"layout shift of an interaction, {Line.Distant.Name}", name, "", shift, ShiftGoal);
        table.Add($"whole interaction with its result, {Line.Distant.Name}", name, "ms", shown);
    }

    private async Task MeasureLoggingAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine("Browser: processor time of logging…");
        var task = kinds.First(k => k.Name == "task");
        var spent = double.NaN;
        await using var network = Line.Near.OpenTo(site.Address);
        await using var context = await chrome.OpenContextAsync(Device.Desktop, site.Address, network, task.Email, cancellationToken);
        try
        {
            var (page, session) = await Chrome.OpenPageAsync(context, Device.Desktop);
            await PageLoad.MeasureAsync(page, session, network, task.Path);
            for (var i = 0; i < LogWarmUps; i++)
                await Interaction.LogAsync(page, Device.Desktop);
            await PageLoad.WaitUntilQuietAsync(page, network);
            var costs = new List<double>();
            for (var round = 0; round < LogRounds; round++)
            {
                await site.SettleAsync(cancellationToken);
                var before = site.ProcessorTime;
                for (var i = 0; i < LogsPerRound; i++)
                    await Interaction.LogAsync(page, Device.Desktop);
                await PageLoad.WaitUntilQuietAsync(page, network);
                costs.Add((site.ProcessorTime - before).TotalMilliseconds / LogsPerRound);
            }
            costs.Sort();
            spent = costs[LogRounds / 2];
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException)
        {
            Console.WriteLine($"Logging: {e.Message}");
        }
        table.Add("logging an entry, server processor time", "task", "ms", spent, LogGoal);
    }
}
