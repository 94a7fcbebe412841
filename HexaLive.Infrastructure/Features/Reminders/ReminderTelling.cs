using HexaLive.Domain.Mail;
using HexaLive.Domain.Reminders;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reminders;

/// <summary>Brings back what was put off, and passes on what was raised to mail where people chose that. (Bell, toast and browser look for themselves.)</summary>
public sealed class ReminderTelling(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    private const int BatchSize = 500;

    /// <summary>Raises again what was put off until now; returns how many. Each once, also with two sweeps at once: what one has raised is put off no more.</summary>
    public async Task<int> WakeAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        // Most of the time there is nothing to write.
        if (!await db.Reminders.AnyAsync(r => r.SnoozedUntil != null && r.SnoozedUntil <= now, cancellationToken)) return 0;
        return await db.WriteAsync(() => db.Reminders.Where(r => r.SnoozedUntil != null && r.SnoozedUntil <= now)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.RaisedAt, now).SetProperty(r => r.UntoldSince, now).SetProperty(r => r.Round, r => r.Round + 1).SetProperty(r => r.SnoozedUntil, (DateTime?)null), cancellationToken), cancellationToken);
    }

    /// <summary>Queues one mail for each person who wants mail of what was raised since the last time; returns how many mails.</summary>
    public async Task<int> QueueMailsAsync(CancellationToken cancellationToken = default)
    {
        var mails = 0;
        while (true)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var now = time.GetUtcNow().UtcDateTime;
            var untold = await db.Reminders.AsNoTracking().Where(r => r.UntoldSince != null).OrderBy(r => r.UntoldSince).Take(BatchSize)
                .Select(r => new { r.Id, r.PersonId, r.Kind, HasMail = r.Person.Active && r.Person.Email != null }).ToListAsync(cancellationToken);
            if (untold.Count == 0) return mails;
            var people = untold.Select(u => u.PersonId).Distinct().ToList();
            var chosen = await db.ReminderChoices.AsNoTracking().Where(c => people.Contains(c.PersonId)).ToDictionaryAsync(c => (c.PersonId, c.Kind), c => c.Channels, cancellationToken);
            var byMail = untold.Where(u => u.HasMail && chosen.GetValueOrDefault((u.PersonId, u.Kind), ReminderChoice.Usual(u.Kind)).HasFlag(ReminderChannels.Mail)).ToList();
            var all = untold.ConvertAll(u => u.Id);
            mails += await db.WriteAsync(async () =>
            {
                var queued = 0;
                foreach (var person in byMail.GroupBy(u => u.PersonId))
                {
                    var (mail, ids) = (new OutgoingMail(person.Key, now), person.Select(u => u.Id).ToList());
                    db.Mails.Add(mail);
                    await db.SaveChangesAsync(cancellationToken);
                    // Taking them is what claims them: what another sweep has taken meanwhile is in its mail.
                    var taken = await db.Reminders.Where(r => ids.Contains(r.Id) && r.UntoldSince != null)
                        .ExecuteUpdateAsync(set => set.SetProperty(r => r.UntoldSince, (DateTime?)null).SetProperty(r => r.MailId, mail.Id), cancellationToken);
                    if (taken > 0) queued++;
                    else db.Mails.Remove(mail);
                }
                await db.SaveChangesAsync(cancellationToken);
                await db.Reminders.Where(r => all.Contains(r.Id) && r.UntoldSince != null).ExecuteUpdateAsync(set => set.SetProperty(r => r.UntoldSince, (DateTime?)null), cancellationToken);
                return queued;
            }, cancellationToken);
            if (untold.Count < BatchSize) return mails;
        }
    }
}
