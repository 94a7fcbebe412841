using Bunit;
using HexaLive.Domain;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Components.Menus;
using HexaLive.Web.Features.Tasks;
using HexaLive.Web.Features.Today;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Web.Tasks;

/// <summary>The rows of tasks on the Today page and in the task list: their cost, their contents and their actions.</summary>
public sealed class TaskRowTests : IAsyncLifetime
{
    // The limit for a page, without the layout around it.
    private const int MaxComponents = 120;

    private static readonly DateOnly Today = new(2026, 3, 2);

    private TestDatabase _database = null!;
    private TestCompany _company = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Today_page_shows_100_rows_with_few_components_and_counts_all_tasks()
    {
        await AddTasksAsync(60);
        await using var screens = new ScreenContext(_database, _company.Rep, "en");
        var page = screens.Render<TodayPage>();
        page.WaitForAssertion(() => Assert.Equal(4 * TaskList.TodayPageSize, page.FindAll(".task-line").Count));

        Assert.InRange(page.FindComponents<IComponent>().Count, 100, MaxComponents);
        Assert.Equal(["60", "60", "60", "61"], page.FindAll(".panel-head .count").Select(e => e.TextContent).Order());
        foreach (var shown in new[] { 50, 60 })
        {
            page.Find("section[aria-label='Overdue'] .more-rows").Click();
            page.WaitForAssertion(() => Assert.Equal(shown, page.FindAll("section[aria-label='Overdue'] .task-line").Count));
        }
        Assert.Empty(page.FindAll("section[aria-label='Overdue'] .more-rows"));
        Assert.Equal(TaskList.TodayPageSize, page.FindAll("section[aria-label='Due today'] .task-line").Count);
    }

    [Fact]
    public async Task Scrolling_down_the_Today_page_loads_more_rows_only_in_its_last_list()
    {
        await AddTasksAsync(60);
        await using var screens = new ScreenContext(_database, _company.Rep, "en");
        var page = screens.Render<TodayPage>();
        page.WaitForAssertion(() => Assert.Single(screens.JSInterop.Invocations["hexa.whenSeen"]));

        await page.InvokeAsync(page.Instance.SeenAsync);

        page.WaitForAssertion(() => Assert.Equal(50, page.FindAll("section[aria-label='Upcoming'] .task-line").Count));
        Assert.Equal(25, page.FindAll("section[aria-label='Overdue'] .task-line").Count);
        page.WaitForAssertion(() => Assert.Equal(2, screens.JSInterop.Invocations["hexa.whenSeen"].Count));
    }

    [Fact]
    public async Task Task_list_shows_50_rows_with_few_components()
    {
        await AddTasksAsync(60);
        await using var screens = new ScreenContext(_database, _company.Rep, "en");
        var page = screens.Open<TasksPage>("tasks?view=0&group=due");
        page.WaitForAssertion(() => Assert.Equal(50, page.FindAll(".explorer tbody tr:not(.group)").Count));

        Assert.InRange(page.FindComponents<IComponent>().Count, 50, MaxComponents);
    }

    [Fact]
    public async Task Row_shows_the_next_action_first_then_client_and_title()
    {
        await using var screens = new ScreenContext(_database, _company.Rep, "en");
        var plain = screens.Render<TaskLine>(p => p.Add(l => l.Row, Row()).Add(l => l.Zone, "Europe/Madrid"));
        Assert.Equal(("Title", "Client"), (plain.Find("a.strong").TextContent, plain.Find(".task-where").TextContent));
        Assert.Equal("no date", plain.Find(".task-when").TextContent.Trim());

        var promise = Row() with { NextDate = Today.AddDays(-3), NextNote = "Call back" };
        var late = screens.Render<TaskLine>(p => p.Add(l => l.Row, promise).Add(l => l.Zone, "Europe/Madrid"));
        Assert.Equal(("Call back", "Client · Title"), (late.Find("a.strong").TextContent, late.Find(".task-where").TextContent));
        Assert.Equal(["3 days overdue", "since 27 Feb"], late.FindAll(".task-when > *").Select(e => e.TextContent));
    }

    [Fact]
    public async Task Row_is_rendered_again_only_if_its_visible_content_changes()
    {
        await using var screens = new ScreenContext(_database, _company.Rep, "en");
        var line = screens.Render<TaskLine>(p => p.Add(l => l.Row, Row()).Add(l => l.Zone, "Europe/Madrid"));
        line.Render(p => p.Add(l => l.Row, Row()));
        Assert.Equal(1, line.RenderCount);
        foreach (var title in new[] { "Other", "Title", "Other" })
        {
            line.Render(p => p.Add(l => l.Row, Row() with { Title = title }));
            Assert.Equal(title, line.Find("a.strong").TextContent);
        }
        Assert.Equal(4, line.RenderCount);
    }

    [Fact]
    public async Task Row_shows_the_last_of_several_quick_changes()
    {
        await using var screens = new ScreenContext(_database, _company.Rep, "en");
        var list = screens.Render<OneRow>();
        // Within one event, the parameters change and change back, and later change again.
        Show("Other", "Title");
        Show("Other");

        void Show(params string[] titles)
        {
            list.Instance.Titles = titles;
            list.Find("#show").Click();
            Assert.Equal(titles[^1], list.Find("a.strong").TextContent);
        }
    }

    [Fact]
    public async Task Row_shows_when_a_snooze_ends_and_only_due_tasks_can_be_snoozed()
    {
        await using var screens = new ScreenContext(_database, _company.Rep, "en");
        var row = Row() with { NextDate = Today, SnoozedUntil = _database.Now.AddHours(1) };
        var line = screens.Render<TaskLine>(p => p.Add(l => l.Row, row).Add(l => l.Zone, "Europe/Madrid").Add(l => l.CanSnooze, true));
        Assert.Contains("11:00", line.Find(".snoozed").TextContent, StringComparison.Ordinal);
        line.Find("[aria-haspopup=menu]").Click();
        screens.Menu.WaitForAssertion(() =>
            Assert.Equal(["Reschedule", "Snooze"], screens.Menu.FindAll("[role=group]").Select(g => g.GetAttribute("aria-label")))
        );
        Assert.Equal(row.Title, screens.Menu.Find("[role=menu]").GetAttribute("aria-label"));

        _database.Time.Advance(TimeSpan.FromHours(2));
        line.Render(p => p.Add(l => l.Row, row with { NextDate = Today.AddDays(1) }));
        Assert.Empty(line.FindAll(".snoozed"));
        line.Find("[aria-haspopup=menu]").Click();
        screens.Menu.WaitForAssertion(() =>
            Assert.Equal(["Reschedule"], screens.Menu.FindAll("[role=group]").Select(g => g.GetAttribute("aria-label")))
        );
        Assert.DoesNotContain(line.FindAll("button"), b => b.TextContent == "Tomorrow");
    }

    [Fact]
    public async Task Row_of_a_finished_task_offers_no_actions()
    {
        await using var screens = new ScreenContext(_database, _company.Rep, "en");
        var row = Row() with { Status = WorkTaskStatus.Finished };
        Assert.Empty(screens.Render<TaskLine>(p => p.Add(l => l.Row, row).Add(l => l.Zone, "Europe/Madrid")).FindAll("button"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Row_refuses_a_change_by_a_person_who_may_not_change_the_task(bool fromMenu)
    {
        // The representative sees the client's tasks as a participant, but has no role in the task.
        await _database.AddAsync(new HexaLive.Domain.People.Participation(_company.OtherRep.Id, _company.Client.Id));
        await using var screens = new ScreenContext(_database, _company.OtherRep, "en");
        var row = Row() with { Id = _company.Task.Id, NextDate = Today };
        var changes = 0;
        var line = screens.Render<TaskLine>(p =>
            p.Add(l => l.Row, row).Add(l => l.Zone, "Europe/Madrid").Add(l => l.OnChanged, () => changes++)
        );
        if (fromMenu)
        {
            line.Find("[aria-haspopup=menu]").Click();
            screens.Menu.WaitForElement("[role=menuitem]").Click();
        }
        else
            line.FindAll("button").Single(b => b.TextContent == "Tomorrow").Click();
        var messages = screens.Services.GetRequiredService<ISnackbar>();
        line.WaitForAssertion(() => Assert.Equal(Severity.Error, Assert.Single(messages.ShownSnackbars).Severity));
        Assert.Equal(0, changes);
        await using var db = _database.Open();
        Assert.Null((await db.Tasks.SingleAsync(t => t.Id == _company.Task.Id, Cancellation)).NextActionDate);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Assignee_can_move_a_task_to_tomorrow_in_its_row(bool fromMenu)
    {
        await using var screens = new ScreenContext(_database, _company.Rep, "en");
        var row = Row() with { Id = _company.Task.Id, NextDate = Today, NextNote = "Call back" };
        var changes = 0;
        var line = screens.Render<TaskLine>(p =>
            p.Add(l => l.Row, row).Add(l => l.Zone, "Europe/Madrid").Add(l => l.OnChanged, () => changes++)
        );
        if (fromMenu)
        {
            line.Find("[aria-haspopup=menu]").Click();
            screens.Menu.WaitForElement("[role=menuitem]").Click();
        }
        else
            line.FindAll("button").Single(b => b.TextContent == "Tomorrow").Click();
        line.WaitForAssertion(() => Assert.Equal(1, changes));
        await using var db = _database.Open();
        var task = await db.Tasks.SingleAsync(t => t.Id == _company.Task.Id, Cancellation);
        Assert.Equal((Today.AddDays(1), "Call back"), (task.NextActionDate, task.NextActionNote));
    }

    [Fact]
    public async Task Error_in_a_menu_item_is_passed_to_the_button_that_opened_the_menu()
    {
        await using var screens = new ScreenContext(_database, _company.Rep);
        var menus = screens.Services.GetRequiredService<ActionMenus>();
        var opened = menus.OpenAsync("Menu", [new("Fail", () => throw new RuleException(RuleError.NotAllowed))]);
        screens.Menu.WaitForElement("[role=menuitem]").Click();
        await Assert.ThrowsAsync<RuleException>(() => opened.WaitAsync(Cancellation));

        var first = menus.OpenAsync("Menu", []);
        _ = menus.OpenAsync("Other", []);
        await first.WaitAsync(Cancellation);
    }

    private static TaskRow Row() =>
        new(
            7,
            "Title",
            3,
            "Client",
            5,
            "Project",
            WorkTaskStatus.Pending,
            TaskPriority.Normal,
            "Raúl",
            "Marta",
            null,
            null,
            null,
            null,
            null
        );

    // Adds tasks of the representative to each list of the Today page.
    private async Task AddTasksAsync(int count)
    {
        await using var db = _database.Open();
        await ManyTasks.CopyAsync(db, _company.Task.Id, 4 * count, Cancellation);
        var ids = await db
            .Tasks.Where(t => t.ResponsibleId == _company.Rep.Id && t.Id != _company.Task.Id)
            .Select(t => t.Id)
            .ToListAsync(Cancellation);
        foreach (var (days, part) in new[] { -1, 0, 1 }.Zip(ids.Chunk(count)))
        {
            var day = Today.AddDays(days);
            var due = new NextAction(day).DueAt("Europe/Madrid");
            await db
                .Tasks.Where(t => part.Contains(t.Id))
                .ExecuteUpdateAsync(s => s.SetProperty(t => t.NextActionDate, day).SetProperty(t => t.DueAt, due), Cancellation);
        }
    }

    // Sets the parameters of a row several times within one event. The renderer renders after the event.
    private sealed class OneRow : ComponentBase
    {
        private TaskLine _line = null!;

        public string[] Titles { get; set; } = [];

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenElement(0, "button");
            builder.AddAttribute(1, "id", "show");
            builder.AddAttribute(2, "onclick", EventCallback.Factory.Create(this, ShowAsync));
            builder.CloseElement();
            builder.OpenComponent<TaskLine>(3);
            builder.AddComponentParameter(4, nameof(TaskLine.Row), Row());
            builder.AddComponentParameter(5, nameof(TaskLine.Zone), "Europe/Madrid");
            builder.AddComponentReferenceCapture(6, line => _line = (TaskLine)line);
            builder.CloseComponent();
        }

        // The button itself must not set the parameters again.
        protected override bool ShouldRender() => false;

        private async Task ShowAsync()
        {
            foreach (var title in Titles)
                await _line.SetParametersAsync(
                    ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(TaskLine.Row)] = Row() with { Title = title } })
                );
        }
    }
}
