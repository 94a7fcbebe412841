using HexaLive.Domain;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.FollowUp;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Tasks;

/// <summary>A task has at most one open promise, and a finished task has none, even after concurrent writes.</summary>
public sealed class OpenPromiseTests : IAsyncLifetime
{
    private static readonly NextAction Next = new(new DateOnly(2026, 3, 9), new TimeOnly(10, 0), "Llamar");

    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _rep = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        _rep = await _database.GetViewerAsync(_company.Rep);
        await LogAsync(new EntryFollowUp(Next));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData("log the same date")]
    [InlineData("finish")]
    [InlineData("clear")]
    public async Task Change_of_a_task_whose_promise_ended_in_the_meantime_is_a_conflict(string change)
    {
        await using var db = _database.Open();
        var stale = await LoadTaskAsync(db);
        await LogAsync(new EntryFollowUp(Next));

        if (change == "finish")
            stale.Finish("Hecho", new Actor(_rep.PersonId, _database.Now));
        else if (change == "clear")
            stale.Reschedule(null, new Actor(_rep.PersonId, _database.Now));
        else
            stale.Log(
                CreateEntryFields(),
                stale.Responsible,
                new EntryFollowUp(Next),
                new Actor(_rep.PersonId, _database.Now),
                Guid.NewGuid()
            );

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync(Cancellation));
    }

    [Fact]
    public async Task Concurrent_entries_with_the_same_next_action_leave_one_open_promise()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => LogAsync(new EntryFollowUp(Next)), Cancellation)));

        await using var db = _database.Open();
        var outcomes = await db.Promises.OrderBy(p => p.Id).Select(p => p.Outcome).ToListAsync(Cancellation);
        Assert.Equal([.. Enumerable.Repeat(PromiseOutcome.Kept, 6), PromiseOutcome.Open], outcomes);
        Assert.Equal(7, await db.Dedications.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Finishing_a_task_while_an_entry_is_logged_leaves_no_open_promise()
    {
        var log = Task.Run(() => LogAsync(new EntryFollowUp(Next)), Cancellation);
        var finish = Task.Run(() => _database.Get<TaskEditing>().FinishAsync(_rep, _company.Task.Id, "Hecho", Cancellation), Cancellation);
        await finish;
        var refused = await Record.ExceptionAsync(() => log);

        Assert.True(refused is null or RuleException { Error: RuleError.TaskFinished }, refused?.ToString());
        await using var db = _database.Open();
        Assert.Equal(WorkTaskStatus.Finished, (await db.Tasks.SingleAsync(t => t.Id == _company.Task.Id, Cancellation)).Status);
        Assert.False(await db.Promises.AnyAsync(p => p.Outcome == PromiseOutcome.Open, Cancellation));
    }

    [Fact]
    public async Task Database_rejects_a_second_open_promise()
    {
        await using var db = _database.Open();
        var error = await Record.ExceptionAsync(() => CopyOpenPromiseAsync(db));

        Assert.True(DatabaseErrors.IsUniqueViolation(new DbUpdateException("", error)), error?.ToString());
    }

    [Fact]
    public async Task Due_flagging_and_overdue_chasing_ignore_an_open_promise_of_a_finished_task()
    {
        await using (var db = _database.Open())
        {
            await db
                .Tasks.Where(t => t.Id == _company.Task.Id)
                .ExecuteUpdateAsync(t => t.SetProperty(x => x.Status, WorkTaskStatus.Finished), Cancellation);
            await db.Promises.ExecuteUpdateAsync(p => p.SetProperty(x => x.ChaseAt, _database.Now), Cancellation);
        }
        _database.Time.Advance(TimeSpan.FromDays(14));

        Assert.Equal(0, await _database.Get<DueFlagging>().FlagDueAsync(Cancellation));
        Assert.Equal(0, await _database.Get<OverdueChasing>().ChaseAsync(Cancellation));
    }

    private DedicationFields CreateEntryFields() => new(DateOnly.FromDateTime(_database.Now), 10, "Llamada");

    private Task LogAsync(EntryFollowUp then) =>
        _database
            .Get<DedicationLog>()
            .LogAsync(_rep, new LogRequest(_company.Task.Id, CreateEntryFields(), then, Guid.NewGuid()), Cancellation);

    private Task<WorkTask> LoadTaskAsync(HexaDbContext db) => LoadTaskAsync(db, _company.Task.Id);

    private static Task<WorkTask> LoadTaskAsync(HexaDbContext db, int id) =>
        db
            .Tasks.Include(t => t.Responsible)
            .Include(t => t.Project)
            .Include(t => t.Promises.Where(p => p.Outcome == PromiseOutcome.Open))
            .SingleAsync(t => t.Id == id, Cancellation);

    private async Task CopyOpenPromiseAsync(HexaDbContext db)
    {
        var columns = string.Join(
            ", ",
            db.Model.FindEntityType(typeof(Promise))!.GetProperties().Select(p => p.Name).Where(n => n != "Id").Select(n => $"\"{n}\"")
        );
        var sql = $"INSERT INTO \"Promises\" ({columns}) SELECT {columns} FROM \"Promises\" WHERE \"TaskId\" = {{0}} AND \"Outcome\" = 0";
        await db.Database.ExecuteSqlRawAsync(sql, [_company.Task.Id], Cancellation);
    }
}
