using System.Globalization;
using HexaLive.Domain.People;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>
/// The description of a report in words, in both languages, and the search for the records that criteria refer to. Names and results are
/// limited to the viewer's scope.
/// </summary>
public sealed class ReportSentencesTests : IAsyncLifetime
{
    private static readonly ReportDefinition North = new()
    {
        Columns = [new("entry.date"), new("task.title", "Qué"), new("entry.minutes"), new("entry.comment")],
        Where = ReportCriterion.AllOf(
            ReportCriterion.CreateTest("entry.date", TestOperator.During, "last-month"),
            ReportCriterion.CreateTest("entry.person.team", TestOperator.OneOf, "1")
        ),
        Groups = [new("client.name"), new("entry.person")],
        Totals = [new(TotalFunction.Sum, "entry.minutes"), new(TotalFunction.Count)],
        Layout = new() { Diary = true, PageByGroup = true },
    };

    private static readonly Dictionary<(ReferenceKind, int), string> Names = new()
    {
        [(ReferenceKind.Team, 1)] = "Norte",
        [(ReferenceKind.Client, 1)] = "Pérez",
        [(ReferenceKind.Client, 2)] = "López",
    };

    private TestDatabase _database = null!;
    private TestCompany _company = null!;

    private ReportReferences References => _database.Get<ReportReferences>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        await using var db = _database.Open();
        var client = await db.Clients.SingleAsync(c => c.Id == _company.Client.Id);
        client.AddContact("Luis Obra", null, null, [], new Actor(_company.Admin.Id, _database.Now));
        await db.SaveChangesAsync();
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(
        "en",
        "Entries from last month by people in Norte, grouped by client, then person, newest first.|Columns: date, qué, time and "
            + "comment.|Totals by group and overall: sum of time and number of rows.|Long texts appear in full below each row.|New "
            + "page for each client."
    )]
    [InlineData(
        "es",
        "Entradas del mes pasado hechas por personas de Norte, por cliente, luego por persona, primero lo más reciente.|"
            + "Columnas: fecha, qué, tiempo y comentario.|Totales por grupo y generales: suma de tiempo y número de filas.|Los "
            + "textos largos aparecen completos debajo de cada fila.|Página nueva para cada cliente."
    )]
    public void Report_is_described_in_plain_language(string language, string expected) =>
        Assert.Equal(expected, string.Join('|', Describe(language, North)));

    [Theory]
    [InlineData(
        "en",
        "Tasks with controller: Pérez, grouped by assignee, then controller, then creation date (month), requester from A "
            + "to Z.|Columns: task, requester and controller."
    )]
    [InlineData(
        "es",
        "Tareas con persona que controla: Pérez, por responsable, luego por persona que controla, luego por fecha de creación (mes), "
            + "solicitante de la A a la Z.|Columnas: tarea, solicitante y persona que controla."
    )]
    public void Description_calls_every_field_by_a_noun(string language, string expected)
    {
        var definition = new ReportDefinition
        {
            Source = ReportSource.Tasks,
            Columns = [new("task.title"), new("task.originator"), new("task.controller")],
            Where = ReportCriterion.AllOf(ReportCriterion.CreateTest("task.controller", TestOperator.OneOf, "1")),
            Groups = [new("task.responsible"), new("task.controller"), new("task.created", DayStep.Month)],
            Order = [new("task.originator")],
        };
        Assert.Equal(expected, string.Join('|', Describe(language, definition, new() { [(ReferenceKind.Person, 1)] = "Pérez" })));
    }

    [Theory]
    [InlineData("en", "Entries with no filters, grouped by month, then week.")]
    [InlineData("es", "Entradas sin filtros, por mes, luego por semana.")]
    public void Description_of_a_date_group_says_whether_it_is_by_month_or_week(string language, string expected)
    {
        var definition = new ReportDefinition { Groups = [new("entry.date", DayStep.Month), new("entry.date", DayStep.Week)] };
        Assert.Equal(expected, Describe(language, definition)[0]);
    }

    [Theory]
    [InlineData(
        "en",
        "Tasks with priority: high or urgent (for client Pérez or López or with days overdue above 10) but not assigned to you, "
            + "estimate from high to low, then task from A to Z.|Groups and totals only, no rows."
    )]
    [InlineData(
        "es",
        "Tareas con prioridad: alta o urgente (del cliente Pérez o López o con días de atraso: más de 10) pero no a cargo de "
            + "ti, estimación de mayor a menor, luego tarea de la A a la Z.|Solo grupos y totales, sin filas."
    )]
    public void Description_includes_alternatives_exceptions_and_order(string language, string expected)
    {
        var definition = new ReportDefinition
        {
            Source = ReportSource.Tasks,
            Columns = [new("task.title")],
            Where = ReportCriterion.AllOf(
                ReportCriterion.CreateTest("task.priority", TestOperator.OneOf, "High", "Urgent"),
                ReportCriterion.AnyOf(
                    ReportCriterion.CreateTest("client.name", TestOperator.OneOf, "1", "2"),
                    ReportCriterion.CreateTest("task.daysOverdue", TestOperator.More, "10")
                ),
                ReportCriterion.NoneOf(ReportCriterion.CreateTest("task.responsible", TestOperator.OneOf, "me"))
            ),
            Order = [new("task.estimate", true), new("task.title")],
        };
        Assert.Equal(expected.Split('|')[0], Describe(language, definition)[0]);
        Assert.Equal(expected.Split('|')[1], Describe(language, definition with { Columns = [] })[1]);
    }

    [Theory]
    [InlineData(
        "en",
        "Entries from this month (chosen when the report is run) by (chosen when the report is run), newest first.",
        "When run, it asks for: When? and Person."
    )]
    [InlineData(
        "es",
        "Entradas de este mes (se elige al ver el informe) hechas por (se elige al ver el informe), primero lo más reciente.",
        "Al verlo, pide: When? y Persona."
    )]
    public void Description_lists_the_questions_asked_when_the_report_is_run(string language, string first, string last)
    {
        var definition = new ReportDefinition
        {
            Columns = [new("entry.date")],
            Where = ReportCriterion.AllOf(
                ReportCriterion.CreateTest("entry.date", TestOperator.During, "?when"),
                ReportCriterion.CreateTest("entry.person", TestOperator.OneOf, "?who")
            ),
            Parameters = [new("when", "When?", "this-month"), new("who")],
        };
        Assert.Equal((first, last), (Describe(language, definition)[0], Describe(language, definition)[^1]));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("es")]
    public void Every_operator_of_every_field_has_a_description(string language)
    {
        foreach (var source in Enum.GetValues<ReportSource>())
        {
            foreach (var field in FieldCatalog.FieldsOf(source))
            {
                foreach (var test in field.Operators)
                {
                    var criterion = ReportCriterion.CreateTest(field.Name, test, ValuesOf(field, test));
                    var definition = new ReportDefinition
                    {
                        Source = source,
                        Columns = [new(field.Name)],
                        Where = ReportCriterion.AllOf(criterion),
                        Order = [new(field.Name, true)],
                        Totals = [new(TotalFunction.Count, field.Name)],
                    };
                    Assert.Empty(ReportValidator.Validate(definition));
                    var description = string.Join(' ', Describe(language, definition));
                    Assert.True(
                        !description.Contains("Say_", StringComparison.Ordinal)
                            && !description.Contains('{', StringComparison.Ordinal)
                            && description.Length > 40,
                        $"{field.Name} {test}: {description}"
                    );
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
    public async Task Value_picker_finds_records_by_name_within_the_viewers_scope(ReferenceKind kind, string text, string expected)
    {
        var manager = await _database.GetViewerAsync(_company.Manager);
        var stranger = await _database.GetViewerAsync(_company.Stranger);
        var cancellation = TestContext.Current.CancellationToken;
        var found = await References.FindAsync(manager, kind, text, cancellation);
        Assert.Contains(expected, found.Select(f => f.Name));
        Assert.DoesNotContain(
            expected,
            (await References.FindAsync(stranger, kind, text, cancellation)).Where(f => f.Detail != "Olivares del Sur").Select(f => f.Name)
        );
        var (field, id) = (
            FieldCatalog.FieldsOf(ReportSource.Tasks).First(f => f.ReferenceKind == kind).Name,
            found.Single(f => f.Name == expected).Id
        );
        var definition = new ReportDefinition
        {
            Source = ReportSource.Tasks,
            Where = ReportCriterion.AllOf(ReportCriterion.CreateTest(field, TestOperator.OneOf, $"{id}", "99999", "?who")),
            Parameters = [new("who", null, $"{id}")],
        };
        Assert.Equal(expected, Assert.Single(await References.ReadNamesAsync(manager, definition, cancellation)).Value);
        Assert.Empty(await References.ReadNamesAsync(stranger, definition, cancellation));
    }

    [Fact]
    public async Task Value_picker_finds_all_teams_and_finds_tasks_within_the_scope_by_number()
    {
        var rep = await _database.GetViewerAsync(_company.Rep);
        var cancellation = TestContext.Current.CancellationToken;
        Assert.Equal("Sur", Assert.Single(await References.FindAsync(rep, ReferenceKind.Team, "sur", cancellation)).Name);
        Assert.Equal(["Norte", "Sur"], (await References.FindAsync(rep, ReferenceKind.Team, null, cancellation)).Select(t => t.Name));
        Assert.Equal(
            _company.Task.Id,
            Assert.Single(await References.FindAsync(rep, ReferenceKind.Task, $"#{_company.Task.Id}", cancellation)).Id
        );
        Assert.Empty(await References.FindAsync(rep, ReferenceKind.Task, $"{_company.SouthTask.Id}", cancellation));
        Assert.Equal(_company.Task.Id, Assert.Single(await References.FindAsync(rep, ReferenceKind.Task, "", cancellation)).Id);
        Assert.Empty(await References.FindAsync(rep, ReferenceKind.Client, "100%", cancellation));
    }

    [Fact]
    public async Task Value_picker_search_produces_valid_T_SQL_for_every_kind_of_record()
    {
        await using var probe = new SqlServerProbe();
        var references = (ReportReferences)probe.Get(typeof(ReportReferences));
        Viewer[] viewers =
        [
            new(1, "x", PersonRole.Administrator, [], "Europe/Madrid", "es"),
            new(1, "x", PersonRole.Manager, [1, 2], "Europe/Madrid", "es"),
        ];
        foreach (
            var (viewer, kind, text) in viewers.SelectMany(v =>
                Enum.GetValues<ReferenceKind>().SelectMany(k => new[] { null, "perez norte", "#1" }.Select(t => (v, k, t)))
            )
        )
        {
            probe.Commands.Clear();
            try
            {
                await references.FindAsync(viewer, kind, text, TestContext.Current.CancellationToken);
            }
            catch (Exception e) when (e is InvalidCastException or InvalidOperationException)
            {
                // The search failed on the made-up results of the probe. Only the SQL that was sent matters.
            }
            Assert.NotEmpty(probe.Commands);
            Assert.All(probe.Commands, sql => Assert.True(SqlServerProbe.ParseErrors(sql).Count == 0, $"{kind} {text}: {sql}"));
        }
    }

    private IReadOnlyList<string> Describe(
        string language,
        ReportDefinition definition,
        Dictionary<(ReferenceKind, int), string>? names = null
    )
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        return _database.Get<ReportSentences>().DescribeCriteria(definition, names ?? Names);
    }

    private static string[] ValuesOf(ReportField field, TestOperator test)
    {
        if (test is TestOperator.Empty or TestOperator.NotEmpty)
            return [];
        if (test is TestOperator.During or TestOperator.NotDuring)
            return ["last-7-days"];
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
