using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Infrastructure.Reporting.Documents;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using Microsoft.EntityFrameworkCore;
using UglyToad.PdfPig;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>
/// Limits of definitions and requests, checked before the report runs: dates, lengths, widths, table heads, groups, and the number of PDFs
/// written at the same time.
/// </summary>
public sealed partial class ReportBoundsTests : IAsyncLifetime
{
    private static readonly ReportDefinition Tasks = new() { Source = ReportSource.Tasks, Columns = [new("task.title")] };

    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _rep = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ReportRunner Runner => _database.Get<ReportRunner>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        _rep = await _database.GetViewerAsync(_company.Rep);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData("9999-12-31", false)]
    [InlineData("2100-01-01", false)]
    [InlineData("2099-12-31", true)]
    [InlineData("1990-01-01", true)]
    [InlineData("1989-12-31", false)]
    [InlineData("0001-01-01", false)]
    [InlineData("today+36500", true)]
    [InlineData("today-36500", true)]
    [InlineData("today+36501", false)]
    public async Task Dates_out_of_range_are_rejected_in_criteria_and_parameters(string day, bool known)
    {
        foreach (
            var (field, test) in from field in new[] { "task.created", "task.next" }
            from test in new[] { TestOperator.Less, TestOperator.AtMost, TestOperator.More, TestOperator.AtLeast, TestOperator.Is }
            select (field, test)
        )
        {
            var fixedReport = Tasks with { Where = ReportCriterion.CreateTest(field, test, day) };
            var parameterReport = Tasks with { Where = ReportCriterion.CreateTest(field, test, "?when"), Parameters = [new("when")] };
            var request = new ReportRequest { Parameters = new Dictionary<string, string> { ["when"] = day } };
            Assert.Equal(known ? [] : [ReportValidationErrorKind.WrongValue], ReportValidator.Validate(fixedReport).Select(f => f.Kind));
            if (known)
            {
                Assert.Equal(
                    await Runner.CountAsync(_rep, fixedReport, new ReportRequest(), Cancellation),
                    await Runner.CountAsync(_rep, parameterReport, request, Cancellation)
                );
                continue;
            }
            Assert.Equal(
                RuleError.ReportFaulty,
                (
                    await Assert.ThrowsAsync<RuleException>(() => Runner.CountAsync(_rep, fixedReport, new ReportRequest(), Cancellation))
                ).Error
            );
            Assert.Equal(
                RuleError.InvalidValue,
                (await Assert.ThrowsAsync<RuleException>(() => Runner.CountAsync(_rep, parameterReport, request, Cancellation))).Error
            );
        }
    }

    [Theory]
    [InlineData("9999-12-31")]
    [InlineData("0001-01-01")]
    public async Task Drill_down_to_a_group_with_a_date_out_of_range_is_rejected(string day)
    {
        foreach (var step in Enum.GetValues<DayStep>())
        {
            var report = Tasks with { Groups = [new("task.created", step)] };
            Assert.Equal(
                RuleError.InvalidValue,
                (
                    await Assert.ThrowsAsync<RuleException>(() =>
                        Runner.ReadPageAsync(_rep, report, new ReportRequest { Path = [day] }, Cancellation)
                    )
                ).Error
            );
            Assert.Empty((await Runner.ReadPageAsync(_rep, report, new ReportRequest { Path = ["2099-12-31"] }, Cancellation)).Rows);
        }
    }

    [Theory]
    [InlineData("columns[0].title", "Columna 1: el texto es demasiado largo. Usa 100 caracteres como máximo.")]
    [InlineData("columns[0].width", "Columna 1: el ancho debe estar entre 4 y 100 caracteres.")]
    [InlineData("parameters[0].title", "Pregunta 1: el texto es demasiado largo. Usa 100 caracteres como máximo.")]
    [InlineData("layout.title", "Título del informe: el texto es demasiado largo. Usa 200 caracteres como máximo.")]
    [InlineData("layout.subtitle", "Subtítulo del informe: el texto es demasiado largo. Usa 300 caracteres como máximo.")]
    public async Task Overlong_texts_and_invalid_widths_are_reported_with_their_place_in_the_file(string where, string said)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("es");
        string Text(int most, string place) => new('x', where == place ? 90_000 : most);
        ReportDefinition Of(int width) =>
            Tasks with
            {
                Columns = [new("task.title", Text(100, "columns[0].title"), width)],
                Parameters = [new("asked", Text(100, "parameters[0].title"))],
                Layout = new() { Title = Text(200, "layout.title"), Subtitle = Text(300, "layout.subtitle") },
            };
        foreach (var width in where == "columns[0].width" ? [2_000_000_000, 101, 3, 0, -5] : new[] { 4, 100 })
        {
            var document = ReportExchange.Write("N", Of(width));
            var problem = Assert.Single(ReportExchange.Read(document).Problems);
            Assert.Equal((ImportProblemKind.Invalid, where), (problem.Kind, problem.Where));
            Assert.Equal(said, _database.Get<ValidationMessages>().Describe(problem.Error!, ReportSource.Tasks));
            Assert.Equal(
                RuleError.ReportFaulty,
                (
                    await Assert.ThrowsAsync<RuleException>(() =>
                        _database.Get<ReportEditing>().AddAsync(_rep, "N", null, Of(width), Cancellation)
                    )
                ).Error
            );
        }
        // A report with exactly the maximum lengths is accepted.
        where = "";
        Assert.Empty(ReportExchange.Read(ReportExchange.Write("N", Of(100))).Problems);
        var unknown = ReportExchange.Read(ReportExchange.Write("N", Tasks with { Columns = [new(new string('y', 90_000))] }));
        Assert.InRange(
            _database.Get<ValidationMessages>().Describe(Assert.Single(unknown.Problems).Error!, ReportSource.Tasks).Length,
            60,
            200
        );
    }

    [Fact]
    public async Task Long_headings_in_narrow_columns_are_shortened_to_fit_the_rows()
    {
        await AddTasksAsync(30);
        var report = Tasks with
        {
            Columns =
            [
                .. Enumerable
                    .Range(0, ReportDefinition.MaxColumns)
                    .Select(i => new ReportColumn(
                        i == 0 ? "task.number" : "task.status",
                        string.Concat(Enumerable.Repeat("Wm ", 33)) + "W",
                        4
                    )),
            ],
            Layout = new()
            {
                Title = string.Concat(Enumerable.Repeat("Título ", 28)),
                Subtitle = string.Concat(Enumerable.Repeat("Debajo ", 42)),
                Landscape = true,
            },
        };
        Assert.Empty(ReportValidator.Validate(report));
        using var pdf = PdfDocument.Open(await WritePdfAsync(report));
        var pages = pdf.GetPages().ToList();
        Assert.InRange(pages.Count, 1, 8);
        Assert.All(pages, p => Assert.All(p.Letters, l => Assert.InRange(l.BoundingBox.Bottom, 0, p.Height)));
        Assert.All(pages, p => Assert.Contains("…", p.Text, StringComparison.Ordinal));
        // Every row is printed, and the first page already contains rows.
        var states = pages.Select(p => p.Letters.Count(l => l.Value == "P")).ToList();
        Assert.True(states[0] > 0);
        Assert.Equal(31 * (ReportDefinition.MaxColumns - 1), states.Sum());
    }

    [Theory]
    [InlineData(ReportFormat.Csv)]
    [InlineData(ReportFormat.Excel)]
    [InlineData(ReportFormat.Pdf)]
    public async Task Invalid_parameter_value_is_rejected_before_any_output(ReportFormat format)
    {
        var asked = Tasks with
        {
            Where = ReportCriterion.CreateTest("task.created", TestOperator.During, "?when"),
            Parameters = [new("when")],
        };
        foreach (
            var report in new[]
            {
                asked,
                asked with
                {
                    Columns = [],
                    Groups = [new("task.status")],
                },
                asked with
                {
                    Columns = [],
                    Totals = [new(TotalFunction.Count)],
                },
            }
        )
        {
            using var to = new MemoryStream();
            var ask = new ReportRequest { Parameters = new Dictionary<string, string> { ["when"] = "nonsense" } };
            Assert.Equal(
                RuleError.InvalidValue,
                (
                    await Assert.ThrowsAsync<RuleException>(() =>
                        _database.Get<ReportFiles>().WriteAsync(to, format, _rep, report, "x", ask, cancellationToken: Cancellation)
                    )
                ).Error
            );
            Assert.Equal(0, to.Length);
        }
    }

    private async Task<byte[]> WritePdfAsync(ReportDefinition report, IProgress<int>? progress = null, CancellationToken? stop = null)
    {
        using var to = new MemoryStream();
        await _database
            .Get<ReportFiles>()
            .WriteAsync(
                to,
                ReportFormat.Pdf,
                _rep,
                report,
                "x",
                new ReportRequest(),
                progress: progress,
                cancellationToken: stop ?? Cancellation
            );
        return to.ToArray();
    }

    private async Task AddTasksAsync(int count)
    {
        await using var db = _database.Open();
        db.AttachRange(_company.Project, _company.Rep, _company.Manager, _company.Admin);
        for (var i = 0; i < count; i++)
            db.Add(
                new WorkTask(
                    _company.Project,
                    new TaskFields($"Tarea {i}"),
                    _company.Rep,
                    _company.Manager,
                    _company.Admin,
                    null,
                    new Actor(_company.Admin.Id, _database.Now)
                )
            );
        await db.SaveChangesAsync(Cancellation);
    }

    private sealed class CallbackProgress(Action<int> callback) : IProgress<int>
    {
        public void Report(int value) => callback(value);
    }
}
