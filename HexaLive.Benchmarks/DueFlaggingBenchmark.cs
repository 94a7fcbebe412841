using System.Diagnostics;
using System.Globalization;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Reminders;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Benchmarks;

/// <summary>
/// Measures how long it takes to flag 5,000 due promises on a large company, and how long saves have to wait in the meantime.
/// </summary>
internal static class DueFlaggingBenchmark
{
    private const int Due = 5_000;
    private const int Repeats = 5;

    public static async Task<int> RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("hexalive-due-").FullName;
        try
        {
            await using var server = await Server.StartAsync(options, folder, cancellationToken);
            var setup = await LiveLoadSetup.CreateAsync(server.Services, options, cancellationToken);
            await using var db = await server
                .Services.GetRequiredService<IDbContextFactory<HexaDbContext>>()
                .CreateDbContextAsync(cancellationToken);
            Console.WriteLine("| run | open promises | flagged | ms | entries saved meanwhile | longest save ms |");
            Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
            for (var i = 1; i <= Repeats; i++)
            {
                var open = await MakeDueAsync(db, cancellationToken);
                using var flagged = new CancellationTokenSource();
                var saves = SaveAsync(new EntryLoad(server.Services, [setup.Tasks[0]]), i, flagged.Token, cancellationToken);
                var clock = Stopwatch.StartNew();
                var count = await server.Services.GetRequiredService<DueFlagging>().FlagDueAsync(cancellationToken);
                var took = clock.Elapsed.TotalMilliseconds;
                await flagged.CancelAsync();
                var durations = await saves;
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {i} | {open:N0} | {count:N0} | {took:N0} | {durations.Count} | {durations.DefaultIfEmpty().Max():N0} |"
                    )
                );
            }
            return 0;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    // Makes 5,000 open promises due, and counts all others as flagged already.
    private static async Task<int> MakeDueAsync(HexaDbContext db, CancellationToken cancellationToken)
    {
        var now = DateTime.UtcNow;
        await db.Reminders.ExecuteDeleteAsync(cancellationToken);
        var open = db.Promises.Where(p => p.Outcome == PromiseOutcome.Open);
        await open.ExecuteUpdateAsync(set => set.SetProperty(p => p.FlaggedAt, now), cancellationToken);
        await open.WhereTaskOpen()
            .OrderBy(p => p.Id)
            .Take(Due)
            .ExecuteUpdateAsync(
                set => set.SetProperty(p => p.FlaggedAt, (DateTime?)null).SetProperty(p => p.DueAt, now),
                cancellationToken
            );
        return await open.CountAsync(cancellationToken);
    }

    // Saves entries one after the other until the promises are flagged. Returns the milliseconds of each save.
    private static async Task<List<double>> SaveAsync(
        EntryLoad load,
        int round,
        CancellationToken until,
        CancellationToken cancellationToken
    )
    {
        var durations = new List<double>();
        for (var mark = round * 1_000_000; !until.IsCancellationRequested; mark++)
        {
            var saved = await load.RunAsync(1, 1, mark, cancellationToken);
            durations.Add(Stopwatch.GetElapsedTime(0, saved[mark].Duration).TotalMilliseconds);
        }
        return durations;
    }
}
