using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure;

public sealed class DedicationLogTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private Company _company = null!;

    private DedicationLog Log => _database.Get<DedicationLog>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Logging_writes_the_entry_the_status_the_promise_and_their_activity_together()
    {
        var rep = await _database.ViewerAsync(_company.Rep);
        var next = new NextAction(new DateOnly(2026, 3, 5), new TimeOnly(10, 30), "Llamar");

        var id = await Log.LogAsync(rep, Request(_company.Task.Id) with { Then = new AfterLog(next) });

        await using var db = _database.Open();
        var task = await db.Tasks.Include(t => t.Promises).SingleAsync(t => t.Id == _company.Task.Id);
        Assert.Equal(WorkTaskStatus.InProgress, task.Status);
        Assert.Equal(next, task.NextAction);
        Assert.Equal(id, Assert.Single(task.Promises).SetByDedicationId);
        var kinds = await db.Activity.Where(a => a.TaskId == task.Id).OrderBy(a => a.Kind).Select(a => a.Kind).ToListAsync();
        Assert.Equal([ActivityKind.TaskCreated, ActivityKind.StatusChanged, ActivityKind.NextActionChanged, ActivityKind.DedicationLogged], kinds);
        Assert.All(await db.Activity.Where(a => a.DedicationId == id).ToListAsync(), a => Assert.Equal(_company.Manager.Id, a.ControllerId));
    }

    [Fact]
    public async Task The_same_entry_sent_twice_even_at_once_is_stored_once()
    {
        var rep = await _database.ViewerAsync(_company.Rep);
        var request = Request(_company.Task.Id);

        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Log.LogAsync(rep, request)));

        Assert.Single(ids.Distinct());
        await using var db = _database.Open();
        Assert.Equal(1, await db.Dedications.CountAsync());
        Assert.Equal(1, await db.Activity.CountAsync(a => a.Kind == ActivityKind.DedicationLogged));
    }

    [Fact]
    public async Task A_task_of_another_client_does_not_exist()
    {
        var stranger = await _database.ViewerAsync(_company.Stranger);

        var error = await Assert.ThrowsAsync<RuleException>(() => Log.LogAsync(stranger, Request(_company.Task.Id)));

        Assert.Equal(RuleError.NotFound, error.Error);
    }

    [Fact]
    public async Task A_call_begins_on_the_viewers_own_task_of_that_contact_and_never_outside_the_scope()
    {
        var form = _database.Get<LogForm>();
        var rep = await _database.ViewerAsync(_company.Rep);
        Assert.Equal(_company.Task.Id, await form.StartCallAsync(rep, _company.Client.Id, null, null, TestContext.Current.CancellationToken));
        Assert.Equal(_company.Task.Id, (await form.TimerAsync(rep, TestContext.Current.CancellationToken))!.TaskId);
        Assert.Null(await form.StartCallAsync(rep, _company.Client.Id, null, _company.SouthTask.Id, TestContext.Current.CancellationToken));
        await form.StopTimerAsync(rep, TestContext.Current.CancellationToken);
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => form.StartCallAsync(rep, _company.SouthClient.Id, null, null, TestContext.Current.CancellationToken))).Error);
        Assert.Null(await form.TimerAsync(rep, TestContext.Current.CancellationToken));
    }

    private static LogRequest Request(int taskId) =>
        new(taskId, new DedicationFields(new DateOnly(2026, 3, 2), 15, "Llamada: piden descuento"), AfterLog.Keep, Guid.NewGuid());
}
