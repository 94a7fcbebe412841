using System.Globalization;
using AngleSharp.Dom;
using Bunit;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Reports.Designer;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Web;

/// <summary>The designer as a screen: what is changed in it is seen in its preview, said in words, undone, saved; and by whom not.</summary>
public sealed class DesignerScreenTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private TestDatabase _database = null!;
    private Company _company = null!;

    private ReportLibrary Library => _database.Get<ReportLibrary>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
        var rep = await _database.ViewerAsync(_company.Rep);
        foreach (var (day, minutes, comment) in new[] { (2, 30, "Llamada de marzo"), (1, 45, "Otra de marzo") })
            await _database.Get<DedicationLog>().LogAsync(rep, new LogRequest(_company.Task.Id, new DedicationFields(new DateOnly(2026, 3, day), minutes, comment, DedicationChannel.Call), AfterLog.Keep, Guid.NewGuid()), TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_column_a_criterion_a_group_and_a_total_are_seen_in_the_preview_and_undone()
    {
        await using var screens = new Screens(_database, _company.Rep);
        var page = screens.Open<DesignerPage>("reports/new");
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".paper-table tbody tr").Count), Patience);
        Assert.Contains("Dedicaciones de este mes", page.Find(".designer-sentences").TextContent, StringComparison.Ordinal);
        Assert.Equal(7, page.FindAll(".designer-columns > li").Count);

        page.FindAll(".designer-fields .chip").Single(b => b.TextContent == "Proyecto").Click();
        page.WaitForAssertion(() => Assert.Contains("Comercial 2026", page.Find(".paper-table tbody").TextContent, StringComparison.Ordinal), Patience);
        page.Find("#designer-group").Change("client.name");
        page.Find("#designer-total").Change("entry.minutes");
        page.WaitForAssertion(() => Assert.Contains("1:15", page.Find(".paper-group-0").TextContent, StringComparison.Ordinal), Patience);
        Assert.Contains("por cliente", page.Find(".designer-sentences").TextContent, StringComparison.Ordinal);

        page.Find("#designer-criterion").Change("entry.channel");
        page.WaitForAssertion(() => Assert.Contains("Aún sin valor", page.FindAll(".criterion")[1].TextContent, StringComparison.Ordinal), Patience);
        page.FindAll(".criterion")[1].QuerySelectorAll(".chip").Single(c => c.TextContent == "Visita").Click();
        page.WaitForAssertion(() => Assert.Contains("Nada cumple los criterios", page.Find(".paper").TextContent, StringComparison.Ordinal), Patience);
        Undo(page);
        page.WaitForAssertion(() => Assert.Contains("1:15", page.Find(".paper-group-0").TextContent, StringComparison.Ordinal), Patience);
        for (var i = 0; i < 4; i++) Undo(page);
        page.WaitForAssertion(() => Assert.Equal(7, page.FindAll(".designer-columns > li").Count), Patience);
        Assert.True(Tool(page, "Deshacer").HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_report_without_a_name_is_not_saved_and_with_one_it_is()
    {
        await using var screens = new Screens(_database, _company.Rep);
        var page = screens.Open<DesignerPage>("reports/new?source=tasks");
        page.WaitForElement("#report-name");
        Button(page, "Guardar").Click();
        page.WaitForAssertion(() => Assert.Contains("Ponle un nombre", page.Find(".field-problem").TextContent, StringComparison.Ordinal), Patience);
        page.Find("#report-name").Change("Mis tareas");
        page.Find("#designer-criterion").Change("task.title");
        Button(page, "Guardar").Click();
        page.WaitForAssertion(() => Assert.Contains("un criterio sin valor", page.Find(".problem").TextContent, StringComparison.Ordinal), Patience);
        Undo(page);
        Button(page, "Guardar").Click();
        var navigation = screens.Services.GetRequiredService<NavigationManager>();
        page.WaitForAssertion(() => Assert.EndsWith("/edit", navigation.Uri, StringComparison.Ordinal), Patience);
        var saved = Assert.Single(await Library.ListAsync(await _database.ViewerAsync(_company.Rep), TestContext.Current.CancellationToken), r => r.Mine);
        Assert.Equal(("Mis tareas", ReportSource.Tasks), (saved.Name, saved.Source));
    }

    [Fact]
    public async Task Who_saved_meanwhile_is_told_and_nothing_typed_is_lost()
    {
        var rep = await _database.ViewerAsync(_company.Rep);
        var id = await AddAsync(_company.Rep, "Mío");
        await using var screens = new Screens(_database, _company.Rep, "en");
        var page = screens.Open<DesignerPage>($"reports/{id}/edit", p => p.Add(d => d.Id, id));
        page.WaitForElement("#report-name").Change("Mine, longer");
        await Library.RenameAsync(rep, id, (await Library.GetAsync(rep, Key(id), TestContext.Current.CancellationToken)).Version, "From another window", null, TestContext.Current.CancellationToken);
        Button(page, "Save").Click();
        page.WaitForAssertion(() => Assert.Contains("From another window", page.Find(".problem").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal("Mine, longer", page.Find("#report-name").GetAttribute("value"));
        Button(page, "Save mine over it").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".problem")), Patience);
        Assert.Equal("Mine, longer", (await Library.GetAsync(rep, Key(id), TestContext.Current.CancellationToken)).Name);
    }

    [Fact]
    public async Task Whoever_may_not_change_it_makes_a_copy_and_whoever_does_not_see_it_finds_nothing()
    {
        var id = await AddAsync(_company.Rep, "Privado");
        await using (var screens = new Screens(_database, _company.OtherRep))
            screens.Open<DesignerPage>($"reports/{id}/edit", p => p.Add(d => d.Id, id)).WaitForElement(".message-page");
        await Library.ShareAsync(await _database.ViewerAsync(_company.Rep), id, ReportSharing.Everybody, [], [], TestContext.Current.CancellationToken);
        await using var others = new Screens(_database, _company.OtherRep);
        var page = others.Open<DesignerPage>($"reports/{id}/edit", p => p.Add(d => d.Id, id));
        page.WaitForAssertion(() => Assert.Contains("es de otra persona", page.Find(".message-page").TextContent, StringComparison.Ordinal), Patience);
        Assert.Empty(page.FindAll(".designer"));
        Button(page, "Hacer una copia propia").Click();
        var navigation = others.Services.GetRequiredService<NavigationManager>();
        page.WaitForAssertion(() => Assert.EndsWith("/edit", navigation.Uri, StringComparison.Ordinal), Patience);
        var copy = Assert.Single(await Library.ListAsync(await _database.ViewerAsync(_company.OtherRep), TestContext.Current.CancellationToken), r => r.Mine);
        Assert.Contains("Privado", copy.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_source_says_what_it_does_not_know()
    {
        await using var screens = new Screens(_database, _company.Rep);
        var page = screens.Open<DesignerPage>("reports/new");
        page.WaitForElement("#designer-group").Change("client.name");
        page.Find("#report-source").Change("Tasks");
        page.WaitForAssertion(() => Assert.Contains("Comentario", page.Find(".designer-note").TextContent, StringComparison.Ordinal), Patience);
        page.Find(".designer-note button").Click();
        page.WaitForAssertion(() => Assert.Equal(7, page.FindAll(".designer-columns > li").Count), Patience);
    }

    [Fact]
    public async Task A_duration_is_typed_as_people_write_it_and_nonsense_is_told_beside_it()
    {
        await using var screens = new Screens(_database, _company.Rep);
        var page = screens.Open<DesignerPage>("reports/new");
        page.WaitForElement("#designer-criterion").Change("entry.minutes");
        page.WaitForState(() => page.FindAll(".criterion").Count > 1, Patience);
        IElement Value() => page.FindAll(".criterion")[1].QuerySelector("input.field")!;
        Value().Change("mucho");
        Assert.Contains("1:30", page.Find(".criterion .field-problem").TextContent, StringComparison.Ordinal);
        Value().Change("0:45");
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".paper-table tbody tr")), Patience);
        Assert.Contains("tiempo 0:45", page.Find(".designer-sentences").TextContent, StringComparison.Ordinal);
    }

    private async Task<int> AddAsync(Person owner, string name) =>
        await Library.AddAsync(await _database.ViewerAsync(owner), name, null, DesignerState.Begin(ReportSource.Dedications), TestContext.Current.CancellationToken);

    private static string Key(int id) => id.ToString(CultureInfo.InvariantCulture);

    private static void Undo(IRenderedComponent<DesignerPage> page) => Tool(page, "Deshacer").Click();

    private static IElement Tool(IRenderedComponent<DesignerPage> page, string label) => page.Find($".designer-tools [aria-label='{label}']");

    private static IElement Button(IRenderedComponent<DesignerPage> page, string text) => page.FindAll("button").Single(b => b.TextContent.Trim() == text);
}
