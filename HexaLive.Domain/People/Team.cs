using HexaLive.Domain.Text;

namespace HexaLive.Domain.People;

/// <summary>A zone or team: has a manager, and may stand below another team.</summary>
public sealed class Team
{
    private Team() { }

    /// <summary>A new team.</summary>
    public Team(string name, Team? parent = null)
    {
        Rename(name);
        Parent = parent;
    }

    public int Id { get; private set; }
    public string Name { get; private set; } = "";
    public string Search { get; private set; } = "";
    public int? ManagerId { get; private set; }
    public Person? Manager { get; private set; }
    public int? ParentId { get; private set; }
    public Team? Parent { get; private set; }
    public int Version { get; private set; }

    /// <summary>Changes the name (1 to 100 characters).</summary>
    public void Rename(string name)
    {
        Name = Check.Required(name, nameof(Name), 100);
        Search = SearchText.Of(Name);
    }

    /// <summary>Puts somebody, or nobody, in charge.</summary>
    public void ManagedBy(Person? manager) { Manager = manager; ManagerId = manager?.Id; }

    /// <summary>Moves the team below another, or to the top. <paramref name="belowThis"/> are the ids of this team and of all below it.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.TeamLoop"/>.</exception>
    public void MoveBelow(Team? parent, IReadOnlySet<int> belowThis)
    {
        if (parent is not null && belowThis.Contains(parent.Id)) throw new RuleException(RuleError.TeamLoop);
        Parent = parent;
        ParentId = parent?.Id;
    }
}

/// <summary>The teams that stand above and below others.</summary>
public static class TeamTree
{
    /// <summary>Ids of the teams that <paramref name="personId"/> manages, and of all teams below them.</summary>
    public static IReadOnlySet<int> ManagedBy(int personId, IReadOnlyCollection<(int Id, int? ParentId, int? ManagerId)> teams) =>
        Below(teams.Where(t => t.ManagerId == personId).Select(t => t.Id), teams);

    /// <summary>A team and all above it, the nearest first; <paramref name="parents"/> says below which each one stands.</summary>
    public static IReadOnlyList<int> Above(int? teamId, IReadOnlyDictionary<int, int?> parents)
    {
        var found = new List<int>();
        for (; teamId is { } id && !found.Contains(id); teamId = parents.GetValueOrDefault(id)) found.Add(id);
        return found;
    }

    /// <summary>The given teams and all below them.</summary>
    public static IReadOnlySet<int> Below(IEnumerable<int> roots, IReadOnlyCollection<(int Id, int? ParentId, int? ManagerId)> teams)
    {
        var children = teams.Where(t => t.ParentId is not null).ToLookup(t => t.ParentId!.Value, t => t.Id);
        var found = new HashSet<int>();
        var open = new Stack<int>(roots);
        while (open.TryPop(out var id))
        {
            if (!found.Add(id)) continue;
            foreach (var child in children[id]) open.Push(child);
        }
        return found;
    }
}
