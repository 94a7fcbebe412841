using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Search;
using HexaLive.Infrastructure.Features.VisitSheets;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static HexaLive.Tests.Support.Refusals;

namespace HexaLive.Tests.Infrastructure.Clients;

/// <summary>The website of a client: who may change it, where it is read and how it is found.</summary>
public sealed class ClientWebsiteTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _manager = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ClientEditing Editing => _database.Get<ClientEditing>();
    private ClientList Clients => _database.Get<ClientList>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        _manager = await _database.GetViewerAsync(_company.Manager);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Website_is_normalized_when_saved_and_its_change_is_recorded()
    {
        var fields = new ClientFields("Nueva", TeamId: _company.North.Id, Website: "www.nueva.example/");
        var id = await Editing.CreateAsync(_manager, fields, "Comercial 2026", Cancellation);
        var card = await Clients.GetAsync(_manager, id, Cancellation);
        Assert.Equal("https://www.nueva.example", card.Fields.Website);

        await EditAsync(card, "http://nueva.example/contacto");

        Assert.Equal("http://nueva.example/contacto", (await Clients.GetAsync(_manager, id, Cancellation)).Fields.Website);
        await using var db = _database.Open();
        Assert.Equal(1, await db.Activity.CountAsync(a => a.ClientId == id && a.Kind == ActivityKind.ClientChanged, Cancellation));
    }

    [Fact]
    public async Task Invalid_website_is_refused_and_changes_nothing()
    {
        var card = await Clients.GetAsync(_manager, _company.Client.Id, Cancellation);
        await AssertRefusedAsync(
            RuleError.InvalidWebsite,
            () =>
                Editing.CreateAsync(
                    _manager,
                    new ClientFields("Nueva", TeamId: _company.North.Id, Website: "nueva"),
                    "Comercial",
                    Cancellation
                ),
            () => EditAsync(card, "javascript:alert(1)")
        );
        Assert.Equal(card.Version, (await Clients.GetAsync(_manager, card.Id, Cancellation)).Version);
    }

    [Fact]
    public async Task Only_people_who_may_edit_a_client_can_change_its_website()
    {
        var card = await Clients.GetAsync(_manager, _company.Client.Id, Cancellation);
        var (rep, stranger) = (await _database.GetViewerAsync(_company.Rep), await _database.GetViewerAsync(_company.Stranger));
        await AssertRefusedAsync(RuleError.NotAllowed, () => EditAsync(card, "perez.example", rep));
        await AssertRefusedAsync(RuleError.NotFound, () => EditAsync(card, "perez.example", stranger));
        await EditAsync(card, "perez.example");
        // Everybody who sees the client sees its website.
        Assert.Equal("https://perez.example", (await Clients.GetAsync(rep, card.Id, Cancellation)).Fields.Website);
        Assert.Equal(
            "https://perez.example",
            (await _database.Get<VisitSheetReader>().ReadClientAsync(rep, card.Id, cancellationToken: Cancellation)).Client.Website
        );
    }

    [Fact]
    public async Task Client_is_listed_with_its_website_and_found_by_its_host()
    {
        await EditAsync(await Clients.GetAsync(_manager, _company.Client.Id, Cancellation), "https://www.obras-perez.example/contacto");
        foreach (var text in new[] { "obras-perez.example", "OBRAS-PÉREZ", "construcciones obras-perez" })
            Assert.Equal(
                "https://www.obras-perez.example/contacto",
                Assert.Single((await Clients.GetPageAsync(_manager, text, 1, Cancellation)).Items).Website
            );
        foreach (var text in new[] { "https", "www", "contacto" })
            Assert.Empty((await Clients.GetPageAsync(_manager, text, 1, Cancellation)).Items);
        var hits = await _database.Get<GlobalSearch>().FindAsync(_manager, "obras-perez.ex", Cancellation);
        Assert.Contains(hits, h => h.Kind == SearchKind.Client && h.Id == _company.Client.Id);
        var stranger = await _database.GetViewerAsync(_company.Stranger);
        Assert.Empty((await Clients.GetPageAsync(stranger, "obras-perez", 1, Cancellation)).Items);
    }

    private Task EditAsync(ClientCardView card, string website, Viewer? viewer = null) =>
        Editing.EditAsync(viewer ?? _manager, card.Id, card.Version, card.Fields with { Website = website }, Cancellation);
}
