using HexaLive.Domain.Calendar;
using HexaLive.Domain.Mail;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reminders;

/// <summary>Queues each person's daily mail at the hour that they chose, in their own zone, on the days that they work.</summary>
public sealed class Digests(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    private const int BatchSize = 200;

    // Later than this after its hour (a server that was down all day), the next morning's serves better.
    private static readonly TimeSpan Late = TimeSpan.FromHours(6);

    /// <summary>Queues what is due and decides each one's next; returns how many mails. One a person and day, whoever asks how often.</summary>
    public async Task<int> QueueAsync(CancellationToken cancellationToken = default)
    {
        var mails = 0;
        WorkingDays? days = null;
        while (true)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var now = time.GetUtcNow().UtcDateTime;
            var people = await db.People.AsNoTracking().Where(p => p.Active && p.Email != null && (p.NextDigestAt == null || p.NextDigestAt <= now)).OrderBy(p => p.Id).Take(BatchSize)
                .Select(p => new { p.Id, p.TimeZone, p.TeamId, p.WorkingWeek, p.DigestHour, p.NextDigestAt, Away = db.Absences.Any(a => a.PersonId == p.Id && a.StartsAt <= now && a.EndsAt > now) }).ToListAsync(cancellationToken);
            if (people.Count == 0) return mails;
            days ??= await WorkingDays.ReadAsync(db, DateOnly.FromDateTime(now).AddDays(-1), cancellationToken);
            mails += await db.WriteAsync(async () =>
            {
                var queued = 0;
                foreach (var person in people)
                {
                    var calendar = days.Of(person.TeamId, person.WorkingWeek);
                    var today = LocalTime.Day(now, person.TimeZone);
                    var next = At(today);
                    if (next <= now) next = At(calendar.Add(today.AddDays(1), 0));
                    // A claim: it was this one's turn, and nobody else has taken it.
                    var claimed = await db.People.Where(p => p.Id == person.Id && p.NextDigestAt == person.NextDigestAt).ExecuteUpdateAsync(set => set.SetProperty(p => p.NextDigestAt, next), cancellationToken);
                    if (claimed == 0 || person.NextDigestAt is not { } due || now - due > Late || person.Away || !calendar.IsWorkingDay(today)) continue;
                    if (await db.Mails.AnyAsync(m => m.PersonId == person.Id && m.Day == today, cancellationToken)) continue;
                    db.Mails.Add(new OutgoingMail(person.Id, today, now));
                    queued++;

                    DateTime At(DateOnly day) => LocalTime.ToUtc(day, new TimeOnly(person.DigestHour, 0), person.TimeZone);
                }
                await db.SaveChangesAsync(cancellationToken);
                return queued;
            }, cancellationToken);
            if (people.Count < BatchSize) return mails;
        }
    }
}
