using HexaLive.Domain.Clients;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Company;
using HexaLive.Infrastructure.Features.Shared;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Company;

/// <summary>The keys of telephone numbers follow the country of the company.</summary>
public sealed class PhoneKeyUpdateTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _admin = null!;

    private CompanySettings Settings => _database.Get<CompanySettings>();
    private ClientList Clients => _database.Get<ClientList>();
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        _admin = await _database.GetViewerAsync(_company.Admin);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task New_country_changes_keys_without_country_code_and_no_version()
    {
        var editing = _database.Get<ClientEditing>();
        var card = await Clients.GetAsync(_admin, _company.Client.Id, Cancel);
        await editing.EditAsync(_admin, card.Id, card.Version, card.Fields with { Phone = "211 222 333" }, Cancel);
        await editing.AddContactAsync(_admin, card.Id, "Luis", null, null, ["911 222 333", "+34 600 12 34 56", "4321"], Cancel);
        card = await Clients.GetAsync(_admin, card.Id, Cancel);

        await Settings.ChangeAsync(_admin, 0, "Ferros do Norte", "PT", Cancel);

        await using var db = _database.Open();
        Assert.Equal("+351211222333", (await db.Clients.SingleAsync(c => c.Id == card.Id, Cancel)).PhoneKey);
        Assert.Equal(
            ["+351911222333", "+34600123456", "4321"],
            await db.Set<ContactPhone>().OrderBy(p => p.Id).Select(p => p.Key).ToListAsync(Cancel)
        );
        Assert.Null((await db.Clients.SingleAsync(c => c.Id == _company.SouthClient.Id, Cancel)).PhoneKey);
        Assert.Single((await Clients.GetPageAsync(_admin, "+351 911 222 333", 1, Cancel)).Items);
        Assert.Single((await Clients.GetPageAsync(_admin, "211222333", 1, Cancel)).Items);
        var now = await Clients.GetAsync(_admin, card.Id, Cancel);
        Assert.Equal((card.Version, card.Contacts[0].Version), (now.Version, now.Contacts[0].Version));
    }

    [Fact]
    public async Task Interrupted_update_of_many_numbers_is_completed_by_the_next_run()
    {
        const int Contacts = PhoneKeyUpdate.BatchSize + 20;
        await using var db = _database.Open();
        var client = await db.Clients.SingleAsync(c => c.Id == _company.Client.Id, Cancel);
        var phones = new PhoneNumberParser("ES");
        for (var i = 0; i < Contacts; i++)
            client.AddContact($"Contacto {i}", null, null, phones.ParseValid([$"600 111 {i:000}"], null), _database.System);
        await db.SaveChangesAsync(Cancel);
        await PhoneKeyUpdate.ResetAsync(db, Cancel);

        var update = _database.Get<PhoneKeyUpdate>();
        Assert.Equal(Contacts, await update.RunAsync(Cancel));
        Assert.Equal(0, await update.RunAsync(Cancel));
        Assert.Equal(Contacts, await db.Set<ContactPhone>().CountAsync(p => p.Key.StartsWith("+34600111"), Cancel));
    }

    [Fact]
    public async Task Client_is_found_by_a_phone_number_stored_with_an_extension()
    {
        await _database.Get<ClientEditing>().AddContactAsync(_admin, _company.Client.Id, "Luis", null, null, ["968112233 ext. 4"], Cancel);
        Assert.Single((await Clients.GetPageAsync(_admin, "968 11 22 33", 1, Cancel)).Items);
        Assert.Empty((await Clients.GetPageAsync(_admin, "968 11 22 34", 1, Cancel)).Items);
    }

    [Fact]
    public void Countries_have_names_in_both_languages_in_alphabetical_order()
    {
        foreach (var (language, germany) in new[] { ("es", "Alemania"), ("en", "Germany"), ("es", "Alemania") })
        {
            var names = CountryNames.ListFor(System.Globalization.CultureInfo.GetCultureInfo(language));
            Assert.Equal(germany, names.Single(c => c.Code == "DE").Name);
            Assert.Equal(CountryCodes.All.Order(StringComparer.Ordinal), names.Select(c => c.Code).Order(StringComparer.Ordinal));
            Assert.DoesNotContain(names, c => string.IsNullOrEmpty(c.Name));
        }
    }
}
