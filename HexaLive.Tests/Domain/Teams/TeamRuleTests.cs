using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Domain.Teams;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Teams;

public sealed class TeamRuleTests
{
    private readonly Team _team = new Team("Norte", null, By).WithId(1);

    [Fact]
    public void Team_needs_a_name()
    {
        AssertRefused(RuleError.Required, () => _ = new Team(" ", null, By));
        AssertRefused(RuleError.Required, () => _team.Edit(" ", null, new HashSet<int> { 1 }, By));
    }

    [Fact]
    public void Edited_team_has_the_new_name_and_parent()
    {
        var parent = new Team("España", null, By).WithId(2);

        var row = Assert.Single(_team.CaptureActivity(t => t.Edit(" Área Norte ", parent, new HashSet<int> { 1 }, By)));

        Assert.Equal(("Área Norte", "area norte", parent, 2), (_team.Name, _team.SearchKey, _team.Parent, _team.ParentId));
        Assert.Equal(("Norte", "Área Norte"), (row.From, row.To));
        _team.Edit("Norte", null, new HashSet<int> { 1 }, By);
        Assert.Null(_team.ParentId);
    }

    [Fact]
    public void Team_cannot_be_its_own_parent_or_ancestor()
    {
        var below = new Team("Burgos", _team, By).WithId(3);

        AssertRefused(RuleError.TeamLoop, () => _team.Edit("Norte", below, new HashSet<int> { 1, 3 }, By));
        AssertRefused(RuleError.TeamLoop, () => _team.Edit("Norte", _team, new HashSet<int> { 1, 3 }, By));
        Assert.Null(_team.Parent);
    }

    [Fact]
    public void Person_who_becomes_manager_of_a_team_gets_the_role_of_manager()
    {
        var person = NewPerson();

        var row = Assert.Single(_team.CaptureActivity(t => t.SetManager(person, By)));

        Assert.Equal((person, 7, PersonRole.Manager), (_team.Manager, _team.ManagerId, person.Role));
        Assert.Equal((null, "Raúl", "Norte"), (row.From, row.To, row.Note));
        Assert.Contains(person.DrainActivity(), r => r.Kind == ActivityKind.RoleChanged);
    }

    [Fact]
    public void Team_can_be_left_without_a_manager()
    {
        _team.SetManager(NewPerson(), By);

        var row = Assert.Single(_team.CaptureActivity(t => t.SetManager(null, By)));

        Assert.Equal(("Raúl", null), (row.From, row.To));
        Assert.Null(_team.ManagerId);
    }

    [Fact]
    public void Deleted_team_is_recorded_with_its_name()
    {
        var row = Assert.Single(_team.CaptureActivity(t => t.RecordDeleted(By)));

        Assert.Equal((ActivitySubject.Team, "Norte", null), (row.Subject, row.From, row.To));
    }
}
