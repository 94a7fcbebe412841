using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Reviews;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using HexaLive.Infrastructure.Features.Tasks;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Control;

/// <summary>The periods that the control room's charts can show. Each period ends today.</summary>
public enum ControlRoomPeriod
{
    Today,
    Week,
    Fortnight,
    Days30,
    Month,
}

/// <summary>
/// Filter of the control room. Managers see the people of the teams they manage, administrators see everybody; both can select
/// one team (with its sub-teams), one client and one kind of project. Everything is limited to the viewer's scope.
/// </summary>
public sealed record ControlRoomFilter(
    int? TeamId = null,
    int? ClientId = null,
    ProjectKind? Kind = null,
    ControlRoomPeriod Period = ControlRoomPeriod.Fortnight
)
{
    /// <summary>Returns the first and last day (both included) of the period relative to <paramref name="today"/>.</summary>
    public (DateOnly First, DateOnly Last) GetDays(DateOnly today) =>
        Period switch
        {
            ControlRoomPeriod.Today => (today, today),
            ControlRoomPeriod.Week => (today.AddDays(-6), today),
            ControlRoomPeriod.Days30 => (today.AddDays(-29), today),
            ControlRoomPeriod.Month => (new DateOnly(today.Year, today.Month, 1), today),
            _ => (today.AddDays(-13), today),
        };

    /// <summary>Returns the filter with which the task list shows the same tasks.</summary>
    public TaskFilter ToTaskFilter(Viewer viewer) =>
        new(viewer.IsAdministrator ? null : TaskRole.Team, ClientId: ClientId) { TeamId = TeamId, Kind = Kind };

    /// <summary>Returns the ids of the people who are counted; null means everybody.</summary>
    internal IQueryable<int>? FilteredPersonIds(HexaDbContext db, Viewer viewer)
    {
        if (viewer.IsAdministrator)
            return TeamId is { } only ? db.TeamMemberIds(only) : null;
        var teams = viewer.TeamIds.ToArray();
        var people = db.People.Where(p => p.TeamId != null && teams.Contains(p.TeamId.Value));
        if (TeamId is not { } team)
            return people.Select(p => p.Id);
        var members = db.TeamMemberIds(team);
        return people.Where(p => members.Contains(p.Id)).Select(p => p.Id);
    }

    internal IQueryable<Dedication> FilteredEntries(HexaDbContext db, Viewer viewer)
    {
        var entries = db.Dedications.AsNoTracking().VisibleTo(db, viewer);
        if (FilteredPersonIds(db, viewer) is { } people)
            entries = entries.Where(d => people.Contains(d.PersonId));
        if (ClientId is { } client)
            entries = entries.Where(d => d.ClientId == client);
        if (Kind is { } kind)
            entries = entries.Where(d => d.Project.Kind == kind);
        return entries;
    }

    internal IQueryable<WorkTask> FilteredTasks(HexaDbContext db, Viewer viewer)
    {
        var tasks = db.Tasks.AsNoTracking().VisibleTo(db, viewer);
        if (FilteredPersonIds(db, viewer) is { } people)
            tasks = tasks.Where(t => people.Contains(t.ResponsibleId));
        if (ClientId is { } client)
            tasks = tasks.Where(t => t.ClientId == client);
        if (Kind is { } kind)
            tasks = tasks.Where(t => t.Project.Kind == kind);
        return tasks;
    }

    internal IQueryable<Promise> FilteredPromises(HexaDbContext db, Viewer viewer)
    {
        var promises = db.Promises.AsNoTracking().VisibleTo(db, viewer);
        if (FilteredPersonIds(db, viewer) is { } people)
            promises = promises.Where(p => people.Contains(p.PersonId + 0)); // "+ 0": see Scope.VisibleTo
        if (ClientId is { } client)
            promises = promises.Where(p => p.Task.ClientId == client);
        if (Kind is { } kind)
            promises = promises.Where(p => p.Task.Project.Kind == kind);
        return promises;
    }

    /// <summary>Filters reviews by the same rules as the feed lines of the reviewed entries.</summary>
    internal IQueryable<Review> Apply(HexaDbContext db, IQueryable<Review> reviews)
    {
        if (TeamId is { } team)
        {
            var members = db.TeamMemberIds(team);
            reviews = reviews.Where(r => members.Contains(r.PersonId));
        }
        if (ClientId is { } client)
            reviews = reviews.Where(r => r.Dedication.ClientId == client);
        if (Kind is { } kind)
            reviews = reviews.Where(r => r.Dedication.Project.Kind == kind);
        return reviews;
    }

    /// <summary>
    /// Filters feed lines. For entries, the team filter applies to the author; for other lines, it applies to the person
    /// responsible.
    /// </summary>
    internal IQueryable<ActivityEntry> Apply(HexaDbContext db, IQueryable<ActivityEntry> lines)
    {
        if (TeamId is { } team)
        {
            var members = db.TeamMemberIds(team);
            lines = lines.Where(a => members.Contains(a.Dedication != null ? a.Dedication.PersonId : a.ResponsibleId!.Value));
        }
        if (ClientId is { } client)
            lines = lines.Where(a => a.ClientId == client);
        if (Kind is { } kind)
            lines = lines.Where(a => a.Project!.Kind == kind);
        return lines;
    }
}

/// <summary>The choices of the control room's filters: the teams, and the name of the selected client.</summary>
public sealed record ControlRoomOptions(IReadOnlyList<Choice> Teams, string? Client);
