using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Tasks;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Tasks;

/// <summary>The status of a task: pending, in progress, finished.</summary>
public sealed class TaskStatusTests
{
    private readonly WorkTask _task = NewTaskDue(3);

    [Fact]
    public void Open_task_can_switch_between_pending_and_in_progress()
    {
        Assert.Empty(_task.CaptureActivity(t => t.ReturnToPending(By)));

        var row = Assert.Single(_task.CaptureActivity(t => t.Start(By)));

        Assert.Equal((ActivityKind.StatusChanged, "Pending", "InProgress"), (row.Kind, row.From, row.To));
        Assert.Empty(_task.CaptureActivity(t => t.Start(By)));
        Assert.Single(_task.CaptureActivity(t => t.ReturnToPending(By)));
        Assert.Equal(WorkTaskStatus.Pending, _task.Status);
    }

    [Theory]
    [InlineData("2026-03-02T09:00Z", PromiseOutcome.Withdrawn)]
    [InlineData("2026-03-03T23:00Z", PromiseOutcome.Withdrawn)]
    [InlineData("2026-03-03T23:01Z", PromiseOutcome.Broken)]
    public void Finishing_a_task_breaks_its_promise_only_after_the_promised_day(string now, PromiseOutcome outcome)
    {
        _task.Finish(" Pedido ", By.WithTime(Utc(now)));

        Assert.Equal((WorkTaskStatus.Finished, "Pedido", Utc(now)), (_task.Status, _task.Outcome, _task.FinishedAt));
        Assert.Equal((null, null), (_task.NextAction, _task.DueAt));
        var promise = Assert.Single(_task.Promises);
        Assert.Equal((outcome, Utc(now), null), (promise.Outcome, promise.EndedAt, promise.MovedTo));
    }

    [Fact]
    public void Finished_task_cannot_be_started_finished_or_rescheduled()
    {
        _task.Finish("Pedido", By);

        AssertRefused(RuleError.TaskFinished, () => _task.Start(By));
        AssertRefused(RuleError.TaskFinished, () => _task.ReturnToPending(By));
        AssertRefused(RuleError.TaskFinished, () => _task.Finish("Otra vez", By));
        AssertRefused(RuleError.TaskFinished, () => _task.Reschedule(new NextAction(March(9)), By));
        AssertRefused(RuleError.TaskFinished, () => _task.Reschedule(null, By));
        Assert.Equal("Pedido", _task.Outcome);
    }

    [Fact]
    public void Reopened_task_is_in_progress_without_an_outcome_or_a_next_action()
    {
        _task.Finish("Pedido", By);

        var row = Assert.Single(_task.CaptureActivity(t => t.Reopen(By)));

        Assert.Equal(("Finished", "InProgress"), (row.From, row.To));
        Assert.Equal((null, null, null), (_task.Outcome, _task.FinishedAt, _task.NextAction));
    }

    [Fact]
    public void Only_a_finished_task_can_be_reopened()
    {
        AssertRefused(RuleError.TaskNotFinished, () => _task.Reopen(By));
        _task.Start(By);
        AssertRefused(RuleError.TaskNotFinished, () => _task.Reopen(By));
    }
}
