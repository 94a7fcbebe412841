namespace HexaLive.Benchmarks;

/// <summary>
/// The command line: <c>live</c> and <c>reports</c> run a benchmark; <c>screens</c> is the process that <c>live</c> starts to
/// open the screens.
/// </summary>
internal static class Benchmark
{
    private const string Usage = """
        live --screens N --rate R --seconds S   opens N live screens, writes R entries a second for S seconds, and tells how they arrived
            --warm 30             seconds of writing before, faster and uncounted, until what runs is compiled for good
            --mix 20/30/50        rooms / task pages / today pages, in hundredths of the screens
            --tasks 100000 --dedications 300000   size of the company, which is made anew
            --database FILE       a company made before (HexaLive.Web's seed command); it is copied, not changed
            --out FILE            adds the row of figures to a file, too
        reports                                 first pages, previews and files of reports, and the memory they need
            --tasks 100000 --dedications 1000000, --database FILE   as above
        """;

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
            case ["screens", var plan]:
                return await ScreenProcess.RunAsync(plan, stop.Token);
            case ["live", ..] when LoadOptions.Parse(args[1..]) is { } options:
                return await LiveLoad.RunAsync(options, stop.Token);
            case ["reports", ..] when LoadOptions.Parse(["--dedications", "1000000", .. args[1..]]) is { } options:
                return await ReportSpeed.RunAsync(options, stop.Token);
            default:
                Console.Error.WriteLine(Usage);
                return 2;
        }
    }
}
