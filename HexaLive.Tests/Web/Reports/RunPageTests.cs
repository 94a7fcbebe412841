using Bunit;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Reports.Run;
using HexaLive.Web.Features.Tasks;
using HexaLive.Web.Features.VisitSheets;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Web.Reports;

/// <summary>
/// Running reports without a browser: the address holds page, order, group and parameters, and a report that cannot run shows the reason.
/// </summary>
public sealed partial class RunPageTests : IAsyncLifetime
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);
    private TestDatabase _database = null!;
    private TestCompany _company = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static ReportDefinition Entries =>
        new()
        {
            Columns = [new("entry.date"), new("task.title"), new("entry.minutes"), new("entry.comment")],
            Order = [new("entry.minutes")],
            Groups = [new("entry.person")],
            Totals = [new(TotalFunction.Count), new(TotalFunction.Sum, "entry.minutes")],
        };

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        // 60 entries of 1 to 60 minutes, all by the same person.
        await using var db = _database.Open();
        var (task, rep) = (
            await db
                .Tasks.Include(t => t.Project)
                .Include(t => t.Responsible)
                .Include(t => t.Controller)
                .SingleAsync(t => t.Id == _company.Task.Id, Cancellation),
            await db.People.SingleAsync(p => p.Id == _company.Rep.Id, Cancellation)
        );
        for (var i = 1; i <= 60; i++)
            task.Log(
                new DedicationFields(new DateOnly(2026, i <= 30 ? 1 : 2, 1 + i % 28), i, i == 1 ? new string('x', 300) : $"Entrada {i}"),
                rep,
                EntryFollowUp.Keep,
                new Actor(rep.Id, _database.Now),
                Guid.NewGuid()
            );
        await db.SaveChangesAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Every_page_shows_totals_of_all_rows_and_marks_groups_that_are_continued()
    {
        await using var screens = CreateScreens();
        var page = await OpenAsync(screens, Entries);
        page.WaitForAssertion(() => Assert.Equal(50, FindRows(page).Count), Wait);
        // The sum of the minutes from 1 to 60 is 30:30.
        Assert.Contains("60 filas", page.Find(".run-totals").TextContent, StringComparison.Ordinal);
        Assert.Contains("30:30", page.Find(".run-totals").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("continúa", page.Find(".run-group").TextContent, StringComparison.Ordinal);
        Assert.Equal("0:01", FindRows(page)[0].QuerySelector("td.num")!.TextContent.Trim());
        Assert.Equal($"/tasks/{_company.Task.Id}", FindRows(page)[0].QuerySelector("a")!.GetAttribute("href"));
        Assert.NotNull(FindRows(page)[0].QuerySelector("details.run-more"));
        page.FindAll(".pager button")[1].Click();
        page.WaitForAssertion(() => Assert.Equal(10, FindRows(page).Count), Wait);
        Assert.EndsWith("?page=2", UriOf(screens), StringComparison.Ordinal);
        Assert.Contains("continúa", page.Find(".run-group").TextContent, StringComparison.Ordinal);
        Assert.Contains("30:30", page.Find(".run-totals").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_can_be_sorted_and_groups_can_be_opened_and_closed()
    {
        await using var screens = CreateScreens();
        var page = await OpenAsync(screens, Entries);
        page.WaitForAssertion(() => Assert.Equal(50, FindRows(page).Count), Wait);
        var head = page.FindAll("thead a").Single(a => a.GetAttribute("href")!.EndsWith("order=entry.minutes", StringComparison.Ordinal));
        await NavigateAsync(screens, head.GetAttribute("href")!);
        page.WaitForAssertion(() => Assert.Equal("ascending", page.Find("th[aria-sort]").GetAttribute("aria-sort")), Wait);
        await NavigateAsync(screens, page.Find("th[aria-sort] a").GetAttribute("href")!);
        page.WaitForAssertion(() => Assert.Equal("1:00", FindRows(page)[0].QuerySelector("td.num")!.TextContent.Trim()), Wait);
        Assert.EndsWith("?order=-entry.minutes", UriOf(screens), StringComparison.Ordinal);
        await NavigateAsync(screens, page.Find("a.run-key").GetAttribute("href")!);
        page.WaitForAssertion(
            () => Assert.Contains("Raúl Comercial", page.Find(".run-crumbs [aria-current]").TextContent, StringComparison.Ordinal),
            Wait
        );
        Assert.Contains($"in={_company.Rep.Id}", UriOf(screens), StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".run-group"));
        await NavigateAsync(screens, page.Find(".run-crumbs a").GetAttribute("href")!);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".run-group")), Wait);
    }

    [Fact]
    public async Task Figures_of_a_group_link_to_its_rows_and_appear_in_a_chart()
    {
        await using var screens = CreateScreens();
        var page = screens.Open<RunPage>("reports/hours-by-person", p => p.Add(r => r.Key, "hours-by-person"));
        page.WaitForAssertion(() => Assert.Equal("60", page.Find(".run-tree tfoot td a").TextContent), Wait);
        Assert.Contains("30:30", page.Find(".run-tree tfoot").TextContent, StringComparison.Ordinal);
        // The groups are one person and two months.
        Assert.Equal(["60", "30", "30"], page.FindAll(".run-tree tbody td:nth-child(2)").Select(t => t.TextContent));
        page.Find(".run-fold[aria-expanded=true]").Click();
        page.WaitForAssertion(() => Assert.Equal(["60"], page.FindAll(".run-tree tbody td:nth-child(2)").Select(t => t.TextContent)));
        await NavigateAsync(screens, $"/reports/hours-by-person?in={_company.Rep.Id}&chart=line");
        page.WaitForAssertion(() => Assert.NotNull(page.Find(".run-line polyline").GetAttribute("points")), Wait);
        Assert.Equal(2, page.FindAll(".run-chart table tbody tr").Count);
        await NavigateAsync(screens, page.FindAll(".run-tree tbody td a")[0].GetAttribute("href")!);
        page.WaitForAssertion(() => Assert.Equal(30, FindRows(page).Count), Wait);
        Assert.Contains("rows=1", UriOf(screens), StringComparison.Ordinal);
        await using var db = _database.Open();
        Assert.Equal(
            _database.Now,
            (await db.PersonalReportStates.SingleAsync(m => m.PersonId == _company.Manager.Id, Cancellation)).LastRunAt
        );
    }

    [Theory]
    [InlineData(ReportSource.Projects, "project", "pending", "status=pending")]
    [InlineData(ReportSource.Projects, "project", "inProgress", "status=inprogress")]
    [InlineData(ReportSource.Projects, "project", "overdueTasks", "due=overdue")]
    [InlineData(ReportSource.Clients, "client", "inProgress", "status=inprogress")]
    [InlineData(ReportSource.Clients, "client", "openTasks", "")]
    public async Task Task_count_in_a_report_links_to_the_list_of_the_counted_tasks(
        ReportSource source,
        string part,
        string figure,
        string filter
    )
    {
        await using (var db = _database.Open())
        {
            var (task, other) = (
                await db
                    .Tasks.Include(t => t.Project.Client)
                    .Include(t => t.Responsible)
                    .Include(t => t.Controller)
                    .Include(t => t.Originator)
                    .SingleAsync(t => t.Id == _company.Task.Id, Cancellation),
                3
            );
            for (; other > 0; other--)
                db.Add(
                    new WorkTask(
                        task.Project,
                        new TaskFields($"Otra {other}"),
                        task.Responsible,
                        task.Controller,
                        task.Originator,
                        new NextAction(new DateOnly(2026, 3, 2)),
                        new Actor(_company.Admin.Id, _database.Now)
                    )
                );
            await db.SaveChangesAsync(Cancellation);
        }
        _database.Time.Advance(TimeSpan.FromDays(5));
        await using var screens = CreateScreens();
        var page = await OpenAsync(screens, new() { Source = source, Columns = [new($"{part}.name"), new($"{part}.{figure}")] });
        page.WaitForAssertion(() => Assert.Single(FindRows(page)), Wait);
        var link = FindRows(page)[0].QuerySelectorAll("a")[1];
        var id = part == "project" ? _company.Project.Id : _company.Client.Id;
        Assert.Equal($"/tasks?{part}={id}{(filter.Length > 0 ? "&" : "")}{filter}", link.GetAttribute("href"));
        var listed = await _database
            .Get<TaskExplorer>()
            .GetPageAsync(
                await _database.GetViewerAsync(_company.Manager),
                new TaskQuery(
                    TaskAddress.ParseFilter(QueryText.ParseValues(link.GetAttribute("href")!.Split('?')[1])),
                    [],
                    TaskGroup.None,
                    TaskQuery.DefaultColumns
                ),
                0,
                Cancellation
            );
        Assert.Equal(link.TextContent, $"{listed.Total}");
        // A figure of zero is not a link.
        page = await OpenAsync(screens, new() { Source = source, Columns = [new($"{part}.name"), new($"{part}.finished")] });
        page.WaitForAssertion(() => Assert.Equal("0", FindRows(page)[0].QuerySelectorAll("td")[1].TextContent.Trim()), Wait);
        Assert.Single(FindRows(page)[0].QuerySelectorAll("a"));
    }

    [Fact]
    public async Task Total_uses_the_format_of_its_column()
    {
        await using var screens = CreateScreens();
        var page = await OpenAsync(
            screens,
            Entries with
            {
                Columns = [new("entry.date"), new("entry.minutes", Format: ColumnFormat.Decimal)],
            }
        );
        page.WaitForAssertion(() => Assert.Contains("30,50", page.Find(".run-totals").TextContent, StringComparison.Ordinal), Wait);
        Assert.Contains("30,50", page.Find(".run-subtotals").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("30:30", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_shows_each_reader_only_rows_in_their_own_scope()
    {
        var editing = _database.Get<ReportEditing>();
        var sharing = _database.Get<ReportSharingEditing>();
        var manager = await _database.GetViewerAsync(_company.Manager);
        var id = await editing.AddAsync(manager, "De todos", null, Entries, Cancellation);
        await sharing.ShareAsync(manager, id, ReportSharing.Everybody, [], [], Cancellation);
        await using var screens = new ScreenContext(_database, _company.Stranger);
        var page = screens.Open<RunPage>($"reports/{id}", p => p.Add(r => r.Key, $"{id}"));
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".empty")), Wait);
        Assert.DoesNotMatch(@"Entrada \d", page.Markup);
        Assert.Empty(page.FindAll($"a[href='/reports/{id}/edit']"));
    }

    [Fact]
    public async Task Visit_sheet_marks_entries_added_since_it_was_printed()
    {
        await using var screens = new ScreenContext(_database, _company.Rep);
        var page = screens.Open<VisitSheetPage>($"clients/{_company.Client.Id}/sheet", p => p.Add(s => s.ClientId, _company.Client.Id));
        page.WaitForAssertion(() => Assert.Equal(60, page.FindAll(".sheet-diary li").Count), Wait);
        Assert.Empty(page.FindAll(".sheet-news"));
        page.FindAll("button").Single(b => b.TextContent.Contains("Imprimir", StringComparison.Ordinal)).Click();
        page.WaitForAssertion(() => screens.JSInterop.VerifyInvoke("hexa.print"), Wait);
        _database.Time.Advance(TimeSpan.FromHours(1));
        await _database
            .Get<DedicationLog>()
            .LogAsync(
                await _database.GetViewerAsync(_company.Rep),
                new LogRequest(
                    _company.Task.Id,
                    new DedicationFields(new DateOnly(2026, 3, 2), 25, "Nueva del todo"),
                    EntryFollowUp.Keep,
                    Guid.NewGuid()
                ),
                Cancellation
            );
        var again = screens.Open<VisitSheetPage>($"clients/{_company.Client.Id}/sheet", p => p.Add(s => s.ClientId, _company.Client.Id));
        again.WaitForAssertion(
            () => Assert.Contains("1 entrada nueva", again.Find(".sheet-news").TextContent, StringComparison.Ordinal),
            Wait
        );
        Assert.Contains("Nueva del todo", Assert.Single(again.FindAll(".sheet-diary li.sheet-new")).TextContent, StringComparison.Ordinal);

        await using var others = new ScreenContext(_database, _company.Stranger);
        var outside = others.Open<VisitSheetPage>($"clients/{_company.Client.Id}/sheet", p => p.Add(s => s.ClientId, _company.Client.Id));
        outside.WaitForAssertion(() => Assert.NotEmpty(outside.FindAll(".message-page")), Wait);
        Assert.DoesNotContain("Construcciones", outside.Markup, StringComparison.Ordinal);
    }

    private ScreenContext CreateScreens() => new(_database, _company.Manager);

    private async Task<IRenderedComponent<RunPage>> OpenAsync(ScreenContext screens, ReportDefinition definition)
    {
        var id = await _database
            .Get<ReportEditing>()
            .AddAsync(await _database.GetViewerAsync(_company.Manager), "Entradas", null, definition, Cancellation);
        return screens.Open<RunPage>($"reports/{id}", p => p.Add(r => r.Key, $"{id}"));
    }

    private static async Task NavigateAsync(ScreenContext screens, string href) =>
        await screens.Renderer.Dispatcher.InvokeAsync(() => screens.Services.GetRequiredService<NavigationManager>().NavigateTo(href));

    private static string UriOf(ScreenContext screens) => screens.Services.GetRequiredService<NavigationManager>().Uri;

    private static IReadOnlyList<AngleSharp.Dom.IElement> FindRows(IRenderedComponent<RunPage> page) =>
        [.. page.FindAll(".run-table tbody tr:not(.run-group):not(.run-below)")];
}
