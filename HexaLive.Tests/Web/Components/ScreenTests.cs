using Bunit;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Reviews;
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

namespace HexaLive.Tests.Web.Components;

/// <summary>
/// The contents of screens with and without data and outside the viewer's scope, and their automatic updates. It is Monday 2 March 2026,
/// 10:00 in Madrid.
/// </summary>
public sealed class ScreenTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Today_page_shows_a_hint_when_empty_and_groups_tasks_by_date()
    {
        await using var other = new ScreenContext(_database, _company.OtherRep);
        var empty = other.Render<TodayPage>();
        empty.WaitForAssertion(() => Assert.NotEmpty(empty.Find(".empty").TextContent.Trim()));
        Assert.Empty(empty.FindAll(".task-line"));

        await RescheduleAsync(new NextAction(new DateOnly(2026, 3, 2), new TimeOnly(12, 30)));
        await using var screens = new ScreenContext(_database, _company.Rep);
        var page = screens.Render<TodayPage>();
        page.WaitForAssertion(() =>
            Assert.Equal(
                ["12:30", "hoy"],
                page.FindAll("section[aria-label='Para hoy'] .task-line .task-when > *").Select(e => e.TextContent)
            )
        );
    }

    [Fact]
    public async Task Today_page_updates_when_another_person_reschedules_a_task()
    {
        await using var screens = new ScreenContext(_database, _company.Rep);
        var page = screens.Render<TodayPage>();
        page.WaitForElement("h1");

        await RescheduleAsync(new NextAction(new DateOnly(2026, 3, 3)));

        page.WaitForAssertion(() => Assert.Contains("mañana", page.Find(".task-line").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Control_room_shows_newest_entries_first_and_escapes_markup()
    {
        await using var screens = new ScreenContext(_database, _company.Manager, "en");
        var page = screens.Render<ControlPage>();
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".panel.empty")));

        await LogAsync("<b>primera</b>");
        await LogAsync("segunda");

        page.WaitForAssertion(() => Assert.Equal(["segunda", "<b>primera</b>"], page.FindAll(".feed-row .pre").Select(e => e.TextContent)));
        // The figures (calls, time, due tasks) update at most every two seconds. Then the screen shows one person at work.
        page.WaitForAssertion(() => Assert.Equal(["2", "10 min", "0"], page.FindAll(".tile .figure").Take(3).Select(e => e.TextContent)));
        page.WaitForAssertion(() =>
            Assert.Contains("10 min", Assert.Single(page.FindAll(".at-work")).TextContent, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Task_list_applies_the_filter_in_its_address_and_says_if_nothing_matches()
    {
        await using var screens = new ScreenContext(_database, _company.Manager);
        var found = screens.Open<TasksPage>("tasks?text=OFERTA");
        found.WaitForAssertion(() => Assert.Single(found.FindAll(".explorer tbody tr")));

        var nothing = screens.Open<TasksPage>("tasks?text=nada%20parecido");
        nothing.WaitForAssertion(() => Assert.Single(nothing.FindAll(".panel.empty")));
        Assert.Equal("nada parecido", nothing.Find("input[type=search]").GetAttribute("value"));
    }

    [Fact]
    public async Task Records_outside_the_scope_are_not_found()
    {
        await using var screens = new ScreenContext(_database, _company.Stranger);
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
    public async Task Person_without_a_role_in_a_task_can_log_entries_but_not_edit_the_task()
    {
        await using (var db = _database.Open())
        {
            db.Participations.Add(new HexaLive.Domain.People.Participation(_company.OtherRep.Id, _company.Client.Id));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        await using var screens = new ScreenContext(_database, _company.OtherRep, "en");
        var page = screens.Render<TaskPage>(p => p.Add(t => t.Number, _company.Task.Id));
        page.WaitForElement("h1");
        page.WaitForElement(".log-prompt");
        Assert.Empty(page.FindAll($"a[href='/tasks/{_company.Task.Id}/edit']"));
    }

    [Fact]
    public async Task Bell_count_increases_when_a_reminder_falls_due()
    {
        await using var screens = new ScreenContext(_database, _company.Rep);
        var bell = screens.Render<ReminderMenu>();
        Assert.Empty(bell.FindAll(".bell-count"));
        await RescheduleAsync(new NextAction(new DateOnly(2026, 3, 3)));
        _database.Time.Advance(TimeSpan.FromDays(1));

        await _database.Get<DueFlagging>().FlagDueAsync(TestContext.Current.CancellationToken);

        bell.WaitForAssertion(() => Assert.Equal("1", bell.Find(".bell-count").TextContent));
    }

    [Fact]
    public async Task Toast_announces_each_new_or_returning_snoozed_reminder_once()
    {
        await using var screens = new ScreenContext(_database, _company.Rep);
        var toasts = screens.Services.GetRequiredService<ISnackbar>();
        var reminders = _database.Get<ReminderList>();
        var rep = await _database.GetViewerAsync(_company.Rep);
        for (var i = 0; i <= ReminderList.MaxShown; i++)
            await LogAsync($"Hablado {i}");
        int[] entries;
        await using (var db = _database.Open())
            entries = await db.Dedications.Select(d => d.Id).ToArrayAsync(TestContext.Current.CancellationToken);
        await _database
            .Get<EntryReviews>()
            .AskAsync(await _database.GetViewerAsync(_company.Manager), entries, "¿Y el precio?", TestContext.Current.CancellationToken);
        _database.Time.Advance(TimeSpan.FromMinutes(10));
        var bell = screens.Render<ReminderMenu>();
        bell.WaitForAssertion(() => Assert.Equal("21", bell.Find(".bell-count").TextContent));

        // A reminder from further down moves into view. No toast is shown, because the reminder was raised ten minutes ago.
        await reminders.MarkDoneAsync(rep, (await reminders.GetAsync(rep)).Rows[0].Id);
        bell.WaitForAssertion(() => Assert.Equal("20", bell.Find(".bell-count").TextContent));
        Assert.Empty(toasts.ShownSnackbars);

        var put = (await reminders.GetAsync(rep)).Rows[0].Id;
        await reminders.SnoozeAsync(rep, put, _database.Now.AddHours(1));
        bell.WaitForAssertion(() => Assert.Equal("19", bell.Find(".bell-count").TextContent));
        // At the end of the snooze, a toast shows the reminder again, without any other event.
        _database.Time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        bell.WaitForAssertion(() => Assert.Equal("20", bell.Find(".bell-count").TextContent));
        bell.WaitForAssertion(() => Assert.Single(toasts.ShownSnackbars));
        // The next sweep does not show another toast for the same reminder.
        await _database.Get<ReminderMailQueueing>().EndSnoozesAsync(TestContext.Current.CancellationToken);
        await reminders.MarkDoneAsync(rep, (await reminders.GetAsync(rep)).Rows[^1].Id);
        bell.WaitForAssertion(() => Assert.Equal("19", bell.Find(".bell-count").TextContent));
        Assert.Single(toasts.ShownSnackbars);
    }

    private async Task RescheduleAsync(NextAction next) =>
        await _database.Get<TaskEditing>().RescheduleAsync(await _database.GetViewerAsync(_company.Manager), _company.Task.Id, next);

    private async Task LogAsync(string comment) =>
        await _database
            .Get<DedicationLog>()
            .LogAsync(
                await _database.GetViewerAsync(_company.Rep),
                new LogRequest(
                    _company.Task.Id,
                    new DedicationFields(new DateOnly(2026, 3, 2), 5, comment),
                    EntryFollowUp.Keep,
                    Guid.NewGuid()
                )
            );
}
