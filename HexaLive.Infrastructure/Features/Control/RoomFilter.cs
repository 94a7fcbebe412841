using System.Globalization;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Control;

/// <summary>How far back the charts of the control room go; each ends today.</summary>
public enum RoomPeriod { Today, Week, Fortnight, Days30, Month }

/// <summary>
/// Whose work the control room counts: for a manager, the people of the teams that they manage; for an administrator, everybody; of these perhaps one team (with those below it), one client, one kind
/// of project. What lies outside the viewer's scope is not among it.
/// </summary>
public sealed record RoomFilter(int? TeamId = null, int? ClientId = null, ProjectKind? Kind = null, RoomPeriod Period = RoomPeriod.Fortnight)
{
    /// <summary>Reads a filter from the values of an address; what makes no sense is as if it were not there.</summary>
    public static RoomFilter Parse(string? team, string? client, string? kind, string? period) =>
        new(QueryValue.Number(team), QueryValue.Number(client), QueryValue.Enum<ProjectKind>(kind), QueryValue.Enum(period, RoomPeriod.Fortnight));

    /// <summary>The days of the period, both included, seen from a day.</summary>
    public (DateOnly First, DateOnly Last) Days(DateOnly today) => Period switch
    {
        RoomPeriod.Today => (today, today),
        RoomPeriod.Week => (today.AddDays(-6), today),
        RoomPeriod.Days30 => (today.AddDays(-29), today),
        RoomPeriod.Month => (new DateOnly(today.Year, today.Month, 1), today),
        _ => (today.AddDays(-13), today),
    };

    /// <summary>Where the list of tasks shows the same: the values of its address.</summary>
    public string TaskQuery(Viewer viewer) =>
        $"view=0{(viewer.IsAdministrator ? "" : "&role=team")}{(TeamId is { } team ? $"&team={team}" : "")}{(ClientId is { } client ? $"&client={client}" : "")}{(Kind is { } kind ? $"&kind={kind.ToString().ToLowerInvariant()}" : "")}";

    /// <summary>Where the entries of today stand one by one, perhaps those of one channel alone: an address of the report of a day.</summary>
    public string DayAddress(Viewer viewer, DedicationChannel? channel = null) =>
        $"/reports/day?p.period=today&p.team={TeamId?.ToString(CultureInfo.InvariantCulture) ?? (viewer.IsAdministrator ? "" : "my-team")}&p.client={ClientId}&p.kind={Kind}&p.channel={channel}";

    /// <summary>The ids of the people counted; null where it is everybody.</summary>
    internal IQueryable<int>? People(HexaDbContext db, Viewer viewer)
    {
        if (viewer.IsAdministrator) return TeamId is { } only ? db.PeopleOfTeam(only) : null;
        var teams = viewer.TeamIds.ToArray();
        var people = db.People.Where(p => p.TeamId != null && teams.Contains(p.TeamId.Value));
        if (TeamId is not { } team) return people.Select(p => p.Id);
        var members = db.PeopleOfTeam(team);
        return people.Where(p => members.Contains(p.Id)).Select(p => p.Id);
    }

    internal IQueryable<Dedication> Entries(HexaDbContext db, Viewer viewer)
    {
        var entries = db.Dedications.AsNoTracking().VisibleTo(db, viewer);
        if (People(db, viewer) is { } people) entries = entries.Where(d => people.Contains(d.PersonId));
        if (ClientId is { } client) entries = entries.Where(d => d.ClientId == client);
        if (Kind is { } kind) entries = entries.Where(d => d.Project.Kind == kind);
        return entries;
    }

    internal IQueryable<WorkTask> Tasks(HexaDbContext db, Viewer viewer)
    {
        var tasks = db.Tasks.AsNoTracking().VisibleTo(db, viewer);
        if (People(db, viewer) is { } people) tasks = tasks.Where(t => people.Contains(t.ResponsibleId));
        if (ClientId is { } client) tasks = tasks.Where(t => t.ClientId == client);
        if (Kind is { } kind) tasks = tasks.Where(t => t.Project.Kind == kind);
        return tasks;
    }

    internal IQueryable<Promise> Promises(HexaDbContext db, Viewer viewer)
    {
        var promises = db.Promises.AsNoTracking().VisibleTo(db, viewer);
        if (People(db, viewer) is { } people) promises = promises.Where(p => people.Contains(p.PersonId + 0)); // as in VisibleTo: when they ended leads to them
        if (ClientId is { } client) promises = promises.Where(p => p.Task.ClientId == client);
        if (Kind is { } kind) promises = promises.Where(p => p.Task.Project.Kind == kind);
        return promises;
    }

    /// <summary>Reviews of entries of this: the same as their lines in the feed.</summary>
    internal IQueryable<Review> Narrow(HexaDbContext db, IQueryable<Review> reviews)
    {
        if (TeamId is { } team)
        {
            var members = db.PeopleOfTeam(team);
            reviews = reviews.Where(r => members.Contains(r.PersonId));
        }
        if (ClientId is { } client) reviews = reviews.Where(r => r.Dedication.ClientId == client);
        if (Kind is { } kind) reviews = reviews.Where(r => r.Dedication.Project.Kind == kind);
        return reviews;
    }

    /// <summary>Lines of the feed that tell of this: of a team by whoever worked, else by whoever is responsible.</summary>
    internal IQueryable<ActivityEntry> Narrow(HexaDbContext db, IQueryable<ActivityEntry> lines)
    {
        if (TeamId is { } team)
        {
            var members = db.PeopleOfTeam(team);
            lines = lines.Where(a => members.Contains(a.Dedication != null ? a.Dedication.PersonId : a.ResponsibleId!.Value));
        }
        if (ClientId is { } client) lines = lines.Where(a => a.ClientId == client);
        if (Kind is { } kind) lines = lines.Where(a => a.Project!.Kind == kind);
        return lines;
    }
}

/// <summary>What the filters of the control room let choose: the teams, and the name of the client that is chosen.</summary>
public sealed record RoomOptions(IReadOnlyList<Choice> Teams, string? Client);
