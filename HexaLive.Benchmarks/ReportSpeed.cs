using System.Diagnostics;
using System.Globalization;
using HexaLive.Domain.People;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Export;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Benchmarks;

/// <summary>How long reports take on a large company, and what memory they need: first pages of the ready-made ones, everything by person and month, what a designer shows, and files.</summary>
internal static class ReportSpeed
{
    private const int Repeats = 7;

    public static async Task<int> RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("hexalive-reports-").FullName;
        try
        {
            await using var server = await Server.StartAsync(options, folder, cancellationToken);
            await MeasureAsync(server.Services, cancellationToken);
            return 0;
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("es-ES");
        var (admin, manager, client, project, tasks, entries) = await FindAsync(services, cancellationToken);
        var runner = services.GetRequiredService<ReportRunner>();
        var files = services.GetRequiredService<ReportFiles>();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tasks:N0} tasks, {entries:N0} dedications, {Environment.ProcessorCount} cores\n"));
        Console.WriteLine("| what | who | rows | first ms | median ms | peak MB more |\n| --- | --- | --- | --- | --- | --- |");

        foreach (var ready in services.GetRequiredService<ReadyMadeReports>().All())
        {
            foreach (var viewer in new[] { admin, manager })
            {
                var ask = new ReportAsk { Parameters = Answers(ready.Definition, client, project) };
                await TimeAsync($"{ready.Key}, first page", viewer, async () => (await runner.PageAsync(viewer, ready.Definition, ask, cancellationToken)).Figures.Rows);
            }
        }

        var hours = new ReportDefinition { Groups = [new("entry.person"), new("entry.date", DayStep.Month)], Totals = [new(TotalFunction.Sum, "entry.minutes")] };
        await TimeAsync("hours by person and month, everything", admin, async () => (await runner.FiguresAsync(admin, hours, new(), cancellationToken)).Rows);

        var diary = new ReportDefinition { Columns = [.. FieldCatalog.DefaultColumns(ReportSource.Dedications).Select(f => new ReportColumn(f))] };
        (string What, ReportDefinition Definition)[] designed =
        [
            ("entries, newest first", diary),
            ("entries by client, then day", diary with { Order = [new("client.name"), new("entry.date")] }),
            ("entries by person and month", diary with { Groups = [new("entry.person"), new("entry.date", DayStep.Month)], Totals = [new(TotalFunction.Sum, "entry.minutes")] }),
            ("entries of last month by client and person", diary with
            {
                Groups = [new("client.name"), new("entry.person")], Totals = [new(TotalFunction.Sum, "entry.minutes")],
                Where = ReportCriterion.AllOf(ReportCriterion.Of("entry.date", TestOperator.During, "last-month")),
            }),
            ("comments that contain \"oferta\"", diary with { Where = ReportCriterion.AllOf(ReportCriterion.Of("entry.comment", TestOperator.Contains, "oferta")) }),
            ("tasks by minutes spent", new ReportDefinition { Source = ReportSource.Tasks, Columns = [new("task.title"), new("task.minutes")], Order = [new("task.minutes", true)] }),
        ];
        foreach (var (what, definition) in designed)
            await TimeAsync($"preview: {what}", admin, async () => (await runner.FirstRowsAsync(admin, definition, new(), 20, cancellationToken)).Rows.Count);

        await FileAsync("dedications to CSV", ReportFormat.Csv, diary, 1_000_000);
        await FileAsync("dedications to CSV", ReportFormat.Csv, diary, 100_000);
        await FileAsync("dedications to Excel", ReportFormat.Excel, diary, 100_000);
        await FileAsync("dedications to PDF", ReportFormat.Pdf, diary, 2_000);

        async Task FileAsync(string what, ReportFormat format, ReportDefinition definition, int most)
        {
            // The newest: from the day on since which there are as many.
            var from = await DayAsync(services, most, cancellationToken);
            var cut = definition with { Where = ReportCriterion.AllOf(ReportCriterion.Of("entry.date", TestOperator.AtLeast, from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))) };
            await TimeAsync(what, admin, () => files.WriteAsync(Stream.Null, format, admin, cut, "Dedicaciones", new(), cancellationToken: cancellationToken), repeats: 2);
        }
    }

    private static Dictionary<string, string> Answers(ReportDefinition definition, int client, int project) => definition.Parameters
        .Select(p => (p.Name, Value: p.Name switch { "client" => $"{client}", "project" => $"{project}", _ => null })).Where(p => p.Value is not null).ToDictionary(p => p.Name, p => p.Value!);

    private static async Task TimeAsync(string what, Viewer viewer, Func<Task<int>> run, int repeats = Repeats)
    {
        GC.Collect(2, GCCollectionMode.Aggressive, true, true);
        using var peak = new Peak();
        var watch = Stopwatch.StartNew();
        var rows = await run();
        var first = watch.Elapsed.TotalMilliseconds;
        var times = new List<double>();
        for (var i = 0; i < repeats; i++)
        {
            watch.Restart();
            await run();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {viewer.Role} | {rows:N0} | {first:N0} | {times[times.Count / 2]:N0} | {peak.More / 1_048_576.0:N0} |"));
    }

    private static async Task<(Viewer Admin, Viewer Manager, int Client, int Project, int Tasks, int Entries)> FindAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<HexaDbContext>>().CreateDbContextAsync(cancellationToken);
        var viewers = services.GetRequiredService<Viewers>();
        var people = await db.People.Where(p => p.Active && p.Role != PersonRole.Representative).OrderBy(p => p.Id).Select(p => new { p.Id, p.Role }).ToListAsync(cancellationToken);
        var admin = await viewers.FindAsync(people.First(p => p.Role == PersonRole.Administrator).Id, cancellationToken);
        var manager = await viewers.FindAsync(people.First(p => p.Role == PersonRole.Manager).Id, cancellationToken);
        // The client and the project with the longest diary.
        var client = await db.Dedications.GroupBy(d => d.ClientId).OrderByDescending(g => g.Count()).Select(g => g.Key).FirstAsync(cancellationToken);
        var project = await db.Dedications.Where(d => d.ClientId == client).GroupBy(d => d.ProjectId).OrderByDescending(g => g.Count()).Select(g => g.Key).FirstAsync(cancellationToken);
        return (admin!, manager!, client, project, await db.Tasks.CountAsync(cancellationToken), await db.Dedications.CountAsync(cancellationToken));
    }

    private static async Task<DateOnly> DayAsync(IServiceProvider services, int most, CancellationToken cancellationToken)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<HexaDbContext>>().CreateDbContextAsync(cancellationToken);
        return await db.Dedications.OrderByDescending(d => d.Date).Skip(most - 1).Select(d => (DateOnly?)d.Date).FirstOrDefaultAsync(cancellationToken) ?? DateOnly.MinValue.AddYears(1989);
    }

    // The most memory that the process had while it lived, over what it had at the beginning; on Linux without what is mapped of files, the database among them.
    private sealed class Peak : IDisposable
    {
        private readonly long _before = Now();
        private readonly Timer _timer;
        private long _most;

        public Peak() => _timer = new Timer(_ => _most = Math.Max(_most, Now()), null, 0, 20);

        public long More => Math.Max(0, Math.Max(_most, Now()) - _before);

        public void Dispose() => _timer.Dispose();

        private static long Now()
        {
            if (OperatingSystem.IsLinux() && File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("RssAnon:", StringComparison.Ordinal)) is { } line)
                return long.Parse(line.AsSpan(8, line.Length - 10), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) * 1024;
            using var process = Process.GetCurrentProcess();
            return process.WorkingSet64;
        }
    }
}
