using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Teams;
using HexaLive.Tests.Support;
using Xunit;
using static HexaLive.Tests.Support.Refusals;

namespace HexaLive.Tests.Infrastructure.Teams;

/// <summary>Editing teams, which form a tree.</summary>
public sealed class TeamEditingTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _admin = null!;

    private TeamEditing Teams => _database.Get<TeamEditing>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        _admin = await _database.GetViewerAsync(_company.Admin);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Teams_are_listed_as_a_tree_and_cannot_be_moved_below_themselves()
    {
        var east = await Teams.SaveAsync(_admin, null, 0, new TeamFields("Este", _company.North.Id, _company.OtherRep.Id));
        var coast = await Teams.SaveAsync(_admin, null, 0, new TeamFields("Costa", east));
        Assert.Equal([("Norte", 0), ("Este", 1), ("Costa", 2), ("Sur", 0)], (await Teams.ListAsync(_admin)).Select(t => (t.Name, t.Depth)));
        // A representative who becomes the manager of a team gets the role of manager, which also covers the teams below.
        var other = await _database.GetViewerAsync(_company.OtherRep);
        Assert.Equal((PersonRole.Manager, true), (other.Role, other.Manages(coast)));

        var north = (await Teams.ListAsync(_admin)).Single(t => t.Id == _company.North.Id);
        await AssertRefusedAsync(
            RuleError.TeamLoop,
            () => Teams.SaveAsync(_admin, north.Id, north.Version, new TeamFields("Norte", coast)),
            () => Teams.SaveAsync(_admin, north.Id, north.Version, new TeamFields("Norte", north.Id))
        );
        Assert.Equal(["Norte", "Este", "Costa", "Sur"], (await Teams.ListAsync(_admin)).Select(t => t.Name));
        await Teams.SaveAsync(_admin, coast, 0, new TeamFields("Litoral", _company.South.Id));
        Assert.Equal(
            [("Norte", 0), ("Este", 1), ("Sur", 0), ("Litoral", 1)],
            (await Teams.ListAsync(_admin)).Select(t => (t.Name, t.Depth))
        );
        await AssertRefusedAsync(
            RuleError.Conflict,
            () => Teams.SaveAsync(_admin, coast, 0, new TeamFields("Costa")),
            () => Teams.DeleteAsync(_admin, coast, 0)
        );
        await AssertRefusedAsync(RuleError.Duplicate, () => Teams.SaveAsync(_admin, null, 0, new TeamFields("Sur")));
    }

    [Fact]
    public async Task Only_an_empty_team_can_be_deleted()
    {
        var north = (await Teams.ListAsync(_admin)).Single(t => t.Id == _company.North.Id);
        var child = await Teams.SaveAsync(_admin, null, 0, new TeamFields("Este", north.Id));
        var refusal = await Assert.ThrowsAsync<RuleException>(() => Teams.DeleteAsync(_admin, north.Id, north.Version));
        Assert.Equal(RuleError.TeamNotEmpty, refusal.Error);
        Assert.Equal([3, 1, 1], refusal.Args);
        await Teams.DeleteAsync(_admin, child, 0);
        Assert.Equal(["Norte", "Sur"], (await Teams.ListAsync(_admin)).Select(t => t.Name));
    }
}
