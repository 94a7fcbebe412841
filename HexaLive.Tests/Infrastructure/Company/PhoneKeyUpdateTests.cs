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
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        _admin = await _database.GetViewerAsync(_company.Admin);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task New_country_changes_phone_keys_of_national_numbers_but_not_row_versions()
    {
        var editing = _database.Get<ClientEditing>();
        var card = await Clients.GetAsync(_admin, _company.Client.Id, Cancellation);
        await editing.EditAsync(_admin, card.Id, card.Version, card.Fields with { Phone = "211 222 333" }, Cancellation);
        await editing.AddContactAsync(_admin, card.Id, "Luis", null, null, ["911 222 333", "+34 600 12 34 56", "4321"], Cancellation);
        card = await Clients.GetAsync(_admin, card.Id, Cancellation);

        await Settings.ChangeAsync(_admin, 0, "Ferros do Norte", "PT", Cancellation);

        await using var db = _database.Open();
        Assert.Equal("+351211222333", (await db.Clients.SingleAsync(c => c.Id == card.Id, Cancellation)).PhoneKey);
        Assert.Equal(
            ["+351911222333", "+34600123456", "4321"],
            await db.Set<ContactPhone>().OrderBy(p => p.Id).Select(p => p.Key).ToListAsync(Cancellation)
        );
        Assert.Null((await db.Clients.SingleAsync(c => c.Id == _company.SouthClient.Id, Cancellation)).PhoneKey);
        Assert.Single((await Clients.GetPageAsync(_admin, "+351 911 222 333", 1, Cancellation)).Items);
        Assert.Single((await Clients.GetPageAsync(_admin, "211222333", 1, Cancellation)).Items);
        var now = await Clients.GetAsync(_admin, card.Id, Cancellation);
        Assert.Equal((card.Version, card.Contacts[0].Version), (now.Version, now.Contacts[0].Version));
    }

    [Fact]
    public async Task Interrupted_update_of_many_numbers_is_completed_by_the_next_run()
    {
        const int Contacts = PhoneKeyUpdate.BatchSize + 20;
        await using var db = _database.Open();
        var client = await db.Clients.SingleAsync(c => c.Id == _company.Client.Id, Cancellation);
        var phones = new PhoneNumberParser("ES");
        for (var i = 0; i < Contacts; i++)
            client.AddContact($"Contacto {i}", null, null, phones.ParseValid([$"600 111 {i:000}"], null), _database.System);
        await db.SaveChangesAsync(Cancellation);
        await PhoneKeyUpdate.ResetAsync(db, Cancellation);

        var update = _database.Get<PhoneKeyUpdate>();
        Assert.Equal(Contacts, await update.RunAsync(Cancellation));
        Assert.Equal(0, await update.RunAsync(Cancellation));
        Assert.Equal(Contacts, await db.Set<ContactPhone>().CountAsync(p => p.Key.StartsWith("+34600111"), Cancellation));
    }

    [Fact]
    public async Task Client_is_found_by_a_phone_number_stored_with_an_extension()
    {
        await _database
            .Get<ClientEditing>()
            .AddContactAsync(_admin, _company.Client.Id, "Luis", null, null, ["968112233 ext. 4"], Cancellation);
        Assert.Single((await Clients.GetPageAsync(_admin, "968 11 22 33", 1, Cancellation)).Items);
        Assert.Empty((await Clients.GetPageAsync(_admin, "968 11 22 34", 1, Cancellation)).Items);
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
