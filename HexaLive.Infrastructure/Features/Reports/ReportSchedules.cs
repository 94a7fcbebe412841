using System.Linq.Expressions;
using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// Shows the schedules that send reports automatically. Only the owner and administrators can see a schedule. The delivery history of a
/// deleted schedule stays readable.
/// </summary>
public sealed class ReportSchedules(IDbContextFactory<HexaDbContext> databases)
{
    /// <summary>Maximum number of rows on a page.</summary>
    public const int PageSize = 25;

    private const int MaxNamedRecipients = 3;

    /// <summary>
    /// Lists the schedules of a report, or of all reports. Administrators get all schedules, other viewers their own. Schedules
    /// that were stopped automatically come first, then active schedules by their next time, then schedules that a person stopped.
    /// If <paramref name="deleted"/> is true, lists only deleted schedules, the latest first.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> if the viewer cannot open the report.</exception>
    public async Task<ScheduleList> ListAsync(
        Viewer viewer,
        int? reportId,
        int page = 1,
        bool deleted = false,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (reportId is not null && !await ReportAccess.VisibleReports(db, viewer).AnyAsync(r => r.Id == reportId, cancellationToken))
            throw new RuleException(RuleError.NotFound);
        var schedules = (
            deleted
                ? ScheduleAccess.ChangeableSchedulesAndDeleted(db, viewer).Where(s => s.DeletedAt != null)
                : ScheduleAccess.ChangeableSchedules(db, viewer)
        )
            .AsNoTracking()
            .Where(s => reportId == null || s.ReportId == reportId);
        var total = await schedules.CountAsync(cancellationToken);
        var pages = Math.Max(1, (total + PageSize - 1) / PageSize);
        page = Math.Clamp(page, 1, pages);
        var rows = await schedules
            .OrderByDescending(s => s.DeletedAt)
            .ThenBy(s =>
                s.Stopped == null ? 1
                : s.Stopped == ScheduleStop.ByHand ? 2
                : 0
            )
            .ThenBy(s => s.NextAt)
            .ThenBy(s => s.Id)
            .TakePage(page, PageSize)
            .Select(RowOf(db, viewer))
            .ToListAsync(cancellationToken);
        return new ScheduleList(rows, total, page, pages);
    }

    /// <summary>Returns a schedule for editing.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> if the schedule does not exist or the viewer may not see it.
    /// </exception>
    public async Task<ScheduleDetail> GetAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found =
            await ScheduleAccess
                .ChangeableSchedules(db, viewer)
                .AsNoTracking()
                .Where(s => s.Id == id)
                .Select(s => new
                {
                    Schedule = s,
                    Report = s.Report.Name,
                    s.Report.Definition,
                    s.Report.DefinitionVersion,
                    Owner = s.Owner.Name,
                    Readers = s
                        .Recipients.OrderBy(r => r.Person.Name)
                        .Select(r => new ScheduleReader(r.PersonId, r.Person.Name, r.Person.Active && r.Person.Email != null))
                        .ToList(),
                })
                .FirstOrDefaultAsync(cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        var s = found.Schedule;
        return new ScheduleDetail(
            s.Id,
            s.ReportId,
            found.Report,
            found.Owner,
            s.Version,
            FieldsOf(s),
            ScheduleParameters.Parse(s.Parameters),
            found.Readers,
            DefinitionOf(found.Definition),
            found.DefinitionVersion,
            s.ApprovedVersion == found.DefinitionVersion
        );
    }

    /// <summary>
    /// Finds people to whom the viewer can send reports, by words of their names. The people must be active, visible to the viewer
    /// and have an e-mail address. Returns at most ten, the viewer first.
    /// </summary>
    public async Task<IReadOnlyList<ScheduleReader>> FindReadersAsync(
        Viewer viewer,
        string? text,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var me = viewer.PersonId;
        var people = db.People.AsNoTracking().VisibleTo(db, viewer).Where(p => p.Active && p.Email != null);
        foreach (var word in Domain.Shared.SearchText.SplitWords(text))
            people = people.Where(p => p.SearchKey.Contains(word));
        return await people
            .OrderBy(p => p.Id == me ? 0 : 1)
            .ThenBy(p => p.Name)
            .ThenBy(p => p.Id)
            .Take(10)
            .Select(p => new ScheduleReader(p.Id, p.Name, true))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Returns a page of the delivery history of a schedule, even if it is deleted.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> if the schedule does not exist or the viewer may not see it.
    /// </exception>
    public async Task<DeliveryPage> GetHistoryAsync(Viewer viewer, int id, int page = 1, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await ScheduleAccess.ChangeableSchedulesAndDeleted(db, viewer).AnyAsync(s => s.Id == id, cancellationToken))
            throw new RuleException(RuleError.NotFound);
        var deliveries = db.ReportDeliveries.AsNoTracking().Where(d => d.ScheduleId == id);
        var total = await deliveries.CountAsync(cancellationToken);
        var pages = Math.Max(1, (total + PageSize - 1) / PageSize);
        page = Math.Clamp(page, 1, pages);
        var rows = await deliveries
            .OrderByDescending(d => d.DueAt)
            .ThenBy(d => d.PersonId)
            .TakePage(page, PageSize)
            .Select(d => new
            {
                d.Id,
                d.DueAt,
                d.Person.Name,
                d.Outcome,
                d.EndedAt,
                d.Rows,
                // Use two separate subqueries for Attempts and Error, so that both can use the index.
                Attempts = db
                    .Mails.Where(m => m.ReportDeliveryId == d.Id)
                    .OrderByDescending(m => m.Id)
                    .Select(m => m.Attempts)
                    .FirstOrDefault(),
                Error = db.Mails.Where(m => m.ReportDeliveryId == d.Id).OrderByDescending(m => m.Id).Select(m => m.Error).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        return new DeliveryPage(
            [.. rows.Select(d => new DeliveryRow(d.Id, d.DueAt, d.Name, d.Outcome, d.EndedAt, d.Rows, d.Attempts, d.Error))],
            total,
            page,
            pages
        );
    }

    /// <summary>Returns the definition, or null if it cannot be read.</summary>
    private static ReportDefinition? DefinitionOf(string json)
    {
        try
        {
            return ReportJson.Deserialize(json);
        }
        catch (RuleException)
        {
            return null;
        }
    }

    private static ScheduleFields FieldsOf(ReportSchedule schedule) =>
        new(
            schedule.Frequency,
            schedule.DayOfWeek,
            schedule.DayOfMonth,
            schedule.At,
            schedule.TimeZone,
            schedule.Format,
            schedule.SendEmpty,
            schedule.Parameters
        );

    private static Expression<Func<ReportSchedule, ScheduleRow>> RowOf(HexaDbContext db, Viewer viewer)
    {
        var (me, visible) = (viewer.PersonId, ReportAccess.VisibleReports(db, viewer));
        return s => new ScheduleRow(
            s.Id,
            s.ReportId,
            s.Report.Name,
            visible.Any(r => r.Id == s.ReportId),
            s.Owner.Name,
            s.OwnerId == me,
            s.Frequency,
            s.DayOfWeek,
            s.DayOfMonth,
            s.At,
            s.TimeZone,
            s.Format,
            s.NextAt,
            s.Stopped,
            s.Recipients.Count,
            s.Recipients.OrderBy(r => r.PersonId == me ? 0 : 1)
                .ThenBy(r => r.Person.Name)
                .Take(MaxNamedRecipients)
                .Select(r => r.Person.Name)
                .ToList(),
            db.ReportDeliveries.Where(d => d.ScheduleId == s.Id)
                .OrderByDescending(d => d.DueAt)
                .Select(d => (DateTime?)d.DueAt)
                .FirstOrDefault(),
            db.ReportDeliveries.Where(d => d.ScheduleId == s.Id)
                .OrderByDescending(d => d.DueAt)
                .ThenByDescending(d => d.Outcome)
                .Select(d => (DeliveryOutcome?)d.Outcome)
                .FirstOrDefault(),
            s.Report.DefinitionVersion,
            s.ApprovedVersion != s.Report.DefinitionVersion ? (DateTime?)s.Report.ChangedAt : null,
            s.DeletedAt
        );
    }
}
