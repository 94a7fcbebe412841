using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Tests.Support;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Clients;

public sealed class ClientEditingTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;

    private ClientEditing Editing => _database.Get<ClientEditing>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Manager_assigns_clients_to_own_teams_and_administrator_to_any_team()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (manager, admin, rep) = (
            await _database.ViewerAsync(_company.Manager),
            await _database.ViewerAsync(_company.Admin),
            await _database.ViewerAsync(_company.Rep)
        );
        Assert.Equal(["Norte"], (await Editing.ListTeamsAsync(manager, cancel)).Select(t => t.Name));
        Assert.Equal(["Norte", "Sur"], (await Editing.ListTeamsAsync(admin, cancel)).Select(t => t.Name));
        Assert.Empty(await Editing.ListTeamsAsync(rep, cancel));

        var fields = new ClientFields("Nueva", TeamId: _company.South.Id);
        Assert.Equal(
            RuleError.NotAllowed,
            (await Assert.ThrowsAsync<RuleException>(() => Editing.CreateAsync(manager, fields, "Comercial 2026", cancel))).Error
        );
        var id = await Editing.CreateAsync(manager, fields with { TeamId = _company.North.Id }, "Comercial 2026", cancel);
        var version = (await _database.Get<ClientList>().GetAsync(manager, id, cancel)).Version;
        Assert.Equal(
            RuleError.NotAllowed,
            (await Assert.ThrowsAsync<RuleException>(() => Editing.EditAsync(manager, id, version, fields, cancel))).Error
        );
        await Editing.EditAsync(admin, id, version, fields, cancel);
        Assert.Equal("Sur", (await _database.Get<ClientList>().GetAsync(admin, id, cancel)).Team);
    }
}
