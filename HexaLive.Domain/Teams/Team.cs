using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Teams;

/// <summary>A team or sales region. It can have a manager and a parent team.</summary>
public sealed class Team : RecordedSetting
{
    private Team() { }

    /// <summary>Creates a team without a manager. If <paramref name="parent"/> is null, the team is at the top level.</summary>
    public Team(string name, Team? parent, Actor actor)
    {
        SetName(name);
        Parent = parent;
        RecordSetting(actor, null, Name);
    }

    public int Id { get; private set; }
    public string Name { get; private set; } = "";
    public string SearchKey { get; private set; } = "";
    public int? ManagerId { get; private set; }
    public Person? Manager { get; private set; }
    public int? ParentId { get; private set; }
    public Team? Parent { get; private set; }
    public int Version { get; private set; }

    private protected override ActivitySubject Subject => ActivitySubject.Team;

    /// <summary>
    /// Changes the name (1 to 100 characters) and the parent team; if <paramref name="parent"/> is null, the team moves to the top
    /// level. <paramref name="descendantIds"/> contains the ids of this team and of all teams below it.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.TeamLoop"/> if <paramref name="parent"/> is among <paramref name="descendantIds"/>, or the name is invalid.
    /// </exception>
    public void Edit(string name, Team? parent, IReadOnlySet<int> descendantIds, Actor actor)
    {
        if (parent is not null && descendantIds.Contains(parent.Id))
            throw new RuleException(RuleError.TeamLoop);
        var before = Name;
        SetName(name);
        (Parent, ParentId) = (parent, parent?.Id);
        RecordSetting(actor, before, Name);
    }

    /// <summary>
    /// Sets the manager of the team; null removes the manager. A representative gets the role of a manager. Load
    /// <see cref="Manager"/> first.
    /// </summary>
    public void SetManager(Person? manager, Actor actor)
    {
        var before = Manager?.Name;
        (Manager, ManagerId) = (manager, manager?.Id);
        Record(ActivityKind.TeamManagerChanged, actor, before, manager?.Name, Name);
        manager?.PromoteToManager(actor);
    }

    /// <summary>Records that the team is deleted.</summary>
    public void RecordDeleted(Actor actor) => RecordSetting(actor, Name, null);

    private void SetName(string name)
    {
        Name = Check.Required(name, nameof(Name), 100);
        SearchKey = SearchText.Normalize(Name);
    }
}
