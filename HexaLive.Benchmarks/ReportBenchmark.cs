using System.Diagnostics;
using System.Globalization;
using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Infrastructure.Reporting.Documents;
using HexaLive.Web.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Benchmarks;

/// <summary>
/// Measures the time and memory that reports need on a large company: the first pages of the built-in reports, hours by person and
/// month over all entries, designer previews, and files.
/// </summary>
internal static class ReportBenchmark
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
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{tasks:N0} tasks, {entries:N0} dedications, {Environment.ProcessorCount} cores\n")
        );
        Console.WriteLine("| what | who | rows | first ms | median ms | peak MB more |\n| --- | --- | --- | --- | --- | --- |");

        foreach (var report in services.GetRequiredService<BuiltInReports>().ListAll())
        {
            foreach (var viewer in new[] { admin, manager })
            {
                var request = new ReportRequest { Parameters = ParameterValues(report.Definition, client, project) };
                await MeasureAsync(
                    $"{report.Key}, first page",
                    viewer,
                    async () => (await runner.ReadPageAsync(viewer, report.Definition, request, cancellationToken)).Figures.RowCount
                );
            }
        }

        var hours = new ReportDefinition
        {
            Groups = [new("entry.person"), new("entry.date", DayStep.Month)],
            Totals = [new(TotalFunction.Sum, "entry.minutes")],
        };
        await MeasureAsync(
            "hours by person and month, everything",
            admin,
            async () => (await runner.ReadFiguresAsync(admin, hours, new(), cancellationToken)).RowCount
        );

        foreach (var (what, definition) in PreviewedReports())
            await MeasureAsync(
                $"preview: {what}",
                admin,
                async () => (await runner.ReadFirstRowsAsync(admin, definition, new(), 20, cancellationToken)).Rows.Count
            );

        await MeasureFileAsync(services, admin, "dedications to CSV", ReportFormat.Csv, 1_000_000, cancellationToken);
        await MeasureFileAsync(services, admin, "dedications to CSV", ReportFormat.Csv, 100_000, cancellationToken);
        await MeasureFileAsync(services, admin, "dedications to Excel", ReportFormat.Excel, 100_000, cancellationToken);
        await MeasureFileAsync(services, admin, "dedications to PDF", ReportFormat.Pdf, 2_000, cancellationToken);
    }

    private static ReportDefinition CreateDiary() =>
        new() { Columns = [.. FieldCatalog.DefaultColumns(ReportSource.Dedications).Select(f => new ReportColumn(f))] };

    private static (string What, ReportDefinition Definition)[] PreviewedReports()
    {
        var diary = CreateDiary();
        return
        [
            ("entries, newest first", diary),
            ("entries by client, then day", diary with { Order = [new("client.name"), new("entry.date")] }),
            (
                "entries by person and month",
                diary with
                {
                    Groups = [new("entry.person"), new("entry.date", DayStep.Month)],
                    Totals = [new(TotalFunction.Sum, "entry.minutes")],
                }
            ),
            (
                "entries of last month by client and person",
                diary with
                {
                    Groups = [new("client.name"), new("entry.person")],
                    Totals = [new(TotalFunction.Sum, "entry.minutes")],
                    Where = ReportCriterion.AllOf(ReportCriterion.CreateTest("entry.date", TestOperator.During, "last-month")),
                }
            ),
            (
                "comments that contain \"oferta\"",
                diary with
                {
                    Where = ReportCriterion.AllOf(ReportCriterion.CreateTest("entry.comment", TestOperator.Contains, "oferta")),
                }
            ),
            (
                "tasks by minutes spent",
                new ReportDefinition
                {
                    Source = ReportSource.Tasks,
                    Columns = [new("task.title"), new("task.minutes")],
                    Order = [new("task.minutes", true)],
                }
            ),
        ];
    }

    private static async Task MeasureFileAsync(
        IServiceProvider services,
        Viewer viewer,
        string what,
        ReportFormat format,
        int count,
        CancellationToken cancellationToken
    )
    {
        // Choose the first day so that the report covers about the requested number of entries.
        var from = await FindFirstDayAsync(services, count, cancellationToken);
        var definition = CreateDiary() with
        {
            Where = ReportCriterion.AllOf(
                ReportCriterion.CreateTest("entry.date", TestOperator.AtLeast, from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            ),
        };
        var files = services.GetRequiredService<ReportFiles>();
        await MeasureAsync(
            what,
            viewer,
            () => files.WriteAsync(Stream.Null, format, viewer, definition, "Dedicaciones", new(), cancellationToken: cancellationToken),
            repeats: 2
        );
    }

    private static Dictionary<string, string> ParameterValues(ReportDefinition definition, int client, int project) =>
        definition
            .Parameters.Select(p =>
                (
                    p.Name,
                    Value: p.Name switch
                    {
                        "client" => $"{client}",
                        "project" => $"{project}",
                        _ => null,
                    }
                )
            )
            .Where(p => p.Value is not null)
            .ToDictionary(p => p.Name, p => p.Value!);

    private static async Task MeasureAsync(string what, Viewer viewer, Func<Task<int>> run, int repeats = Repeats)
    {
        GC.Collect(2, GCCollectionMode.Aggressive, true, true);
        using var peak = new PeakMemory();
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
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {what} | {viewer.Role} | {rows:N0} | {first:N0} | {times[times.Count / 2]:N0} | {peak.Increase / 1_048_576.0:N0} |"
            )
        );
    }

    private static async Task<(Viewer Admin, Viewer Manager, int Client, int Project, int Tasks, int Entries)> FindAsync(
        IServiceProvider services,
        CancellationToken cancellationToken
    )
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<HexaDbContext>>().CreateDbContextAsync(cancellationToken);
        var viewers = services.GetRequiredService<Viewers>();
        var people = await db
            .People.Where(p => p.Active && p.Role != PersonRole.Representative)
            .OrderBy(p => p.Id)
            .Select(p => new { p.Id, p.Role })
            .ToListAsync(cancellationToken);
        var admin = await viewers.FindAsync(people.First(p => p.Role == PersonRole.Administrator).Id, cancellationToken);
        var manager = await viewers.FindAsync(people.First(p => p.Role == PersonRole.Manager).Id, cancellationToken);
        // Choose the client with the most entries, and the project of that client with the most entries.
        var client = await db
            .Dedications.GroupBy(d => d.ClientId)
            .OrderByDescending(g => g.Count())
            .Select(g => g.Key)
            .FirstAsync(cancellationToken);
        var project = await db
            .Dedications.Where(d => d.ClientId == client)
            .GroupBy(d => d.ProjectId)
            .OrderByDescending(g => g.Count())
            .Select(g => g.Key)
            .FirstAsync(cancellationToken);
        return (
            admin!,
            manager!,
            client,
            project,
            await db.Tasks.CountAsync(cancellationToken),
            await db.Dedications.CountAsync(cancellationToken)
        );
    }

    private static async Task<DateOnly> FindFirstDayAsync(IServiceProvider services, int count, CancellationToken cancellationToken)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<HexaDbContext>>().CreateDbContextAsync(cancellationToken);
        return await db
                .Dedications.OrderByDescending(d => d.Date)
                .Skip(count - 1)
                .Select(d => (DateOnly?)d.Date)
                .FirstOrDefaultAsync(cancellationToken)
            ?? DateOnly.MinValue.AddYears(1989);
    }
}
