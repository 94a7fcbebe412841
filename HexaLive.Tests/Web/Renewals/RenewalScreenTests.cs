using AngleSharp.Dom;
using Bunit;
using HexaLive.Domain.Projects;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Projects;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Clients;
using HexaLive.Web.Features.Renewals;
using HexaLive.Web.Features.Tasks;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Web.Renewals;

/// <summary>The screens for renewing projects, merging clients and moving a task.</summary>
public sealed class RenewalScreenTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Selected_projects_are_renewed_and_the_renewal_can_be_undone_later()
    {
        var manager = await _database.GetViewerAsync(_company.Manager);
        await _database
            .Get<ProjectEditing>()
            .CreateAsync(
                manager,
                _company.Client.Id,
                new ProjectFields("Feria", ProjectKind.Commercial, null),
                TestContext.Current.CancellationToken
            );
        await using (var screens = new ScreenContext(_database, _company.Manager))
        {
            var page = screens.Open<RenewalsPage>("projects/new-year");
            page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".renewal").Count));
            Assert.Contains("Comercial 2027", page.FindAll(".renewal")[0].TextContent, StringComparison.Ordinal);
            Assert.Equal("2027", page.Find("#new-year option[selected]").TextContent);
            page.FindAll(".renewal input")[1].Change(false);
            FindButton(page, "Crear 1 proyecto").Click();
            page.WaitForAssertion(
                () =>
                    Assert.Contains(
                        "Proyectos creados: 1 · Tareas movidas: 1",
                        page.Find("section[role=status]").TextContent,
                        StringComparison.Ordinal
                    ),
                TimeSpan.FromSeconds(5)
            );
            // After the run, no project is selected, not even the project that was deselected before.
            Assert.True(FindButton(page, "Crear 0 proyectos").HasAttribute("disabled"));
        }
        await using var later = new ScreenContext(_database, _company.Manager);
        var again = later.Open<RenewalsPage>("projects/new-year");
        again.WaitForElement(".past-import button").Click();
        FindButton(again, "Sí, deshacer").Click();
        again.WaitForAssertion(
            () =>
                Assert.Contains(
                    "Renovaciones deshechas: 1. Proyectos conservados: 0.",
                    again.Find(".past-import").TextContent,
                    StringComparison.Ordinal
                ),
            TimeSpan.FromSeconds(5)
        );
        again.WaitForAssertion(() => Assert.Equal(2, again.FindAll(".renewal").Count));
    }

    [Fact]
    public async Task Two_clients_can_be_merged_and_the_merged_clients_address_redirects()
    {
        await using var screens = new ScreenContext(_database, _company.Admin);
        var (client, south) = (_company.Client.Id, _company.SouthClient.Id);
        var page = screens.Open<MergePage>($"clients/{client}/merge", p => p.Add(m => m.Id, client));
        page.WaitForElement("#merge-with").Input("olivares");
        page.WaitForAssertion(() =>
            Assert.EndsWith(
                $"/clients/{client}/merge?with={south}",
                Assert.Single(page.FindAll("a.place")).GetAttribute("href"),
                StringComparison.Ordinal
            )
        );
        page = screens.Open<MergePage>($"clients/{client}/merge?with={south}&swap=true", p => p.Add(m => m.Id, client));
        page.WaitForAssertion(() => Assert.Contains("Olivares del Sur", page.Find(".merge-kept").TextContent, StringComparison.Ordinal));
        Assert.Contains("Construcciones Pérez (se añadirá a las notas)", page.Find(".merge-facts").TextContent, StringComparison.Ordinal);
        FindButton(page, "Fusionar clientes").Click();
        page.WaitForAssertion(() => Assert.Contains("definitivamente", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        FindButton(page, "Fusionar").Click();
        var navigation = screens.Services.GetRequiredService<NavigationManager>();
        page.WaitForAssertion(() => Assert.EndsWith($"/clients/{south}", navigation.Uri, StringComparison.Ordinal));
        screens
            .Open<ClientPage>($"clients/{client}", p => p.Add(c => c.Id, client))
            .WaitForAssertion(() => Assert.EndsWith($"/clients/{south}", navigation.Uri, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Merge_must_be_reviewed_again_if_a_client_changes_in_the_meantime()
    {
        var admin = await _database.GetViewerAsync(_company.Admin);
        await using var screens = new ScreenContext(_database, _company.Admin, "en");
        var page = screens.Open<MergePage>(
            $"clients/{_company.Client.Id}/merge?with={_company.SouthClient.Id}",
            p => p.Add(m => m.Id, _company.Client.Id)
        );
        page.WaitForElement(".merge-kept");
        await _database
            .Get<ClientEditing>()
            .EditAsync(
                admin,
                _company.SouthClient.Id,
                0,
                new("Olivares Nuevo", TeamId: _company.South.Id),
                TestContext.Current.CancellationToken
            );
        FindButton(page, "Merge clients").Click();
        FindButton(page, "Merge").Click();
        page.WaitForAssertion(() => Assert.Contains("Olivares Nuevo", page.Find(".problem").TextContent, StringComparison.Ordinal));
        FindButton(page, "Reload").Click();
        page.WaitForAssertion(() => Assert.Contains("Olivares Nuevo", page.Find(".merge-sides").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Merge_is_not_available_without_the_right_to_edit_the_client()
    {
        await using var screens = new ScreenContext(_database, _company.Rep);
        var card = screens.Open<ClientPage>($"clients/{_company.Client.Id}", p => p.Add(c => c.Id, _company.Client.Id));
        card.WaitForElement("h1");
        Assert.Empty(card.FindAll("a[href$='/merge']"));
        var page = screens.Open<MergePage>(
            $"clients/{_company.Client.Id}/merge?with={_company.SouthClient.Id}",
            p => p.Add(m => m.Id, _company.Client.Id)
        );
        page.WaitForElement(".message-page");
    }

    [Fact]
    public async Task Controller_can_move_a_task_to_another_project()
    {
        var manager = await _database.GetViewerAsync(_company.Manager);
        await using (var screens = new ScreenContext(_database, _company.Manager))
        {
            var form = screens.Render<TaskFormPage>(p => p.Add(t => t.Number, _company.Task.Id));
            form.WaitForElement("#task-title");
            Assert.Empty(form.FindAll("#task-project"));
        }
        var target = await _database
            .Get<ProjectEditing>()
            .CreateAsync(
                manager,
                _company.Client.Id,
                new ProjectFields("Obra", ProjectKind.Production, null),
                TestContext.Current.CancellationToken
            );
        await using (var screens = new ScreenContext(_database, _company.Rep))
        {
            var form = screens.Render<TaskFormPage>(p => p.Add(t => t.Number, _company.Task.Id));
            form.WaitForElement("#task-title");
            Assert.Empty(form.FindAll("#task-project"));
        }
        await using (var screens = new ScreenContext(_database, _company.Manager))
        {
            var form = screens.Render<TaskFormPage>(p => p.Add(t => t.Number, _company.Task.Id));
            form.WaitForElement("#task-project").Change($"{target}");
            FindButton(form, "Guardar").Click();
            form.WaitForAssertion(() =>
                Assert.Equal("Obra", _database.Get<TaskDetails>().GetAsync(manager, _company.Task.Id).Result.Project)
            );
        }
    }

    private static IElement FindButton<T>(IRenderedComponent<T> page, string text)
        where T : IComponent => page.FindAll("button").Single(b => b.TextContent.Trim() == text);
}
