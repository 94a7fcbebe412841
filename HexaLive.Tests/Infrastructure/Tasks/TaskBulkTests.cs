using HexaLive.Domain;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static HexaLive.Tests.Infrastructure.Tasks.TaskExplorerFixture;

namespace HexaLive.Tests.Infrastructure.Tasks;

/// <summary>Changing several tasks at once, and undoing such a change.</summary>
public sealed class TaskBulkTests : IAsyncLifetime
{
    private TaskExplorerFixture _fixture = null!;

    private TestDatabase Database => _fixture.Database;
    private TestCompany Company => _fixture.Company;
    private int[] Both => [Company.Task.Id, _fixture.Urgent];

    public async ValueTask InitializeAsync() => _fixture = await TaskExplorerFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Undoing_a_bulk_finish_reopens_the_tasks_with_their_promises()
    {
        await SetNextActionsAsync();
        var finished = await ApplyAsync([.. Both, Company.SouthTask.Id], TaskChange.Finish("Hecho"));
        Assert.Equal([null, null, RuleError.NotFound], finished.Outcomes.Select(o => o.Refusal?.Error));
        Assert.All(await LoadTasksAsync(), t => Assert.Equal(WorkTaskStatus.Finished, t.Status));

        Assert.All(await _fixture.Bulk.UndoAsync(_fixture.Manager, finished, Cancellation), o => Assert.Null(o.Refusal));
        Assert.Equal([WorkTaskStatus.InProgress, WorkTaskStatus.Pending], (await LoadTasksAsync()).Select(t => t.Status));
        Assert.Equal(new NextAction(new DateOnly(2026, 3, 2), null, "Llamar"), (await LoadTasksAsync())[0].NextAction);
    }

    [Fact]
    public async Task Undoing_a_bulk_reschedule_restores_each_date()
    {
        await SetNextActionsAsync();
        var moved = await ApplyAsync(Both, new TaskChange(Next: new NextAction(new DateOnly(2026, 3, 9))));
        Assert.Equal("Llamar", (await LoadTasksAsync())[0].NextActionNote);

        await _fixture.Bulk.UndoAsync(_fixture.Manager, moved, Cancellation);
        Assert.Equal([new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 3)], (await LoadTasksAsync()).Select(t => t.NextActionDate!.Value));
    }

    [Fact]
    public async Task Undoing_a_bulk_reassignment_restores_each_assignee()
    {
        await SetNextActionsAsync();
        var reassigned = await ApplyAsync(Both, new TaskChange(ResponsibleId: Company.OtherRep.Id));
        Assert.All(await LoadTasksAsync(), t => Assert.Equal(Company.OtherRep.Id, t.ResponsibleId));

        await _fixture.Bulk.UndoAsync(_fixture.Manager, reassigned, Cancellation);
        Assert.Equal([Company.Rep.Id, Company.OtherRep.Id], (await LoadTasksAsync()).Select(t => t.ResponsibleId));
    }

    [Fact]
    public async Task Representative_cannot_change_controllers_in_bulk()
    {
        var change = new TaskChange(ControllerId: Company.Rep.Id);
        var refused = await _fixture.Bulk.ApplyAsync(_fixture.Rep, [Company.Task.Id], change, null, Cancellation);
        Assert.Equal(RuleError.NotAllowed, Assert.Single(refused.Outcomes).Refusal!.Error);
    }

    [Fact]
    public async Task Bulk_change_of_more_than_200_tasks_is_refused() =>
        await Assert.ThrowsAsync<RuleException>(() =>
            ApplyAsync([.. Enumerable.Range(1, 201)], new TaskChange(Priority: TaskPriority.Low))
        );

    // Sets a call as the next step for today, and then lets two days pass.
    private async Task SetNextActionsAsync()
    {
        var call = new NextAction(new DateOnly(2026, 3, 2), null, "Llamar");
        await _fixture.Editing.RescheduleAsync(_fixture.Manager, Company.Task.Id, call, Cancellation);
        Database.Time.Advance(TimeSpan.FromDays(2));
    }

    private Task<BulkResult> ApplyAsync(int[] ids, TaskChange change) =>
        _fixture.Bulk.ApplyAsync(_fixture.Manager, ids, change, null, Cancellation);

    private async Task<List<WorkTask>> LoadTasksAsync()
    {
        var ids = Both;
        await using var db = Database.Open();
        return await db.Tasks.AsNoTracking().Where(t => ids.Contains(t.Id)).OrderBy(t => t.Id).ToListAsync();
    }
}
