using HexaLive.Domain.Mail;
using HexaLive.Domain.Reminders;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reminders;

/// <summary>
/// Raises snoozed reminders again when their time comes, and queues e-mails about raised reminders for people who chose e-mail. The bell,
/// toasts and browser notifications read the reminders directly, so they do not need this class.
/// </summary>
public sealed class ReminderMailQueueing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    private const int BatchSize = 500;

    /// <summary>
    /// Raises all reminders whose snooze has ended, and returns the number of reminders raised. Raising a reminder clears its
    /// snooze, so that two concurrent sweeps do not raise the same reminder.
    /// </summary>
    public async Task<int> EndSnoozesAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        // Usually no snooze has ended. In that case, avoid opening a write transaction.
        if (!await db.Reminders.AnyAsync(r => r.SnoozedUntil != null && r.SnoozedUntil <= now, cancellationToken))
            return 0;
        return await db.WriteAsync(
            () =>
                db
                    .Reminders.Where(r => r.SnoozedUntil != null && r.SnoozedUntil <= now)
                    .ExecuteUpdateAsync(
                        set =>
                            set.SetProperty(r => r.RaisedAt, now)
                                .SetProperty(r => r.MailPendingSince, now)
                                .SetProperty(r => r.Round, r => r.Round + 1)
                                .SetProperty(r => r.SnoozedUntil, (DateTime?)null),
                        cancellationToken
                    ),
            cancellationToken
        );
    }

    /// <summary>
    /// Queues one e-mail per person about the reminders raised since the last run, for people who chose e-mail, and returns
    /// the number of e-mails.
    /// </summary>
    public async Task<int> QueueMailsAsync(CancellationToken cancellationToken = default)
    {
        var mails = 0;
        while (true)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var now = time.GetUtcNow().UtcDateTime;
            var pending = await db
                .Reminders.AsNoTracking()
                .Where(r => r.MailPendingSince != null)
                .OrderBy(r => r.MailPendingSince)
                .Take(BatchSize)
                .Select(r => new PendingReminder(r.Id, r.PersonId, r.Kind, r.Person.Active && r.Person.Email != null))
                .ToListAsync(cancellationToken);
            if (pending.Count == 0)
                return mails;
            var byMail = await WhereMailWantedAsync(db, pending, cancellationToken);
            mails += await db.WriteAsync(
                async () =>
                {
                    var queued = 0;
                    foreach (var person in byMail.GroupBy(r => r.PersonId))
                        queued += await QueueMailAsync(db, person.Key, [.. person.Select(r => r.Id)], now, cancellationToken) ? 1 : 0;
                    await db.SaveChangesAsync(cancellationToken);
                    var all = pending.ConvertAll(r => r.Id);
                    await db
                        .Reminders.Where(r => all.Contains(r.Id) && r.MailPendingSince != null)
                        .ExecuteUpdateAsync(set => set.SetProperty(r => r.MailPendingSince, (DateTime?)null), cancellationToken);
                    return queued;
                },
                cancellationToken
            );
            if (pending.Count < BatchSize)
                return mails;
        }
    }

    // Returns the reminders whose person has an e-mail address and chose e-mail for that kind of reminder.
    private static async Task<List<PendingReminder>> WhereMailWantedAsync(
        HexaDbContext db,
        List<PendingReminder> pending,
        CancellationToken cancellationToken
    )
    {
        var people = pending.Select(r => r.PersonId).Distinct().ToList();
        var chosen = await db
            .ReminderChoices.AsNoTracking()
            .Where(c => people.Contains(c.PersonId))
            .ToDictionaryAsync(c => (c.PersonId, c.Kind), c => c.Channels, cancellationToken);
        return pending.FindAll(r =>
            r.HasMail
            && chosen.GetValueOrDefault((r.PersonId, r.Kind), ReminderChoice.DefaultChannels(r.Kind)).HasFlag(ReminderChannels.Mail)
        );
    }

    // Queues an e-mail about a person's reminders. Returns false if another sweep claimed all of them first.
    private static async Task<bool> QueueMailAsync(
        HexaDbContext db,
        int personId,
        List<int> ids,
        DateTime now,
        CancellationToken cancellationToken
    )
    {
        var mail = new OutgoingMail(personId, now);
        db.Mails.Add(mail);
        await db.SaveChangesAsync(cancellationToken);
        // This update claims the reminders. Reminders that another sweep has already claimed are in the e-mail of that sweep.
        var taken = await db
            .Reminders.Where(r => ids.Contains(r.Id) && r.MailPendingSince != null)
            .ExecuteUpdateAsync(
                set => set.SetProperty(r => r.MailPendingSince, (DateTime?)null).SetProperty(r => r.MailId, mail.Id),
                cancellationToken
            );
        if (taken == 0)
            db.Mails.Remove(mail);
        return taken > 0;
    }

    private sealed record PendingReminder(int Id, int PersonId, ReminderKind Kind, bool HasMail);
}
