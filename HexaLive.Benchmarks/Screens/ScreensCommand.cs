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
            Console.WriteLine("Creating the database…");
            await using var server = await Server.StartAsync(options, folder, cancellationToken);
            // In production, a job raises the due reminders every minute. Here, jobs are off.
            await server.Services.GetRequiredService<DueFlagging>().FlagDueAsync(cancellationToken);
            var kinds = await ScreenKind.AllAsync(server.Services, cancellationToken);
            var figures = new List<Figure>();
            if (options.Only is null or "server")
            {
                using var visitor = new Visitor(server.Address);
                figures.AddRange(await new ServerFigures(server, visitor, kinds, options.Openings).MeasureAsync(cancellationToken));
            }
            var table = string.Join(Environment.NewLine, figures.Select(f => f.Row).Prepend(Figure.Header));
            Console.WriteLine();
            Console.WriteLine(table);
            if (options.Out is { } file)
                await File.WriteAllTextAsync(file, table + Environment.NewLine, cancellationToken);
            var missed = figures.Count(f => f.IsFarMissed);
            Console.WriteLine($"{Environment.NewLine}{missed} goals are missed by more than a third.");
            return missed == 0 ? 0 : 1;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }
}
