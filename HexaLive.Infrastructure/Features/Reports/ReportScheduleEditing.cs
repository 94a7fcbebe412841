using HexaLive.Domain;
using HexaLive.Domain.Mail;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Holidays;
using HexaLive.Infrastructure.Reporting;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// Changes the schedules that send reports automatically. Anyone who can open a report may schedule it for people that they can see. The
/// report runs with the rights of the owner of the schedule. Only the owner and administrators can change a schedule. After somebody else
/// changed the report, nothing is sent until the owner approves the change.
/// </summary>
public sealed class ReportScheduleEditing(IDbContextFactory<HexaDbContext> databases, Viewers viewers, TimeProvider time)
{
    /// <summary>
    /// Creates a schedule for a report and returns its id. <paramref name="seenVersion"/> is the version of the definition that the
    /// viewer has seen; null accepts any version.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> if the report or a recipient is not visible to the viewer;
    /// <see cref="RuleError.PersonInactive"/> or <see cref="RuleError.NoEmail"/> if a recipient is inactive or has no e-mail
    /// address; <see cref="RuleError.ReportFaulty"/>; <see cref="RuleError.ReportChanged"/> if the definition is no longer at
    /// version <paramref name="seenVersion"/>; <see cref="RuleError.Required"/> if there are no recipients; or a value is invalid.
    /// </exception>
    public async Task<int> AddAsync(
        Viewer viewer,
        int reportId,
        ScheduleFields fields,
        IReadOnlyDictionary<string, string> parameters,
        IReadOnlyList<int> recipients,
        int? seenVersion = null,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (definition, definitionVersion) = await ReadValidDefinitionAsync(db, viewer, reportId, seenVersion, cancellationToken);
        await EnsureReachableAsync(db, viewer, recipients, cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var schedule = new ReportSchedule(
            reportId,
            definitionVersion,
            viewer.PersonId,
            fields with
            {
                Parameters = ScheduleParameters.Write(definition, parameters),
            },
            recipients,
            await db.ReadCalendarAsync(viewer, DayBefore(now), cancellationToken),
            now
        );
        db.ReportSchedules.Add(schedule);
        await db.SaveChangesAsync(cancellationToken);
        return schedule.Id;
    }

    /// <summary>
    /// Changes a schedule that was read at <paramref name="version"/>, and restarts it if it was stopped. Existing recipients may
    /// stay even if the viewer cannot see them. If the viewer is the owner, the change also approves the report at version
    /// <paramref name="seenVersion"/>. An administrator cannot approve the report for the owner. If the report needs approval, the change
    /// stops the schedule.
    /// </summary>
    /// <exception cref="RuleException">
    /// As for <see cref="AddAsync"/>; <see cref="RuleError.PersonInactive"/> also if the owner left; or
    /// <see cref="RuleError.Conflict"/> if the schedule was changed in the meantime.
    /// </exception>
    public async Task ChangeAsync(
        Viewer viewer,
        int id,
        int version,
        ScheduleFields fields,
        IReadOnlyDictionary<string, string> parameters,
        IReadOnlyList<int> recipients,
        int? seenVersion = null,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var schedule = await ScheduleAccess.LoadAsync(db, viewer, id, cancellationToken);
        if (schedule.Version != version)
            throw ScheduleAccess.DescribeConflict(schedule);
        var (definition, definitionVersion) = await ReadValidDefinitionAsync(
            db,
            await FindOwnerAsync(schedule, cancellationToken),
            schedule.ReportId,
            seenVersion,
            cancellationToken
        );
        await EnsureReachableAsync(db, viewer, [.. recipients.Except(schedule.Recipients.Select(r => r.PersonId))], cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        schedule.Change(
            fields with
            {
                Parameters = ScheduleParameters.Write(definition, parameters),
            },
            recipients,
            await db.ReadCalendarAsync(schedule.OwnerId, DayBefore(now), cancellationToken),
            now
        );
        if (schedule.OwnerId == viewer.PersonId)
            schedule.Approve(definitionVersion);
        else if (schedule.ApprovedVersion != definitionVersion)
            schedule.Stop(ScheduleStop.ReportChanged);
        await ScheduleAccess.SaveAsync(db, schedule, cancellationToken);
    }

    /// <summary>Stops a schedule until it is started again.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/>, or <see cref="RuleError.Conflict"/> if the schedule was changed in the meantime.
    /// </exception>
    public async Task StopAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var schedule = await ScheduleAccess.LoadAsync(db, viewer, id, cancellationToken);
        schedule.Stop(ScheduleStop.ByHand);
        await ScheduleAccess.SaveAsync(db, schedule, cancellationToken);
    }

    /// <summary>
    /// Restarts a stopped schedule. The report is next sent at the next regular time. If the viewer is the owner, the restart also approves
    /// the report at version <paramref name="seenVersion"/>.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> if the schedule does not exist or its owner can no longer open the report;
    /// <see cref="RuleError.Required"/> if there are no recipients; <see cref="RuleError.PersonInactive"/> if the owner left;
    /// <see cref="RuleError.ReportFaulty"/>; <see cref="RuleError.ReportChanged"/> if the definition is no longer at version
    /// <paramref name="seenVersion"/>, or only the owner can approve it; or <see cref="RuleError.Conflict"/> if the schedule was
    /// changed in the meantime.
    /// </exception>
    public async Task StartAsync(Viewer viewer, int id, int? seenVersion = null, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var schedule = await ScheduleAccess.LoadAsync(db, viewer, id, cancellationToken);
        if (schedule.Stopped is null)
            return;
        if (schedule.Recipients.Count == 0)
            throw new RuleException(RuleError.Required, nameof(ReportSchedule.Recipients));
        var (_, definitionVersion) = await ReadValidDefinitionAsync(
            db,
            await FindOwnerAsync(schedule, cancellationToken),
            schedule.ReportId,
            seenVersion,
            cancellationToken
        );
        if (schedule.OwnerId == viewer.PersonId)
            schedule.Approve(definitionVersion);
        else if (schedule.ApprovedVersion != definitionVersion)
            throw new RuleException(RuleError.ReportChanged);
        var now = time.GetUtcNow().UtcDateTime;
        schedule.Start(await db.ReadCalendarAsync(schedule.OwnerId, DayBefore(now), cancellationToken), now);
        await ScheduleAccess.SaveAsync(db, schedule, cancellationToken);
    }

    /// <summary>
    /// Deletes a schedule. Nothing more is sent, and e-mails that are already queued are cancelled. Its delivery history stays
    /// readable.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/>, or <see cref="RuleError.Conflict"/> if the schedule was changed in the meantime.
    /// </exception>
    public async Task DeleteAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var schedule = await ScheduleAccess.LoadAsync(db, viewer, id, cancellationToken);
        schedule.Delete(time.GetUtcNow().UtcDateTime);
        await ScheduleAccess.SaveAsync(db, schedule, cancellationToken);
    }

    /// <summary>Queues an e-mail with the report to the viewer only. Does nothing if such an e-mail is already waiting.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/>; <see cref="RuleError.NoEmail"/> if the viewer has no e-mail address;
    /// <see cref="RuleError.PersonInactive"/> if the owner left; <see cref="RuleError.ReportChanged"/> if the owner has not
    /// approved the current version of the report.
    /// </exception>
    public async Task SendNowAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var me = viewer.PersonId;
        var found =
            await ScheduleAccess
                .ChangeableSchedules(db, viewer)
                .Where(s => s.Id == id)
                .Select(s => new
                {
                    OwnerActive = s.Owner.Active,
                    Agreed = s.ApprovedVersion == s.Report.DefinitionVersion,
                    Reachable = db.People.Any(p => p.Id == me && p.Active && p.Email != null),
                })
                .FirstOrDefaultAsync(cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        if (!found.OwnerActive)
            throw new RuleException(RuleError.PersonInactive);
        if (!found.Reachable)
            throw new RuleException(RuleError.NoEmail);
        if (!found.Agreed)
            throw new RuleException(RuleError.ReportChanged);
        var now = time.GetUtcNow().UtcDateTime;
        await db.WriteAsync(
            async () =>
            {
                if (
                    await db.ReportDeliveries.AnyAsync(
                        d => d.ScheduleId == id && d.PersonId == me && (d.Outcome == DeliveryOutcome.Waiting || d.DueAt == now),
                        cancellationToken
                    )
                )
                    return 0;
                var delivery = new ReportDelivery(id, me, now);
                db.ReportDeliveries.Add(delivery);
                await db.SaveChangesAsync(cancellationToken);
                db.Mails.Add(OutgoingMail.ForReport(me, delivery.Id, now));
                return await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken
        );
    }

    // The working calendar must begin at the owner's local date, which may be one day before the UTC date.
    private static DateOnly DayBefore(DateTime now) => DateOnly.FromDateTime(now).AddDays(-1);

    private async Task<Viewer> FindOwnerAsync(ReportSchedule schedule, CancellationToken cancellationToken) =>
        await viewers.FindAsync(schedule.OwnerId, cancellationToken) ?? throw new RuleException(RuleError.PersonInactive);

    // Checks that the owner can open the report, that the version of the report is seenVersion (if given), and that the definition is
    // valid.
    private static async Task<(ReportDefinition Definition, int Version)> ReadValidDefinitionAsync(
        HexaDbContext db,
        Viewer owner,
        int reportId,
        int? seenVersion,
        CancellationToken cancellationToken
    )
    {
        var report =
            await ReportAccess
                .VisibleReports(db, owner)
                .Where(r => r.Id == reportId)
                .Select(r => new { r.Definition, r.DefinitionVersion })
                .FirstOrDefaultAsync(cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        if (seenVersion is { } version && version != report.DefinitionVersion)
            throw new RuleException(RuleError.ReportChanged);
        var definition = ReportJson.Deserialize(report.Definition);
        ReportValidator.EnsureValid(definition);
        return (definition, report.DefinitionVersion);
    }

    private static async Task EnsureReachableAsync(
        HexaDbContext db,
        Viewer viewer,
        IReadOnlyList<int> recipients,
        CancellationToken cancellationToken
    )
    {
        var ids = recipients.Distinct().ToArray();
        if (ids.Length is 0 or > 50)
            return;
        var known = await db
            .People.AsNoTracking()
            .VisibleTo(db, viewer)
            .Where(p => ids.Contains(p.Id))
            .Select(p => new { p.Active, HasEmail = p.Email != null })
            .ToListAsync(cancellationToken);
        if (known.Count < ids.Length)
            throw new RuleException(RuleError.NotFound);
        if (known.Exists(p => !p.Active))
            throw new RuleException(RuleError.PersonInactive);
        if (known.Exists(p => !p.HasEmail))
            throw new RuleException(RuleError.NoEmail);
    }
}
