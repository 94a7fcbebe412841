using HexaLive.Domain;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Board;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Tasks;
using Microsoft.EntityFrameworkCore;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Infrastructure.Board;

/// <summary>
/// The columns of the board, the effect of dropping a card, and who may drop a card. It is Monday 2 March 2026, 10:00 in Madrid.
/// </summary>
public sealed class BoardTests : IAsyncLifetime
{
    private static readonly DateOnly Monday = new(2026, 3, 2);
    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _rep = null!;
    private Viewer _manager = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        (_rep, _manager) = (await _database.GetViewerAsync(_company.Rep), await _database.GetViewerAsync(_company.Manager));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Due_columns_are_sorted_and_their_counts_include_cards_not_yet_loaded()
    {
        await using (var db = _database.Open())
        {
            var project = await db
                .Projects.Include(p => p.Client)
                .SingleAsync(p => p.Id == _company.Project.Id, TestContext.Current.CancellationToken);
            var rep = await db.People.SingleAsync(p => p.Id == _company.Rep.Id, TestContext.Current.CancellationToken);
            foreach (
                var (days, priority) in new[]
                {
                    (0, TaskPriority.Low),
                    (0, TaskPriority.Urgent),
                    (1, TaskPriority.Normal),
                    (4, TaskPriority.Normal),
                    (3, TaskPriority.Low),
                    (7, TaskPriority.Normal),
                }
            )
                db.Tasks.Add(
                    new WorkTask(
                        project,
                        new TaskFields($"{days} {priority}", Priority: priority),
                        rep,
                        rep,
                        rep,
                        new NextAction(Monday.AddDays(days)),
                        new Actor(rep.Id, _database.Now)
                    )
                );
            for (var i = 0; i < 30; i++)
                db.Tasks.Add(
                    new WorkTask(project, new TaskFields($"Sin fecha {i}"), rep, rep, rep, null, new Actor(rep.Id, _database.Now))
                );
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        _database.Time.Advance(TimeSpan.FromDays(1));

        var columns = await ReadAsync(_rep, "role=responsible");
        Assert.Equal(["0 Urgent", "0 Low"], TitlesIn(columns, DueBucket.Overdue));
        Assert.Equal(["1 Normal"], TitlesIn(columns, DueBucket.Today));
        Assert.Empty(TitlesIn(columns, DueBucket.Tomorrow));
        Assert.Equal(["3 Low", "4 Normal"], TitlesIn(columns, DueBucket.ThisWeek));
        Assert.Equal(["7 Normal"], TitlesIn(columns, DueBucket.Later));
        var none = columns.Single(c => c.Key == (int)DueBucket.None);
        Assert.Equal((31, TaskBoard.ColumnSize), (none.Total, none.Cards.Count));
        var more = await _database
            .Get<TaskBoard>()
            .ReadAsync(
                _rep,
                Query("role=responsible"),
                new Dictionary<int, int> { [none.Key] = 50 },
                null,
                TestContext.Current.CancellationToken
            );
        var last = more.Single(c => c.Key == none.Key).Cards[^1].Id;
        Assert.DoesNotContain(none.Cards, c => c.Id == last);
        var also = await _database
            .Get<TaskBoard>()
            .ReadAsync(_rep, Query("role=responsible"), null, last, TestContext.Current.CancellationToken);
        Assert.Equal(last, also.Single(c => c.Key == none.Key).Cards[^1].Id);
        Assert.Equal(31, more.Single(c => c.Key == none.Key).Cards.Count);
    }

    [Fact]
    public async Task Finished_column_shows_only_recently_finished_tasks()
    {
        var editing = _database.Get<TaskEditing>();
        await editing.ApplyAsync(_rep, _company.Task.Id, null, TaskChange.Finish("Firmado"), TestContext.Current.CancellationToken);
        Assert.Equal(
            ["Seguimiento de oferta"],
            (await ReadAsync(_rep, "by=status")).Single(c => c.Key == (int)WorkTaskStatus.Finished).Cards.Select(c => c.Title)
        );
        _database.Time.Advance(TimeSpan.FromDays(TaskBoard.FinishedDays + 1));
        Assert.Equal(0, (await ReadAsync(_rep, "by=status")).Sum(c => c.Total + c.Cards.Count));
    }

    [Fact]
    public async Task Moving_a_card_applies_all_its_changes_at_once_and_can_be_undone()
    {
        var editing = _database.Get<TaskEditing>();
        var card = FindCard(await ReadAsync(_manager, "role=team"));
        var change = new TaskChange(
            ResponsibleId: _company.OtherRep.Id,
            Next: new NextAction(Monday.AddDays(1), new TimeOnly(9, 30)),
            Priority: TaskPriority.High,
            Status: WorkTaskStatus.InProgress
        );
        var before = await editing.ApplyAsync(_manager, card.Id, card.Version, change, TestContext.Current.CancellationToken);
        var moved = FindCard(await ReadAsync(_manager, "role=team"));
        Assert.Equal(
            (_company.OtherRep.Id, Monday.AddDays(1), TaskPriority.High, WorkTaskStatus.InProgress),
            (moved.ResponsibleId, moved.NextDate, moved.Priority, moved.Status)
        );

        await editing.UndoAsync(_manager, before, change, TestContext.Current.CancellationToken);
        var back = FindCard(await ReadAsync(_manager, "role=team"));
        Assert.Equal(
            (card.ResponsibleId, card.NextDate, card.Priority, card.Status),
            (back.ResponsibleId, back.NextDate, back.Priority, back.Status)
        );

        var finish = TaskChange.Finish("Hecho");
        var open = await editing.ApplyAsync(_manager, card.Id, null, finish, TestContext.Current.CancellationToken);
        var reopen = new TaskChange(Status: WorkTaskStatus.Pending);
        var finished = await editing.ApplyAsync(_manager, card.Id, null, reopen, TestContext.Current.CancellationToken);
        await editing.UndoAsync(_manager, finished, reopen, TestContext.Current.CancellationToken);
        await using var db = _database.Open();
        Assert.Equal("Hecho", (await db.Tasks.SingleAsync(t => t.Id == card.Id, TestContext.Current.CancellationToken)).Outcome);
        await editing.UndoAsync(_manager, open, finish, TestContext.Current.CancellationToken);
        Assert.Equal(WorkTaskStatus.Pending, FindCard(await ReadAsync(_manager, "role=team")).Status);
    }

    [Fact]
    public async Task Conflicting_or_forbidden_moves_are_rejected_and_change_nothing()
    {
        var editing = _database.Get<TaskEditing>();
        var card = FindCard(await ReadAsync(_rep, ""));
        await editing.SetPriorityAsync(_manager, card.Id, TaskPriority.Urgent, TestContext.Current.CancellationToken);

        var lost = await Assert.ThrowsAsync<RuleException>(() =>
            editing.ApplyAsync(
                _rep,
                card.Id,
                card.Version,
                new TaskChange(Next: new NextAction(Monday)),
                TestContext.Current.CancellationToken
            )
        );
        Assert.Equal(RuleError.Conflict, lost.Error);
        Assert.Contains(_company.Manager.Name, lost.Args);
        var stranger = await _database.GetViewerAsync(_company.Stranger);
        Assert.DoesNotContain((await ReadAsync(stranger, "role=all")).SelectMany(c => c.Cards), c => c.Id == card.Id);
        Assert.Equal(
            RuleError.NotFound,
            (
                await Assert.ThrowsAsync<RuleException>(() =>
                    editing.ApplyAsync(stranger, card.Id, null, new TaskChange(ClearNext: true), TestContext.Current.CancellationToken)
                )
            ).Error
        );
        Assert.Equal(
            RuleError.NotAllowed,
            (
                await Assert.ThrowsAsync<RuleException>(() =>
                    editing.ApplyAsync(
                        _rep,
                        card.Id,
                        null,
                        new TaskChange(ControllerId: _company.Rep.Id),
                        TestContext.Current.CancellationToken
                    )
                )
            ).Error
        );
        Assert.Equal(
            (TaskPriority.Urgent, (DateOnly?)null),
            (FindCard(await ReadAsync(_rep, "")).Priority, FindCard(await ReadAsync(_rep, "")).NextDate)
        );
    }

    [Fact]
    public async Task Board_rejects_an_undefined_priority_or_status()
    {
        var editing = _database.Get<TaskEditing>();
        var card = FindCard(await ReadAsync(_rep, ""));
        foreach (var change in new[] { new TaskChange(Priority: (TaskPriority)2_000_000_000), new TaskChange(Status: (WorkTaskStatus)7) })
        {
            var refusal = await Assert.ThrowsAsync<RuleException>(() =>
                editing.ApplyAsync(_rep, card.Id, card.Version, change, TestContext.Current.CancellationToken)
            );
            Assert.Equal(RuleError.InvalidValue, refusal.Error);
        }
        var after = FindCard(await ReadAsync(_rep, ""));
        Assert.Equal((card.Priority, card.Status, card.Version), (after.Priority, after.Status, after.Version));
    }

    [Theory]
    [InlineData("2026-03-02", DueBucket.ThisWeek, "2026-03-06")]
    [InlineData("2026-03-02", DueBucket.Later, "2026-03-09")]
    [InlineData("2026-03-05", DueBucket.ThisWeek, "2026-03-08")]
    [InlineData("2026-03-08", DueBucket.Later, "2026-03-10")]
    [InlineData("2026-03-08", DueBucket.Tomorrow, "2026-03-09")]
    [InlineData("2026-03-06", DueBucket.None, null)]
    public void Card_dropped_on_a_due_column_gets_a_date_of_that_column(string today, DueBucket bucket, string? day)
    {
        var on = DateOnly.Parse(today, System.Globalization.CultureInfo.InvariantCulture);
        DateOnly? expected = day is null ? null : DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(expected, TaskBoard.TargetDay(bucket, on));
        Assert.True(TaskBoard.CanDrop(bucket, on));
        Assert.False(TaskBoard.CanDrop(DueBucket.Overdue, on));
    }

    [Fact]
    public void Column_for_this_week_accepts_no_card_on_a_Saturday() =>
        Assert.False(TaskBoard.CanDrop(DueBucket.ThisWeek, new DateOnly(2026, 3, 7)));

    private Task<IReadOnlyList<BoardColumn>> ReadAsync(Viewer viewer, string address) =>
        _database.Get<TaskBoard>().ReadAsync(viewer, Query(address), cancellationToken: TestContext.Current.CancellationToken);

    private BoardCard FindCard(IReadOnlyList<BoardColumn> columns) =>
        columns.SelectMany(c => c.Cards).Single(c => c.Id == _company.Task.Id);

    private static string[] TitlesIn(IReadOnlyList<BoardColumn> columns, DueBucket bucket) =>
        [.. columns.Single(c => c.Key == (int)bucket).Cards.Select(c => c.Title)];

    private static BoardQuery Query(string address)
    {
        var content = TaskAddress.ParseContent(QueryText.ParseValues(address));
        return new BoardQuery(content.Query.Filter, content.By, content.Lanes);
    }
}
