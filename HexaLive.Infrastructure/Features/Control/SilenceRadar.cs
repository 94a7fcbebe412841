using HexaLive.Domain;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Control;

/// <summary>
/// A client or project that nobody dealt with. <see cref="Since"/>: the day of the last entry, or, where there was none yet, on which the oldest open task was made; <see cref="WorkingDays"/> since then.
/// <see cref="TaskId"/> is the open task that comes first, to go on with.
/// </summary>
public sealed record SilentRow(
    int Id, string Name, int ClientId, string Client, string? Manager, DateOnly Since, int WorkingDays, DateOnly? LastEntry, string? LastPerson, int OpenTasks, int TaskId, string Task);

/// <summary>A page of those silent for <see cref="Days"/> working days, and how many there are in all.</summary>
public sealed record SilenceView(int Days, int UsualDays, IReadOnlyList<SilentRow> Rows, int Total);

/// <summary>Clients and projects with open tasks on which nothing was logged for a while and nothing is promised: managers and administrators.</summary>
public sealed class SilenceRadar(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Rows a page.</summary>
    public const int PageSize = 25;

    /// <summary>
    /// Those silent longest first; pages are counted from 0. <paramref name="days"/> (1 to 250) are the viewer's own working days, null: as administrators set it. An entry or promise of anybody
    /// breaks the silence, also of somebody that the filter does not count.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to representatives.</exception>
    public async Task<SilenceView> GetAsync(Viewer viewer, RoomFilter filter, bool projects, int? days, int page, CancellationToken cancellationToken = default)
    {
        viewer.MustManage();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var today = LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone);
        var usual = await db.FollowUpRules.AsNoTracking().Select(r => (int?)r.SilentAfter).FirstOrDefaultAsync(cancellationToken) ?? new FollowUpRules().SilentAfter;
        var asked = days is >= 1 and <= 250 ? days.Value : usual;
        var calendar = await db.CalendarOfAsync(viewer, today.AddYears(-6), cancellationToken);
        var cutoff = calendar.Before(today, asked);
        var (midnight, madeBefore) = (LocalTime.ToUtc(today, null, viewer.TimeZone), LocalTime.ToUtc(cutoff.AddDays(1), null, viewer.TimeZone));

        var open = filter.Tasks(db, viewer).Open().Select(t => new { Key = projects ? t.ProjectId : t.ClientId, t.CreatedAt });
        var silent = open.GroupBy(t => t.Key).Select(g => new { g.Key, Open = g.Count(), Made = g.Min(t => t.CreatedAt) })
            .Where(g => projects
                ? !db.Dedications.Any(d => d.ProjectId == g.Key && d.Date > cutoff) && !db.Tasks.Any(t => t.ProjectId == g.Key && (t.Status == WorkTaskStatus.Pending || t.Status == WorkTaskStatus.InProgress) && t.DueAt >= midnight)
                : !db.Dedications.Any(d => d.ClientId == g.Key && d.Date > cutoff) && !db.Tasks.Any(t => t.ClientId == g.Key && (t.Status == WorkTaskStatus.Pending || t.Status == WorkTaskStatus.InProgress) && t.DueAt >= midnight))
            .Select(g => new
            {
                g.Key,
                g.Open,
                g.Made,
                Last = projects ? db.Dedications.Where(d => d.ProjectId == g.Key).Max(d => (DateOnly?)d.Date) : db.Dedications.Where(d => d.ClientId == g.Key).Max(d => (DateOnly?)d.Date),
            })
            .Where(g => g.Last != null || g.Made < madeBefore);
        var total = await silent.CountAsync(cancellationToken);
        var rows = await silent.OrderBy(g => g.Last ?? DateOnly.FromDateTime(g.Made)).ThenBy(g => g.Last == null ? 0 : 1).ThenBy(g => g.Made).ThenBy(g => g.Key)
            .Skip(Math.Max(0, page) * PageSize).Take(PageSize).ToListAsync(cancellationToken);
        var ids = rows.ConvertAll(r => r.Key);
        var names = await (projects
            ? db.Projects.AsNoTracking().Where(p => ids.Contains(p.Id)).Select(p => new
            {
                p.Id,
                p.Name,
                p.ClientId,
                Client = p.Client.Name,
                Manager = p.Manager!.Name,
                Person = db.Dedications.Where(d => d.ProjectId == p.Id).OrderByDescending(d => d.Date).Select(d => d.Person.Name).FirstOrDefault(),
                Task = db.Tasks.Where(t => t.ProjectId == p.Id && t.Status < WorkTaskStatus.Finished).OrderByDescending(t => t.Priority).ThenBy(t => t.Id).Select(t => t.Id).FirstOrDefault(),
            })
            : db.Clients.AsNoTracking().Where(c => ids.Contains(c.Id)).Select(c => new
            {
                c.Id,
                c.Name,
                ClientId = c.Id,
                Client = c.Name,
                Manager = c.Team!.Manager!.Name,
                Person = db.Dedications.Where(d => d.ClientId == c.Id).OrderByDescending(d => d.Date).Select(d => d.Person.Name).FirstOrDefault(),
                Task = db.Tasks.Where(t => t.ClientId == c.Id && t.Status < WorkTaskStatus.Finished).OrderByDescending(t => t.Priority).ThenBy(t => t.Id).Select(t => t.Id).FirstOrDefault(),
            })).ToDictionaryAsync(p => p.Id, cancellationToken);
        var first = names.Values.Select(n => n.Task).ToList();
        var titles = await db.Tasks.AsNoTracking().Where(t => first.Contains(t.Id)).Select(t => new { t.Id, t.Title }).ToDictionaryAsync(t => t.Id, t => t.Title, cancellationToken);
        return new SilenceView(asked, usual,
            [
                .. rows.Where(r => names.ContainsKey(r.Key)).Select(r =>
                {
                    var (name, since) = (names[r.Key], r.Last ?? LocalTime.Day(r.Made, viewer.TimeZone));
                    return new SilentRow(r.Key, name.Name, name.ClientId, name.Client, name.Manager, since, calendar.Between(since, today), r.Last, name.Person, r.Open, name.Task, titles.GetValueOrDefault(name.Task, ""));
                }),
            ], total);
    }
}
