using HexaLive.Domain.Activity;
using HexaLive.Domain.Reminders;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Live;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static HexaLive.Tests.Infrastructure.Live.NodesFixture;

namespace HexaLive.Tests.Infrastructure.Live;

/// <summary>The sweep that raises reminders, running on several nodes at the same time.</summary>
public sealed class NodeSweepTests : IAsyncLifetime
{
    private const int Promises = 4 * DueFlagging.BatchSize;

    private NodesFixture _fixture = null!;

    private TestCompany Company => _fixture.Company;

    public async ValueTask InitializeAsync() => _fixture = await NodesFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Two_concurrent_sweeps_raise_each_reminder_once()
    {
        await CreatePromisesAsync(Promises);
        var settings = new[] { ("Jobs:Enabled", "true") };
        var first = HexaProcess.StartAsync(_fixture.Folder, "Production", settings);
        var second = HexaProcess.StartAsync(_fixture.Folder, "Production", settings);
        await using var one = await first;
        await using var two = await second;

        await using var database = await TestDatabase.CreateAsync(folder: _fixture.Folder);
        await WaitForFlaggedAsync(database, Promises);
        await AssertRaisedOnceAsync(database, Promises);
    }

    [Fact]
    public async Task Next_server_completes_the_sweep_of_a_killed_server_without_duplicates()
    {
        await CreatePromisesAsync(Promises);
        var key = await _fixture.StartHereAsync([]);
        await using var hubClient = await HubClient.ConnectAsync(_fixture.Here.Address, key);
        await hubClient.WatchAsync(new LiveWatch(ControlRoom: true));
        await using var database = await TestDatabase.CreateAsync(folder: _fixture.Folder);

        // Make the transaction of the second batch take minutes, so that the process is killed during this transaction.
        await using (var db = database.Open())
            await db.Database.ExecuteSqlRawAsync(
                """
                CREATE VIEW Slow AS WITH RECURSIVE counted(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n < 1000000000)
                    SELECT COUNT(*) AS N FROM counted;
                CREATE TRIGGER SlowSecondBatch AFTER UPDATE OF FlaggedAt ON Promises
                    WHEN EXISTS (SELECT 1 FROM Promises WHERE FlaggedAt <> NEW.FlaggedAt) BEGIN SELECT N FROM Slow; END
                """,
                Cancellation
            );

        var sweeping = await HexaProcess.StartAsync(_fixture.Folder, "Production", ("Jobs:Enabled", "true"));
        await WaitForFlaggedAsync(database, DueFlagging.BatchSize);
        await sweeping.KillAsync();
        await sweeping.DisposeAsync();
        await using (var db = database.Open())
        {
            await db.Database.ExecuteSqlRawAsync("DROP TRIGGER SlowSecondBatch; DROP VIEW Slow", Cancellation);
            Assert.Equal(DueFlagging.BatchSize, await db.Reminders.CountAsync(r => r.Kind == ReminderKind.Due, Cancellation));
            Assert.Equal(DueFlagging.BatchSize, await db.Promises.CountAsync(p => p.FlaggedAt != null, Cancellation));
            Assert.Equal(DueFlagging.BatchSize, await db.Activity.CountAsync(a => a.Kind == ActivityKind.FlaggedDue, Cancellation));
        }

        await using var again = await HexaProcess.StartAsync(_fixture.Folder, "Production", ("Jobs:Enabled", "true"));
        await WaitForFlaggedAsync(database, Promises);
        await AssertRaisedOnceAsync(database, Promises);
        // This process published each row exactly once, both the rows of the killed process and the rows of its successor.
        long last;
        await using (var db = database.Open())
            last = await db.Activity.Where(a => a.Kind == ActivityKind.FlaggedDue).MaxAsync(a => a.Id, Cancellation);
        await hubClient.WaitForNoteAsync(n => n.Id == last);
        var published = hubClient.Notes.Where(n => n.Kind == ActivityKind.FlaggedDue).Select(n => n.Id).ToList();
        Assert.Equal(Promises, published.Count);
        Assert.Equal(Promises, published.Distinct().Count());
    }

    private async Task CreatePromisesAsync(int count)
    {
        await using var database = await TestDatabase.CreateAsync(folder: _fixture.Folder);
        await ManyPromises.CreateAsync(database, Company, count, new DateOnly(2026, 3, 4));
    }

    private static async Task WaitForFlaggedAsync(TestDatabase database, int count)
    {
        await using var db = database.Open();
        await Eventually.BecomesTrueAsync(
            async () => await db.Promises.CountAsync(p => p.FlaggedAt != null, Cancellation) >= count,
            $"{count} promises are flagged",
            seconds: 120
        );
    }

    private static async Task AssertRaisedOnceAsync(TestDatabase database, int count)
    {
        await using var db = database.Open();
        Assert.Equal(count, await db.Reminders.CountAsync(r => r.Kind == ReminderKind.Due));
        // Reminders of other kinds, such as overdue ones, have no duplicates either.
        Assert.Equal(
            0,
            await db
                .Reminders.GroupBy(r => new
                {
                    r.PromiseId,
                    r.PersonId,
                    r.Kind,
                })
                .CountAsync(g => g.Count() > 1)
        );
        Assert.Equal(count, await db.Activity.CountAsync(a => a.Kind == ActivityKind.FlaggedDue));
        Assert.Equal(count, await db.Activity.Where(a => a.Kind == ActivityKind.FlaggedDue).Select(a => a.TaskId).Distinct().CountAsync());
    }
}
