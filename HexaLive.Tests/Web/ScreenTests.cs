using Bunit;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Clients;
using HexaLive.Web.Features.Control;
using HexaLive.Web.Features.Projects;
using HexaLive.Web.Features.Reminders;
using HexaLive.Web.Features.Tasks;
using HexaLive.Web.Features.Today;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Web;

/// <summary>What each screen shows when there is nothing, something, or nothing for this person; and that it moves by itself. Monday 2 March 2026, 10:00 in Madrid.</summary>
public sealed class ScreenTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private Company _company = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Today_says_what_to_do_when_there_is_nothing_and_sorts_what_there_is()
    {
        await using var other = new Screens(_database, _company.OtherRep);
        var empty = other.Render<TodayPage>();
        empty.WaitForAssertion(() => Assert.NotEmpty(empty.Find(".empty").TextContent.Trim()));
        Assert.Empty(empty.FindAll(".task-line"));

        await RescheduleAsync(new NextAction(new DateOnly(2026, 3, 2), new TimeOnly(12, 30)));
        await using var screens = new Screens(_database, _company.Rep);
        var page = screens.Render<TodayPage>();
        page.WaitForAssertion(() => Assert.Contains("hoy 12:30", page.Find("section[aria-label='Para hoy'] .task-line").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Today_moves_by_itself_when_somebody_else_moves_the_date()
    {
        await using var screens = new Screens(_database, _company.Rep);
        var page = screens.Render<TodayPage>();
        page.WaitForElement("h1");

        await RescheduleAsync(new NextAction(new DateOnly(2026, 3, 3)));

        page.WaitForAssertion(() => Assert.Contains("mañana", page.Find(".task-line").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_control_room_shows_what_was_logged_in_the_order_of_time_and_drops_no_markup()
    {
        await using var screens = new Screens(_database, _company.Manager, "en");
        var page = screens.Render<ControlPage>();
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".panel.empty")));

        await LogAsync("<b>primera</b>");
        await LogAsync("segunda");

        page.WaitForAssertion(() => Assert.Equal(["segunda", "<b>primera</b>"], page.FindAll(".feed-row .pre").Select(e => e.TextContent)));
        // Calls, time, and what is due; and one person at work. Figures move at most every two seconds.
        page.WaitForAssertion(() => Assert.Equal(["2", "10 min", "0"], page.FindAll(".tile .figure").Take(3).Select(e => e.TextContent)));
        page.WaitForAssertion(() => Assert.Contains("10 min", Assert.Single(page.FindAll(".at-work")).TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_list_of_tasks_keeps_its_filter_in_the_address_and_says_when_nothing_fits()
    {
        await using var screens = new Screens(_database, _company.Manager);
        var found = screens.Open<TasksPage>("tasks?text=OFERTA");
        found.WaitForAssertion(() => Assert.Single(found.FindAll(".explorer tbody tr")));

        var nothing = screens.Open<TasksPage>("tasks?text=nada%20parecido");
        nothing.WaitForAssertion(() => Assert.Single(nothing.FindAll(".panel.empty")));
        Assert.Equal("nada parecido", nothing.Find("input[type=search]").GetAttribute("value"));
    }

    [Fact]
    public async Task A_thing_outside_the_scope_does_not_exist()
    {
        await using var screens = new Screens(_database, _company.Stranger);
        var task = screens.Render<TaskPage>(p => p.Add(t => t.Number, _company.Task.Id));
        task.WaitForAssertion(() => Assert.Single(task.FindAll(".message-page")));
        Assert.DoesNotContain("Seguimiento", task.Markup, StringComparison.Ordinal);

        var project = screens.Render<ProjectPage>(p => p.Add(t => t.Id, _company.Project.Id));
        project.WaitForAssertion(() => Assert.Single(project.FindAll(".message-page")));
        var client = screens.Render<ClientPage>(p => p.Add(t => t.Id, _company.Client.Id));
        client.WaitForAssertion(() => Assert.Single(client.FindAll(".message-page")));
        var form = screens.Render<TaskFormPage>(p => p.Add(t => t.Number, _company.Task.Id));
        form.WaitForAssertion(() => Assert.Single(form.FindAll(".message-page")));
    }

    [Fact]
    public async Task Who_sees_a_task_without_standing_around_it_may_log_but_gets_no_buttons_to_decide()
    {
        await using (var db = _database.Open())
        {
            db.Participations.Add(new HexaLive.Domain.People.Participation(_company.OtherRep.Id, _company.Client.Id));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        await using var screens = new Screens(_database, _company.OtherRep, "en");
        var page = screens.Render<TaskPage>(p => p.Add(t => t.Number, _company.Task.Id));
        page.WaitForElement("h1");
        page.WaitForElement(".log-prompt");
        Assert.Empty(page.FindAll($"a[href='/tasks/{_company.Task.Id}/edit']"));
    }

    [Fact]
    public async Task The_bell_counts_what_fell_due_as_it_happens()
    {
        await using var screens = new Screens(_database, _company.Rep);
        var bell = screens.Render<BellMenu>();
        Assert.Empty(bell.FindAll(".bell-count"));
        await RescheduleAsync(new NextAction(new DateOnly(2026, 3, 3)));
        _database.Time.Advance(TimeSpan.FromDays(1));

        await _database.Get<DueFlagging>().FlagDueAsync(TestContext.Current.CancellationToken);

        bell.WaitForAssertion(() => Assert.Equal("1", bell.Find(".bell-count").TextContent));
    }

    [Fact]
    public async Task A_toast_tells_what_was_raised_once_and_what_comes_back_but_nothing_old_that_comes_into_view()
    {
        await using var screens = new Screens(_database, _company.Rep);
        var toasts = screens.Services.GetRequiredService<ISnackbar>();
        var reminders = _database.Get<ReminderList>();
        var rep = await _database.ViewerAsync(_company.Rep);
        for (var i = 0; i <= ReminderList.MostShown; i++) await LogAsync($"Hablado {i}");
        int[] entries;
        await using (var db = _database.Open()) entries = await db.Dedications.Select(d => d.Id).ToArrayAsync(TestContext.Current.CancellationToken);
        await _database.Get<Reviews>().AskAsync(await _database.ViewerAsync(_company.Manager), entries, "¿Y el precio?", TestContext.Current.CancellationToken);
        _database.Time.Advance(TimeSpan.FromMinutes(10));
        var bell = screens.Render<BellMenu>();
        bell.WaitForAssertion(() => Assert.Equal("21", bell.Find(".bell-count").TextContent));

        // One that was hidden comes into view, told long ago.
        await reminders.DoneAsync(rep, (await reminders.GetAsync(rep)).Rows[0].Id);
        bell.WaitForAssertion(() => Assert.Equal("20", bell.Find(".bell-count").TextContent));
        Assert.Empty(toasts.ShownSnackbars);

        var put = (await reminders.GetAsync(rep)).Rows[0].Id;
        await reminders.SnoozeAsync(rep, put, _database.Now.AddHours(1));
        bell.WaitForAssertion(() => Assert.Equal("19", bell.Find(".bell-count").TextContent));
        // At its time it is told, though nothing else happens.
        _database.Time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        bell.WaitForAssertion(() => Assert.Equal("20", bell.Find(".bell-count").TextContent));
        bell.WaitForAssertion(() => Assert.Single(toasts.ShownSnackbars));
        // The sweep that follows tells it no second time.
        await _database.Get<ReminderTelling>().WakeAsync(TestContext.Current.CancellationToken);
        await reminders.DoneAsync(rep, (await reminders.GetAsync(rep)).Rows[^1].Id);
        bell.WaitForAssertion(() => Assert.Equal("19", bell.Find(".bell-count").TextContent));
        Assert.Single(toasts.ShownSnackbars);
    }

    private async Task RescheduleAsync(NextAction next) =>
        await _database.Get<TaskEditing>().RescheduleAsync(await _database.ViewerAsync(_company.Manager), _company.Task.Id, next);

    private async Task LogAsync(string comment) =>
        await _database.Get<DedicationLog>().LogAsync(
            await _database.ViewerAsync(_company.Rep),
            new LogRequest(_company.Task.Id, new DedicationFields(new DateOnly(2026, 3, 2), 5, comment), AfterLog.Keep, Guid.NewGuid()));
}
