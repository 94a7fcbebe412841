using System.Globalization;
using HexaLive.Domain.People;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>What a report will show, in words of both languages; and how what its criteria refer to is found and called, and by whom.</summary>
public sealed class ReportSentencesTests : IAsyncLifetime
{
    private static readonly ReportDefinition North = new()
    {
        Columns = [new("entry.date"), new("task.title", "Qué"), new("entry.minutes"), new("entry.comment")],
        Where = ReportCriterion.AllOf(ReportCriterion.Of("entry.date", TestOperator.During, "last-month"), ReportCriterion.Of("entry.person.team", TestOperator.OneOf, "1")),
        Groups = [new("client.name"), new("entry.person")],
        Totals = [new(TotalFunction.Sum, "entry.minutes"), new(TotalFunction.Count)],
        Layout = new() { Diary = true, PageByGroup = true },
    };

    private static readonly Dictionary<(ReferenceKind, int), string> Names = new() { [(ReferenceKind.Team, 1)] = "Norte", [(ReferenceKind.Client, 1)] = "Pérez", [(ReferenceKind.Client, 2)] = "López" };

    private TestDatabase _database = null!;
    private Company _company = null!;

    private ReportReferences References => _database.Get<ReportReferences>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
        await using var db = _database.Open();
        var client = await db.Clients.SingleAsync(c => c.Id == _company.Client.Id);
        client.AddContact("Luis Obra", null, null, [], _company.Admin.Id, _database.Now);
        await db.SaveChangesAsync();
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData("en", "Dedications of last month by people of Norte, by client and then by person, newest first.|With day, qué, time and comment.|For each group and in all: sum of time and number of rows.|Long texts stand in full under their row.|Each client begins a page.")]
    [InlineData("es", "Dedicaciones del mes pasado hechas por personas de Norte, por cliente y luego por persona, primero lo más reciente.|Con día, qué, tiempo y comentario.|Por grupo y en total: suma de tiempo y número de filas.|Los textos largos van enteros debajo de su fila.|Cada cliente empieza página.")]
    public void A_report_is_said_as_people_would(string language, string expected) => Assert.Equal(expected, string.Join('|', Say(language, North)));

    [Theory]
    [InlineData("en", "Tasks with priority high or urgent (of the client Pérez or López or with days overdue above 10) but not in the hands of whoever reads it, highest estimate first, then task from A to Z.|Only groups and totals, no rows.")]
    [InlineData("es", "Tareas con prioridad alta o urgente (del cliente Pérez o López o con días de atraso mayor que 10) pero no a cargo de quien lo lea, de mayor a menor estimación, luego tarea de la A a la Z.|Solo grupos y totales, sin filas.")]
    public void Alternatives_exceptions_and_orders_are_said_too(string language, string expected)
    {
        var definition = new ReportDefinition
        {
            Source = ReportSource.Tasks,
            Columns = [new("task.title")],
            Where = ReportCriterion.AllOf(
                ReportCriterion.Of("task.priority", TestOperator.OneOf, "High", "Urgent"),
                ReportCriterion.AnyOf(ReportCriterion.Of("client.name", TestOperator.OneOf, "1", "2"), ReportCriterion.Of("task.daysOverdue", TestOperator.More, "10")),
                ReportCriterion.NoneOf(ReportCriterion.Of("task.responsible", TestOperator.OneOf, "me"))),
            Order = [new("task.estimate", true), new("task.title")],
        };
        Assert.Equal(expected.Split('|')[0], Say(language, definition)[0]);
        Assert.Equal(expected.Split('|')[1], Say(language, definition with { Columns = [] })[1]);
    }

    [Theory]
    [InlineData("en", "Dedications of this month (asked when it is run) by what is asked when it is run, newest first.", "Asks when it is run: When? and Person.")]
    [InlineData("es", "Dedicaciones de este mes (se pregunta al verlo) hechas por lo que se pregunte al verlo, primero lo más reciente.", "Al verlo pregunta: When? y Persona.")]
    public void What_is_asked_is_said(string language, string first, string last)
    {
        var definition = new ReportDefinition
        {
            Columns = [new("entry.date")],
            Where = ReportCriterion.AllOf(ReportCriterion.Of("entry.date", TestOperator.During, "?when"), ReportCriterion.Of("entry.person", TestOperator.OneOf, "?who")),
            Parameters = [new("when", "When?", "this-month"), new("who")],
        };
        Assert.Equal((first, last), (Say(language, definition)[0], Say(language, definition)[^1]));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("es")]
    public void Every_comparison_of_every_field_of_every_source_has_its_words(string language)
    {
        foreach (var source in Enum.GetValues<ReportSource>())
        {
            foreach (var field in FieldCatalog.Of(source))
            {
                foreach (var test in field.Operators)
                {
                    var criterion = ReportCriterion.Of(field.Name, test, ValuesOf(field, test));
                    var definition = new ReportDefinition { Source = source, Columns = [new(field.Name)], Where = ReportCriterion.AllOf(criterion), Order = [new(field.Name, true)], Totals = [new(TotalFunction.Count, field.Name)] };
                    Assert.Empty(ReportCheck.Of(definition));
                    var said = string.Join(' ', Say(language, definition));
                    Assert.True(!said.Contains("Say_", StringComparison.Ordinal) && !said.Contains('{', StringComparison.Ordinal) && said.Length > 40, $"{field.Name} {test}: {said}");
                }
            }
        }
    }

    [Theory]
    [InlineData(ReferenceKind.Client, "perez", "Construcciones Pérez")]
    [InlineData(ReferenceKind.Project, "comercial", "Comercial 2026")]
    [InlineData(ReferenceKind.Task, "oferta", "Seguimiento de oferta")]
    [InlineData(ReferenceKind.Contact, "luis", "Luis Obra")]
    [InlineData(ReferenceKind.Person, "raul", "Raúl Comercial")]
    public async Task Things_are_found_by_name_and_only_by_whoever_sees_them(ReferenceKind kind, string text, string expected)
    {
        var manager = await _database.ViewerAsync(_company.Manager);
        var stranger = await _database.ViewerAsync(_company.Stranger);
        var cancellation = TestContext.Current.CancellationToken;
        var found = await References.FindAsync(manager, kind, text, cancellation);
        Assert.Contains(expected, found.Select(f => f.Name));
        Assert.DoesNotContain(expected, (await References.FindAsync(stranger, kind, text, cancellation)).Where(f => f.Detail != "Olivares del Sur").Select(f => f.Name));
        var (field, id) = (FieldCatalog.Of(ReportSource.Tasks).First(f => f.Refers == kind).Name, found.Single(f => f.Name == expected).Id);
        var definition = new ReportDefinition { Source = ReportSource.Tasks, Where = ReportCriterion.AllOf(ReportCriterion.Of(field, TestOperator.OneOf, $"{id}", "99999", "?who")), Parameters = [new("who", null, $"{id}")] };
        Assert.Equal(expected, Assert.Single(await References.NamesAsync(manager, definition, cancellation)).Value);
        Assert.Empty(await References.NamesAsync(stranger, definition, cancellation));
    }

    [Fact]
    public async Task Teams_are_found_by_everybody_tasks_by_number_and_without_words_the_first_are_shown()
    {
        var rep = await _database.ViewerAsync(_company.Rep);
        var cancellation = TestContext.Current.CancellationToken;
        Assert.Equal("Sur", Assert.Single(await References.FindAsync(rep, ReferenceKind.Team, "sur", cancellation)).Name);
        Assert.Equal(["Norte", "Sur"], (await References.FindAsync(rep, ReferenceKind.Team, null, cancellation)).Select(t => t.Name));
        Assert.Equal(_company.Task.Id, Assert.Single(await References.FindAsync(rep, ReferenceKind.Task, $"#{_company.Task.Id}", cancellation)).Id);
        Assert.Empty(await References.FindAsync(rep, ReferenceKind.Task, $"{_company.SouthTask.Id}", cancellation));
        Assert.Equal(_company.Task.Id, Assert.Single(await References.FindAsync(rep, ReferenceKind.Task, "", cancellation)).Id);
        Assert.Empty(await References.FindAsync(rep, ReferenceKind.Client, "100%", cancellation));
    }

    [Fact]
    public async Task Searches_of_every_kind_are_understood_by_SQL_Server()
    {
        await using var probe = new SqlServerProbe();
        var references = (ReportReferences)probe.Get(typeof(ReportReferences));
        Viewer[] viewers = [new(1, "x", PersonRole.Administrator, [], "Europe/Madrid", "es"), new(1, "x", PersonRole.Manager, [1, 2], "Europe/Madrid", "es")];
        foreach (var (viewer, kind, text) in viewers.SelectMany(v => Enum.GetValues<ReferenceKind>().SelectMany(k => new[] { null, "perez norte", "#1" }.Select(t => (v, k, t)))))
        {
            probe.Commands.Clear();
            try
            {
                await references.FindAsync(viewer, kind, text, TestContext.Current.CancellationToken);
            }
            catch (Exception e) when (e is InvalidCastException or InvalidOperationException)
            {
                // The answers are made up: what was sent is what counts.
            }
            Assert.NotEmpty(probe.Commands);
            Assert.All(probe.Commands, sql => Assert.True(SqlServerProbe.Errors(sql).Count == 0, $"{kind} {text}: {sql}"));
        }
    }

    private IReadOnlyList<string> Say(string language, ReportDefinition definition)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        return _database.Get<ReportSentences>().Of(definition, Names);
    }

    private static string[] ValuesOf(ReportField field, TestOperator test)
    {
        if (test is TestOperator.Empty or TestOperator.NotEmpty) return [];
        if (test is TestOperator.During or TestOperator.NotDuring) return ["last-7-days"];
        var value = field.Type switch
        {
            FieldType.Number or FieldType.Minutes or FieldType.Percent => "90",
            FieldType.Day or FieldType.Instant => "today-7",
            FieldType.Choice => Enum.GetNames(field.Choices!)[0],
            FieldType.Flag => "true",
            FieldType.Reference => "1",
            _ => "oferta",
        };
        return test == TestOperator.Between ? [value, value] : [value];
    }
}
