using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Data;

namespace HexaLive.Infrastructure.Access;

/// <summary>
/// Defines which rows a viewer sees: one filter per entity, applied at the start of every query. Everybody sees the clients they
/// participate in and everything that belongs to those clients. A manager also sees the clients of the people in the managed teams.
/// A stand-in also sees the clients of the absent person while the absence lasts. An administrator sees everything.
/// </summary>
public static class Scope
{
    /// <summary>Filters clients to those the viewer may see.</summary>
    public static IQueryable<Client> VisibleTo(this IQueryable<Client> clients, HexaDbContext db, Viewer viewer)
    {
        if (viewer.IsAdministrator)
            return clients.Where(c => c.MergedIntoId == null);
        var ids = VisibleClientIds(db, viewer);
        return clients.Where(c => ids.Contains(c.Id));
    }

    /// <summary>Filters projects to those whose client the viewer may see.</summary>
    public static IQueryable<Project> VisibleTo(this IQueryable<Project> projects, HexaDbContext db, Viewer viewer)
    {
        if (viewer.IsAdministrator)
            return projects;
        var ids = VisibleClientIds(db, viewer);
        return projects.Where(p => ids.Contains(p.ClientId));
    }

    /// <summary>Filters tasks to those whose client the viewer may see.</summary>
    public static IQueryable<WorkTask> VisibleTo(this IQueryable<WorkTask> tasks, HexaDbContext db, Viewer viewer)
    {
        if (viewer.IsAdministrator)
            return tasks;
        var ids = VisibleClientIds(db, viewer);
        return tasks.Where(t => ids.Contains(t.ClientId));
    }

    /// <summary>Filters entries to those whose client the viewer may see.</summary>
    public static IQueryable<Dedication> VisibleTo(this IQueryable<Dedication> dedications, HexaDbContext db, Viewer viewer)
    {
        if (viewer.IsAdministrator)
            return dedications;
        var ids = VisibleClientIds(db, viewer);
        return dedications.Where(d => ids.Contains(d.ClientId));
    }

    /// <summary>
    /// Filters activity rows to those whose client the viewer may see. Rows without a client (such as settings) are for
    /// administrators only.
    /// </summary>
    public static IQueryable<ActivityEntry> VisibleTo(this IQueryable<ActivityEntry> activity, HexaDbContext db, Viewer viewer)
    {
        if (viewer.IsAdministrator)
            return activity;
        var ids = VisibleClientIds(db, viewer);
        return activity.Where(a => a.ClientId != null && ids.Contains(a.ClientId.Value));
    }

    /// <summary>Filters promises to those whose task the viewer may see.</summary>
    public static IQueryable<Promise> VisibleTo(this IQueryable<Promise> promises, HexaDbContext db, Viewer viewer)
    {
        if (viewer.IsAdministrator)
            return promises;
        var ids = VisibleClientIds(db, viewer);
        // "+ 0" prevents the database from using the index by client, because one client can have very many promises. Queries use
        // the index by end date or by person instead.
        return promises.Where(p => ids.Contains(p.Task.ClientId + 0));
    }

    /// <summary>Filters reminders to those whose task the viewer may still see.</summary>
    public static IQueryable<Reminder> VisibleTo(this IQueryable<Reminder> reminders, HexaDbContext db, Viewer viewer)
    {
        if (viewer.IsAdministrator)
            return reminders;
        var ids = VisibleClientIds(db, viewer);
        // "+ 0" prevents the database from using the index by client. The index by person is faster for reminders.
        return reminders.Where(r => ids.Contains(r.Task.ClientId + 0));
    }

    /// <summary>
    /// Filters people to those that the viewer may see: the viewer, the people that the viewer stands in for, the people of the
    /// managed teams, and everybody who participates in a visible client, because the client's diary shows the names of these people
    /// anyway.
    /// </summary>
    public static IQueryable<Person> VisibleTo(this IQueryable<Person> people, HexaDbContext db, Viewer viewer)
    {
        if (viewer.IsAdministrator)
            return people;
        var (me, teams, ids) = (GetActingAsIds(viewer), viewer.TeamIds.ToArray(), VisibleClientIds(db, viewer));
        return people.Where(p =>
            me.Contains(p.Id)
            || (p.TeamId != null && teams.Contains(p.TeamId.Value))
            || db.Participations.Any(o => o.PersonId == p.Id && ids.Contains(o.ClientId))
        );
    }

    /// <summary>Returns the ids of the people for whom the viewer acts: the viewer and the people that the viewer stands in for.</summary>
    internal static int[] GetActingAsIds(Viewer viewer) => [viewer.PersonId, .. viewer.CoveredPersonIds];

    /// <summary>Returns the ids of the people in a team and in its sub-teams (four levels in all).</summary>
    internal static IQueryable<int> TeamMemberIds(this HexaDbContext db, int teamId)
    {
        var teams = db
            .Teams.Where(t => t.Id == teamId || t.ParentId == teamId || t.Parent!.ParentId == teamId || t.Parent.Parent!.ParentId == teamId)
            .Select(t => (int?)t.Id);
        return db.People.Where(p => teams.Contains(p.TeamId)).Select(p => p.Id);
    }

    private static IQueryable<int> VisibleClientIds(HexaDbContext db, Viewer viewer)
    {
        var me = viewer.PersonId;
        if (viewer is { TeamIds.Count: 0, CoveredPersonIds.Count: 0 })
            return db.Participations.Where(p => p.PersonId == me).Select(p => p.ClientId);
        var selves = GetActingAsIds(viewer);
        if (viewer.TeamIds.Count == 0)
            return db.Participations.Where(p => selves.Contains(p.PersonId)).Select(p => p.ClientId);
        var teams = viewer.TeamIds.ToArray();
        // Select the people first, so that the database looks up participations by person. With a single condition on
        // participations, the database would scan the whole table.
        var people = db.People.Where(p => selves.Contains(p.Id) || (p.TeamId != null && teams.Contains(p.TeamId.Value))).Select(p => p.Id);
        return db.Participations.Where(p => people.Contains(p.PersonId)).Select(p => p.ClientId);
    }
}
