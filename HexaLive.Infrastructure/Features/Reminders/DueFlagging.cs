using HexaLive.Domain.Activity;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reminders;

/// <summary>Flags promises that have fallen due: a reminder for who promised (of somebody away, for who stands in), and a line for who controls.</summary>
public sealed class DueFlagging(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Promises a transaction: between two of them other writers have their turn.</summary>
    public const int BatchSize = 500;

    /// <summary>
    /// Flags every open promise that is due by now and was not flagged before; returns how many. Rows are claimed before anything is written of them, so
    /// that two sweeps at once flag each promise once.
    /// </summary>
    public async Task<int> FlagDueAsync(CancellationToken cancellationToken = default)
    {
        var flagged = 0;
        while (true)
        {
            var (found, claimed) = await FlagBatchAsync(cancellationToken);
            flagged += claimed;
            if (found < BatchSize) return flagged;
        }
    }

    private async Task<(int Found, int Claimed)> FlagBatchAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var due = await db.Promises.AsNoTracking()
            .Where(p => p.Outcome == PromiseOutcome.Open && p.FlaggedAt == null && p.DueAt <= now)
            .OrderBy(p => p.DueAt).Take(BatchSize).Select(p => p.Id).ToListAsync(cancellationToken);
        if (due.Count == 0) return (0, 0);
        // The mark tells this sweep's rows from those that another one claimed at the same instant.
        var mark = new DateTime(now.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond + Random.Shared.Next(0, 9_999_999), DateTimeKind.Utc);
        var claimed = await db.WriteAsync(async () =>
        {
            var mine = await db.Promises
                .Where(p => due.Contains(p.Id) && p.Outcome == PromiseOutcome.Open && p.FlaggedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(p => p.FlaggedAt, mark).SetProperty(p => p.ChaseAt, p => p.KeepBy), cancellationToken);
            if (mine == 0) return 0;
            // Set by set: row by row, five thousand take seconds.
            var last = await db.Activity.MaxAsync(a => (long?)a.Id, cancellationToken) ?? 0;
            await db.Database.ExecuteSqlRawAsync(RaiseReminders, [now, mark], cancellationToken);
            await db.Database.ExecuteSqlRawAsync(db.Database.IsSqlite() ? TellOnSqlite : TellOnSqlServer, [now, mark], cancellationToken);
            db.Written(await db.Activity.AsNoTracking().Where(a => a.Id > last && a.Kind == ActivityKind.FlaggedDue).ToListAsync(cancellationToken));
            return mine;
        }, cancellationToken);
        return (due.Count, claimed);
    }

    private static readonly string Mine = $"p.\"Outcome\" = {(int)PromiseOutcome.Open} AND p.\"FlaggedAt\" = {{1}}";

    // Who is told: whoever promised; of somebody away who stands in, or the controller where nobody does who is there.
    private const string Told = """
        COALESCE((
            SELECT MIN(CASE WHEN a."StandInId" IS NULL OR s."Active" = 0 OR b."Id" IS NOT NULL THEN w."ControllerId" ELSE a."StandInId" END)
            FROM "Absences" AS a JOIN "Tasks" AS w ON w."Id" = p."TaskId"
            LEFT JOIN "People" AS s ON s."Id" = a."StandInId"
            LEFT JOIN "Absences" AS b ON b."PersonId" = a."StandInId" AND b."StartsAt" <= {0} AND b."EndsAt" > {0}
            WHERE a."PersonId" = p."PersonId" AND a."StartsAt" <= {0} AND a."EndsAt" > {0}), p."PersonId")
        """;

    private static readonly string RaiseReminders = $$"""
        INSERT INTO "Reminders" ("PersonId", "TaskId", "PromiseId", "Kind", "RaisedAt", "UntoldSince", "Round")
        SELECT x."ToldId", x."TaskId", x."Id", {{(int)ReminderKind.Due}}, {0}, {0}, 1
        FROM (SELECT p."Id", p."TaskId", {{Told}} AS "ToldId" FROM "Promises" AS p WHERE {{Mine}}) AS x
        WHERE NOT EXISTS (SELECT 1 FROM "Reminders" AS r WHERE r."PromiseId" = x."Id" AND r."PersonId" = x."ToldId" AND r."Kind" = {{(int)ReminderKind.Due}})
        """;

    // What was promised is written as WorkTask.Describe has it.
    private static readonly string TellOnSqlite = Tell("p.\"Date\" || CASE WHEN p.\"Time\" IS NULL THEN '' ELSE 'T' || substr(p.\"Time\", 1, 5) END");
    private static readonly string TellOnSqlServer = Tell("CONVERT(char(10), p.\"Date\", 23) + CASE WHEN p.\"Time\" IS NULL THEN '' ELSE 'T' + CONVERT(char(5), p.\"Time\", 108) END");

    private static string Tell(string promised) => $$"""
        INSERT INTO "Activity" ("At", "Kind", "ClientId", "ProjectId", "TaskId", "ResponsibleId", "ControllerId", "PersonId", "To", "Note")
        SELECT {0}, {{(int)ActivityKind.FlaggedDue}}, t."ClientId", t."ProjectId", t."Id", t."ResponsibleId", t."ControllerId", NULLIF({{Told}}, p."PersonId"), {{promised}}, p."Note"
        FROM "Promises" AS p JOIN "Tasks" AS t ON t."Id" = p."TaskId" WHERE {{Mine}} ORDER BY p."DueAt"
        """;
}
