using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Infrastructure.Reporting.Documents;
using HexaLive.Tests.Support;
using UglyToad.PdfPig;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>Writes reports as CSV, Excel and PDF files and reads the files back.</summary>
public sealed partial class ReportFilesTests : IAsyncLifetime
{
    private static readonly ReportColumn[] Columns = [new("entry.date"), new("entry.minutes"), new("entry.comment"), new("task.age")];

    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _rep = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ReportFiles Files => _database.Get<ReportFiles>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        _rep = await _database.GetViewerAsync(_company.Rep);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task CSV_file_uses_the_readers_language_and_scope_and_escapes_formulas()
    {
        UseLanguage("es");
        await LogAsync(_company.Rep, 90, "=HYPERLINK(\"http://x\")", -1);
        await LogAsync(_company.Rep, 5, "Visita; con \"comillas\"\ny línea", 0);
        await LogAsync(_company.Stranger, 10, "Nada para el norte", 0, _company.SouthTask.Id);
        var report = new ReportDefinition
        {
            Columns = Columns,
            Groups = [new("client.name"), new("entry.date", DayStep.Month)],
            Totals = [new(TotalFunction.Sum, "entry.minutes"), new(TotalFunction.Average, "task.estimate")],
        };

        var csv = await WriteCsvAsync(report);
        Assert.Equal(
            "Cliente;Mes;Fecha;Tiempo;Comentario;Días abierta\r\nConstrucciones Pérez;Marzo 2026;2/3/2026;0:05;\"Visita; con "
                + "\"\"comillas\"\"\ny línea\";0\r\nConstrucciones Pérez;Marzo 2026;1/3/2026;1:30;\"'=HYPERLINK(\"\"http://x\"\")\";"
                + "0\r\n",
            csv
        );
        Assert.Contains(
            "Construcciones Pérez,Marzo 2026,2/3/2026,0:05",
            await WriteCsvAsync(report, CsvSeparator.Comma),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Construcciones Pérez\tMarzo 2026\t2/3/2026\t0:05",
            await WriteCsvAsync(report, CsvSeparator.Tab),
            StringComparison.Ordinal
        );

        UseLanguage("en");
        Assert.StartsWith(
            "Client,Month,Date,Time,Comment,Days open\r\nConstrucciones Pérez,March 2026,3/2/2026,0:05,",
            await WriteCsvAsync(report),
            StringComparison.Ordinal
        );
        var hours = report with { Columns = [new("entry.minutes", "Horas", Format: ColumnFormat.Decimal)], Groups = [] };
        UseLanguage("es");
        Assert.Equal("Horas\r\n0,08\r\n1,5\r\n", await WriteCsvAsync(hours));
    }

    [Fact]
    public async Task Report_file_describes_its_filters_in_a_sentence()
    {
        UseLanguage("es");
        await LogAsync(_company.Rep, 90, "Uno", -1);
        await LogAsync(_company.Manager, 30, "Dos", 0);
        var report = new ReportDefinition
        {
            Columns = [new("entry.comment")],
            Parameters = [new("client"), new("period", Default: "last-month"), new("who", Default: "me")],
            Where = ReportCriterion.AllOf(
                ReportCriterion.CreateTest("client.name", TestOperator.OneOf, "?client"),
                ReportCriterion.CreateTest("entry.date", TestOperator.During, "?period"),
                ReportCriterion.CreateTest("entry.person", TestOperator.OneOf, "?who")
            ),
        };
        const string Sentence =
            "Entradas del cliente Construcciones Pérez de este mes (1 mar 2026 – 31 mar 2026) hechas por Raúl Comercial, primero "
            + "lo más reciente.";
        var ask = new ReportRequest
        {
            Parameters = new Dictionary<string, string> { ["client"] = $"{_company.Client.Id}", ["period"] = "this-month" },
        };
        Assert.Equal(Sentence, await LeadAsync(report, ask));
        Assert.Contains(
            Sentence.Replace(" ", "", StringComparison.Ordinal),
            ExtractText(await WriteAsync(ReportFormat.Pdf, report, ask: ask))
                .Replace(" ", "", StringComparison.Ordinal)
                .Replace("\n", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"<oddHeader>&amp;LQué hice · {Sentence}</oddHeader>",
            (await WriteSheetAsync(report, ask)).Xml,
            StringComparison.Ordinal
        );

        // The description of the parameters does not name values that are invalid or outside the reader's scope.
        var outside = ask with
        {
            Parameters = new Dictionary<string, string>
            {
                ["client"] = $"{_company.SouthClient.Id}",
                ["period"] = "nonsense",
                ["who"] = "",
            },
        };
        Assert.DoesNotContain("Olivares", await LeadAsync(report, outside), StringComparison.Ordinal);
        Assert.DoesNotContain("nonsense", await LeadAsync(report, outside), StringComparison.Ordinal);

        // The description also names the opened groups.
        var summary = new ReportDefinition
        {
            Groups = [new("entry.date", DayStep.Month), new("entry.person"), new("task.type")],
            Totals = [new(TotalFunction.Count)],
        };
        var into = new ReportRequest { Path = ["2026-03-01", $"{_company.Rep.Id}"] };
        Assert.Equal(
            "Entradas con fecha entre 1 mar 2026 y 31 mar 2026 hechas por Raúl Comercial, por tipo de tarea.",
            await LeadAsync(summary, into)
        );
        Assert.Equal(
            "Entradas con fecha entre 1 mar 2026 y 31 mar 2026 hechas por Raúl Comercial sin dato en tipo de tarea.",
            await LeadAsync(summary, into with { Path = [.. into.Path, ""], IncludesRows = true })
        );
        Assert.Contains(
            "hechas por Raúl Comercial",
            ExtractText(await WriteAsync(ReportFormat.Pdf, summary, ask: into)),
            StringComparison.Ordinal
        );

        Task<string> LeadAsync(ReportDefinition definition, ReportRequest asked) =>
            _database.Get<ReportSentences>().DescribeAsync(_rep, definition, asked, Cancellation);
    }

    [Fact]
    public async Task Invalid_report_writes_no_file()
    {
        UseLanguage("es");
        using var to = new MemoryStream();
        foreach (var format in new[] { ReportFormat.Csv, ReportFormat.Excel, ReportFormat.Pdf })
            Assert.Equal(
                RuleError.ReportFaulty,
                (
                    await Assert.ThrowsAsync<RuleException>(() =>
                        Files.WriteAsync(
                            to,
                            format,
                            _rep,
                            new ReportDefinition { Columns = [new("entry.secret")] },
                            "x",
                            new ReportRequest(),
                            cancellationToken: Cancellation
                        )
                    )
                ).Error
            );
        Assert.Equal(0, to.Length);
        Assert.Equal(
            "Horas-norte- 2026 2026-03-02.xlsx",
            ReportFileFormat.GetFileName("Horas/norte: 2026", ReportFormat.Excel, new DateOnly(2026, 3, 2))
        );
    }

    private static void UseLanguage(string language) =>
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);

    private async Task LogAsync(Person person, int minutes, string? comment, int days, int? task = null) =>
        await _database
            .Get<DedicationLog>()
            .LogAsync(
                await _database.GetViewerAsync(person),
                new LogRequest(
                    task ?? _company.Task.Id,
                    new DedicationFields(new DateOnly(2026, 3, 2).AddDays(days), minutes, comment),
                    EntryFollowUp.Keep,
                    Guid.NewGuid()
                ),
                Cancellation
            );

    private async Task<byte[]> WriteAsync(
        ReportFormat format,
        ReportDefinition report,
        CsvSeparator separator = CsvSeparator.Auto,
        ReportRequest? ask = null
    )
    {
        using var to = new MemoryStream();
        await Files.WriteAsync(
            to,
            format,
            _rep,
            report,
            "Qué hice",
            ask ?? new ReportRequest(),
            separator,
            cancellationToken: Cancellation
        );
        return to.ToArray();
    }

    private async Task<string> WriteCsvAsync(ReportDefinition report, CsvSeparator separator = CsvSeparator.Auto, ReportRequest? ask = null)
    {
        var bytes = await WriteAsync(ReportFormat.Csv, report, separator, ask);
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        return Encoding.UTF8.GetString(bytes[3..]);
    }

    private async Task<Sheet> WriteSheetAsync(ReportDefinition report, ReportRequest? ask = null)
    {
        await using var zip = new ZipArchive(new MemoryStream(await WriteAsync(ReportFormat.Excel, report, ask: ask)));
        string Part(string name)
        {
            using var reader = new StreamReader(zip.GetEntry(name)!.Open());
            return reader.ReadToEnd();
        }
        Assert.Equal(
            "Qué hice",
            XDocument.Parse(Part("xl/workbook.xml")).Descendants().First(e => e.Name.LocalName == "sheet").Attribute("name")!.Value
        );
        return new Sheet(Part("xl/worksheets/sheet1.xml"), Part("xl/styles.xml"));
    }

    private static string ExtractText(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        return string.Join('\n', document.GetPages().Select(p => p.Text));
    }

    private static bool AreClose(double a, double b) => Math.Abs(a - b) < 1e-9;

    private sealed record Cell(string? Text, string? Formula, double Value);

    private sealed class Sheet(string xml, string styles)
    {
        private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

        public string Xml => xml;
        public string Styles => styles;

        public List<(int Level, List<Cell> Cells)> Rows { get; } =
        [
            .. XDocument
                .Parse(xml)
                .Descendants(Main + "row")
                .Select(r =>
                    (
                        (int?)r.Attribute("outlineLevel") ?? 0,
                        r.Elements(Main + "c")
                            .Select(c => new Cell(
                                c.Descendants(Main + "t").FirstOrDefault()?.Value,
                                c.Element(Main + "f")?.Value,
                                (double?)c.Element(Main + "v") ?? 0
                            ))
                            .ToList()
                    )
                ),
        ];

        public List<Cell> Formulas => [.. Rows.SelectMany(r => r.Cells).Where(c => c.Formula is not null)];
    }

    private sealed class CallbackProgress(Action<int> callback) : IProgress<int>
    {
        public void Report(int value) => callback(value);
    }
}
