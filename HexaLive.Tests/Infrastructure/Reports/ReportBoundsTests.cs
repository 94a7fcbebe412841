using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Export;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using UglyToad.PdfPig;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>What definitions and addresses may ask, and what is refused in time: days, lengths, widths, heads of tables, groups, and how many PDFs are made at once.</summary>
public sealed class ReportBoundsTests : IAsyncLifetime
{
    private static readonly ReportDefinition Tasks = new() { Source = ReportSource.Tasks, Columns = [new("task.title")] };

    private TestDatabase _database = null!;
    private Company _company = null!;
    private Viewer _rep = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ReportRunner Runner => _database.Get<ReportRunner>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
        _rep = await _database.ViewerAsync(_company.Rep);
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
    public async Task Days_are_those_that_the_model_knows_in_criteria_and_as_values_of_parameters(string day, bool known)
    {
        foreach (var (field, test) in from field in new[] { "task.created", "task.next" } from test in new[] { TestOperator.Less, TestOperator.AtMost, TestOperator.More, TestOperator.AtLeast, TestOperator.Is } select (field, test))
        {
            var said = Tasks with { Where = ReportCriterion.Of(field, test, day) };
            var asked = Tasks with { Where = ReportCriterion.Of(field, test, "?when"), Parameters = [new("when")] };
            var ask = new ReportAsk { Parameters = new Dictionary<string, string> { ["when"] = day } };
            Assert.Equal(known ? [] : [ReportFaultKind.WrongValue], ReportCheck.Of(said).Select(f => f.Kind));
            if (known)
            {
                Assert.Equal(await Runner.CountAsync(_rep, said, new ReportAsk(), Cancel), await Runner.CountAsync(_rep, asked, ask, Cancel));
                continue;
            }
            Assert.Equal(RuleError.ReportFaulty, (await Assert.ThrowsAsync<RuleException>(() => Runner.CountAsync(_rep, said, new ReportAsk(), Cancel))).Error);
            Assert.Equal(RuleError.InvalidValue, (await Assert.ThrowsAsync<RuleException>(() => Runner.CountAsync(_rep, asked, ask, Cancel))).Error);
        }
    }

    [Theory]
    [InlineData("9999-12-31")]
    [InlineData("0001-01-01")]
    public async Task A_group_that_is_looked_into_lies_within_them_too(string day)
    {
        foreach (var step in Enum.GetValues<DayStep>())
        {
            var report = Tasks with { Groups = [new("task.created", step)] };
            Assert.Equal(RuleError.InvalidValue, (await Assert.ThrowsAsync<RuleException>(() => Runner.PageAsync(_rep, report, new ReportAsk { Path = [day] }, Cancel))).Error);
            Assert.Empty((await Runner.PageAsync(_rep, report, new ReportAsk { Path = ["2099-12-31"] }, Cancel)).Rows);
        }
    }

    [Theory]
    [InlineData("columns[0].title", "Columna 1: el texto es demasiado largo: 100 caracteres como mucho.")]
    [InlineData("columns[0].width", "Columna 1: el ancho debe ser de 4 a 100 caracteres.")]
    [InlineData("parameters[0].title", "Pregunta 1: el texto es demasiado largo: 100 caracteres como mucho.")]
    [InlineData("layout.title", "Título del informe: el texto es demasiado largo: 200 caracteres como mucho.")]
    [InlineData("layout.subtitle", "Subtítulo del informe: el texto es demasiado largo: 300 caracteres como mucho.")]
    public async Task What_is_longer_or_wider_than_a_report_can_hold_is_refused_in_its_place(string where, string said)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("es");
        string Text(int most, string place) => new('x', where == place ? 90_000 : most);
        ReportDefinition Of(int width) => Tasks with
        {
            Columns = [new("task.title", Text(100, "columns[0].title"), width)],
            Parameters = [new("asked", Text(100, "parameters[0].title"))],
            Layout = new() { Title = Text(200, "layout.title"), Subtitle = Text(300, "layout.subtitle") },
        };
        foreach (var width in where == "columns[0].width" ? [2_000_000_000, 101, 3, 0, -5] : new[] { 4, 100 })
        {
            var document = ReportExchange.Write("N", Of(width));
            var problem = Assert.Single(ReportExchange.Read(document).Problems);
            Assert.Equal((ImportProblemKind.Faulty, where), (problem.Kind, problem.Where));
            Assert.Equal(said, _database.Get<FaultWords>().Of(problem.Fault!, ReportSource.Tasks));
            Assert.Equal(RuleError.ReportFaulty, (await Assert.ThrowsAsync<RuleException>(() => _database.Get<ReportLibrary>().AddAsync(_rep, "N", null, Of(width), Cancel))).Error);
        }
        // To the last character that there is room for it is a report.
        where = "";
        Assert.Empty(ReportExchange.Read(ReportExchange.Write("N", Of(100))).Problems);
        var unknown = ReportExchange.Read(ReportExchange.Write("N", Tasks with { Columns = [new(new string('y', 90_000))] }));
        Assert.InRange(_database.Get<FaultWords>().Of(Assert.Single(unknown.Problems).Fault!, ReportSource.Tasks).Length, 60, 200);
    }

    [Fact]
    public async Task However_narrow_columns_are_their_heads_leave_the_page_to_the_rows()
    {
        await AddTasksAsync(30);
        var report = Tasks with
        {
            Columns = [.. Enumerable.Range(0, ReportDefinition.MostColumns).Select(i => new ReportColumn(i == 0 ? "task.number" : "task.status", string.Concat(Enumerable.Repeat("Wm ", 33)) + "W", 4))],
            Layout = new() { Title = string.Concat(Enumerable.Repeat("Título ", 28)), Subtitle = string.Concat(Enumerable.Repeat("Debajo ", 42)), Landscape = true },
        };
        Assert.Empty(ReportCheck.Of(report));
        using var pdf = PdfDocument.Open(await PdfAsync(report));
        var pages = pdf.GetPages().ToList();
        Assert.InRange(pages.Count, 1, 8);
        Assert.All(pages, p => Assert.All(p.Letters, l => Assert.InRange(l.BoundingBox.Bottom, 0, p.Height)));
        Assert.All(pages, p => Assert.Contains("…", p.Text, StringComparison.Ordinal));
        // Every row is there, on the first page too.
        var states = pages.Select(p => p.Letters.Count(l => l.Value == "P")).ToList();
        Assert.True(states[0] > 0);
        Assert.Equal(31 * (ReportDefinition.MostColumns - 1), states.Sum());
    }

    [Fact]
    public async Task Two_pdfs_are_made_at_once_and_who_waits_can_go_away()
    {
        await AddTasksAsync(260);
        using var gate = new ManualResetEventSlim();
        using var begun = new SemaphoreSlim(0);
        // Each stands still at its 250th row.
        var made = Enumerable.Range(0, ReportFiles.MostPdfsAtOnce).Select(_ => Task.Run(() => PdfAsync(Tasks, new Telling(n =>
        {
            if (n != 250) return;
            begun.Release();
            gate.Wait(Cancel);
        })))).ToList();
        foreach (var _ in made) Assert.True(await begun.WaitAsync(TimeSpan.FromSeconds(30), Cancel));

        using var away = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var (went, waits) = (PdfAsync(Tasks, stop: away.Token), PdfAsync(Tasks));
        // Other files need not wait.
        Assert.Equal(261, await _database.Get<ReportFiles>().WriteAsync(Stream.Null, ReportFormat.Csv, _rep, Tasks, "x", new ReportAsk(), cancellationToken: Cancel));
        await away.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => went);
        Assert.False(waits.IsCompleted);
        gate.Set();
        foreach (var pdf in await Task.WhenAll([.. made, waits])) Assert.StartsWith("%PDF", System.Text.Encoding.ASCII.GetString(pdf[..4]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_groups_than_are_held_are_refused_before_the_first_byte()
    {
        await using (var db = _database.Open())
        {
            var columns = string.Join(", ", (await db.Database.SqlQuery<string>($"SELECT name AS Value FROM pragma_table_info('Tasks') WHERE name <> 'Id'").ToListAsync(Cancel)).Select(c => $"\"{c}\""));
            var sql = $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ReportRunner.MostGroups}) INSERT INTO Tasks ({columns}) SELECT {columns} FROM Tasks, n WHERE Id = {_company.Task.Id}";
            await db.Database.ExecuteSqlRawAsync(sql, Cancel);
        }
        var report = Tasks with { Columns = [], Groups = [new("task.title")] };
        foreach (var format in new[] { ReportFormat.Csv, ReportFormat.Excel, ReportFormat.Pdf })
        {
            using var to = new MemoryStream();
            var refused = await Assert.ThrowsAsync<RuleException>(() => _database.Get<ReportFiles>().WriteAsync(to, format, _rep, report, "x", new ReportAsk(), cancellationToken: Cancel));
            Assert.Equal((RuleError.ReportTooManyGroups, 0), (refused.Error, to.Length));
        }
    }

    [Theory]
    [InlineData(ReportFormat.Csv)]
    [InlineData(ReportFormat.Excel)]
    [InlineData(ReportFormat.Pdf)]
    public async Task A_value_that_is_none_is_refused_before_the_first_byte(ReportFormat format)
    {
        var asked = Tasks with { Where = ReportCriterion.Of("task.created", TestOperator.During, "?when"), Parameters = [new("when")] };
        foreach (var report in new[] { asked, asked with { Columns = [], Groups = [new("task.status")] }, asked with { Columns = [], Totals = [new(TotalFunction.Count)] } })
        {
            using var to = new MemoryStream();
            var ask = new ReportAsk { Parameters = new Dictionary<string, string> { ["when"] = "nonsense" } };
            Assert.Equal(RuleError.InvalidValue, (await Assert.ThrowsAsync<RuleException>(() => _database.Get<ReportFiles>().WriteAsync(to, format, _rep, report, "x", ask, cancellationToken: Cancel))).Error);
            Assert.Equal(0, to.Length);
        }
    }

    private async Task<byte[]> PdfAsync(ReportDefinition report, IProgress<int>? progress = null, CancellationToken? stop = null)
    {
        using var to = new MemoryStream();
        await _database.Get<ReportFiles>().WriteAsync(to, ReportFormat.Pdf, _rep, report, "x", new ReportAsk(), progress: progress, cancellationToken: stop ?? Cancel);
        return to.ToArray();
    }

    private async Task AddTasksAsync(int count)
    {
        await using var db = _database.Open();
        db.AttachRange(_company.Project, _company.Rep, _company.Manager, _company.Admin);
        for (var i = 0; i < count; i++) db.Add(new WorkTask(_company.Project, new TaskFields($"Tarea {i}"), _company.Rep, _company.Manager, _company.Admin, null, _company.Admin.Id, _database.Now));
        await db.SaveChangesAsync(Cancel);
    }

    private sealed class Telling(Action<int> tell) : IProgress<int>
    {
        public void Report(int value) => tell(value);
    }
}
