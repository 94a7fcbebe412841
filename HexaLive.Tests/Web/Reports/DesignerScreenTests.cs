using System.Globalization;
using AngleSharp.Dom;
using Bunit;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Reports.Designer;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Web.Reports;

/// <summary>
/// The screen of the report designer: changes appear in the preview and in the description, can be undone and saved, and need permission.
/// </summary>
public sealed class DesignerScreenTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private TestDatabase _database = null!;
    private TestCompany _company = null!;

    private ReportLibrary Library => _database.Get<ReportLibrary>();
    private ReportSearch Search => _database.Get<ReportSearch>();
    private ReportEditing Editing => _database.Get<ReportEditing>();
    private ReportSharingEditing Sharing => _database.Get<ReportSharingEditing>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        var rep = await _database.GetViewerAsync(_company.Rep);
        foreach (var (day, minutes, comment) in new[] { (2, 30, "Llamada de marzo"), (1, 45, "Otra de marzo") })
            await _database
                .Get<DedicationLog>()
                .LogAsync(
                    rep,
                    new LogRequest(
                        _company.Task.Id,
                        new DedicationFields(new DateOnly(2026, 3, day), minutes, comment, DedicationChannel.Call),
                        EntryFollowUp.Keep,
                        Guid.NewGuid()
                    ),
                    TestContext.Current.CancellationToken
                );
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Changes_appear_in_the_preview_and_can_be_undone()
    {
        await using var screens = new ScreenContext(_database, _company.Rep);
        var page = screens.Open<DesignerPage>("reports/new");
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".paper-table tbody tr").Count), Patience);
        Assert.Contains("Entradas de este mes", page.Find(".designer-sentences").TextContent, StringComparison.Ordinal);
        Assert.Equal(7, page.FindAll(".designer-columns > li").Count);

        page.FindAll(".designer-fields .chip").Single(b => b.TextContent == "Proyecto").Click();
        page.WaitForAssertion(
            () => Assert.Contains("Comercial 2026", page.Find(".paper-table tbody").TextContent, StringComparison.Ordinal),
            Patience
        );
        page.Find("#designer-group").Change("client.name");
        page.Find("#designer-total").Change("entry.minutes");
        page.WaitForAssertion(() => Assert.Contains("1:15", page.Find(".paper-group-0").TextContent, StringComparison.Ordinal), Patience);
        Assert.Contains("por cliente", page.Find(".designer-sentences").TextContent, StringComparison.Ordinal);

        page.Find("#designer-criterion").Change("entry.channel");
        page.WaitForAssertion(
            () => Assert.Contains("Este criterio no se aplica", page.FindAll(".criterion")[1].TextContent, StringComparison.Ordinal),
            Patience
        );
        page.FindAll(".criterion")[1].QuerySelectorAll(".chip").Single(c => c.TextContent == "Visita").Click();
        page.WaitForAssertion(
            () => Assert.Contains("Ninguna fila cumple los criterios", page.Find(".paper").TextContent, StringComparison.Ordinal),
            Patience
        );
        Undo(page);
        page.WaitForAssertion(() => Assert.Contains("1:15", page.Find(".paper-group-0").TextContent, StringComparison.Ordinal), Patience);
        for (var i = 0; i < 4; i++)
            Undo(page);
        page.WaitForAssertion(() => Assert.Equal(7, page.FindAll(".designer-columns > li").Count), Patience);
        Assert.True(FindTool(page, "Deshacer").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Report_is_saved_only_with_a_name_and_complete_criteria()
    {
        await using var screens = new ScreenContext(_database, _company.Rep);
        var page = screens.Open<DesignerPage>("reports/new?source=tasks");
        page.WaitForElement("#report-name");
        Press(page, "Guardar");
        page.WaitForAssertion(
            () => Assert.Contains("Escribe un nombre", page.Find(".field-problem").TextContent, StringComparison.Ordinal),
            Patience
        );
        page.Find("#report-name").Change("Mis tareas");
        page.Find("#designer-criterion").Change("task.title");
        Press(page, "Guardar");
        page.WaitForAssertion(
            () => Assert.Contains("un criterio sin valor", page.Find(".problem").TextContent, StringComparison.Ordinal),
            Patience
        );
        Undo(page);
        Press(page, "Guardar");
        var navigation = screens.Services.GetRequiredService<NavigationManager>();
        page.WaitForAssertion(() => Assert.EndsWith("/edit", navigation.Uri, StringComparison.Ordinal), Patience);
        var saved = Assert.Single(
            await Search.ListAsync(await _database.GetViewerAsync(_company.Rep), TestContext.Current.CancellationToken),
            r => r.IsMine
        );
        Assert.Equal(("Mis tareas", ReportSource.Tasks), (saved.Name, saved.Source));
    }

    [Fact]
    public async Task Conflicting_save_of_a_report_is_reported_and_the_typed_text_is_kept()
    {
        var rep = await _database.GetViewerAsync(_company.Rep);
        var id = await AddAsync(_company.Rep, "Mío");
        await using var screens = new ScreenContext(_database, _company.Rep, "en");
        var page = screens.Open<DesignerPage>($"reports/{id}/edit", p => p.Add(d => d.Id, id));
        page.WaitForElement("#report-name").Change("Mine, longer");
        await Editing.RenameAsync(
            rep,
            id,
            (await Library.GetAsync(rep, FormatId(id), TestContext.Current.CancellationToken)).Version,
            "From another window",
            null,
            TestContext.Current.CancellationToken
        );
        Press(page, "Save");
        page.WaitForAssertion(
            () => Assert.Contains("From another window", page.Find(".problem").TextContent, StringComparison.Ordinal),
            Patience
        );
        Assert.Equal("Mine, longer", page.Find("#report-name").GetAttribute("value"));
        Press(page, "Keep my version");
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".problem")), Patience);
        Assert.Equal("Mine, longer", (await Library.GetAsync(rep, FormatId(id), TestContext.Current.CancellationToken)).Name);
    }

    [Fact]
    public async Task Shared_report_of_another_person_can_be_copied_but_not_edited()
    {
        var id = await AddAsync(_company.Rep, "Privado");
        await using (var screens = new ScreenContext(_database, _company.OtherRep))
            screens.Open<DesignerPage>($"reports/{id}/edit", p => p.Add(d => d.Id, id)).WaitForElement(".message-page");
        await Sharing.ShareAsync(
            await _database.GetViewerAsync(_company.Rep),
            id,
            ReportSharing.Everybody,
            [],
            [],
            TestContext.Current.CancellationToken
        );
        await using var others = new ScreenContext(_database, _company.OtherRep);
        var page = others.Open<DesignerPage>($"reports/{id}/edit", p => p.Add(d => d.Id, id));
        page.WaitForAssertion(
            () => Assert.Contains("es de otra persona", page.Find(".message-page").TextContent, StringComparison.Ordinal),
            Patience
        );
        Assert.Empty(page.FindAll(".designer"));
        Press(page, "Duplicar");
        var navigation = others.Services.GetRequiredService<NavigationManager>();
        page.WaitForAssertion(() => Assert.EndsWith("/edit", navigation.Uri, StringComparison.Ordinal), Patience);
        var copy = Assert.Single(
            await Search.ListAsync(await _database.GetViewerAsync(_company.OtherRep), TestContext.Current.CancellationToken),
            r => r.IsMine
        );
        Assert.Contains("Privado", copy.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changing_the_source_lists_the_dropped_fields_and_can_be_undone()
    {
        await using var screens = new ScreenContext(_database, _company.Rep);
        var page = screens.Open<DesignerPage>("reports/new");
        page.WaitForElement("#designer-group").Change("client.name");
        page.Find("#report-source").Change("Tasks");
        page.WaitForAssertion(
            () => Assert.Contains("Comentario", page.Find(".designer-note").TextContent, StringComparison.Ordinal),
            Patience
        );
        page.Find(".designer-note button").Click();
        page.WaitForAssertion(() => Assert.Equal(7, page.FindAll(".designer-columns > li").Count), Patience);
    }

    [Fact]
    public async Task Duration_criterion_accepts_a_duration_and_rejects_other_text()
    {
        await using var screens = new ScreenContext(_database, _company.Rep);
        var page = screens.Open<DesignerPage>("reports/new");
        page.WaitForElement("#designer-criterion").Change("entry.minutes");
        page.WaitForState(() => page.FindAll(".criterion").Count > 1, Patience);
        IElement Value() => page.FindAll(".criterion")[1].QuerySelector("input.field")!;
        Value().Change("mucho");
        page.WaitForAssertion(() => Assert.Contains("1:30", page.Find(".criterion .field-problem").TextContent, StringComparison.Ordinal));
        Value().Change("0:45");
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".paper-table tbody tr")), Patience);
        Assert.Contains("tiempo: 0:45", page.Find(".designer-sentences").TextContent, StringComparison.Ordinal);
    }

    private async Task<int> AddAsync(Person owner, string name) =>
        await Editing.AddAsync(
            await _database.GetViewerAsync(owner),
            name,
            null,
            DesignerState.CreateDefinition(ReportSource.Dedications),
            TestContext.Current.CancellationToken
        );

    private static string FormatId(int id) => id.ToString(CultureInfo.InvariantCulture);

    private static void Undo(IRenderedComponent<DesignerPage> page) => FindTool(page, "Deshacer").Click();

    private static IElement FindTool(IRenderedComponent<DesignerPage> page, string label) =>
        page.Find($".designer-tools [aria-label='{label}']");

    // Finds and clicks a button within one call on the dispatcher, because the preview may render again at any moment.
    private static void Press(IRenderedComponent<DesignerPage> page, string text) =>
        page.InvokeAsync(() => FindButton(page, text).Click()).GetAwaiter().GetResult();

    private static IElement FindButton(IRenderedComponent<DesignerPage> page, string text) =>
        page.FindAll("button").Single(b => b.TextContent.Trim() == text);
}
