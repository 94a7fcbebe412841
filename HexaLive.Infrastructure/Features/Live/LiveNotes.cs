using System.Linq.Expressions;
using System.Text.Json.Serialization;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Live;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Live;

/// <summary>
/// An activity as sent to API clients: the kind of event, the time (<see cref="At"/> is UTC), the person who caused the event, the
/// task with its project and client, the minutes of an entry, and the current next action (local day and time of the person
/// responsible). Never contains comments, because wall screens show these notes to everybody in the room.
/// </summary>
public sealed record LiveNote(
    long Id,
    DateTime At,
    [property: JsonConverter(typeof(JsonStringEnumConverter<ActivityKind>))] ActivityKind Kind,
    int? PersonId,
    string? Person,
    int? ClientId,
    string? Client,
    int? ProjectId,
    string? Project,
    int? TaskId,
    string? Task,
    int? Minutes,
    DateOnly? NextDate,
    TimeOnly? NextTime
);

/// <summary>
/// What an API client subscribes to: the tasks that the person of the API key controls, the tasks for which that person is
/// responsible, that person's own activity, and clients, projects and tasks by id.
/// </summary>
public sealed record LiveWatch(
    bool ControlRoom = false,
    bool MyTasks = false,
    IReadOnlyList<int>? Clients = null,
    IReadOnlyList<int>? Projects = null,
    IReadOnlyList<int>? Tasks = null
)
{
    /// <summary>The maximum number of ids in one subscription.</summary>
    public const int MaxIds = 100;

    /// <summary>The number of ids in the subscription.</summary>
    [JsonIgnore]
    public int Count => (Clients?.Count ?? 0) + (Projects?.Count ?? 0) + (Tasks?.Count ?? 0);

    /// <summary>Returns the live topics of the subscription for the person <paramref name="viewerId"/>.</summary>
    public IEnumerable<LiveTopic> GetTopics(int viewerId) =>
        [
            .. ControlRoom ? [LiveTopic.Controller(viewerId)] : Array.Empty<LiveTopic>(),
            .. MyTasks ? [LiveTopic.Responsible(viewerId)] : Array.Empty<LiveTopic>(),
            .. (Clients ?? []).Select(LiveTopic.Client),
            .. (Projects ?? []).Select(LiveTopic.Project),
            .. (Tasks ?? []).Select(LiveTopic.Task),
        ];
}

/// <summary>Reads activity for API clients, within the scope of the person they act for.</summary>
public sealed class LiveNotes(IDbContextFactory<HexaDbContext> databases)
{
    /// <summary>Returns the highest activity id so far.</summary>
    public async Task<long> GetNewestIdAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await GetNewestIdAsync(db, cancellationToken);
    }

    /// <summary>
    /// Returns the highest activity id and a cursor that starts after <paramref name="since"/> (null: after the newest activity).
    /// On SQL Server, a row can be committed after a row with a higher id. A client that reconnects therefore receives the last
    /// rows again. SQLite has a single writer, so this cannot happen there.
    /// </summary>
    public async Task<(long Newest, ActivityCursor Cursor)> StartAsync(long? since, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var newest = await GetNewestIdAsync(db, cancellationToken);
        if (since is { } last)
            return (newest, new ActivityCursor([], Math.Min(last, newest) - (db.Database.IsSqlite() ? 0 : ActivityCursor.Overlap)));
        var floor = newest - ActivityCursor.Overlap;
        return (
            newest,
            new ActivityCursor(
                await db.Activity.Where(a => a.Id > floor && a.Id <= newest).Select(a => a.Id).ToListAsync(cancellationToken),
                floor
            )
        );
    }

    /// <summary>Throws unless the viewer may see everything in the subscription.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> if something is outside the viewer's scope; <see cref="RuleError.InvalidValue"/> if there
    /// are more than <see cref="LiveWatch.MaxIds"/> ids.
    /// </exception>
    public async Task EnsureVisibleAsync(Viewer viewer, LiveWatch watch, CancellationToken cancellationToken = default)
    {
        if (watch.Count > LiveWatch.MaxIds)
            throw new RuleException(RuleError.InvalidValue, nameof(LiveWatch));
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (clients, projects, tasks) = DistinctIds(watch);
        if (
            await db.Clients.VisibleTo(db, viewer).CountAsync(c => clients.Contains(c.Id), cancellationToken) < clients.Length
            || (
                projects.Length > 0
                && await db.Projects.VisibleTo(db, viewer).CountAsync(p => projects.Contains(p.Id), cancellationToken) < projects.Length
            )
            || (
                tasks.Length > 0
                && await db.Tasks.VisibleTo(db, viewer).CountAsync(t => tasks.Contains(t.Id), cancellationToken) < tasks.Length
            )
        )
            throw new RuleException(RuleError.NotFound);
    }

    /// <summary>
    /// Returns the subscribed activity with ids above <paramref name="afterId"/> up to <paramref name="upToId"/>, oldest first; at most
    /// <see cref="ActivityCursor.PageSize"/>. The scope is checked on every read, so a loss of access takes effect at once.
    /// </summary>
    public async Task<IReadOnlyList<LiveNote>> ReadAsync(
        Viewer viewer,
        LiveWatch watch,
        long afterId,
        long upToId,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (clients, projects, tasks) = DistinctIds(watch);
        var (me, controls, works) = (viewer.PersonId, watch.ControlRoom, watch.MyTasks);
        return await db
            .Activity.AsNoTracking()
            .VisibleTo(db, viewer)
            .Where(a => a.Id > afterId && a.Id <= upToId && a.ClientId != null)
            .Where(a =>
                (controls && a.ControllerId == me)
                || (works && (a.ResponsibleId == me || a.PersonId == me))
                || (a.Kind == ActivityKind.ControllerChanged && controls && a.Task!.ControllerId == me)
                || (a.Kind == ActivityKind.ResponsibleChanged && works && a.Task!.ResponsibleId == me)
                || clients.Contains(a.ClientId!.Value)
                || projects.Contains(a.ProjectId!.Value)
                || tasks.Contains(a.TaskId!.Value)
            )
            .OrderBy(a => a.Id)
            .Take(ActivityCursor.PageSize)
            .Select(NoteProjection)
            .ToListAsync(cancellationToken);
    }

    private static async Task<long> GetNewestIdAsync(HexaDbContext db, CancellationToken cancellationToken) =>
        await db.Activity.MaxAsync(a => (long?)a.Id, cancellationToken) ?? 0;

    private static (int[] Clients, int[] Projects, int[] Tasks) DistinctIds(LiveWatch watch) =>
        ([.. (watch.Clients ?? []).Distinct()], [.. (watch.Projects ?? []).Distinct()], [.. (watch.Tasks ?? []).Distinct()]);

    private static readonly Expression<Func<ActivityEntry, LiveNote>> NoteProjection = a => new LiveNote(
        a.Id,
        a.At,
        a.Kind,
        a.PersonId,
        a.Person!.Name,
        a.ClientId,
        a.Client!.Name,
        a.ProjectId,
        a.Project!.Name,
        a.TaskId,
        a.Task!.Title,
        a.Dedication!.Minutes,
        a.Task.NextActionDate,
        a.Task.NextActionTime
    );
}
