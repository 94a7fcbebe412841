using Bunit;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Absences;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Infrastructure.Import;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Absences;
using HexaLive.Web.Features.Board;
using HexaLive.Web.Features.People;
using HexaLive.Web.Features.Tasks;
using HexaLive.Web.Features.Today;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Web.Absences;

/// <summary>The screens that show absences. It is Monday 2 March 2026, 10:00 in Madrid.</summary>
public sealed class AbsenceScreenTests : IAsyncLifetime
{
    private static readonly DateOnly Monday = new(2026, 3, 2);
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
    public async Task Absence_can_be_added_and_an_overlap_is_reported_at_its_field()
    {
        await using var screens = new ScreenContext(_database, _company.Rep);
        var page = screens.Render<AbsencesPage>();
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".panel.empty")));
        Type("2026-03-05", "2026-03-10");
        page.Find("#absence-stand-in").Change(_company.OtherRep.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.Contains("jue 5 mar – mar 10 mar", page.Find(".absence").TextContent, StringComparison.Ordinal));
        Assert.Equal("Olga Otra", page.Find(".absence option[selected]").TextContent);
        Assert.Equal("Te sustituye", page.Find("label[for=absence-stand-in]").TextContent);
        Assert.StartsWith("Te sustituye (", page.Find(".absence select").GetAttribute("aria-label"), StringComparison.Ordinal);

        Type("2026-03-10", "2026-03-11");
        page.Find("form").Submit();
        page.WaitForAssertion(() =>
            Assert.Contains(
                "Estas fechas coinciden con una ausencia",
                page.Find(".labelled:has(#absence-from) .field-problem").TextContent,
                StringComparison.Ordinal
            )
        );
        Assert.Equal("true", page.Find("#absence-from").GetAttribute("aria-invalid"));
        Assert.Single(page.FindAll(".absence"));

        page.Find(".absence button").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".absence")));

        void Type(string from, string to)
        {
            page.Find("#absence-from").Change(from);
            page.Find("#absence-to").Change(to);
        }
    }

    [Fact]
    public async Task Absences_of_people_not_managed_by_the_viewer_are_not_found()
    {
        await using var screens = new ScreenContext(_database, _company.Stranger);
        var page = screens.Render<AbsencesPage>(p => p.Add(a => a.Id, _company.Rep.Id));
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".message-page")));
        Assert.DoesNotContain("Raúl", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Running_absence_can_be_ended_early()
    {
        await AddAsync(0, 4);
        _database.Time.Advance(TimeSpan.FromDays(2));
        await using var screens = new ScreenContext(_database, _company.Manager);
        var page = screens.Render<AbsencesPage>(p => p.Add(a => a.Id, _company.Rep.Id));
        page.WaitForElement(".absence");
        page.FindAll(".absence button").Single(b => b.TextContent.Contains("Ya ha vuelto", StringComparison.Ordinal)).Click();
        page.WaitForAssertion(() =>
            Assert.Contains("lun 2 mar – mar 3 mar", page.Find(".absence.past").TextContent, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Absence_is_shown_on_the_board_on_tasks_in_people_lists_and_in_pickers()
    {
        await AddAsync(0, 4);
        await using var screens = new ScreenContext(_database, _company.Manager);
        var cards = screens.Open<BoardPage>("board?role=all");
        cards.WaitForAssertion(() => Assert.Equal("ausente hasta el vie 6 mar", cards.Find(".board-away").TextContent));
        var board = screens.Open<BoardPage>("board?role=all&lanes=responsible");
        board.WaitForElement(".lane-head");
        // The heading of the lane shows the absence once, so its cards do not repeat the absence.
        Assert.Empty(board.FindAll(".board-away"));
        Assert.Contains(
            board.FindAll(".lane-head"),
            l => l.TextContent.Contains("Raúl Comercial · ausente hasta el vie 6 mar", StringComparison.Ordinal)
        );

        var task = screens.Render<TaskPage>(p => p.Add(t => t.Number, _company.Task.Id));
        task.WaitForAssertion(() => Assert.Contains("le sustituye Olga Otra", task.Find(".facts").TextContent, StringComparison.Ordinal));
        var people = screens.Render<PeoplePage>();
        people.WaitForAssertion(() => Assert.Single(people.FindAll(".tag-away")));
        var form = screens.Open<TaskFormPage>($"tasks/{_company.Task.Id}/edit", p => p.Add(t => t.Number, _company.Task.Id));
        form.WaitForAssertion(() =>
            Assert.Contains(form.FindAll("option"), o => o.TextContent == "Raúl Comercial (ausente hasta el vie 6 mar)")
        );
    }

    [Fact]
    public async Task Absence_summary_is_shown_on_return_until_it_is_dismissed()
    {
        await AddAsync(0, 1);
        var other = await _database.GetViewerAsync(_company.OtherRep);
        for (var i = 1; i <= AbsenceSummaries.PageSize + 1; i++)
            await _database
                .Get<DedicationLog>()
                .LogAsync(
                    other,
                    new LogRequest(
                        _company.Task.Id,
                        new DedicationFields(Monday, 10, $"<i>Llamada {i}</i>", DedicationChannel.Call),
                        EntryFollowUp.Keep,
                        Guid.NewGuid()
                    ),
                    Cancellation
                );
        await using var screens = new ScreenContext(_database, _company.Rep);
        var before = screens.Render<TodayPage>();
        before.WaitForElement("h1");
        Assert.Empty(before.FindAll(".away-panel"));

        _database.Time.Advance(TimeSpan.FromDays(2));
        var page = screens.Render<TodayPage>();
        var panel = page.WaitForElement(".away-panel");
        Assert.Contains("lun 2 mar – mar 3 mar", panel.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            [$"{AbsenceSummaries.PageSize + 1} entradas de otras personas", "1 tarea nueva para ti"],
            page.FindAll(".away-counts .tag").Select(e => e.TextContent)
        );
        Assert.Equal($"<i>Llamada {AbsenceSummaries.PageSize + 1}</i>", page.Find(".away-panel .pre").TextContent);
        Button("Mostrar más").Click();
        page.WaitForAssertion(() => Assert.Equal(AbsenceSummaries.PageSize + 2, page.FindAll(".away-panel .feed-row").Count));
        Button("Marcar como leído").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".away-panel")));
        var again = screens.Render<TodayPage>();
        again.WaitForElement("h1");
        Assert.Empty(again.FindAll(".away-panel"));

        AngleSharp.Dom.IElement Button(string text) =>
            page.FindAll(".away-panel button").Single(b => b.TextContent.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stand_in_sees_the_absent_person_and_their_due_tasks()
    {
        await _database
            .Get<TaskEditing>()
            .RescheduleAsync(await _database.GetViewerAsync(_company.Rep), _company.Task.Id, new NextAction(Monday), Cancellation);
        await AddAsync(0, 4);
        await using var screens = new ScreenContext(_database, _company.OtherRep);
        var page = screens.Render<TodayPage>();
        page.WaitForAssertion(() =>
            Assert.Contains("Sustituyes a Raúl Comercial hasta el vie 6 mar", page.Find(".stand-in").TextContent, StringComparison.Ordinal)
        );
        Assert.Equal("1 para hoy", page.Find($".stand-in a[href='/tasks?view=0&responsible={_company.Rep.Id}&due=today']").TextContent);
        Assert.Equal("Seguimiento de oferta", page.Find(".task-line .strong").TextContent);

        await using var others = new ScreenContext(_database, _company.Manager);
        var theirs = others.Render<TodayPage>();
        theirs.WaitForElement("h1");
        Assert.Empty(theirs.FindAll(".stand-in"));
    }

    private async Task AddAsync(int from, int to) =>
        await _database
            .Get<AbsenceEditing>()
            .AddAsync(
                await _database.GetViewerAsync(_company.Rep),
                _company.Rep.Id,
                new AbsenceFields(Monday.AddDays(from), Monday.AddDays(to), _company.OtherRep.Id),
                Cancellation
            );
}
