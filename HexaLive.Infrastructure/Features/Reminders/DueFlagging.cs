using HexaLive.Domain.Activity;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reminders;

/// <summary>
/// Flags promises that have become due: raises a reminder for the person who promised or, if that person is absent, for the
/// stand-in. Also adds an activity row, which the controller sees.
/// </summary>
public sealed class DueFlagging(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The maximum number of promises that one transaction processes. Other writers can write between two transactions.</summary>
    public const int BatchSize = 500;

    /// <summary>
    /// Flags every open promise that is due and not flagged yet, and returns the number of promises flagged. Each sweep claims its
    /// rows first, so that two concurrent sweeps do not flag the same promise.
    /// </summary>
    public async Task<int> FlagDueAsync(CancellationToken cancellationToken = default)
    {
        var flagged = 0;
        while (true)
        {
            var (found, claimed) = await FlagBatchAsync(cancellationToken);
            flagged += claimed;
            if (found < BatchSize)
                return flagged;
        }
    }

    private async Task<(int Found, int Claimed)> FlagBatchAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var due = await db
            .Promises.AsNoTracking()
            .Where(p => p.Outcome == PromiseOutcome.Open && p.FlaggedAt == null && p.DueAt <= now)
            .WhereTaskOpen()
            .OrderBy(p => p.DueAt)
            .Take(BatchSize)
            .Select(p => p.Id)
            .ToListAsync(cancellationToken);
        if (due.Count == 0)
            return (0, 0);
        // The flag time contains a random fraction of a second. This fraction identifies the rows that this sweep has claimed, even if
        // another sweep claims rows at the same time.
        var mark = new DateTime(
            now.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond + Random.Shared.Next(0, 9_999_999),
            DateTimeKind.Utc
        );
        var claimed = await db.WriteAsync(() => ClaimAsync(db, due, now, mark, cancellationToken), cancellationToken);
        return (due.Count, claimed);
    }

    // Marks the promises that no other sweep has marked, and writes the reminders and activity rows of these promises.
    private static async Task<int> ClaimAsync(
        HexaDbContext db,
        List<int> due,
        DateTime now,
        DateTime claimTime,
        CancellationToken cancellationToken
    )
    {
        var mine = await db
            .Promises.Where(p => due.Contains(p.Id) && p.Outcome == PromiseOutcome.Open && p.FlaggedAt == null)
            .ExecuteUpdateAsync(
                set => set.SetProperty(p => p.FlaggedAt, claimTime).SetProperty(p => p.ChaseAt, p => p.KeepBy),
                cancellationToken
            );
        if (mine == 0)
            return 0;
        // Use set-based SQL, because inserting 5,000 rows one by one would take seconds.
        var last = await db.Activity.MaxAsync(a => (long?)a.Id, cancellationToken) ?? 0;
        await db.Database.ExecuteSqlRawAsync(RaiseReminders, [now, claimTime], cancellationToken);
        await db.Database.ExecuteSqlRawAsync(
            db.Database.IsSqlite() ? RecordOnSqlite : RecordOnSqlServer,
            [now, claimTime],
            cancellationToken
        );
        db.PublishAfterCommit(
            await db.Activity.AsNoTracking().Where(a => a.Id > last && a.Kind == ActivityKind.FlaggedDue).ToListAsync(cancellationToken)
        );
        return mine;
    }

    private static readonly string ClaimedPromises = $"p.\"Outcome\" = {(int)PromiseOutcome.Open} AND p.\"FlaggedAt\" = {{1}}";

    // SQL for the person to remind: the person who promised or, during an absence, the stand-in. If there is no stand-in, or the
    // stand-in is inactive or absent too, the controller of the task is reminded.
    private const string NotifiedPeople = """
        COALESCE((
            SELECT MIN(CASE WHEN a."StandInId" IS NULL OR s."Active" = 0 OR b."Id" IS NOT NULL THEN w."ControllerId" ELSE a."StandInId" END)
            FROM "Absences" AS a JOIN "Tasks" AS w ON w."Id" = p."TaskId"
            LEFT JOIN "People" AS s ON s."Id" = a."StandInId"
            LEFT JOIN "Absences" AS b ON b."PersonId" = a."StandInId" AND b."StartsAt" <= {0} AND b."EndsAt" > {0}
            WHERE a."PersonId" = p."PersonId" AND a."StartsAt" <= {0} AND a."EndsAt" > {0}), p."PersonId")
        """;

    private static readonly string RaiseReminders = $$"""
        INSERT INTO "Reminders" ("PersonId", "TaskId", "PromiseId", "Kind", "RaisedAt", "MailPendingSince", "Round")
        SELECT x."NotifiedId", x."TaskId", x."Id", {{(int)ReminderKind.Due}}, {0}, {0}, 1
        FROM (SELECT p."Id", p."TaskId", {{NotifiedPeople}} AS "NotifiedId" FROM "Promises" AS p WHERE {{ClaimedPromises}}) AS x
        WHERE NOT EXISTS (SELECT 1 FROM "Reminders" AS r WHERE r."PromiseId" = x."Id" AND r."PersonId" = x."NotifiedId" AND r."Kind" = {{(int)
            ReminderKind.Due}})
        """;

    // Formats the promised date and time as WorkTask.Describe does.
    private static readonly string RecordOnSqlite = BuildActivitySql(
        "p.\"Date\" || CASE WHEN p.\"Time\" IS NULL THEN '' ELSE 'T' || substr(p.\"Time\", 1, 5) END"
    );
    private static readonly string RecordOnSqlServer = BuildActivitySql(
        "CONVERT(char(10), p.\"Date\", 23) + CASE WHEN p.\"Time\" IS NULL THEN '' ELSE 'T' + CONVERT(char(5), p.\"Time\", 108) END"
    );

    private static string BuildActivitySql(string promised) =>
        $$"""
            INSERT INTO "Activity" ("At", "Kind", "ClientId", "ProjectId", "TaskId", "ResponsibleId", "ControllerId", "PersonId", "To", "Note")
            SELECT {0}, {{(int)
                ActivityKind.FlaggedDue}}, t."ClientId", t."ProjectId", t."Id", t."ResponsibleId", t."ControllerId", NULLIF({{NotifiedPeople}}, p."PersonId"), {{promised}}, p."Note"
            FROM "Promises" AS p JOIN "Tasks" AS t ON t."Id" = p."TaskId" WHERE {{ClaimedPromises}} ORDER BY p."DueAt"
            """;
}
