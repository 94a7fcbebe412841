using HexaLive.Benchmarks.Screens;

namespace HexaLive.Benchmarks;

/// <summary>
/// The command line: <c>screens</c>, <c>live</c>, <c>nodes</c>, <c>due</c> and <c>reports</c> run a benchmark. <c>visit-process</c>,
/// <c>screen-process</c> and <c>node</c> are the processes that <c>screens</c>, <c>live</c> and <c>nodes</c> start.
/// </summary>
internal static class Benchmark
{
    private const string Usage = """
        screens                                 what each screen costs the server and the browser, compared with the goals
            --tasks 100000 --dedications 1000000, --database FILE   as below
            --only server|browser   measures only this part; smaller parts: cost, crowd, load, interaction
            --screen NAME         measures only this kind of screen and the almost empty one
            --crowd 1000          screens with which the server's memory is measured; 0 to leave this out
            --site FOLDER         an application published before, for the browser; otherwise it is published
            --openings 30         openings of each kind of screen, with as many before to warm up
            --out FILE            writes the table to a file, too
        live --screens N --rate R --seconds S   opens N live screens, writes R entries a second for S seconds, and tells how they arrived
            --warm 30             seconds of writing before, faster and uncounted, until what runs is compiled for good
            --mix 20/30/50        rooms / task pages / today pages, in hundredths of the screens
            --tasks 100000 --dedications 300000   size of the company, which is made anew
            --database FILE       a company made before (HexaLive.Web's seed command); it is copied, not changed
            --out FILE            adds the row of figures to a file, too
        nodes --screens 10 --rate 3.7 --seconds 60   entries saved on one node, screens on another, with and without Redis
            --warm 10, --tasks 10000 --dedications 30000, --database FILE, --out FILE   as above
        due                                     flags 5,000 due promises while entries are saved
            --tasks 100000 --dedications 300000, --database FILE   as above
        reports                                 first pages, previews and files of reports, and the memory they need
            --tasks 100000 --dedications 1000000, --database FILE   as above
        """;

    // A node without Redis polls every second. At this rate, the saves are not in step with these polls.
    private static readonly string[] NodesDefaults =
    [
        .. new[] { "--screens", "10", "--mix", "100/0/0", "--rate", "3.7", "--seconds", "60", "--warm", "10" },
        .. new[] { "--tasks", "10000", "--dedications", "30000" },
    ];

    private static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };
        switch (args)
        {
            case ["screen-process", var plan]:
                return await ScreenProcess.RunAsync(plan, stop.Token);
            case ["visit-process", var address]:
                return await VisitProcess.RunAsync(new Uri(address), stop.Token);
            case ["screens", ..] when LoadOptions.Parse(["--dedications", "1000000", .. args[1..]]) is { } options:
                return await ScreensCommand.RunAsync(options, stop.Token);
            case ["node", var folder, var redis]:
                return await NodeLag.RunNodeAsync(folder, redis, stop.Token);
            case ["nodes", ..] when LoadOptions.Parse([.. NodesDefaults, .. args[1..]]) is { } options:
                return await NodeLag.RunAsync(options, stop.Token);
            case ["due", ..] when LoadOptions.Parse(["--screens", "10", .. args[1..]]) is { } options:
                return await DueFlaggingBenchmark.RunAsync(options, stop.Token);
            case ["live", ..] when LoadOptions.Parse(args[1..]) is { } options:
                return await LiveLoad.RunAsync(options, stop.Token);
            case ["reports", ..] when LoadOptions.Parse(["--dedications", "1000000", .. args[1..]]) is { } options:
                return await ReportBenchmark.RunAsync(options, stop.Token);
            default:
                Console.Error.WriteLine(Usage);
                return 2;
        }
    }
}
