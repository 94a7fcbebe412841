using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reminders;

/// <summary>
/// A person's reminder settings: the channels for each kind, the local hour (0 to 23) of the daily digest, and the number of
/// working days after which an overdue reminder is repeated.
/// </summary>
public sealed record ReminderSettings(IReadOnlyDictionary<ReminderKind, ReminderChannels> Channels, int DigestHour, int OverdueEvery)
{
    /// <summary>Returns the channels of one kind, or its default channels if the person has chosen none.</summary>
    public ReminderChannels GetChannels(ReminderKind kind) =>
        Channels.TryGetValue(kind, out var ways) ? ways : ReminderChoice.DefaultChannels(kind);
}

/// <summary>Reads and changes the reminder settings of people.</summary>
public sealed class ReminderSettingsEditing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Returns the viewer's settings. Kinds for which the viewer has chosen no channels have their default channels.</summary>
    public async Task<ReminderSettings> GetAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var person = await db
            .People.AsNoTracking()
            .Where(p => p.Id == viewer.PersonId)
            .Select(p => new { p.DigestHour, p.OverdueEvery })
            .FirstAsync(cancellationToken);
        return new ReminderSettings(
            await ReadChannelsAsync(db, viewer.PersonId, cancellationToken),
            person.DigestHour,
            person.OverdueEvery
        );
    }

    /// <summary>Changes the viewer's settings.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.InvalidValue"/> if a setting is invalid; nothing is changed then.</exception>
    public async Task ChangeAsync(Viewer viewer, ReminderSettings settings, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var person = await db.People.FirstAsync(p => p.Id == viewer.PersonId, cancellationToken);
        person.SetReminderSettings(settings.DigestHour, settings.OverdueEvery, viewer.CreateActor(time));
        var known = await db.ReminderChoices.Where(c => c.PersonId == viewer.PersonId).ToListAsync(cancellationToken);
        foreach (var kind in ReminderChoice.Kinds)
            SetChannels(db, known, viewer.PersonId, kind, settings.GetChannels(kind));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>
    /// Unsubscribes the person in a link from e-mails about the kind of reminder in the link. <see cref="ReminderKind.Digest"/>
    /// unsubscribes the person from the daily digest.
    /// </summary>
    public async Task TurnOffAsync(MailOptOut link, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var known = await db.ReminderChoices.Where(c => c.PersonId == link.PersonId).ToListAsync(cancellationToken);
        var way = link.Kind == ReminderKind.Digest ? ReminderChannels.Digest : ReminderChannels.Mail;
        foreach (var kind in link.Kind == ReminderKind.Digest ? ReminderChoice.Kinds : [link.Kind])
            SetChannels(
                db,
                known,
                link.PersonId,
                kind,
                (known.Find(c => c.Kind == kind)?.Channels ?? ReminderChoice.DefaultChannels(kind)) & ~way
            );
        var person = await db.People.FirstAsync(p => p.Id == link.PersonId, cancellationToken);
        person.RecordReminderSettings(new Actor(person.Id, time.GetUtcNow().UtcDateTime));
        await db.SaveChangesAsync(cancellationToken);
    }

    internal static async Task<Dictionary<ReminderKind, ReminderChannels>> ReadChannelsAsync(
        HexaDbContext db,
        int personId,
        CancellationToken cancellationToken
    ) =>
        await db
            .ReminderChoices.AsNoTracking()
            .Where(c => c.PersonId == personId)
            .ToDictionaryAsync(c => c.Kind, c => c.Channels, cancellationToken);

    private static void SetChannels(
        HexaDbContext db,
        List<ReminderChoice> existing,
        int personId,
        ReminderKind kind,
        ReminderChannels channels
    )
    {
        if (existing.Find(c => c.Kind == kind) is { } choice)
            choice.SetChannels(channels);
        else
            db.ReminderChoices.Add(new ReminderChoice(personId, kind, channels));
    }
}
