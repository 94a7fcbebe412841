using HexaLive.Domain.Shared;
using HexaLive.Domain.Teams;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>Finds teams by name or manager, and determines which teams must be created.</summary>
internal sealed class TeamLookup(ImportPlan plan, Actor actor)
{
    private readonly RecordIndex<TeamReference> _index = new();
    private readonly Dictionary<PersonReference, TeamReference> _teamByManager = [];

    /// <summary>Reads all teams, with their parents and managers, and sets the teams of the people.</summary>
    public async Task LoadAsync(HexaDbContext db, IReadOnlyList<(PersonReference Person, int? TeamId)> people)
    {
        var personById = people.ToDictionary(p => p.Person.Id, p => p.Person);
        var rows = await db
            .Teams.AsNoTracking()
            .OrderBy(t => t.Id)
            .Select(t => new
            {
                t.Id,
                t.Name,
                t.ManagerId,
                t.ParentId,
            })
            .ToListAsync();
        var teamById = rows.ToDictionary(t => t.Id, t => new TeamReference { Id = t.Id, Name = t.Name });
        foreach (var row in rows)
        {
            var team = teamById[row.Id];
            team.Parent = row.ParentId is { } parentId ? teamById.GetValueOrDefault(parentId) : null;
            _index.Add(LookupBy.Name, row.Name, team);
            if (row.ManagerId is { } managerId && personById.TryGetValue(managerId, out var manager))
                SetManager(team, manager);
        }
        foreach (var (person, teamId) in people)
            person.Team = teamId is { } id ? teamById.GetValueOrDefault(id) : null;
    }

    /// <summary>Returns the team with this name, or a new one if there is none.</summary>
    public TeamReference FindOrCreate(ImportRow row, string name, TeamReference? parent = null)
    {
        var team = _index.Find(LookupBy.Name, name);
        if (team is null)
        {
            plan.EnsureMayCreate(ImportReferenceKind.Teams, ImportField.Team, name);
            team = new TeamReference
            {
                Name = name,
                Create = () => new Team(name, parent?.Entity, actor),
                Parent = parent,
                Dependencies = parent is null ? [] : [parent],
            };
            _index.Add(LookupBy.Name, name, team);
        }
        row.AddReference(team);
        return team;
    }

    /// <summary>
    /// Returns the team that this person manages. If there is none, returns the team with the name of this person, or a new team.
    /// </summary>
    public TeamReference FindOrCreateManagedBy(ImportRow row, PersonReference manager)
    {
        if (!_teamByManager.TryGetValue(manager, out var team))
            return SetManager(FindOrCreate(row, manager.Name), manager);
        row.AddReference(team);
        return team;
    }

    /// <summary>Records who manages a team, and returns the team.</summary>
    public TeamReference SetManager(TeamReference team, PersonReference manager)
    {
        team.Manager = manager;
        _teamByManager.TryAdd(manager, team);
        return team;
    }
}
