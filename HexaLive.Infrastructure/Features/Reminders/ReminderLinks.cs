using System.Globalization;
using System.Security.Cryptography;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Reminders;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reminders;

/// <summary>What a link to put a reminder off stands for: one raising of it.</summary>
public sealed record SnoozeLink(int ReminderId, int Round);

/// <summary>What a link to get no more mails of a kind stands for; <see cref="ReminderKind.Digest"/> is the daily one.</summary>
public sealed record MailOptOut(int PersonId, ReminderKind Kind);

/// <summary>The reminder behind a link, as a page shows it before it acts.</summary>
public sealed record LinkedReminder(string Task, string Client, DateOnly? Date, TimeOnly? Time, string TimeZone, string? Language);

/// <summary>Signed links in mails: who has the mail may put its reminder off once, or end such mails, and nothing else.</summary>
public sealed class ReminderLinks(IDbContextFactory<HexaDbContext> databases, IDataProtectionProvider protection, Viewers viewers, TimeProvider time)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(30);

    private readonly ITimeLimitedDataProtector _snooze = protection.CreateProtector("HexaLive.Snooze").ToTimeLimitedDataProtector();
    private readonly IDataProtector _optOut = protection.CreateProtector("HexaLive.MailOptOut");

    /// <summary>The signed text of a link that puts a reminder off.</summary>
    public string Sign(SnoozeLink link) => _snooze.Protect(string.Create(CultureInfo.InvariantCulture, $"{link.ReminderId}.{link.Round}"), Lasts);

    /// <summary>The signed text of a link that ends mails of a kind. It never expires: a mail can be read years later.</summary>
    public string Sign(MailOptOut link) => _optOut.Protect(string.Create(CultureInfo.InvariantCulture, $"{link.PersonId}.{(int)link.Kind}"));

    /// <summary>Reads a link to put off; null where it is forged, spoilt or over 30 days old.</summary>
    public SnoozeLink? ReadSnooze(string? signed) => Read(signed, s => _snooze.Unprotect(s)) is var (id, round) ? new SnoozeLink(id, round) : null;

    /// <summary>Reads a link to end mails; null where it is forged or spoilt.</summary>
    public MailOptOut? ReadOptOut(string? signed) =>
        Read(signed, _optOut.Unprotect) is var (person, kind) && Enum.IsDefined((ReminderKind)kind) ? new MailOptOut(person, (ReminderKind)kind) : null;

    /// <summary>What the link is about; null where it was used, where it was told again since, or where there is nothing to do any more.</summary>
    public async Task<LinkedReminder?> FindAsync(SnoozeLink link, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await (await UsableAsync(db, link, cancellationToken)).AsNoTracking()
            .Select(r => new LinkedReminder(r.Task.Title, r.Task.Client.Name, r.Promise!.Date, r.Promise.Time, r.Person.TimeZone, r.Person.Language)).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Puts the reminder off until a UTC instant; the link is used up.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> where it was used up or there is nothing to do any more, <see cref="RuleError.DateInPast"/>.</exception>
    public async Task SnoozeAsync(SnoozeLink link, DateTime until, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(async () =>
        {
            // Held until the end: of two that act at once, one finds it used.
            await Unused(db, link).ExecuteUpdateAsync(set => set.SetProperty(r => r.Round, r => r.Round), cancellationToken);
            var reminder = await (await UsableAsync(db, link, cancellationToken)).Include(r => r.Task).FirstOrDefaultAsync(cancellationToken) ?? throw new RuleException(RuleError.NotFound);
            var now = time.GetUtcNow().UtcDateTime;
            reminder.Snooze(until, now);
            reminder.Task.Record(ActivityKind.ReminderSnoozed, reminder.PersonId, now, to: until.ToString("O"));
            return await db.SaveChangesAsync(cancellationToken);
        }, cancellationToken);
    }

    private static IQueryable<Reminder> Unused(HexaDbContext db, SnoozeLink link) =>
        db.Reminders.Where(r => r.Id == link.ReminderId && r.Round == link.Round && r.SnoozedUntil == null);

    // Whoever has the mail acts as the person that it was sent to, who may have left or see the task no more.
    private async Task<IQueryable<Reminder>> UsableAsync(HexaDbContext db, SnoozeLink link, CancellationToken cancellationToken)
    {
        var reminders = Unused(db, link);
        var person = await reminders.Select(r => r.PersonId).FirstOrDefaultAsync(cancellationToken);
        return await viewers.FindAsync(person, cancellationToken) is { } viewer ? reminders.VisibleTo(db, viewer).Where(ReminderList.IsStanding) : reminders.Where(r => false);
    }

    private static (int, int)? Read(string? signed, Func<string, string> unprotect)
    {
        try
        {
            var parts = unprotect(signed ?? "").Split('.');
            return parts.Length == 2 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var one) && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var two) ? (one, two) : null;
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
