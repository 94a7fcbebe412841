using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.FollowUp;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Holidays;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Control;

/// <summary>
/// An inactive client or project. <see cref="Since"/> is the day of the last entry or, if there is none, the day on which the oldest open
/// task was created; <see cref="WorkingDays"/> counts the working days since then. <see cref="TaskId"/> is the open task with the highest
/// priority, which the screen suggests as the next one to work on.
/// </summary>
public sealed record InactiveClientRow(
    int Id,
    string Name,
    int ClientId,
    string Client,
    string? Manager,
    DateOnly Since,
    int WorkingDays,
    DateOnly? LastEntry,
    string? LastPerson,
    int OpenTaskCount,
    int TaskId,
    string Task
);

/// <summary>
/// A page of the clients or projects without activity for <see cref="InactiveAfterDays"/> working days, and the total number of such
/// clients or projects. <see cref="DefaultDays"/> is the company's setting.
/// </summary>
public sealed record InactiveClientsView(int InactiveAfterDays, int DefaultDays, IReadOnlyList<InactiveClientRow> Rows, int Total);

/// <summary>
/// Finds inactive clients and projects: those with open tasks, but without a recent entry and without an upcoming promise. For
/// managers and administrators.
/// </summary>
public sealed class InactiveClients(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The number of rows per page.</summary>
    public const int PageSize = 25;

    /// <summary>
    /// Returns inactive clients or projects, longest inactive first; pages are counted from 1. <paramref name="days"/> (1 to 250)
    /// is in the viewer's working days; null means the company's setting. Entries and promises of people outside the filter count
    /// as activity too.
    /// </summary>
    /// <exception cref="RuleException">The viewer is a representative (<see cref="RuleError.NotAllowed"/>).</exception>
    public async Task<InactiveClientsView> GetAsync(
        Viewer viewer,
        ControlRoomFilter filter,
        bool byProject,
        int? days,
        int page,
        CancellationToken cancellationToken = default
    )
    {
        viewer.EnsureManager();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var today = LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone);
        var usual =
            await db.FollowUpRules.AsNoTracking().Select(r => (int?)r.SilentAfter).SingleOrDefaultAsync(cancellationToken)
            ?? new FollowUpRules().SilentAfter;
        var asked = days is >= 1 and <= 250 ? days.Value : usual;
        var calendar = await db.ReadCalendarAsync(viewer, today.AddYears(-6), cancellationToken);
        var groups = SelectGroups(
            db,
            filter.FilteredTasks(db, viewer),
            byProject,
            viewer.TimeZone,
            today,
            calendar.SubtractWorkingDays(today, asked)
        );
        var total = await groups.CountAsync(cancellationToken);
        var rows = await groups
            .OrderBy(g => g.LastEntryOn ?? DateOnly.FromDateTime(g.CreatedAt))
            .ThenBy(g => g.LastEntryOn == null ? 0 : 1)
            .ThenBy(g => g.CreatedAt)
            .ThenBy(g => g.Key)
            .TakePage(page, PageSize)
            .ToListAsync(cancellationToken);
        var details = await ReadDetailsAsync(db, rows.ConvertAll(r => r.Key), byProject, cancellationToken);
        var first = details.Values.Select(d => d.TaskId).ToList();
        var titles = await db
            .Tasks.AsNoTracking()
            .Where(t => first.Contains(t.Id))
            .Select(t => new { t.Id, t.Title })
            .ToDictionaryAsync(t => t.Id, t => t.Title, cancellationToken);
        return new InactiveClientsView(
            asked,
            usual,
            [
                .. rows.Where(r => details.ContainsKey(r.Key))
                    .Select(r =>
                    {
                        var (detail, since) = (details[r.Key], r.LastEntryOn ?? LocalTime.Day(r.CreatedAt, viewer.TimeZone));
                        return detail.ToRow(r, since, calendar.CountWorkingDays(since, today), titles.GetValueOrDefault(detail.TaskId, ""));
                    }),
            ],
            total
        );
    }

    // Groups the open tasks by client or project. Omits groups with an entry after the cutoff and groups with a promise due today
    // or later. Also omits groups without entries whose open tasks were all created after the cutoff.
    private static IQueryable<InactiveGroup> SelectGroups(
        HexaDbContext db,
        IQueryable<WorkTask> tasks,
        bool byProject,
        string timeZone,
        DateOnly today,
        DateOnly cutoff
    )
    {
        var (midnight, madeBefore) = (LocalTime.ToUtc(today, null, timeZone), LocalTime.ToUtc(cutoff.AddDays(1), null, timeZone));
        return tasks
            .WhereOpen()
            .Select(t => new { Key = byProject ? t.ProjectId : t.ClientId, t.CreatedAt })
            .GroupBy(t => t.Key)
            .Select(g => new
            {
                g.Key,
                Open = g.Count(),
                Made = g.Min(t => t.CreatedAt),
            })
            .Where(g =>
                byProject
                    ? !db.Dedications.Any(d => d.ProjectId == g.Key && d.Date > cutoff)
                        && !db.Tasks.WhereOpen().Any(t => t.ProjectId == g.Key && t.DueAt >= midnight)
                    : !db.Dedications.Any(d => d.ClientId == g.Key && d.Date > cutoff)
                        && !db.Tasks.WhereOpen().Any(t => t.ClientId == g.Key && t.DueAt >= midnight)
            )
            .Select(g => new InactiveGroup
            {
                Key = g.Key,
                OpenTaskCount = g.Open,
                CreatedAt = g.Made,
                LastEntryOn = byProject
                    ? db.Dedications.Where(d => d.ProjectId == g.Key).Max(d => (DateOnly?)d.Date)
                    : db.Dedications.Where(d => d.ClientId == g.Key).Max(d => (DateOnly?)d.Date),
            })
            .Where(g => g.LastEntryOn != null || g.CreatedAt < madeBefore);
    }

    // Returns the names of clients or projects, the person of the last entry, and the open task with the highest priority.
    private static Task<Dictionary<int, InactiveDetail>> ReadDetailsAsync(
        HexaDbContext db,
        List<int> ids,
        bool byProject,
        CancellationToken cancellationToken
    )
    {
        var byPriority = db.Tasks.WhereOpen().OrderByDescending(t => t.Priority).ThenBy(t => t.Id);
        var details = byProject
            ? db
                .Projects.AsNoTracking()
                .Where(p => ids.Contains(p.Id))
                .Select(p => new InactiveDetail(
                    p.Id,
                    p.Name,
                    p.ClientId,
                    p.Client.Name,
                    p.Manager!.Name,
                    db.Dedications.Where(d => d.ProjectId == p.Id)
                        .OrderByDescending(d => d.Date)
                        .Select(d => d.Person.Name)
                        .FirstOrDefault(),
                    byPriority.Where(t => t.ProjectId == p.Id).Select(t => t.Id).FirstOrDefault()
                ))
            : db
                .Clients.AsNoTracking()
                .Where(c => ids.Contains(c.Id))
                .Select(c => new InactiveDetail(
                    c.Id,
                    c.Name,
                    c.Id,
                    c.Name,
                    c.Team!.Manager!.Name,
                    db.Dedications.Where(d => d.ClientId == c.Id)
                        .OrderByDescending(d => d.Date)
                        .Select(d => d.Person.Name)
                        .FirstOrDefault(),
                    byPriority.Where(t => t.ClientId == c.Id).Select(t => t.Id).FirstOrDefault()
                ));
        return details.ToDictionaryAsync(d => d.Id, cancellationToken);
    }

    private sealed record InactiveGroup
    {
        public int Key { get; init; }
        public int OpenTaskCount { get; init; }
        public DateTime CreatedAt { get; init; }
        public DateOnly? LastEntryOn { get; init; }
    }

    private sealed record InactiveDetail(int Id, string Name, int ClientId, string Client, string? Manager, string? LastPerson, int TaskId)
    {
        public InactiveClientRow ToRow(InactiveGroup group, DateOnly since, int workingDays, string task) =>
            new(Id, Name, ClientId, Client, Manager, since, workingDays, group.LastEntryOn, LastPerson, group.OpenTaskCount, TaskId, task);
    }
}
