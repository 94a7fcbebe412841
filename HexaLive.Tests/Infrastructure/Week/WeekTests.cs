using HexaLive.Domain;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Diary;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Features.Week;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Infrastructure.Week;

/// <summary>
/// The weekly timesheet, the work of a person, and who may see both. It is Monday 2 March 2026, 10:00 in Madrid.
/// </summary>
public sealed class WeekTests : IAsyncLifetime
{
    private static readonly DateOnly Monday = new(2026, 3, 2);

    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _rep = null!;
    private Viewer _manager = null!;
    private Viewer _stranger = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        (_rep, _manager, _stranger) = (
            await _database.GetViewerAsync(_company.Rep),
            await _database.GetViewerAsync(_company.Manager),
            await _database.GetViewerAsync(_company.Stranger)
        );
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Timesheet_adds_up_time_by_task_and_day_and_also_lists_last_weeks_tasks()
    {
        await LogAsync(_rep, _company.Task.Id, 20, Monday.AddDays(-4));
        await LogAsync(_rep, _company.Task.Id, 30, Monday);
        await LogAsync(_rep, _company.Task.Id, 15, Monday);
        await LogAsync(_manager, _company.Task.Id, 60, Monday);

        var week = await GetWeekAsync(_rep);
        var row = Assert.Single(week.Rows);
        Assert.Equal((Monday, 45, 45, 0), (week.Monday, week.SumMinutes(Monday), week.SumMinutes(), week.SumMinutes(Monday.AddDays(1))));
        Assert.True(row.CanLog);
        Assert.All(row.Entries, e => Assert.Null(e.CorrectionError));

        _database.Time.Advance(TimeSpan.FromDays(7));
        var next = await GetWeekAsync(_rep);
        Assert.Equal((_company.Task.Id, 0), (Assert.Single(next.Rows).TaskId, next.SumMinutes()));
        var before = await GetWeekAsync(_rep, day: Monday.AddDays(-1));
        Assert.Equal((Monday.AddDays(-7), 20), (before.Monday, before.SumMinutes()));
        // After 24 hours, the author may no longer correct an entry, but the controller of the task still may.
        Assert.All(before.Rows[0].Entries, e => Assert.Equal(RuleError.CorrectionTooLate, e.CorrectionError));
        Assert.All((await GetWeekAsync(_manager, _company.Rep.Id, Monday)).Rows[0].Entries, e => Assert.Null(e.CorrectionError));
    }

    [Fact]
    public async Task Task_can_be_added_to_the_week_only_within_the_scope()
    {
        Assert.Empty((await GetWeekAsync(_rep)).Rows);
        Assert.Equal(
            _company.Task.Id,
            Assert.Single((await GetWeekAsync(_rep, added: [_company.Task.Id, _company.SouthTask.Id])).Rows).TaskId
        );
    }

    [Fact]
    public async Task Week_is_visible_only_to_its_person_and_to_managers_controllers_and_admins()
    {
        await LogAsync(_rep, _company.Task.Id, 30, Monday);
        Assert.Equal(30, (await GetWeekAsync(_manager, _company.Rep.Id)).SumMinutes());
        Assert.Equal(30, (await GetWeekAsync(await _database.GetViewerAsync(_company.Admin), _company.Rep.Id)).SumMinutes());
        Assert.False((await GetWeekAsync(_manager, _company.Rep.Id)).Rows[0].CanLog);
        Assert.Contains((await GetWeekAsync(_manager)).SelectablePeople, p => p.Id == _company.Rep.Id);
        Assert.Empty((await GetWeekAsync(_rep)).SelectablePeople);

        var colleague = await _database.GetViewerAsync(_company.OtherRep);
        foreach (var other in new[] { colleague, _stranger })
            Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => GetWeekAsync(other, _company.Rep.Id))).Error);

        // A person who controls a task of the representative may see the week, but only the entries within that person's own scope.
        await using (var db = _database.Open())
        {
            var task = await db
                .Tasks.Include(t => t.Responsible)
                .Include(t => t.Controller)
                .Include(t => t.Project)
                .FirstAsync(t => t.Id == _company.Task.Id, Cancellation);
            task.Assign(
                task.Responsible,
                await db.People.FirstAsync(p => p.Id == _company.OtherRep.Id, Cancellation),
                new Actor(_company.Admin.Id, _database.Now)
            );
            await db.SaveChangesAsync(Cancellation);
        }
        Assert.Equal(30, (await GetWeekAsync(colleague, _company.Rep.Id)).SumMinutes());
        Assert.Equal(
            new[] { _company.OtherRep.Id, _company.Rep.Id }.Order(),
            (await GetWeekAsync(colleague)).SelectablePeople.Select(p => p.Id).Order()
        );
    }

    [Fact]
    public async Task Person_card_shows_work_by_day_and_client()
    {
        await LogAsync(_rep, _company.Task.Id, 30, Monday);
        await LogAsync(_rep, _company.Task.Id, 20, new DateOnly(2026, 1, 15));
        await LogAsync(_rep, _company.Task.Id, 50, new DateOnly(2025, 12, 31));

        var card = await _database.Get<PersonList>().GetAsync(_manager, _company.Rep.Id, null, Cancellation);
        Assert.Equal((2026, 2025), (card.Year, card.FirstYear));
        Assert.Equal([(new DateOnly(2026, 1, 15), 20, 1), (Monday, 30, 1)], card.Days.Select(d => (d.Day, d.Minutes, d.EntryCount)));
        Assert.Equal(
            (_company.Client.Id, 50, 2),
            Assert.Single(card.Clients) switch
            {
                var c => (c.ClientId, c.Minutes, c.EntryCount),
            }
        );
        Assert.Equal(
            50,
            (await _database.Get<PersonList>().GetAsync(_manager, _company.Rep.Id, 2025, Cancellation)).Days.Sum(d => d.Minutes)
        );
        var row = (await _database.Get<PersonList>().GetPageAsync(_manager, "raul", 1, Cancellation)).Items.Single();
        Assert.Equal((_company.Rep.Id, 1, 30, Monday), (row.Id, row.OpenTaskCount, row.WeekMinutes, row.LastEntry!.Value));
    }

    [Fact]
    public async Task Person_outside_the_scope_is_not_found()
    {
        await LogAsync(_stranger, _company.SouthTask.Id, 40, Monday);
        Assert.Equal(
            RuleError.NotFound,
            (
                await Assert.ThrowsAsync<RuleException>(() =>
                    _database.Get<PersonList>().GetAsync(_rep, _company.Stranger.Id, null, Cancellation)
                )
            ).Error
        );
        Assert.DoesNotContain(
            (await _database.Get<PersonList>().GetPageAsync(_manager, null, 1, Cancellation)).Items,
            p => p.Id == _company.Stranger.Id
        );
        Assert.Empty(await _database.Get<DiaryList>().SumMinutesByDayAsync(_rep, _company.Stranger.Id, Monday, Monday, Cancellation));
        Assert.Empty(
            await _database
                .Get<DiaryList>()
                .GetPageAsync(_rep, new DiarySubject(PersonId: _company.Stranger.Id), DiaryFilter.None, null, Cancellation)
        );

        // A viewer who has one client in common with another person sees only that person's work for this client.
        await LogAsync(await _database.GetViewerAsync(_company.Admin), _company.SouthTask.Id, 5, Monday);
        await using (var db = _database.Open())
        {
            var client = await db.Clients.FirstAsync(c => c.Id == _company.SouthClient.Id, Cancellation);
            db.Projects.Add(
                new Project(
                    client,
                    new ProjectFields("Producción", ProjectKind.Production, _company.Rep.Id),
                    new Actor(_company.Admin.Id, _database.Now)
                )
            );
            await db.SaveChangesAsync(Cancellation);
        }
        Assert.Equal(
            40,
            (await _database.Get<PersonList>().GetAsync(_rep, _company.Stranger.Id, null, Cancellation)).Days.Sum(d => d.Minutes)
        );
    }

    [Fact]
    public async Task Entry_logged_for_another_person_appears_in_that_persons_diary()
    {
        await _database
            .Get<DedicationLog>()
            .LogAsync(
                _manager,
                new LogRequest(
                    _company.Task.Id,
                    new DedicationFields(Monday, 25, "Visita con el gerente", DedicationChannel.Visit),
                    EntryFollowUp.Keep,
                    Guid.NewGuid(),
                    _company.Rep.Id
                ),
                Cancellation
            );
        var diary = _database.Get<DiaryList>();
        Assert.Equal(
            "Visita con el gerente",
            Assert
                .Single(
                    await diary.GetPageAsync(
                        _manager,
                        new DiarySubject(PersonId: _company.Rep.Id),
                        new DiaryFilter(true),
                        null,
                        Cancellation
                    )
                )
                .Comment
        );
        Assert.Empty(
            await diary.GetPageAsync(_manager, new DiarySubject(PersonId: _company.Manager.Id), new DiaryFilter(true), null, Cancellation)
        );
        Assert.Equal(25, (await diary.SumMinutesByDayAsync(_manager, _company.Rep.Id, Monday, Monday, Cancellation))[Monday]);
    }

    private Task<WeekView> GetWeekAsync(Viewer viewer, int? person = null, DateOnly? day = null, int[]? added = null) =>
        _database.Get<WeekSheet>().GetAsync(viewer, person, day, added, Cancellation);

    private Task LogAsync(Viewer viewer, int task, int minutes, DateOnly day) =>
        _database
            .Get<DedicationLog>()
            .LogAsync(
                viewer,
                new LogRequest(
                    task,
                    new DedicationFields(day, minutes, "Hecho", DedicationChannel.Call),
                    EntryFollowUp.Keep,
                    Guid.NewGuid()
                ),
                Cancellation
            );
}
