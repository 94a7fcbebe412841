using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Features.Timers;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Dedications;

public sealed class DedicationLogTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;

    private DedicationLog Log => _database.Get<DedicationLog>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Logging_saves_the_entry_status_promise_and_activity_rows_together()
    {
        var rep = await _database.GetViewerAsync(_company.Rep);
        var next = new NextAction(new DateOnly(2026, 3, 5), new TimeOnly(10, 30), "Llamar");

        var id = await Log.LogAsync(rep, Request(_company.Task.Id) with { FollowUp = new EntryFollowUp(next) });

        await using var db = _database.Open();
        var task = await db.Tasks.Include(t => t.Promises).SingleAsync(t => t.Id == _company.Task.Id);
        Assert.Equal(WorkTaskStatus.InProgress, task.Status);
        Assert.Equal(next, task.NextAction);
        Assert.Equal(id, Assert.Single(task.Promises).SetByDedicationId);
        var kinds = await db.Activity.Where(a => a.TaskId == task.Id).OrderBy(a => a.Kind).Select(a => a.Kind).ToListAsync();
        Assert.Equal(
            [ActivityKind.TaskCreated, ActivityKind.StatusChanged, ActivityKind.NextActionChanged, ActivityKind.DedicationLogged],
            kinds
        );
        Assert.All(
            await db.Activity.Where(a => a.DedicationId == id).ToListAsync(),
            a => Assert.Equal(_company.Manager.Id, a.ControllerId)
        );
    }

    [Fact]
    public async Task Entry_submitted_twice_at_the_same_time_is_stored_once()
    {
        var rep = await _database.GetViewerAsync(_company.Rep);
        var request = Request(_company.Task.Id);

        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Log.LogAsync(rep, request)));

        Assert.Single(ids.Distinct());
        await using var db = _database.Open();
        Assert.Equal(1, await db.Dedications.CountAsync());
        Assert.Equal(1, await db.Activity.CountAsync(a => a.Kind == ActivityKind.DedicationLogged));
    }

    [Fact]
    public async Task Logging_on_a_task_outside_the_scope_is_not_found()
    {
        var stranger = await _database.GetViewerAsync(_company.Stranger);

        var error = await Assert.ThrowsAsync<RuleException>(() => Log.LogAsync(stranger, Request(_company.Task.Id)));

        Assert.Equal(RuleError.NotFound, error.Error);
    }

    [Fact]
    public async Task Call_starts_the_timer_only_on_a_task_of_the_viewer_within_the_scope()
    {
        var timers = _database.Get<WorkTimers>();
        var rep = await _database.GetViewerAsync(_company.Rep);
        Assert.Equal(
            _company.Task.Id,
            await timers.StartCallAsync(rep, _company.Client.Id, null, null, TestContext.Current.CancellationToken)
        );
        Assert.Equal(_company.Task.Id, (await timers.FindRunningAsync(rep, TestContext.Current.CancellationToken))!.TaskId);
        Assert.Null(
            await timers.StartCallAsync(rep, _company.Client.Id, null, _company.SouthTask.Id, TestContext.Current.CancellationToken)
        );
        await timers.StopAsync(rep, TestContext.Current.CancellationToken);
        Assert.Equal(
            RuleError.NotFound,
            (
                await Assert.ThrowsAsync<RuleException>(() =>
                    timers.StartCallAsync(rep, _company.SouthClient.Id, null, null, TestContext.Current.CancellationToken)
                )
            ).Error
        );
        Assert.Null(await timers.FindRunningAsync(rep, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Error_for_a_conflicting_correction_states_the_earlier_editor_and_the_task()
    {
        var (rep, manager) = (await _database.GetViewerAsync(_company.Rep), await _database.GetViewerAsync(_company.Manager));
        var id = await Log.LogAsync(rep, Request(_company.Task.Id), TestContext.Current.CancellationToken);
        var fields = Request(_company.Task.Id).Fields;
        await Log.CorrectAsync(manager, id, 0, fields with { Minutes = 20 }, TestContext.Current.CancellationToken);

        var lost = await Assert.ThrowsAsync<RuleException>(() =>
            Log.CorrectAsync(rep, id, 0, fields with { Minutes = 30 }, TestContext.Current.CancellationToken)
        );

        Assert.Equal(RuleError.Conflict, lost.Error);
        Assert.Equal([_company.Manager.Name, _company.Task.Title], lost.Args);
    }

    [Fact]
    public async Task Entry_with_a_contact_of_another_client_is_rejected()
    {
        int contact;
        await using (var db = _database.Open())
        {
            var client = await db.Clients.SingleAsync(c => c.Id == _company.SouthClient.Id, TestContext.Current.CancellationToken);
            var added = client.AddContact("Lola", null, null, [], _database.System);
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
            contact = added.Id;
        }
        var request = Request(_company.Task.Id);

        var error = await Assert.ThrowsAsync<RuleException>(async () =>
            await Log.LogAsync(
                await _database.GetViewerAsync(_company.Rep),
                request with
                {
                    Fields = request.Fields with { ContactId = contact },
                },
                TestContext.Current.CancellationToken
            )
        );

        Assert.Equal(RuleError.ContactOfAnotherClient, error.Error);
        await using var after = _database.Open();
        Assert.Empty(await after.Dedications.ToListAsync(TestContext.Current.CancellationToken));
    }

    private static LogRequest Request(int taskId) =>
        new(taskId, new DedicationFields(new DateOnly(2026, 3, 2), 15, "Llamada: piden descuento"), EntryFollowUp.Keep, Guid.NewGuid());
}
