using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Data;

/// <summary>Cancellation stops a SQLite query even while the query is computing and returns no rows.</summary>
public sealed class SqliteQueryCancellationTests
{
    [Fact]
    public async Task Connection_gets_its_settings_even_if_the_read_is_cancelled_while_it_opens()
    {
        await using var database = await TestDatabase.CreateAsync();
        database.SkipUnlessSqlite();
        using var stop = new CancellationTokenSource();
        await using var db = database.Open();
        db.Database.GetDbConnection().StateChange += (_, _) => stop.Cancel();

        await db.Database.OpenConnectionAsync(stop.Token);

        Assert.True(stop.IsCancellationRequested);
        var foreignKeys = db.Database.SqlQuery<int>($"SELECT foreign_keys AS Value FROM pragma_foreign_keys");
        Assert.Equal(1, await foreignKeys.SingleAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Cancelled_query_stops_and_the_connection_stays_usable()
    {
        await using var database = await TestDatabase.CreateAsync();
        database.SkipUnlessSqlite();
        using var stop = new CancellationTokenSource();
        await using var db = database.Open();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ((SqliteConnection)db.Database.GetDbConnection()).CreateFunction(
            "told",
            (long x) =>
            {
                begun.TrySetResult();
                return x;
            }
        );
        // Without cancellation, this query would take hours.
        var reading = Task.Run(
            () =>
                db.RunInterruptiblyAsync(
                    () =>
                        db
                            .Database.SqlQueryRaw<long>(
                                "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT told(x + 1) FROM n WHERE x < 1000000000000) SELECT COUNT(*) AS \"Value\" FROM n"
                            )
                            .SingleAsync(CancellationToken.None),
                    stop.Token
                ),
            TestContext.Current.CancellationToken
        );
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            reading.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)
        );

        Assert.Equal(
            0,
            await db.RunInterruptiblyAsync(() => db.Tasks.CountAsync(TestContext.Current.CancellationToken), CancellationToken.None)
        );
    }
}
