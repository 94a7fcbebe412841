using Bunit;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Clients;
using Xunit;

namespace HexaLive.Tests.Web.Clients;

/// <summary>Two people edit the same contact at once.</summary>
public sealed class ContactFormTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _manager = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        _manager = await _database.GetViewerAsync(_company.Manager);
        await _database.Get<ClientEditing>().AddContactAsync(_manager, _company.Client.Id, "Lucía Mora", null, null, []);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Second_editor_sees_the_conflict_and_can_overwrite_the_first_change()
    {
        await using var screens = new ScreenContext(_database, _company.Rep);
        var page = await OpenConflictAsync(screens);
        Assert.Contains("Marta Jefa lo ha cambiado mientras tanto (Lucía Moreno)", page.Find(".problem").TextContent);
        Assert.Equal("Lucía Mora Gil", page.Find("#contact-name").GetAttribute("value"));
        await ClickAsync(page, "Guardar mi versión");
        page.WaitForAssertion(() => Assert.Equal("Lucía Mora Gil", LoadContactAsync().Result.Name));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("#contact-name")));
    }

    [Fact]
    public async Task Second_editor_can_accept_the_first_editors_version_and_edit_it_again()
    {
        await using var screens = new ScreenContext(_database, _company.Rep);
        var page = await OpenConflictAsync(screens);
        await ClickAsync(page, "Usar su versión");
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("#contact-name")));
        Assert.Equal("Lucía Moreno", (await LoadContactAsync()).Name);
        await page.InvokeAsync(() => page.Find("button[aria-label='Editar: Lucía Moreno']").Click());
        page.WaitForElement("#contact-position").Change("Compras");
        await ClickAsync(page, "Guardar");
        page.WaitForAssertion(() => Assert.Equal("Compras", LoadContactAsync().Result.Position));
    }

    // The representative types in the open form while the manager saves another name. Then the representative saves and gets a conflict.
    private async Task<IRenderedComponent<ClientPage>> OpenConflictAsync(ScreenContext screens)
    {
        var contact = await LoadContactAsync();
        var client = _company.Client.Id;
        var page = screens.Open<ClientPage>($"clients/{client}?edit=contact-{contact.Id}", p => p.Add(c => c.Id, client));
        page.WaitForElement("#contact-name").Change("Lucía Mora Gil");
        await _database
            .Get<ClientEditing>()
            .EditContactAsync(_manager, client, contact.Id, contact.Version, "Lucía Moreno", null, null, []);
        // The list shows the name that the manager saved. The form keeps the name that the representative typed.
        page.WaitForAssertion(() => Assert.Equal("Lucía Moreno", page.Find(".contact .strong").TextContent));
        await ClickAsync(page, "Guardar");
        page.WaitForElement(".problem button");
        return page;
    }

    private static Task ClickAsync(IRenderedComponent<ClientPage> page, string text) =>
        page.InvokeAsync(() => page.FindAll("button").Single(b => b.TextContent.Trim() == text).Click());

    private async Task<ContactRow> LoadContactAsync() =>
        (await _database.Get<ClientList>().GetAsync(_manager, _company.Client.Id)).Contacts.Single();
}
