using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Tasks;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Tasks;

/// <summary>Setting, moving and clearing the next action without an entry. The promise of the task is for 3 March.</summary>
public sealed class NextActionTests
{
    private static readonly NextAction Promised = new(March(3));
    private readonly WorkTask _task = NewTask(Promised);

    public static TheoryData<NextAction, PromiseOutcome, int> Changes =>
        new()
        {
            { new NextAction(March(4)), PromiseOutcome.Moved, 1 },
            { new NextAction(March(2)), PromiseOutcome.Moved, 1 },
            { new NextAction(March(3), new TimeOnly(10, 0)), PromiseOutcome.Moved, 1 },
            { new NextAction(March(3), Note: "Llevar muestras"), PromiseOutcome.Withdrawn, 0 },
        };

    [Theory]
    [MemberData(nameof(Changes))]
    public void New_time_moves_the_promise_and_a_change_of_only_the_note_withdraws_it(NextAction next, PromiseOutcome outcome, int moves)
    {
        var row = Assert.Single(_task.CaptureActivity(t => t.Reschedule(next, By)));

        Assert.Equal((ActivityKind.NextActionChanged, "2026-03-03", WorkTask.Describe(next)), (row.Kind, row.From, row.To));
        Assert.Equal(next, _task.NextAction);
        var (before, after) = (_task.Promises.First(), _task.Promises.Last());
        Assert.Equal((outcome, Now, next.Date), (before.Outcome, before.EndedAt, before.MovedTo));
        Assert.Equal((PromiseOutcome.Open, moves, _task.DueAt), (after.Outcome, after.Moves, after.DueAt));
    }

    [Fact]
    public void Time_of_day_of_a_promise_can_be_removed()
    {
        var task = NewTask(new NextAction(March(3), new TimeOnly(10, 0)));

        task.Reschedule(Promised, By);

        Assert.Equal([PromiseOutcome.Moved, PromiseOutcome.Open], task.Promises.Select(p => p.Outcome));
    }

    [Theory]
    [InlineData("2026-03-03T23:00Z", PromiseOutcome.Moved, PromiseOutcome.Withdrawn)]
    [InlineData("2026-03-03T23:01Z", PromiseOutcome.Broken, PromiseOutcome.Broken)]
    public void Promise_is_broken_once_its_day_has_passed(string now, PromiseOutcome moved, PromiseOutcome cleared)
    {
        var other = NewTask(Promised);

        _task.Reschedule(new NextAction(March(9)), By.WithTime(Utc(now)));
        other.Reschedule(null, By.WithTime(Utc(now)));

        Assert.Equal((moved, cleared), (_task.Promises.First().Outcome, Assert.Single(other.Promises).Outcome));
    }

    [Fact]
    public void Cleared_next_action_withdraws_the_promise()
    {
        var row = Assert.Single(_task.CaptureActivity(t => t.Reschedule(null, By)));

        Assert.Equal((ActivityKind.NextActionChanged, "2026-03-03", null), (row.Kind, row.From, row.To));
        Assert.Equal((null, null), (_task.NextAction, _task.DueAt));
        var promise = Assert.Single(_task.Promises);
        Assert.Equal((PromiseOutcome.Withdrawn, null), (promise.Outcome, promise.MovedTo));
        Assert.Empty(_task.CaptureActivity(t => t.Reschedule(null, By)));
    }

    [Fact]
    public void Setting_the_same_next_action_again_changes_nothing()
    {
        Assert.Empty(_task.CaptureActivity(t => t.Reschedule(Promised, By)));
        Assert.Empty(_task.CaptureActivity(t => t.Reschedule(new NextAction(March(3), Note: " "), By)));
        Assert.Equal(PromiseOutcome.Open, Assert.Single(_task.Promises).Outcome);
    }

    [Fact]
    public void Third_and_every_later_move_of_a_promise_is_recorded_with_its_count()
    {
        int?[] counts =
        [
            .. Enumerable
                .Range(4, 4)
                .Select(day => _task.CaptureActivity(t => t.Reschedule(new NextAction(March(day)), By)))
                .Select(rows => rows.SingleOrDefault(r => r.Kind == ActivityKind.PromiseMovedOften)?.Count),
        ];

        Assert.Equal([null, null, 3, 4], counts);
        // A change of only the note is not a move, but the promise has still been moved four times.
        var row = _task.CaptureActivity(t => t.Reschedule(new NextAction(March(7), Note: "Llamar"), By))[^1];
        Assert.Equal((4, "2026-03-07"), (row.Count, row.To));
    }

    [Fact]
    public void New_promise_of_a_task_without_a_promise_starts_with_no_moves()
    {
        _task.Reschedule(new NextAction(March(4)), By);
        _task.Reschedule(null, By);

        _task.Reschedule(new NextAction(March(9)), By);

        Assert.Equal(0, _task.Promises.Last().Moves);
    }

    [Fact]
    public void Invalid_next_action_is_refused_and_changes_nothing()
    {
        AssertRefused(RuleError.DateRange, () => _task.Reschedule(new NextAction(new DateOnly(2100, 1, 1)), By));
        Assert.Equal(
            ["Note", 500],
            AssertRefused(RuleError.TooLong, () => _task.Reschedule(Promised with { Note = new string('x', 501) }, By))
        );
        Assert.Equal(PromiseOutcome.Open, Assert.Single(_task.Promises).Outcome);
    }

    [Fact]
    public void New_time_zone_changes_the_open_promise_but_not_the_ended_ones()
    {
        _task.Reschedule(new NextAction(March(4), new TimeOnly(10, 0)), By);

        _task.ChangeTimeZone("America/New_York");

        var (ended, open) = (_task.Promises.First(), _task.Promises.Last());
        Assert.Equal((Utc("2026-03-04T15:00Z"), Utc("2026-03-04T15:00Z")), (_task.DueAt, open.DueAt));
        Assert.Equal((Utc("2026-03-05T05:00Z"), Utc("2026-03-03T23:00Z")), (open.KeepBy, ended.KeepBy));
        _task.Reschedule(null, By);
        _task.ChangeTimeZone("Europe/Madrid");
        Assert.Null(_task.DueAt);
    }

    [Fact]
    public void Promise_is_flagged_as_due_only_once_and_chasing_starts_after_the_promised_day()
    {
        var promise = NewTask(new NextAction(March(3), new TimeOnly(10, 0), "Llamar")).Promises.Single();

        var row = Assert.Single(promise.Task.CaptureActivity(_ => promise.FlagAsDue(By.WithTime(Utc("2026-03-03T09:00Z")))));
        promise.ChangeTimeZone("America/New_York");
        promise.FlagAsDue(By.WithTime(Utc("2026-03-03T15:00Z")));

        Assert.Equal((ActivityKind.FlaggedDue, "2026-03-03T10:00", "Llamar"), (row.Kind, row.To, row.Note));
        Assert.Equal((Utc("2026-03-03T09:00Z"), Utc("2026-03-03T23:00Z")), (promise.FlaggedAt, promise.ChaseAt));
    }
}
