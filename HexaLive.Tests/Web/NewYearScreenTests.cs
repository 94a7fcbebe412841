using AngleSharp.Dom;
using Bunit;
using HexaLive.Domain.Projects;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Projects;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Clients;
using HexaLive.Web.Features.Projects;
using HexaLive.Web.Features.Tasks;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Web;

/// <summary>The screens of the new year, of merging clients, and of moving one task.</summary>
public sealed class NewYearScreenTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private Company _company = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task The_ticked_projects_go_on_in_the_next_year_and_come_back_when_it_is_undone_later()
    {
        var manager = await _database.ViewerAsync(_company.Manager);
        await _database.Get<ProjectEditing>().CreateAsync(manager, _company.Client.Id, new ProjectFields("Feria", ProjectKind.Commercial, null), TestContext.Current.CancellationToken);
        await using (var screens = new Screens(_database, _company.Manager))
        {
            var page = screens.Open<NewYearPage>("projects/new-year");
            page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".renewal").Count));
            Assert.Contains("Comercial 2027", page.FindAll(".renewal")[0].TextContent, StringComparison.Ordinal);
            Assert.Equal("2027", page.Find("#new-year option[selected]").TextContent);
            page.FindAll(".renewal input")[1].Change(false);
            Button(page, "Crear 1 proyecto").Click();
            page.WaitForAssertion(() => Assert.Contains("Proyectos creados: 1. Tareas pasadas: 1.", page.Find("section[role=status]").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
            // What was left out is not ticked again.
            Assert.True(Button(page, "Crear 0 proyectos").HasAttribute("disabled"));
        }
        await using var later = new Screens(_database, _company.Manager);
        var again = later.Open<NewYearPage>("projects/new-year");
        again.WaitForElement(".past-import button").Click();
        Button(again, "Sí, deshacerlo").Click();
        again.WaitForAssertion(() => Assert.Contains("Devueltos: 1. Se quedan: 0.", again.Find(".past-import").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        again.WaitForAssertion(() => Assert.Equal(2, again.FindAll(".renewal").Count));
    }

    [Fact]
    public async Task Two_clients_are_chosen_looked_at_swapped_and_merged_and_the_old_address_leads_on()
    {
        await using var screens = new Screens(_database, _company.Admin);
        var (client, south) = (_company.Client.Id, _company.SouthClient.Id);
        var page = screens.Open<MergePage>($"clients/{client}/merge", p => p.Add(m => m.Id, client));
        page.WaitForElement("#merge-with").Input("olivares");
        page.WaitForAssertion(() => Assert.EndsWith($"/clients/{client}/merge?with={south}", Assert.Single(page.FindAll("a.place")).GetAttribute("href"), StringComparison.Ordinal));
        page = screens.Open<MergePage>($"clients/{client}/merge?with={south}&swap=true", p => p.Add(m => m.Id, client));
        page.WaitForAssertion(() => Assert.Contains("Olivares del Sur", page.Find(".merge-kept").TextContent, StringComparison.Ordinal));
        Assert.Contains("Construcciones Pérez: va a las notas", page.Find(".merge-facts").TextContent, StringComparison.Ordinal);
        Button(page, "Unir los dos clientes").Click();
        Assert.Contains("para siempre", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Button(page, "Sí, unirlos").Click();
        var navigation = screens.Services.GetRequiredService<NavigationManager>();
        page.WaitForAssertion(() => Assert.EndsWith($"/clients/{south}", navigation.Uri, StringComparison.Ordinal));
        screens.Open<ClientPage>($"clients/{client}", p => p.Add(c => c.Id, client)).WaitForAssertion(() => Assert.EndsWith($"/clients/{south}", navigation.Uri, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_changed_one_of_them_meanwhile_is_told_and_it_is_looked_at_again()
    {
        var admin = await _database.ViewerAsync(_company.Admin);
        await using var screens = new Screens(_database, _company.Admin, "en");
        var page = screens.Open<MergePage>($"clients/{_company.Client.Id}/merge?with={_company.SouthClient.Id}", p => p.Add(m => m.Id, _company.Client.Id));
        page.WaitForElement(".merge-kept");
        await _database.Get<ClientEditing>().EditAsync(admin, _company.SouthClient.Id, 0, new("Olivares Nuevo", TeamId: _company.South.Id), TestContext.Current.CancellationToken);
        Button(page, "Merge the two clients").Click();
        Button(page, "Yes, merge them").Click();
        page.WaitForAssertion(() => Assert.Contains("Olivares Nuevo", page.Find(".problem").TextContent, StringComparison.Ordinal));
        Button(page, "Look again").Click();
        page.WaitForAssertion(() => Assert.Contains("Olivares Nuevo", page.Find(".merge-sides").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_may_not_change_a_client_finds_no_way_to_merge_it()
    {
        await using var screens = new Screens(_database, _company.Rep);
        var card = screens.Open<ClientPage>($"clients/{_company.Client.Id}", p => p.Add(c => c.Id, _company.Client.Id));
        card.WaitForElement("h1");
        Assert.Empty(card.FindAll("a[href$='/merge']"));
        var page = screens.Open<MergePage>($"clients/{_company.Client.Id}/merge?with={_company.SouthClient.Id}", p => p.Add(m => m.Id, _company.Client.Id));
        page.WaitForElement(".message-page");
    }

    [Fact]
    public async Task A_task_is_moved_in_its_form_by_whoever_controls_it_where_there_is_another_project()
    {
        var manager = await _database.ViewerAsync(_company.Manager);
        await using (var screens = new Screens(_database, _company.Manager))
        {
            var form = screens.Render<TaskFormPage>(p => p.Add(t => t.Number, _company.Task.Id));
            form.WaitForElement("#task-title");
            Assert.Empty(form.FindAll("#task-project"));
        }
        var target = await _database.Get<ProjectEditing>().CreateAsync(manager, _company.Client.Id, new ProjectFields("Obra", ProjectKind.Production, null), TestContext.Current.CancellationToken);
        await using (var screens = new Screens(_database, _company.Rep))
        {
            var form = screens.Render<TaskFormPage>(p => p.Add(t => t.Number, _company.Task.Id));
            form.WaitForElement("#task-title");
            Assert.Empty(form.FindAll("#task-project"));
        }
        await using (var screens = new Screens(_database, _company.Manager))
        {
            var form = screens.Render<TaskFormPage>(p => p.Add(t => t.Number, _company.Task.Id));
            form.WaitForElement("#task-project").Change($"{target}");
            Button(form, "Guardar").Click();
            form.WaitForAssertion(() => Assert.Equal("Obra", _database.Get<TaskCard>().GetAsync(manager, _company.Task.Id).Result.Project));
        }
    }

    private static IElement Button<T>(IRenderedComponent<T> page, string text) where T : IComponent => page.FindAll("button").Single(b => b.TextContent.Trim() == text);
}
