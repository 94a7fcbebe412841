using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Reminders;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reminders;

/// <summary>How a person wants to be reminded: ways by kind, the hour (0 to 23, local) of the daily mail, and after how many working days what is overdue is told again.</summary>
public sealed record Reminding(IReadOnlyDictionary<ReminderKind, ReminderChannels> Ways, int DigestHour, int OverdueEvery)
{
    /// <summary>The ways of one kind.</summary>
    public ReminderChannels Of(ReminderKind kind) => Ways.TryGetValue(kind, out var ways) ? ways : ReminderChoice.Usual(kind);
}

/// <summary>What people choose of how they are reminded.</summary>
public sealed class ReminderChoices(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The viewer's choices, with what holds where nothing was chosen.</summary>
    public async Task<Reminding> GetAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var person = await db.People.AsNoTracking().Where(p => p.Id == viewer.PersonId).Select(p => new { p.DigestHour, p.OverdueEvery }).FirstAsync(cancellationToken);
        return new Reminding(await WaysAsync(db, viewer.PersonId, cancellationToken), person.DigestHour, person.OverdueEvery);
    }

    /// <summary>Changes the viewer's choices.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.InvalidValue"/>: nothing is changed then.</exception>
    public async Task ChangeAsync(Viewer viewer, Reminding reminding, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var person = await db.People.FirstAsync(p => p.Id == viewer.PersonId, cancellationToken);
        person.SetReminding(reminding.DigestHour, reminding.OverdueEvery);
        var known = await db.ReminderChoices.Where(c => c.PersonId == viewer.PersonId).ToListAsync(cancellationToken);
        foreach (var kind in ReminderChoice.Kinds) Choose(db, known, viewer.PersonId, kind, reminding.Of(kind));
        db.Activity.Add(new ActivityEntry(ActivityKind.PersonChanged, viewer.PersonId, time.GetUtcNow().UtcDateTime, person.Name, person.Name, "reminding"));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Takes one way (a mail, the daily mail) away from a kind, as a link in a mail does; the daily mail from all kinds where that is <see cref="ReminderKind.Digest"/>.</summary>
    public async Task TurnOffAsync(MailOptOut link, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var known = await db.ReminderChoices.Where(c => c.PersonId == link.PersonId).ToListAsync(cancellationToken);
        var way = link.Kind == ReminderKind.Digest ? ReminderChannels.Digest : ReminderChannels.Mail;
        foreach (var kind in link.Kind == ReminderKind.Digest ? ReminderChoice.Kinds : [link.Kind])
            Choose(db, known, link.PersonId, kind, (known.Find(c => c.Kind == kind)?.Channels ?? ReminderChoice.Usual(kind)) & ~way);
        db.Activity.Add(new ActivityEntry(ActivityKind.PersonChanged, link.PersonId, time.GetUtcNow().UtcDateTime, note: $"unsubscribed {link.Kind}"));
        await db.SaveChangesAsync(cancellationToken);
    }

    internal static async Task<Dictionary<ReminderKind, ReminderChannels>> WaysAsync(HexaDbContext db, int personId, CancellationToken cancellationToken) =>
        await db.ReminderChoices.AsNoTracking().Where(c => c.PersonId == personId).ToDictionaryAsync(c => c.Kind, c => c.Channels, cancellationToken);

    private static void Choose(HexaDbContext db, List<ReminderChoice> known, int personId, ReminderKind kind, ReminderChannels ways)
    {
        if (known.Find(c => c.Kind == kind) is { } choice) choice.Choose(ways);
        else db.ReminderChoices.Add(new ReminderChoice(personId, kind, ways));
    }
}
