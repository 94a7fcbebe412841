using System.Globalization;
using System.Security.Cryptography;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reminders;

/// <summary>
/// The content of a snooze link. The link is valid only until the reminder is raised again, because raising it changes the round of the
/// reminder.
/// </summary>
public sealed record SnoozeLink(int ReminderId, int Round);

/// <summary>The content of an unsubscribe link. <see cref="ReminderKind.Digest"/> stands for the daily digest.</summary>
public sealed record MailOptOut(int PersonId, ReminderKind Kind);

/// <summary>The reminder behind a snooze link, shown for confirmation before it is snoozed.</summary>
public sealed record LinkedReminder(string Task, string Client, DateOnly? Date, TimeOnly? Time, string TimeZone, string? Language);

/// <summary>
/// Signs and reads the links in e-mails. Anybody who holds such an e-mail can use its links for two things only: to snooze each of its
/// reminders once, and to unsubscribe from e-mails of that kind.
/// </summary>
public sealed class ReminderLinks(
    IDbContextFactory<HexaDbContext> databases,
    IDataProtectionProvider protection,
    Viewers viewers,
    TimeProvider time
)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private readonly ITimeLimitedDataProtector _snooze = protection.CreateProtector("HexaLive.Snooze").ToTimeLimitedDataProtector();
    private readonly IDataProtector _optOut = protection.CreateProtector("HexaLive.MailOptOut");

    /// <summary>Returns the signed text of a snooze link, which expires after 30 days.</summary>
    public string Sign(SnoozeLink link) =>
        _snooze.Protect(string.Create(CultureInfo.InvariantCulture, $"{link.ReminderId}.{link.Round}"), Lifetime);

    /// <summary>
    /// Returns the signed text of an unsubscribe link. These links never expire, because an e-mail may be read years later.
    /// </summary>
    public string Sign(MailOptOut link) =>
        _optOut.Protect(string.Create(CultureInfo.InvariantCulture, $"{link.PersonId}.{(int)link.Kind}"));

    /// <summary>Reads a snooze link; returns null if it is forged, damaged or more than 30 days old.</summary>
    public SnoozeLink? ReadSnooze(string? signed) =>
        Read(signed, s => _snooze.Unprotect(s)) is var (id, round) ? new SnoozeLink(id, round) : null;

    /// <summary>Reads an unsubscribe link; returns null if it is forged or damaged.</summary>
    public MailOptOut? ReadOptOut(string? signed) =>
        Read(signed, _optOut.Unprotect) is var (person, kind) && Enum.IsDefined((ReminderKind)kind)
            ? new MailOptOut(person, (ReminderKind)kind)
            : null;

    /// <summary>
    /// Returns the reminder behind a link; null if the reminder was snoozed or raised again after the e-mail was sent, if it is no
    /// longer active, or if its recipient can no longer see the task.
    /// </summary>
    public async Task<LinkedReminder?> FindAsync(SnoozeLink link, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await (await FindUsableAsync(db, link, cancellationToken))
            .AsNoTracking()
            .Select(r => new LinkedReminder(
                r.Task.Title,
                r.Task.Client.Name,
                r.Promise!.Date,
                r.Promise.Time,
                r.Person.TimeZone,
                r.Person.Language
            ))
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Snoozes the reminder until an instant (UTC). The link cannot be used again.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> if the link can no longer be used, <see cref="RuleError.DateInPast"/> if
    /// <paramref name="until"/> is not in the future.
    /// </exception>
    public async Task SnoozeAsync(SnoozeLink link, DateTime until, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(
            async () =>
            {
                // This update sets the round to the value that it already has. Its only purpose is to lock the row until the transaction
                // ends, so that the second of two concurrent requests finds that the link was used.
                await WhereUnused(db, link).ExecuteUpdateAsync(set => set.SetProperty(r => r.Round, r => r.Round), cancellationToken);
                var reminder =
                    await (await FindUsableAsync(db, link, cancellationToken)).Include(r => r.Task).FirstOrDefaultAsync(cancellationToken)
                    ?? throw new RuleException(RuleError.NotFound);
                reminder.Snooze(until, new Actor(reminder.PersonId, time.GetUtcNow().UtcDateTime));
                return await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken
        );
    }

    private static IQueryable<Reminder> WhereUnused(HexaDbContext db, SnoozeLink link) =>
        db.Reminders.Where(r => r.Id == link.ReminderId && r.Round == link.Round && r.SnoozedUntil == null);

    // A link acts with the rights of the e-mail's recipient, who may have been deactivated or no longer see the task.
    private async Task<IQueryable<Reminder>> FindUsableAsync(HexaDbContext db, SnoozeLink link, CancellationToken cancellationToken)
    {
        var reminders = WhereUnused(db, link);
        var person = await reminders.Select(r => r.PersonId).FirstOrDefaultAsync(cancellationToken);
        return await viewers.FindAsync(person, cancellationToken) is { } viewer
            ? reminders.VisibleTo(db, viewer).Where(ReminderList.IsActive)
            : reminders.Where(r => false);
    }

    private static (int, int)? Read(string? signed, Func<string, string> unprotect)
    {
        try
        {
            var parts = unprotect(signed ?? "").Split('.');
            return
                parts.Length == 2
                && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var one)
                && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var two)
                ? (one, two)
                : null;
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
