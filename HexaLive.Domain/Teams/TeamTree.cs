namespace HexaLive.Domain.Teams;

/// <summary>Queries on the team hierarchy.</summary>
public static class TeamTree
{
    /// <summary>Returns the ids of the teams that <paramref name="personId"/> manages and of all teams below them.</summary>
    public static IReadOnlySet<int> GetManagedTeams(int personId, IReadOnlyCollection<(int Id, int? ParentId, int? ManagerId)> teams) =>
        GetDescendants(teams.Where(t => t.ManagerId == personId).Select(t => t.Id), teams);

    /// <summary>
    /// Returns the ids of a team and of all teams above it, nearest first. <paramref name="parents"/> maps each team to its
    /// parent.
    /// </summary>
    public static IReadOnlyList<int> GetAncestors(int? teamId, IReadOnlyDictionary<int, int?> parents)
    {
        var found = new List<int>();
        for (; teamId is { } id && !found.Contains(id); teamId = parents.GetValueOrDefault(id))
            found.Add(id);
        return found;
    }

    /// <summary>Returns the ids of the given teams and of all teams below them.</summary>
    public static IReadOnlySet<int> GetDescendants(
        IEnumerable<int> roots,
        IReadOnlyCollection<(int Id, int? ParentId, int? ManagerId)> teams
    )
    {
        var children = teams.Where(t => t.ParentId is not null).ToLookup(t => t.ParentId!.Value, t => t.Id);
        var found = new HashSet<int>();
        var open = new Stack<int>(roots);
        while (open.TryPop(out var id))
        {
            if (!found.Add(id))
                continue;
            foreach (var child in children[id])
                open.Push(child);
        }
        return found;
    }
}
