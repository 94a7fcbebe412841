using HexaLive.Infrastructure.Persistence;
using HexaLive.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure;

/// <summary>What nobody waits for any more ends, though SQLite computes.</summary>
public sealed class InterruptingTests
{
    [Fact]
    public async Task A_long_read_ends_when_it_is_cancelled_and_the_connection_serves_on()
    {
        await using var database = await TestDatabase.CreateAsync();
        database.MustBeSqlite();
        using var stop = new CancellationTokenSource();
        await using var db = database.Open();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ((SqliteConnection)db.Database.GetDbConnection()).CreateFunction("told", (long x) =>
        {
            begun.TrySetResult();
            return x;
        });
        // By itself it would take hours.
        var reading = Task.Run(
            () => db.InterruptibleAsync(
                () => db.Database.SqlQueryRaw<long>("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT told(x + 1) FROM n WHERE x < 1000000000000) SELECT COUNT(*) AS \"Value\" FROM n").SingleAsync(CancellationToken.None),
                stop.Token),
            TestContext.Current.CancellationToken);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));

        Assert.Equal(0, await db.InterruptibleAsync(() => db.Tasks.CountAsync(TestContext.Current.CancellationToken), CancellationToken.None));
    }
}
