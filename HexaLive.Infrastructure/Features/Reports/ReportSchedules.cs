using System.Text.Json;
using HexaLive.Domain;
using HexaLive.Domain.Mail;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// A schedule in a list; instants are UTC. <see cref="Opens"/>: whether the viewer finds its report. <see cref="To"/>: the first of those who get it, of <see cref="Recipients"/> in all. <see cref="Last"/>: how its latest
/// delivery ended, the worst of several. <see cref="DefinitionVersion"/>: of its report, as it is; <see cref="ChangedAt"/>: when that was changed by somebody other than the owner, who has not agreed to it.
/// </summary>
public sealed record ScheduleRow(
    int Id, int ReportId, string Report, bool Opens, string Owner, bool Mine, ScheduleFrequency Frequency, DayOfWeek DayOfWeek, int DayOfMonth, TimeOnly At, string TimeZone, ReportFormat Format,
    DateTime? NextAt, ScheduleStop? Stopped, int Recipients, IReadOnlyList<string> To, DateTime? LastAt, DeliveryOutcome? Last,
    int DefinitionVersion, DateTime? ChangedAt, DateTime? DeletedAt);

/// <summary>A page of schedules, counted from 0, of so many in all.</summary>
public sealed record ScheduleList(IReadOnlyList<ScheduleRow> Rows, int Total, int Page, int Pages);

/// <summary>Somebody who gets a report or can get it; <see cref="Reachable"/>: is active and has an e-mail address.</summary>
public sealed record ScheduleReader(int Id, string Name, bool Reachable = true);

/// <summary>A schedule as its form shows it. <see cref="Definition"/>: of its report, null where that cannot be read; <see cref="Agreed"/>: its owner agreed to it.</summary>
public sealed record ScheduleDetail(
    int Id, int ReportId, string Report, string Owner, int Version, ScheduleFields Fields, IReadOnlyDictionary<string, string> Parameters, IReadOnlyList<ScheduleReader> Recipients, ReportDefinition? Definition,
    int DefinitionVersion, bool Agreed);

/// <summary>
/// What became of a report for somebody; instants are UTC. <see cref="Attempts"/> and <see cref="Error"/> are of its mail, which is tried again while the delivery waits.
/// </summary>
public sealed record DeliveryRow(int Id, DateTime DueAt, string Person, DeliveryOutcome Outcome, DateTime? EndedAt, int? Rows, int Attempts, string? Error);

/// <summary>A page of deliveries, newest first, counted from 0, of so many in all.</summary>
public sealed record DeliveryPage(IReadOnlyList<DeliveryRow> Rows, int Total, int Page, int Pages);

/// <summary>
/// Reports that are sent by themselves. Who finds a report may have it sent, by their own rights, to people whom they know; the owner of a schedule and administrators change it, and for all others it does not exist.
/// What somebody else changed in the report is sent only once the owner has agreed to it. What a deleted one sent to whom can still be read.
/// </summary>
public sealed class ReportSchedules(IDbContextFactory<HexaDbContext> databases, Viewers viewers, TimeProvider time)
{
    /// <summary>Most rows of a page.</summary>
    public const int PageSize = 25;

    private const int Named = 3;

    /// <summary>Schedules of a report, or of all: the viewer's own; to administrators everybody's. Those that were stopped by themselves come first, then by when they are sent next; or, where they are asked for, the <paramref name="deleted"/> ones alone, the last first.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> where the viewer does not find the report.</exception>
    public async Task<ScheduleList> ListAsync(Viewer viewer, int? reportId, int page = 0, bool deleted = false, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (reportId is not null && !await ReportLibrary.Seen(db, viewer).AnyAsync(r => r.Id == reportId, cancellationToken)) throw new RuleException(RuleError.NotFound);
        var me = viewer.PersonId;
        var schedules = (deleted ? Known(db, viewer).Where(s => s.DeletedAt != null) : Found(db, viewer)).AsNoTracking().Where(s => reportId == null || s.ReportId == reportId);
        var total = await schedules.CountAsync(cancellationToken);
        var pages = Math.Max(1, (total + PageSize - 1) / PageSize);
        page = Math.Clamp(page, 0, pages - 1);
        var seen = ReportLibrary.Seen(db, viewer);
        var rows = await schedules.OrderByDescending(s => s.DeletedAt).ThenBy(s => s.Stopped == null ? 1 : s.Stopped == ScheduleStop.ByHand ? 2 : 0).ThenBy(s => s.NextAt).ThenBy(s => s.Id).Skip(page * PageSize).Take(PageSize)
            .Select(s => new ScheduleRow(
                s.Id, s.ReportId, s.Report.Name, seen.Any(r => r.Id == s.ReportId), s.Owner.Name, s.OwnerId == me, s.Frequency, s.DayOfWeek, s.DayOfMonth, s.At, s.TimeZone, s.Format, s.NextAt, s.Stopped,
                s.Recipients.Count, s.Recipients.OrderBy(r => r.PersonId == me ? 0 : 1).ThenBy(r => r.Person.Name).Take(Named).Select(r => r.Person.Name).ToList(),
                db.ReportDeliveries.Where(d => d.ScheduleId == s.Id).OrderByDescending(d => d.DueAt).Select(d => (DateTime?)d.DueAt).FirstOrDefault(),
                db.ReportDeliveries.Where(d => d.ScheduleId == s.Id).OrderByDescending(d => d.DueAt).ThenByDescending(d => d.Outcome).Select(d => (DeliveryOutcome?)d.Outcome).FirstOrDefault(),
                s.Report.DefinitionVersion, s.AgreedVersion != s.Report.DefinitionVersion ? (DateTime?)s.Report.ChangedAt : null, s.DeletedAt))
            .ToListAsync(cancellationToken);
        return new ScheduleList(rows, total, page, pages);
    }

    /// <summary>A schedule to be changed.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/>.</exception>
    public async Task<ScheduleDetail> GetAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await Found(db, viewer).AsNoTracking().Where(s => s.Id == id)
            .Select(s => new { Schedule = s, Report = s.Report.Name, s.Report.Definition, s.Report.DefinitionVersion, Owner = s.Owner.Name, Readers = s.Recipients.OrderBy(r => r.Person.Name).Select(r => new ScheduleReader(r.PersonId, r.Person.Name, r.Person.Active && r.Person.Email != null)).ToList() })
            .FirstOrDefaultAsync(cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        var s = found.Schedule;
        return new ScheduleDetail(s.Id, s.ReportId, found.Report, found.Owner, s.Version, FieldsOf(s), Read(s.Parameters), found.Readers, DefinitionOf(found.Definition), found.DefinitionVersion, s.AgreedVersion == found.DefinitionVersion);
    }

    /// <summary>People to whom the viewer can have reports sent, by words of their names: active ones whom they know and who have an e-mail address. At most ten; the viewer first.</summary>
    public async Task<IReadOnlyList<ScheduleReader>> ReadersAsync(Viewer viewer, string? text, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var me = viewer.PersonId;
        var people = db.People.AsNoTracking().VisibleTo(db, viewer).Where(p => p.Active && p.Email != null);
        foreach (var word in Domain.Text.SearchText.Words(text)) people = people.Where(p => p.Search.Contains(word));
        return await people.OrderBy(p => p.Id == me ? 0 : 1).ThenBy(p => p.Name).ThenBy(p => p.Id).Take(10).Select(p => new ScheduleReader(p.Id, p.Name, true)).ToListAsync(cancellationToken);
    }

    /// <summary>Has a report sent; returns the schedule's id. <paramref name="looked"/>: the version of its definition that the viewer looked at; null: whichever it is.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> also of people, <see cref="RuleError.PersonInactive"/>, <see cref="RuleError.NoEmail"/>, <see cref="RuleError.ReportFaulty"/>, <see cref="RuleError.ReportChanged"/> where it is another version by now,
    /// <see cref="RuleError.Required"/> where nobody gets it, or a value is refused.
    /// </exception>
    public async Task<int> AddAsync(
        Viewer viewer, int reportId, ScheduleFields fields, IReadOnlyDictionary<string, string> parameters, IReadOnlyList<int> recipients, int? looked = null, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (definition, definitionVersion) = await SoundAsync(db, viewer, reportId, looked, cancellationToken);
        await MustReachAsync(db, viewer, recipients, cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var schedule = new ReportSchedule(
            reportId, definitionVersion, viewer.PersonId, fields with { Parameters = Write(definition, parameters) }, recipients, await db.CalendarOfAsync(viewer, Yesterday(now), cancellationToken), now);
        db.ReportSchedules.Add(schedule);
        await db.SaveChangesAsync(cancellationToken);
        return schedule.Id;
    }

    /// <summary>
    /// Changes a schedule that was read at <paramref name="version"/>; it runs again where it was stopped. Those who get it already may stay, known or not. Its owner agrees by it to the report as they
    /// <paramref name="looked"/> at it; an administrator cannot in their place, and where they have to it stays stopped.
    /// </summary>
    /// <exception cref="RuleException">As of <see cref="AddAsync"/>, or <see cref="RuleError.Conflict"/>.</exception>
    public async Task ChangeAsync(
        Viewer viewer, int id, int version, ScheduleFields fields, IReadOnlyDictionary<string, string> parameters, IReadOnlyList<int> recipients, int? looked = null,
        CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var schedule = await LoadAsync(db, viewer, id, cancellationToken);
        if (schedule.Version != version) throw Conflict(schedule);
        var (definition, definitionVersion) = await SoundAsync(db, await OwnerAsync(schedule, cancellationToken), schedule.ReportId, looked, cancellationToken);
        await MustReachAsync(db, viewer, [.. recipients.Except(schedule.Recipients.Select(r => r.PersonId))], cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        schedule.Change(fields with { Parameters = Write(definition, parameters) }, recipients, await db.CalendarOfAsync(schedule.OwnerId, Yesterday(now), cancellationToken), now);
        if (schedule.OwnerId == viewer.PersonId) schedule.Agree(definitionVersion);
        else if (schedule.AgreedVersion != definitionVersion) schedule.Stop(ScheduleStop.ReportChanged);
        await SaveAsync(db, schedule, cancellationToken);
    }

    /// <summary>Stops a schedule until it is started again.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> or <see cref="RuleError.Conflict"/>.</exception>
    public async Task StopAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var schedule = await LoadAsync(db, viewer, id, cancellationToken);
        schedule.Stop(ScheduleStop.ByHand);
        await SaveAsync(db, schedule, cancellationToken);
    }

    /// <summary>Starts a stopped schedule again, from its next time on. Its owner agrees by it to the report as they <paramref name="looked"/> at it.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> also where its owner does not find the report any more, <see cref="RuleError.PersonInactive"/> where the owner left, <see cref="RuleError.ReportFaulty"/>, <see cref="RuleError.ReportChanged"/> where it is another version by now or only the owner
    /// could agree to it, or <see cref="RuleError.Conflict"/>.
    /// </exception>
    public async Task StartAsync(Viewer viewer, int id, int? looked = null, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var schedule = await LoadAsync(db, viewer, id, cancellationToken);
        if (schedule.Stopped is null) return;
        if (schedule.Recipients.Count == 0) throw new RuleException(RuleError.Required, nameof(ReportSchedule.Recipients));
        var (_, definitionVersion) = await SoundAsync(db, await OwnerAsync(schedule, cancellationToken), schedule.ReportId, looked, cancellationToken);
        if (schedule.OwnerId == viewer.PersonId) schedule.Agree(definitionVersion);
        else if (schedule.AgreedVersion != definitionVersion) throw new RuleException(RuleError.ReportChanged);
        var now = time.GetUtcNow().UtcDateTime;
        schedule.Start(await db.CalendarOfAsync(schedule.OwnerId, Yesterday(now), cancellationToken), now);
        await SaveAsync(db, schedule, cancellationToken);
    }

    /// <summary>Deletes a schedule: it sends nothing more, also not what is on its way. What it sent to whom can still be read.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> or <see cref="RuleError.Conflict"/>.</exception>
    public async Task DeleteAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var schedule = await LoadAsync(db, viewer, id, cancellationToken);
        schedule.Delete(time.GetUtcNow().UtcDateTime);
        await SaveAsync(db, schedule, cancellationToken);
    }

    /// <summary>Sends the report to the viewer alone, as soon as mails go; one that waits already is enough.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/>, <see cref="RuleError.NoEmail"/> where the viewer has no address, <see cref="RuleError.PersonInactive"/> where the owner left, <see cref="RuleError.ReportChanged"/>.</exception>
    public async Task SendNowAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var me = viewer.PersonId;
        var found = await Found(db, viewer).Where(s => s.Id == id).Select(s => new { OwnerActive = s.Owner.Active, Agreed = s.AgreedVersion == s.Report.DefinitionVersion, Reachable = db.People.Any(p => p.Id == me && p.Active && p.Email != null) }).FirstOrDefaultAsync(cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        if (!found.OwnerActive) throw new RuleException(RuleError.PersonInactive);
        if (!found.Reachable) throw new RuleException(RuleError.NoEmail);
        if (!found.Agreed) throw new RuleException(RuleError.ReportChanged);
        var now = time.GetUtcNow().UtcDateTime;
        await db.WriteAsync(async () =>
        {
            if (await db.ReportDeliveries.AnyAsync(d => d.ScheduleId == id && d.PersonId == me && (d.Outcome == DeliveryOutcome.Waiting || d.DueAt == now), cancellationToken)) return 0;
            var delivery = new ReportDelivery(id, me, now);
            db.ReportDeliveries.Add(delivery);
            await db.SaveChangesAsync(cancellationToken);
            db.Mails.Add(OutgoingMail.OfReport(me, delivery.Id, now));
            return await db.SaveChangesAsync(cancellationToken);
        }, cancellationToken);
    }

    /// <summary>What a schedule sent to whom, also where it is deleted.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/>.</exception>
    public async Task<DeliveryPage> HistoryAsync(Viewer viewer, int id, int page = 0, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await Known(db, viewer).AnyAsync(s => s.Id == id, cancellationToken)) throw new RuleException(RuleError.NotFound);
        var deliveries = db.ReportDeliveries.AsNoTracking().Where(d => d.ScheduleId == id);
        var total = await deliveries.CountAsync(cancellationToken);
        var pages = Math.Max(1, (total + PageSize - 1) / PageSize);
        page = Math.Clamp(page, 0, pages - 1);
        var rows = await deliveries.OrderByDescending(d => d.DueAt).ThenBy(d => d.PersonId).Skip(page * PageSize).Take(PageSize)
            .Select(d => new
            {
                d.Id,
                d.DueAt,
                d.Person.Name,
                d.Outcome,
                d.EndedAt,
                d.Rows,
                // One by one, so that the index serves.
                Attempts = db.Mails.Where(m => m.ReportDeliveryId == d.Id).OrderByDescending(m => m.Id).Select(m => m.Attempts).FirstOrDefault(),
                Error = db.Mails.Where(m => m.ReportDeliveryId == d.Id).OrderByDescending(m => m.Id).Select(m => m.Error).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        return new DeliveryPage([.. rows.Select(d => new DeliveryRow(d.Id, d.DueAt, d.Name, d.Outcome, d.EndedAt, d.Rows, d.Attempts, d.Error))], total, page, pages);
    }

    /// <summary>Saves a schedule of which perhaps nothing but its recipients was changed: that is another version too.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.Conflict"/>.</exception>
    internal static async Task SaveAsync(HexaDbContext db, ReportSchedule schedule, CancellationToken cancellationToken)
    {
        db.Entry(schedule).Property(s => s.Version).IsModified = true;
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw Conflict(schedule);
        }
    }

    /// <summary>The values of parameters as they are kept.</summary>
    internal static IReadOnlyDictionary<string, string> Read(string? json) => json is null ? new Dictionary<string, string>() : JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? [];

    /// <summary>The definition; null where it cannot be read.</summary>
    internal static ReportDefinition? DefinitionOf(string json)
    {
        try
        {
            return ReportJson.Read(json);
        }
        catch (RuleException)
        {
            return null;
        }
    }

    private static IQueryable<ReportSchedule> Found(HexaDbContext db, Viewer viewer) => Known(db, viewer).Where(s => s.DeletedAt == null);

    // Deleted ones too.
    private static IQueryable<ReportSchedule> Known(HexaDbContext db, Viewer viewer) => viewer.IsAdministrator ? db.ReportSchedules : db.ReportSchedules.Where(s => s.OwnerId == viewer.PersonId);

    private static async Task<ReportSchedule> LoadAsync(HexaDbContext db, Viewer viewer, int id, CancellationToken cancellationToken) =>
        await Found(db, viewer).Include(s => s.Recipients).Include(s => s.Owner).Include(s => s.Report).FirstOrDefaultAsync(s => s.Id == id, cancellationToken) ?? throw new RuleException(RuleError.NotFound);

    private static RuleException Conflict(ReportSchedule schedule) => new(RuleError.Conflict, schedule.Owner?.Name ?? "", schedule.Report?.Name ?? "");

    private static ScheduleFields FieldsOf(ReportSchedule s) => new(s.Frequency, s.DayOfWeek, s.DayOfMonth, s.At, s.TimeZone, s.Format, s.SendEmpty, s.Parameters);

    // West of Greenwich it is still yesterday.
    private static DateOnly Yesterday(DateTime now) => DateOnly.FromDateTime(now).AddDays(-1);

    private async Task<Viewer> OwnerAsync(ReportSchedule schedule, CancellationToken cancellationToken) =>
        await viewers.FindAsync(schedule.OwnerId, cancellationToken) ?? throw new RuleException(RuleError.PersonInactive);

    // What is to be sent must be found by whose rights it is run, be what was looked at, and be such that it can be run.
    private static async Task<(ReportDefinition Definition, int Version)> SoundAsync(HexaDbContext db, Viewer owner, int reportId, int? looked, CancellationToken cancellationToken)
    {
        var report = await ReportLibrary.Seen(db, owner).Where(r => r.Id == reportId).Select(r => new { r.Definition, r.DefinitionVersion }).FirstOrDefaultAsync(cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        if (looked is { } version && version != report.DefinitionVersion) throw new RuleException(RuleError.ReportChanged);
        var definition = ReportJson.Read(report.Definition);
        ReportCheck.MustBeSound(definition);
        return (definition, report.DefinitionVersion);
    }

    private static async Task MustReachAsync(HexaDbContext db, Viewer viewer, IReadOnlyList<int> recipients, CancellationToken cancellationToken)
    {
        var ids = recipients.Distinct().ToArray();
        if (ids.Length is 0 or > 50) return;
        var known = await db.People.AsNoTracking().VisibleTo(db, viewer).Where(p => ids.Contains(p.Id)).Select(p => new { p.Active, HasEmail = p.Email != null }).ToListAsync(cancellationToken);
        if (known.Count < ids.Length) throw new RuleException(RuleError.NotFound);
        if (known.Exists(p => !p.Active)) throw new RuleException(RuleError.PersonInactive);
        if (known.Exists(p => !p.HasEmail)) throw new RuleException(RuleError.NoEmail);
    }

    // Of what the report asks, each value such that it can be compared with.
    private static string? Write(ReportDefinition definition, IReadOnlyDictionary<string, string> parameters)
    {
        var kept = definition.Parameters.Where(p => parameters.ContainsKey(p.Name)).ToDictionary(p => p.Name, p => parameters[p.Name].Trim());
        foreach (var test in definition.Where.Nodes.Where(n => n.Kind == CriterionKind.Test))
        {
            foreach (var name in test.Values.Where(v => v.StartsWith('?')).Select(v => v[1..]))
            {
                if (kept.GetValueOrDefault(name) is { Length: > 0 } value && FieldCatalog.Find(definition.Source, test.Field) is { } field && !ReportCheck.IsValue(field, test.Operator, value))
                    throw new RuleException(RuleError.InvalidValue, definition.Parameters.First(p => p.Name == name).Title ?? name);
            }
        }
        return kept.Count == 0 ? null : JsonSerializer.Serialize(kept);
    }
}
