using Bunit;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Company;
using HexaLive.Tests.Support;
using HexaLive.Web.Components.Shared;
using HexaLive.Web.Features.Clients;
using HexaLive.Web.Features.Company;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HexaLive.Tests.Web.Components;

/// <summary>Phone numbers on screen: as links and in forms, and their default country in the company settings.</summary>
public sealed class PhoneLinkTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        _admin = await _database.GetViewerAsync(_company.Admin);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData("600111222", "600 11 12 22", "tel:+34600111222")]
    [InlineData("020 7946 0018", "020 7946 0018", "tel:02079460018")]
    [InlineData("+442079460018", "+44 20 7946 0018", "tel:+442079460018")]
    [InlineData("no tiene", "no tiene", null)]
    public async Task Phone_number_is_shown_formatted_and_linked_with_its_country_code(string number, string text, string? address)
    {
        await using var screens = new ScreenContext(_database, _company.Rep);
        var link = screens.Render<PhoneLink>(p => p.Add(l => l.Number, number).Add(l => l.ClientId, 1));
        link.WaitForAssertion(() => Assert.Equal(text, link.Find("a, span").TextContent));
        link.WaitForAssertion(() => Assert.Equal(address, link.Find("a, span").GetAttribute("href")));
    }

    [Fact]
    public async Task Impossible_phone_number_shows_an_error_beside_the_field()
    {
        await using var screens = new ScreenContext(_database, _company.Manager);
        var page = screens.Open<ClientPage>($"clients/{_company.Client.Id}?edit=contact-0", p => p.Add(c => c.Id, _company.Client.Id));
        page.WaitForElement("#contact-name").Change("Luis");
        page.Find("#contact-phones").Change("600 111 222, 968 11 22");
        await page.InvokeAsync(() => page.FindAll("button").Single(b => b.TextContent.Trim() == "Guardar").Click());
        page.WaitForAssertion(() =>
            Assert.StartsWith(
                "«968 11 22» no es un teléfono válido",
                page.Find(".labelled .field-problem").TextContent,
                StringComparison.Ordinal
            )
        );
        Assert.Equal("true", page.Find("#contact-phones").GetAttribute("aria-invalid"));
        Assert.Empty(page.FindAll(".problem"));
        Assert.Empty((await _database.Get<ClientList>().GetAsync(_admin, _company.Client.Id)).Contacts);
    }

    [Theory]
    [InlineData("es", "Guardar", "Alemania")]
    [InlineData("en", "Save", "Germany")]
    public async Task Administrator_can_choose_the_country_of_the_company(string language, string save, string germany)
    {
        await using var screens = new ScreenContext(_database, _company.Admin, language);
        var page = screens.Render<CompanyPage>();
        Assert.Equal("ES", page.WaitForElement("#company-country").GetAttribute("value"));
        Assert.Equal(germany, page.Find("#company-country option[value='DE']").TextContent);
        page.Find("#company-name").Change("Hierros Norte");
        page.Find("#company-country").Change("DE");
        await page.InvokeAsync(() => page.FindAll("button").Single(b => b.TextContent.Trim() == save).Click());
        var settings = screens.Services.GetRequiredService<CompanySettings>();
        page.WaitForAssertion(() =>
            Assert.Equal(("Hierros Norte", "DE"), (settings.GetAsync().Result.Name, settings.GetAsync().Result.Country))
        );
    }
}
