using HexaLive.Domain.Holidays;
using HexaLive.Domain.Mail;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Holidays;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reminders;

/// <summary>
/// Queues each person's daily digest e-mail at the hour they chose, in their time zone, on their working days, unless they
/// are absent.
/// </summary>
public sealed class DigestQueueing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    private const int BatchSize = 200;

    // If the server was down and a digest is late by more than this time, skip the digest, because the next morning's digest is
    // more useful.
    private static readonly TimeSpan MaxDelay = TimeSpan.FromHours(6);

    /// <summary>
    /// Queues the digests that are due, schedules the next digest of each person, and returns the number of e-mails queued. Queues
    /// at most one digest per person and day, even if several servers run this method at the same time.
    /// </summary>
    public async Task<int> QueueAsync(CancellationToken cancellationToken = default)
    {
        var mails = 0;
        WorkingCalendars? days = null;
        while (true)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var now = time.GetUtcNow().UtcDateTime;
            var people = await db
                .People.AsNoTracking()
                .Where(p => p.Active && p.Email != null && (p.NextDigestAt == null || p.NextDigestAt <= now))
                .OrderBy(p => p.Id)
                .Take(BatchSize)
                .Select(p => new DigestRecipient(
                    p.Id,
                    p.TimeZone,
                    p.TeamId,
                    p.WorkingWeek,
                    p.DigestHour,
                    p.NextDigestAt,
                    db.Absences.Any(a => a.PersonId == p.Id && a.StartsAt <= now && a.EndsAt > now)
                ))
                .ToListAsync(cancellationToken);
            if (people.Count == 0)
                return mails;
            days ??= await WorkingCalendars.ReadAsync(db, DateOnly.FromDateTime(now).AddDays(-1), cancellationToken);
            mails += await db.WriteAsync(() => QueueAsync(db, people, days, now, cancellationToken), cancellationToken);
            if (people.Count < BatchSize)
                return mails;
        }
    }

    private static async Task<int> QueueAsync(
        HexaDbContext db,
        List<DigestRecipient> people,
        WorkingCalendars days,
        DateTime now,
        CancellationToken cancellationToken
    )
    {
        var queued = 0;
        foreach (var person in people)
        {
            var calendar = days.CalendarOf(person.TeamId, person.WorkingWeek);
            var today = LocalTime.Day(now, person.TimeZone);
            var next = person.GetDigestTime(today);
            if (next <= now)
                next = person.GetDigestTime(calendar.AddWorkingDays(today.AddDays(1), 0));
            // Claim the digest of this person. If another server has already claimed it, no row is updated.
            var claimed = await db
                .People.Where(p => p.Id == person.Id && p.NextDigestAt == person.NextDigestAt)
                .ExecuteUpdateAsync(set => set.SetProperty(p => p.NextDigestAt, next), cancellationToken);
            if (
                claimed == 0
                || person.NextDigestAt is not { } due
                || now - due > MaxDelay
                || person.IsAway
                || !calendar.IsWorkingDay(today)
            )
                continue;
            if (await db.Mails.AnyAsync(m => m.PersonId == person.Id && m.Day == today, cancellationToken))
                continue;
            db.Mails.Add(new OutgoingMail(person.Id, today, now));
            queued++;
        }
        await db.SaveChangesAsync(cancellationToken);
        return queued;
    }

    private sealed record DigestRecipient(
        int Id,
        string TimeZone,
        int? TeamId,
        WeekDays? WorkingWeek,
        int DigestHour,
        DateTime? NextDigestAt,
        bool IsAway
    )
    {
        // Returns the instant (UTC) of the digest on a local day.
        public DateTime GetDigestTime(DateOnly day) => LocalTime.ToUtc(day, new TimeOnly(DigestHour, 0), TimeZone);
    }
}
