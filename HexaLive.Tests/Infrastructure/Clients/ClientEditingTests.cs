using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static HexaLive.Tests.Support.Refusals;

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
    public async Task Manager_can_assign_clients_to_own_teams_and_administrator_to_any_team()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (manager, admin, rep) = (
            await _database.GetViewerAsync(_company.Manager),
            await _database.GetViewerAsync(_company.Admin),
            await _database.GetViewerAsync(_company.Rep)
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

    [Fact]
    public async Task Impossible_phone_number_of_a_client_or_contact_is_refused()
    {
        var manager = await _database.GetViewerAsync(_company.Manager);
        var card = await _database.Get<ClientList>().GetAsync(manager, _company.Client.Id);
        await Editing.AddContactAsync(manager, card.Id, "Luis", null, null, ["968 11 22 33 ext. 12", "4321"]);
        var contact = Assert.Single((await _database.Get<ClientList>().GetAsync(manager, card.Id)).Contacts);
        Assert.Equal(["968 11 22 33 ext. 12", "4321"], contact.Phones);
        await AssertRefusedAsync(
            RuleError.InvalidPhone,
            () => Editing.CreateAsync(manager, new ClientFields("Nueva", TeamId: _company.North.Id, Phone: "600 12 34"), "Comercial"),
            () => Editing.EditAsync(manager, card.Id, card.Version, card.Fields with { Phone = "600 123 4567" }),
            () => Editing.AddContactAsync(manager, card.Id, "Ana", null, null, ["600 111 222", "12"]),
            () => Editing.EditContactAsync(manager, card.Id, contact.Id, contact.Version, "Luis", null, null, ["4321", "no tiene"])
        );
    }

    [Fact]
    public async Task Stored_number_that_is_not_valid_is_kept_until_it_is_changed()
    {
        var admin = await _database.GetViewerAsync(_company.Admin);
        await using (var db = _database.Open())
        {
            var client = await db.Clients.SingleAsync(c => c.Id == _company.Client.Id);
            client.Edit(ClientFields.From(client) with { Phone = "pedir", PhoneKey = "" }, _database.System);
            client.AddContact("Luis", null, null, [new PhoneNumber("968-1", "9681")], _database.System);
            await db.SaveChangesAsync();
        }
        var card = await _database.Get<ClientList>().GetAsync(admin, _company.Client.Id);
        await Editing.EditAsync(admin, card.Id, card.Version, card.Fields with { Notes = "Llamar" });
        var contact = Assert.Single(card.Contacts);
        await Editing.EditContactAsync(admin, card.Id, contact.Id, contact.Version, "Luis", null, null, ["968-1", "600 111 222"]);
        var saved = await _database.Get<ClientList>().GetAsync(admin, card.Id);
        Assert.Equal(("pedir", "Llamar"), (saved.Fields.Phone, saved.Fields.Notes));
        Assert.Equal(["968-1", "600 111 222"], saved.Contacts.Single().Phones);
    }

    [Fact]
    public async Task Phone_number_typed_twice_in_different_formats_is_stored_once()
    {
        var admin = await _database.GetViewerAsync(_company.Admin);
        await Editing.AddContactAsync(admin, _company.Client.Id, "Luis", null, null, ["600 111 222", "+34600111222", "600 111 223"]);
        var card = await _database.Get<ClientList>().GetAsync(admin, _company.Client.Id);
        Assert.Equal(["600 111 222", "600 111 223"], card.Contacts.Single().Phones);
    }
}
