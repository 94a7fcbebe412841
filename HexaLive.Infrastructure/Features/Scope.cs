using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;

namespace HexaLive.Infrastructure.Features;

/// <summary>
/// Who sees what: one expression an entity, applied where a query starts. Everybody sees the clients they take part in and all that is theirs;
/// a manager also those in which somebody of the managed teams takes part; who stands in for somebody away also theirs, as long as that lasts; an administrator all.
/// </summary>
public static class Scope
{
    /// <summary>Clients that the viewer sees.</summary>
    public static IQueryable<Client> VisibleTo(this IQueryable<Client> clients, HexaDbContext db, Viewer viewer)
    {
        if (viewer.IsAdministrator) return clients.Where(c => c.MergedIntoId == null);
        var ids = ClientIds(db, viewer);
        return clients.Where(c => ids.Contains(c.Id));
    }

    /// <summary>Projects that the viewer sees.</summary>
    public static IQueryable<Project> VisibleTo(this IQueryable<Project> projects, HexaDbContext db, Viewer viewer)
    {
        if (viewer.IsAdministrator) return projects;
        var ids = ClientIds(db, viewer);
        return projects.Where(p => ids.Contains(p.ClientId));
    }

    /// <summary>Tasks that the viewer sees.</summary>
    public static IQueryable<WorkTask> VisibleTo(this IQueryable<WorkTask> tasks, HexaDbContext db, Viewer viewer)
    {
        if (viewer.IsAdministrator) return tasks;
        var ids = ClientIds(db, viewer);
        return tasks.Where(t => ids.Contains(t.ClientId));
    }

    /// <summary>Dedications that the viewer sees.</summary>
    public static IQueryable<Dedication> VisibleTo(this IQueryable<Dedication> dedications, HexaDbContext db, Viewer viewer)
    {
        if (viewer.IsAdministrator) return dedications;
        var ids = ClientIds(db, viewer);
        return dedications.Where(d => ids.Contains(d.ClientId));
    }

    /// <summary>Activity that the viewer sees; rows of no client (settings) are for administrators.</summary>
    public static IQueryable<ActivityEntry> VisibleTo(this IQueryable<ActivityEntry> activity, HexaDbContext db, Viewer viewer)
    {
        if (viewer.IsAdministrator) return activity;
        var ids = ClientIds(db, viewer);
        return activity.Where(a => a.ClientId != null && ids.Contains(a.ClientId.Value));
    }

    /// <summary>Promises that the viewer sees: those on the tasks that the viewer sees.</summary>
    public static IQueryable<Promise> VisibleTo(this IQueryable<Promise> promises, HexaDbContext db, Viewer viewer)
    {
        if (viewer.IsAdministrator) return promises;
        var ids = ClientIds(db, viewer);
        // The sum keeps the index of clients out of it: what leads to promises is when they ended, or whose they are, and there are many of each client.
        return promises.Where(p => ids.Contains(p.Task.ClientId + 0));
    }

    /// <summary>Reminders that the viewer still sees: those on the tasks that the viewer sees.</summary>
    public static IQueryable<Reminder> VisibleTo(this IQueryable<Reminder> reminders, HexaDbContext db, Viewer viewer)
    {
        if (viewer.IsAdministrator) return reminders;
        var ids = ClientIds(db, viewer);
        // As of promises: what leads to reminders is whose they are.
        return reminders.Where(r => ids.Contains(r.Task.ClientId + 0));
    }

    /// <summary>People that the viewer knows: themselves, those of the managed teams, and whoever takes part in a client that the viewer sees, whose diary tells their names anyway.</summary>
    public static IQueryable<Person> VisibleTo(this IQueryable<Person> people, HexaDbContext db, Viewer viewer)
    {
        if (viewer.IsAdministrator) return people;
        var (me, teams, ids) = (Selves(viewer), viewer.TeamIds.ToArray(), ClientIds(db, viewer));
        return people.Where(p => me.Contains(p.Id) || (p.TeamId != null && teams.Contains(p.TeamId.Value)) || db.Participations.Any(o => o.PersonId == p.Id && ids.Contains(o.ClientId)));
    }

    /// <summary>Who the viewer sees as: themselves, and those who are away and for whom they stand in.</summary>
    internal static int[] Selves(Viewer viewer) => [viewer.PersonId, .. viewer.StandsInFor];

    /// <summary>The ids of the people of a team and of those below it, four levels deep.</summary>
    internal static IQueryable<int> PeopleOfTeam(this HexaDbContext db, int teamId)
    {
        var teams = db.Teams.Where(t => t.Id == teamId || t.ParentId == teamId || t.Parent!.ParentId == teamId || t.Parent.Parent!.ParentId == teamId).Select(t => (int?)t.Id);
        return db.People.Where(p => teams.Contains(p.TeamId)).Select(p => p.Id);
    }

    private static IQueryable<int> ClientIds(HexaDbContext db, Viewer viewer)
    {
        var me = viewer.PersonId;
        if (viewer is { TeamIds.Count: 0, StandsInFor.Count: 0 }) return db.Participations.Where(p => p.PersonId == me).Select(p => p.ClientId);
        var selves = Selves(viewer);
        if (viewer.TeamIds.Count == 0) return db.Participations.Where(p => selves.Contains(p.PersonId)).Select(p => p.ClientId);
        var teams = viewer.TeamIds.ToArray();
        // People first: by each of them the participations are sought, where "me or of my teams" over the participations would read them all.
        var people = db.People.Where(p => selves.Contains(p.Id) || (p.TeamId != null && teams.Contains(p.TeamId.Value))).Select(p => p.Id);
        return db.Participations.Where(p => people.Contains(p.PersonId)).Select(p => p.ClientId);
    }
}
