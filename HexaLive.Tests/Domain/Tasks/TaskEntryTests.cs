using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Reviews;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Tasks;

/// <summary>What an entry changes in its task. The promise of the task is for 3 March.</summary>
public sealed class TaskEntryTests
{
    private readonly WorkTask _task = NewTaskDue(3);

    [Fact]
    public void First_entry_changes_a_pending_task_to_in_progress()
    {
        var rows = _task.CaptureActivity(t => t.LogWork());

        Assert.Equal([ActivityKind.DedicationLogged, ActivityKind.StatusChanged], rows.Select(r => r.Kind));
        Assert.Equal(WorkTaskStatus.InProgress, _task.Status);
        Assert.Equal(ActivityKind.DedicationLogged, Assert.Single(_task.CaptureActivity(t => t.LogWork())).Kind);
    }

    [Fact]
    public void Entry_belongs_to_the_worker_and_waits_for_the_controllers_review()
    {
        var entry = _task.LogWork(person: NewPerson(9));

        Assert.Equal((9, 1, Now, 15), (entry.PersonId, entry.CreatedById, entry.CreatedAt, entry.Minutes));
        Assert.Equal((5, 1, 1), (entry.TaskId, entry.ProjectId, entry.ClientId));
        Assert.Equal(
            (9, 2, ReviewState.New, Now),
            (entry.Review!.PersonId, entry.Review.ControllerId, entry.Review.State, entry.Review.At)
        );
        var row = _task.Activity.First(a => a.Kind == ActivityKind.DedicationLogged);
        Assert.Equal((1, 9, 15), (row.ActorId, row.PersonId, row.Count));
        Assert.Same(entry, row.Dedication);
    }

    public static TheoryData<EntryFollowUp> FollowUps =>
        new()
        {
            new EntryFollowUp(FinishesTask: true, Outcome: "Pedido"),
            new EntryFollowUp(ClearsNextAction: true),
            new EntryFollowUp(new NextAction(March(9), new TimeOnly(10, 0), "Llamar")),
        };

    [Theory]
    [MemberData(nameof(FollowUps))]
    public void Entry_with_a_follow_up_keeps_a_promise_that_is_not_yet_due(EntryFollowUp followUp)
    {
        var entry = _task.LogWork(followUp);

        var promise = _task.Promises.First();
        Assert.Equal((PromiseOutcome.Kept, Now, followUp.Next?.Date), (promise.Outcome, promise.EndedAt, promise.MovedTo));
        Assert.Equal(followUp.Next, _task.NextAction);
        Assert.Equal(followUp.FinishesTask ? WorkTaskStatus.Finished : WorkTaskStatus.InProgress, _task.Status);
        Assert.Equal(followUp.Outcome, _task.Outcome);
        if (followUp.Next is not null)
            Assert.Equal(
                (PromiseOutcome.Open, 0, entry),
                (_task.Promises.Last().Outcome, _task.Promises.Last().Moves, _task.Promises.Last().SetBy)
            );
        else
            Assert.Single(_task.Promises);
    }

    [Theory]
    [InlineData("2026-03-02T22:59Z", PromiseOutcome.Open)]
    [InlineData("2026-03-02T23:00Z", PromiseOutcome.Kept)]
    [InlineData("2026-03-03T23:00Z", PromiseOutcome.Kept)]
    [InlineData("2026-03-03T23:01Z", PromiseOutcome.Broken)]
    public void Entry_keeps_or_breaks_a_promise_that_is_due(string now, PromiseOutcome outcome)
    {
        var rows = _task.CaptureActivity(t => t.LogWork(now: Utc(now)));

        Assert.Equal(outcome, Assert.Single(_task.Promises).Outcome);
        var cleared = rows.Where(r => r.Kind == ActivityKind.NextActionChanged).Select(r => (r.From, r.To));
        if (outcome == PromiseOutcome.Open)
        {
            Assert.Empty(cleared);
            Assert.Equal(March(3), _task.NextActionDate);
        }
        else
        {
            Assert.Equal([("2026-03-03", null)], cleared);
            Assert.Null(_task.NextAction);
        }
    }

    [Fact]
    public void Clearing_a_next_action_that_does_not_exist_records_nothing()
    {
        var rows = NewTask().CaptureActivity(t => t.LogWork(new EntryFollowUp(ClearsNextAction: true)));

        Assert.DoesNotContain(rows, r => r.Kind == ActivityKind.NextActionChanged);
    }

    [Fact]
    public void Entry_can_set_the_first_next_action_of_a_task()
    {
        var task = NewTask();

        task.LogWork(new EntryFollowUp(new NextAction(March(9))));

        Assert.Equal((March(9), PromiseOutcome.Open), (task.NextActionDate, Assert.Single(task.Promises).Outcome));
    }

    [Fact]
    public void Entry_with_an_invalid_follow_up_is_refused()
    {
        AssertRefused(RuleError.DateRange, () => _task.LogWork(new EntryFollowUp(new NextAction(new DateOnly(2100, 1, 1)))));
        AssertRefused(RuleError.Required, () => NewTaskDue(3).LogWork(new EntryFollowUp(FinishesTask: true)));
    }

    [Fact]
    public void Day_of_an_entry_is_checked_in_the_time_zone_of_the_worker()
    {
        var abroad = NewPerson(9, NewPerson().GetFields() with { TimeZone = "America/Los_Angeles" });
        var fields = new DedicationFields(March(3), 15, "Llamada");
        var lateEvening = By.WithTime(Utc("2026-03-03T07:59Z"));

        AssertRefused(RuleError.DateInFuture, () => _task.Log(fields, abroad, EntryFollowUp.Keep, lateEvening, Guid.NewGuid()));
        _task.Log(fields, abroad, EntryFollowUp.Keep, By.WithTime(Utc("2026-03-03T08:00Z")), Guid.NewGuid());
    }

    [Theory]
    [InlineData(1, "2026-03-01T11:00Z")]
    [InlineData(2, "2026-03-02T09:00Z")]
    public void Imported_entry_counts_as_logged_at_midday_or_now_if_that_is_earlier(int day, string expected)
    {
        var rows = _task.CaptureActivity(t => LogHistory(t, March(day)));

        Assert.All(rows, r => Assert.Equal(Utc(expected), r.At));
        Assert.Equal([ActivityKind.DedicationLogged, ActivityKind.StatusChanged], rows.Select(r => r.Kind));
        Assert.Equal(WorkTaskStatus.InProgress, _task.Status);
    }

    [Fact]
    public void Imported_entry_affects_no_promise_and_needs_no_review()
    {
        var task = NewTaskDue(2);

        var entry = LogHistory(task, March(2));

        Assert.Null(entry.Review);
        Assert.Equal(PromiseOutcome.Open, Assert.Single(task.Promises).Outcome);
        Assert.Equal(March(2), task.NextActionDate);
    }

    [Fact]
    public void Finished_task_takes_imported_entries_and_stays_finished()
    {
        _task.Finish("Pedido", By);

        LogHistory(_task, March(1));

        Assert.Equal(WorkTaskStatus.Finished, _task.Status);
    }

    [Fact]
    public void Imported_entry_cannot_be_in_the_future()
    {
        AssertRefused(RuleError.DateInFuture, () => LogHistory(_task, March(3)));
        AssertRefused(RuleError.DateRange, () => LogHistory(_task, new DateOnly(1989, 12, 31)));
    }

    [Fact]
    public void System_actor_cannot_log_an_entry() =>
        AssertRefused(
            RuleError.NotAllowed,
            () =>
                _task.Log(new DedicationFields(Today, 15, "Llamada"), NewPerson(), EntryFollowUp.Keep, new Actor(null, Now), Guid.NewGuid())
        );

    private static Dedication LogHistory(WorkTask task, DateOnly day) =>
        task.LogHistory(new DedicationFields(day, 15, "Llamada"), task.Responsible, By, Guid.NewGuid());
}
