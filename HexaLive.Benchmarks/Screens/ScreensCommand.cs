using HexaLive.Infrastructure.Features.Reminders;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Benchmarks.Screens;

/// <summary>
/// Measures what each screen costs the server and the browser, prints the figures with their goals as a table, and fails if a goal is
/// missed by more than a third.
/// </summary>
internal static class ScreensCommand
{
    public static async Task<int> RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("hexalive-screens-").FullName;
        try
        {
            var table = new FigureTable();
            var kinds = await MeasureServerAsync(options, folder, table, cancellationToken);
            if (options.Measures("browser", "load", "interaction"))
                await MeasureBrowserAsync(options, folder, kinds, table, cancellationToken);
            Console.WriteLine();
            Console.WriteLine(table.Text);
            if (options.Out is { } file)
                await File.WriteAllTextAsync(file, table.Text, cancellationToken);
            Console.WriteLine($"{table.FarMissed} goals are missed by more than a third.");
            return table.FarMissed == 0 ? 0 : 1;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Print the error instead of throwing it, so that the processes end and the files are deleted.
            Console.WriteLine(e);
            return 1;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<ScreenKind>> MeasureServerAsync(
        LoadOptions options,
        string folder,
        FigureTable table,
        CancellationToken cancellationToken
    )
    {
        Console.WriteLine("Creating the database…");
        await using var server = await Server.StartAsync(options, folder, cancellationToken);
        // In production, a job raises the due reminders every minute. Here, jobs are off.
        await server.Services.GetRequiredService<DueFlagging>().FlagDueAsync(cancellationToken);
        var kinds = (await ScreenKind.AllAsync(server.Services, cancellationToken))
            .Where(k => options.Screen is null || k.Name == options.Screen || k.Name == ScreenKind.Empty)
            .ToList();
        if (options.Measures("server", "cost", "crowd"))
        {
            using var visitor = new Visitor(server.Address);
            if (options.Measures("server", "cost"))
                await new ServerFigures(server, visitor, kinds, options.Openings, table, cancellationToken).MeasureAsync();
            if (options.Crowd > 0 && options.Measures("server", "crowd"))
                await new CrowdFigures(visitor, kinds, options.Crowd, table).MeasureAsync(cancellationToken);
        }
        return kinds;
    }

    private static async Task MeasureBrowserAsync(
        LoadOptions options,
        string folder,
        IReadOnlyList<ScreenKind> kinds,
        FigureTable table,
        CancellationToken cancellationToken
    )
    {
        var files = options.Site ?? Path.Combine(folder, "site");
        if (options.Site is null)
        {
            Console.WriteLine("Publishing the application…");
            await PublishedSite.PublishAsync(files, cancellationToken);
        }
        using var site = await PublishedSite.StartAsync(files, folder, cancellationToken);
        await using var chrome = await Chrome.LaunchAsync();
        if (options.Measures("browser", "load"))
            await new LoadFigures(site, chrome, kinds, table).MeasureAsync(cancellationToken);
        if (options.Measures("browser", "interaction"))
            await new InteractionFigures(site, chrome, kinds, table).MeasureAsync(cancellationToken);
    }
}
