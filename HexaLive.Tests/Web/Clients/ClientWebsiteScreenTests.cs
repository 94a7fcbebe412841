using Bunit;
using HexaLive.Domain.Clients;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Clients;
using HexaLive.Web.Features.VisitSheets;
using Xunit;

namespace HexaLive.Tests.Web.Clients;

/// <summary>The website of a client on screen: in the form, and as a link.</summary>
public sealed class ClientWebsiteScreenTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;

    private int Id => _company.Client.Id;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData("es", "Guardar", "«galerna» no es una dirección web válida")]
    [InlineData("en", "Save", "“galerna” isn’t a valid website address")]
    public async Task Invalid_website_shows_an_error_beside_the_field(string language, string save, string message)
    {
        await using var screens = new ScreenContext(_database, _company.Manager, language);
        var page = await SaveWebsiteAsync(screens, "galerna", save);
        page.WaitForAssertion(() =>
            Assert.StartsWith(message, page.Find("#client-website ~ .field-problem").TextContent, StringComparison.Ordinal)
        );
        Assert.Equal("true", page.Find("#client-website").GetAttribute("aria-invalid"));
        Assert.Empty(page.FindAll(".problem"));
    }

    [Fact]
    public async Task Overlong_website_shows_an_error_beside_the_field()
    {
        await using var screens = new ScreenContext(_database, _company.Manager);
        var page = await SaveWebsiteAsync(screens, "galerna.es/" + new string('a', WebAddress.MaxLength - 12), "Guardar");
        page.WaitForAssertion(() =>
            Assert.Equal("«Sitio web» admite hasta 300 caracteres.", page.Find("#client-website ~ .field-problem").TextContent)
        );
        Assert.Empty(page.FindAll(".problem"));
    }

    [Fact]
    public async Task Saved_website_is_a_link_that_opens_in_a_new_tab()
    {
        await using var screens = new ScreenContext(_database, _company.Manager);
        var page = await SaveWebsiteAsync(screens, "www.galerna.es/contacto/", "Guardar");
        page.WaitForAssertion(() => AssertLink(page.Find(".facts .website-link"), "galerna.es (se abre en otra pestaña)"));

        await using var english = new ScreenContext(_database, _company.Rep, "en");
        var list = english.Render<ClientsPage>();
        AssertLink(list.WaitForElement("table .website-link"), "galerna.es (opens in a new tab)");
        var sheet = english.Open<VisitSheetPage>($"clients/{Id}/sheet", p => p.Add(s => s.ClientId, Id));
        AssertLink(sheet.WaitForElement(".sheet-who .website-link"), "galerna.es (opens in a new tab)");
    }

    [Fact]
    public async Task Merge_preview_shows_the_website_of_the_other_client()
    {
        var clients = _database.Get<ClientList>();
        var admin = await _database.GetViewerAsync(_company.Admin);
        var other = await clients.GetAsync(admin, _company.SouthClient.Id);
        await _database.Get<ClientEditing>().EditAsync(admin, other.Id, other.Version, other.Fields with { Website = "olivares.example" });
        await using var screens = new ScreenContext(_database, _company.Admin);
        var preview = await _database.Get<ClientMerging>().PreviewAsync(admin, Id, other.Id);

        var result = screens.Render<MergeResult>(p => p.Add(r => r.Preview, preview));

        Assert.Contains("https://olivares.example", result.Markup, StringComparison.Ordinal);
        Assert.Contains("Sitio web", result.FindAll("dt").Select(d => d.TextContent));
    }

    private async Task<IRenderedComponent<ClientPage>> SaveWebsiteAsync(ScreenContext screens, string website, string save)
    {
        var page = screens.Open<ClientPage>($"clients/{Id}?edit=client", p => p.Add(c => c.Id, Id));
        page.WaitForElement("#client-website").Change(website);
        await page.InvokeAsync(() => page.FindAll("button").Single(b => b.TextContent.Trim() == save).Click());
        return page;
    }

    private static void AssertLink(AngleSharp.Dom.IElement link, string name)
    {
        Assert.Equal(("galerna.es", name), (link.TextContent, link.GetAttribute("aria-label")));
        Assert.Equal("https://www.galerna.es/contacto/", link.GetAttribute("href"));
        Assert.Equal(("_blank", "noopener noreferrer"), (link.GetAttribute("target"), link.GetAttribute("rel")));
    }
}
