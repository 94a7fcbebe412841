using System.Globalization;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data.Seed;
using HexaLive.Infrastructure.Data.Sqlite;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Infrastructure.Import;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>
/// The whole product on a database with 20,000 tasks, 200,000 entries and their reminders. The queries of the product are recorded. Each
/// client and project has as many entries as in a company of normal size (100,000 tasks), the size that the benchmarks measure.
/// </summary>
public sealed class LargeCompany : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hexalive-large-").FullName;
    private Task? _seeding;

    public LargeCompany() =>
        Browser = new BrowserSession
        {
            Start = () =>
                new HexaApp(_folder, services => services.ConfigureDbContext<SqliteHexaDbContext>(o => o.AddInterceptors(Queries))),
        };

    public BrowserSession Browser { get; }
    public QueryRecorder Queries { get; } = new();
    public string File => Path.Combine(_folder, "hexalive.db");

    /// <summary>Creates the company on the first call. Later calls wait until the company is ready.</summary>
    public Task EnsureCreatedAsync() => _seeding ??= SeedAsync();

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private async Task SeedAsync()
    {
        Chromium.SkipIfMissing();
        await using var console = new StringWriter();
        Assert.True(
            await SeedCommand.RunAsync(["seed", "--tasks", "20000", "--dedications", "200000", "--database", File], console) == 0,
            console.ToString()
        );
        // Raise the reminders that are due now. In production, a job does this every minute.
        await Browser.App.Services.GetRequiredService<DueFlagging>().FlagDueAsync();
    }
}

/// <summary>The cost of a page depends on the data that the page shows, not on the size of the database.</summary>
public sealed class ScaleTests(LargeCompany company) : IClassFixture<LargeCompany>
{
    private const int MaxQueries = 12;
    private const int MaxRows = 500;

    // Frequent views besides the default view of each page.
    private static readonly string[] Filtered =
    [
        "/board?by=status",
        "/clients?text=perez",
        "/projects?text=linea",
        "/tasks?group=responsible",
        "/tasks?status=finished",
        "/tasks?text=oferta",
    ];

    [Theory]
    [InlineData("rep")]
    [InlineData("manager")]
    [InlineData("admin")]
    public async Task Pages_stay_within_the_query_limits_and_never_scan_a_large_table(string who)
    {
        await company.EnsureCreatedAsync();
        var ids = await FindBusiestIdsAsync(await company.Browser.App.GetViewerAsync($"{who}@demo.local"));
        var page = await company.Browser.SignInAsync($"{who}@demo.local", "/today");
        await WaitUntilIdleAsync(page);
        using var plans = new QueryPlans(company.File);
        var faults = new List<string>();
        foreach (var route in AppRoutes.Templates.Concat(Filtered).Select(t => AppRoutes.Fill(t, of => ids.GetValueOrDefault(of, 1))))
        {
            company.Queries.Drain();
            await page.GotoAsync(new Uri(company.Browser.App.Address, route).ToString());
            await WaitUntilIdleAsync(page);
            var queries = company.Queries.Drain();
            var rows = queries.Sum(q => q.Rows);
            TestContext.Current.TestOutputHelper!.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {route} | {who} | {queries.Count} | {rows} | {queries.Sum(q => q.Duration.TotalMilliseconds):0} |"
                )
            );
            if (queries.Count > MaxQueries)
                faults.Add(
                    $"{route}: {queries.Count} queries:\n{string.Join('\n', queries.Select(q => "  " + q.Sql.ReplaceLineEndings(" ")))}"
                );
            if (rows > MaxRows)
                faults.Add($"{route}: {rows} rows: {string.Join(", ", queries.Select(q => q.Rows))}");
            foreach (var query in queries)
            {
                if (plans.FindScans(query, MaxRows) is { Count: > 0 } scans)
                    faults.Add(
                        $"{route}: {string.Join("; ", scans)}: {query.Duration.TotalMilliseconds:0} ms\n{query.Sql}\n{string.Join(", ", query.Parameters)}"
                    );
            }
        }
        // Leave the last page, so that its circuit ends. An open circuit checks its session every 30 seconds, and the next test would
        // count these queries.
        await page.GotoAsync("about:blank");
        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
    }

    // Waits until the page runs no more queries. A circuit answers calls in order, so the page is idle after three calls in a row without a
    // new query.
    private async Task WaitUntilIdleAsync(IPage page)
    {
        await page.Locator("h1").First.WaitForAsync();
        if (!await page.EvaluateAsync<bool>("() => 'Blazor' in window || !!document.querySelector('script[src*=\"blazor.web\"]')"))
            return;
        try
        {
            await page.Locator("html[data-keys]").WaitForAsync();
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{page.Url} did not become interactive: {await page.Locator("body").InnerTextAsync()}", e);
        }
        for (var quiet = 0; quiet < 3; )
        {
            var before = company.Queries.Count;
            await page.EvaluateAsync("() => DotNet.invokeMethodAsync('HexaLive.Web', 'Nothing').catch(() => { })");
            quiet = company.Queries.Count == before ? quiet + 1 : 0;
        }
    }

    /// <summary>
    /// Returns the id to use after each address segment, such as "clients". The client, project and task have the most entries.
    /// </summary>
    private async Task<Dictionary<string, int>> FindBusiestIdsAsync(Viewer viewer)
    {
        await using var db = company.Browser.App.Open();
        var client = await db
            .Dedications.VisibleTo(db, viewer)
            .GroupBy(d => d.ClientId)
            .OrderByDescending(g => g.Count())
            .Select(g => g.Key)
            .FirstAsync();
        var project = await db
            .Dedications.Where(d => d.ClientId == client)
            .GroupBy(d => d.ProjectId)
            .OrderByDescending(g => g.Count())
            .Select(g => g.Key)
            .FirstAsync();
        return new()
        {
            ["clients"] = client,
            ["projects"] = project,
            ["tasks"] = await db
                .Dedications.Where(d => d.ProjectId == project)
                .GroupBy(d => d.TaskId)
                .OrderByDescending(g => g.Count())
                .Select(g => g.Key)
                .FirstAsync(),
            // The pages of a report (run, print, edit, schedule) get a typical report: the viewer's recent entries by client.
            ["reports"] = await company
                .Browser.App.Services.GetRequiredService<ReportEditing>()
                .AddAsync(
                    viewer,
                    "Reciente",
                    null,
                    new ReportDefinition
                    {
                        Columns = [new("entry.date"), new("task.title"), new("entry.minutes"), new("entry.comment")],
                        Where = ReportCriterion.AllOf(
                            ReportCriterion.CreateTest("entry.person", TestOperator.OneOf, "me"),
                            ReportCriterion.CreateTest("entry.date", TestOperator.During, "last-7-days")
                        ),
                        Order = [new("entry.date", Descending: true)],
                        Groups = [new("client.name")],
                        Totals = [new(TotalFunction.Sum, "entry.minutes")],
                        Layout = new() { Chart = ChartKind.Bar },
                    }
                ),
            ["people"] = await db
                .Dedications.Where(d => d.ClientId == client)
                .GroupBy(d => d.PersonId)
                .OrderByDescending(g => g.Count())
                .Select(g => g.Key)
                .FirstAsync(),
        };
    }
}
