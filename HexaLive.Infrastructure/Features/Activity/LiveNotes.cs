using System.Linq.Expressions;
using System.Text.Json.Serialization;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Live;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Activity;

/// <summary>
/// What another program is told of one activity: what happened, when (<see cref="At"/> is UTC), by whom and where; the minutes of an entry and the next action as it stands now (local day and hour
/// of the responsible). Comments are never in it: a screen on a wall is read by everybody.
/// </summary>
public sealed record LiveNote(
    long Id, DateTime At, [property: JsonConverter(typeof(JsonStringEnumConverter<ActivityKind>))] ActivityKind Kind, int? PersonId, string? Person,
    int? ClientId, string? Client, int? ProjectId, string? Project, int? TaskId, string? Task, int? Minutes, DateOnly? NextDate, TimeOnly? NextTime);

/// <summary>What a program watches: the tasks that its person controls, those that its person works on or does something in, and clients, projects and tasks by id.</summary>
public sealed record LiveWatch(bool ControlRoom = false, bool MyTasks = false, IReadOnlyList<int>? Clients = null, IReadOnlyList<int>? Projects = null, IReadOnlyList<int>? Tasks = null)
{
    /// <summary>Most things by id at once.</summary>
    public const int Most = 100;

    /// <summary>How many things it names by id.</summary>
    [JsonIgnore]
    public int Count => (Clients?.Count ?? 0) + (Projects?.Count ?? 0) + (Tasks?.Count ?? 0);

    /// <summary>What rings for it.</summary>
    public IEnumerable<LiveTopic> Topics(int me) =>
    [
        .. ControlRoom ? [LiveTopic.Controller(me)] : Array.Empty<LiveTopic>(), .. MyTasks ? [LiveTopic.Responsible(me)] : Array.Empty<LiveTopic>(),
        .. (Clients ?? []).Select(LiveTopic.Client), .. (Projects ?? []).Select(LiveTopic.Project), .. (Tasks ?? []).Select(LiveTopic.Task),
    ];
}

/// <summary>Reads activity for other programs, under the scope of the person that they act for.</summary>
public sealed class LiveNotes(IDbContextFactory<HexaDbContext> databases)
{
    /// <summary>The end of the activity table: ids above it are still to come.</summary>
    public async Task<long> NewestAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await NewestAsync(db, cancellationToken);
    }

    /// <summary>
    /// The end of the activity table, and a cursor that begins after <paramref name="since"/>, or there. A row can be committed after one of a higher id, except on SQLite, where one writes at
    /// a time: whoever comes back is told the last few once more, for nobody knows which of them they had.
    /// </summary>
    public async Task<(long Newest, ActivityCursor Cursor)> StartAsync(long? since, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var newest = await NewestAsync(db, cancellationToken);
        if (since is { } last) return (newest, new ActivityCursor([], Math.Min(last, newest) - (db.Database.IsSqlite() ? 0 : ActivityCursor.Overlap)));
        var floor = newest - ActivityCursor.Overlap;
        return (newest, new ActivityCursor(await db.Activity.Where(a => a.Id > floor && a.Id <= newest).Select(a => a.Id).ToListAsync(cancellationToken), floor));
    }

    /// <summary>Refuses what the viewer may not watch.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the scope, <see cref="RuleError.InvalidValue"/> beyond <see cref="LiveWatch.Most"/> things.</exception>
    public async Task MustSeeAsync(Viewer viewer, LiveWatch watch, CancellationToken cancellationToken = default)
    {
        if (watch.Count > LiveWatch.Most) throw new RuleException(RuleError.InvalidValue, nameof(LiveWatch));
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (clients, projects, tasks) = Ids(watch);
        if (await db.Clients.VisibleTo(db, viewer).CountAsync(c => clients.Contains(c.Id), cancellationToken) < clients.Length
            || (projects.Length > 0 && await db.Projects.VisibleTo(db, viewer).CountAsync(p => projects.Contains(p.Id), cancellationToken) < projects.Length)
            || (tasks.Length > 0 && await db.Tasks.VisibleTo(db, viewer).CountAsync(t => tasks.Contains(t.Id), cancellationToken) < tasks.Length))
            throw new RuleException(RuleError.NotFound);
    }

    /// <summary>
    /// What is watched between two ids (the first left out), oldest first; at most <see cref="ActivityCursor.ReadAtOnce"/>. Nothing is read but what the viewer sees now, whatever they
    /// saw when they began to watch.
    /// </summary>
    public async Task<IReadOnlyList<LiveNote>> ReadAsync(Viewer viewer, LiveWatch watch, long after, long upTo, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (clients, projects, tasks) = Ids(watch);
        var (me, controls, works) = (viewer.PersonId, watch.ControlRoom, watch.MyTasks);
        return await db.Activity.AsNoTracking().VisibleTo(db, viewer).Where(a => a.Id > after && a.Id <= upTo && a.ClientId != null)
            .Where(a => (controls && a.ControllerId == me) || (works && (a.ResponsibleId == me || a.PersonId == me))
                || (a.Kind == ActivityKind.PeopleChanged && ((controls && a.Task!.ControllerId == me) || (works && a.Task!.ResponsibleId == me)))
                || clients.Contains(a.ClientId!.Value) || projects.Contains(a.ProjectId!.Value) || tasks.Contains(a.TaskId!.Value))
            .OrderBy(a => a.Id).Take(ActivityCursor.ReadAtOnce).Select(Note).ToListAsync(cancellationToken);
    }

    private static async Task<long> NewestAsync(HexaDbContext db, CancellationToken cancellationToken) => await db.Activity.MaxAsync(a => (long?)a.Id, cancellationToken) ?? 0;

    private static (int[] Clients, int[] Projects, int[] Tasks) Ids(LiveWatch watch) => ([.. (watch.Clients ?? []).Distinct()], [.. (watch.Projects ?? []).Distinct()], [.. (watch.Tasks ?? []).Distinct()]);

    private static readonly Expression<Func<ActivityEntry, LiveNote>> Note = a => new LiveNote(
        a.Id, a.At, a.Kind, a.PersonId, a.Person!.Name, a.ClientId, a.Client!.Name, a.ProjectId, a.Project!.Name, a.TaskId, a.Task!.Title,
        a.Dedication!.Minutes, a.Task.NextActionDate, a.Task.NextActionTime);
}
