using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using HexaLive.Domain;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Export;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Settings;
using HexaLive.Tests.Support;
using MiniExcelLibs;
using UglyToad.PdfPig;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>Reports as CSV, Excel and PDF, read back.</summary>
public sealed class ReportFilesTests : IAsyncLifetime
{
    private static readonly ReportColumn[] Columns = [new("entry.date"), new("entry.minutes"), new("entry.comment"), new("task.age")];

    private TestDatabase _database = null!;
    private Company _company = null!;
    private Viewer _rep = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ReportFiles Files => _database.Get<ReportFiles>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
        _rep = await _database.ViewerAsync(_company.Rep);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Csv_is_of_the_readers_language_without_formulas_and_without_what_others_see()
    {
        Speak("es");
        await LogAsync(_company.Rep, 90, "=HYPERLINK(\"http://x\")", -1);
        await LogAsync(_company.Rep, 5, "Visita; con \"comillas\"\ny línea", 0);
        await LogAsync(_company.Stranger, 10, "Nada para el norte", 0, _company.SouthTask.Id);
        var report = new ReportDefinition { Columns = Columns, Groups = [new("client.name"), new("entry.date", DayStep.Month)], Totals = [new(TotalFunction.Sum, "entry.minutes"), new(TotalFunction.Average, "task.estimate")] };

        var csv = await CsvAsync(report);
        Assert.Equal(
            "Cliente;Día (mes);Día;Tiempo;Comentario;Antigüedad en días\r\nConstrucciones Pérez;Marzo 2026;2/3/2026;0:05;\"Visita; con \"\"comillas\"\"\ny línea\";0\r\nConstrucciones Pérez;Marzo 2026;1/3/2026;1:30;\"'=HYPERLINK(\"\"http://x\"\")\";0\r\n",
            csv);
        Assert.Contains("Construcciones Pérez,Marzo 2026,2/3/2026,0:05", await CsvAsync(report, CsvSeparator.Comma), StringComparison.Ordinal);
        Assert.Contains("Construcciones Pérez\tMarzo 2026\t2/3/2026\t0:05", await CsvAsync(report, CsvSeparator.Tab), StringComparison.Ordinal);

        Speak("en");
        Assert.StartsWith("Client,Day (month),Day,Time,Comment,Age in days\r\nConstrucciones Pérez,March 2026,3/2/2026,0:05,", await CsvAsync(report), StringComparison.Ordinal);
        var hours = report with { Columns = [new("entry.minutes", "Horas", Format: ColumnFormat.Decimal)], Groups = [] };
        Speak("es");
        Assert.Equal("Horas\r\n0,08\r\n1,5\r\n", await CsvAsync(hours));
    }

    [Fact]
    public async Task A_report_without_columns_is_its_groups_with_their_totals()
    {
        Speak("es");
        await LogAsync(_company.Rep, 90, "Uno", -1);
        await LogAsync(_company.Manager, 30, "Dos", 0);
        var report = new ReportDefinition { Groups = [new("client.name"), new("entry.person")], Totals = [new(TotalFunction.Count), new(TotalFunction.Sum, "entry.minutes")] };
        Assert.Equal("Cliente;Persona;Filas;Suma: Tiempo\r\nConstrucciones Pérez;Marta Jefa;1;0:30\r\nConstrucciones Pérez;Raúl Comercial;1;1:30\r\n", await CsvAsync(report));

        var sheet = await SheetAsync(report);
        Assert.Equal(["SUBTOTAL(9,C2:C3)", "SUBTOTAL(9,D2:D3)", "SUBTOTAL(9,C2:C4)", "SUBTOTAL(9,D2:D4)"], sheet.Formulas.Select(f => f.Formula));
        Assert.Equal(2, sheet.Formulas[2].Value);
        Assert.Equal(120 / 1440.0, sheet.Formulas[3].Value, 9);
        var text = Text(await WriteAsync(ReportFormat.Pdf, report));
        Assert.Contains("Cliente: Construcciones Pérez", text, StringComparison.Ordinal);
        Assert.Contains("1:30", text, StringComparison.Ordinal);
        Assert.Contains("2:00", text, StringComparison.Ordinal);
        // The rows behind a figure.
        Assert.Contains("Uno", await CsvAsync(report, ask: new ReportAsk { Rows = true }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Excel_has_real_values_folded_groups_and_totals_that_excel_computes()
    {
        Speak("es");
        await LogAsync(_company.Rep, 90, "=1+1", -1);
        await LogAsync(_company.Rep, 30, "x", 0);
        await LogAsync(_company.Manager, 1440, "Un día entero", -2);
        var report = new ReportDefinition
        {
            Columns = Columns,
            Groups = [new("entry.person")],
            Totals = [new(TotalFunction.Sum, "entry.minutes"), new(TotalFunction.Average, "entry.minutes"), new(TotalFunction.Count), new(TotalFunction.Max, "entry.date")],
        };
        var sheet = await SheetAsync(report);

        Assert.Equal(["Persona", "Día", "Tiempo", "Comentario", "Antigüedad en días", "Media: Tiempo", "Filas"], sheet.Rows[0].Cells.Select(c => c.Text));
        var (marta, total) = (sheet.Rows[2], sheet.Rows[^1]);
        Assert.Equal("Total Marta Jefa", marta.Cells[0].Text);
        Assert.Equal(["SUBTOTAL(4,B2:B2)", "SUBTOTAL(9,C2:C2)", "SUBTOTAL(1,C2:C2)", "SUBTOTAL(3,B2:B2)"], marta.Cells.Select(c => c.Formula).OfType<string>());
        Assert.Equal(["SUBTOTAL(4,B2:B6)", "SUBTOTAL(9,C2:C6)", "SUBTOTAL(1,C2:C6)", "SUBTOTAL(3,B2:B6)"], total.Cells.Select(c => c.Formula).OfType<string>());
        Assert.Equal([new DateTime(2026, 3, 2).ToOADate(), 1560 / 1440.0, 520 / 1440.0, 3], total.Cells.Where(c => c.Formula is not null).Select(c => c.Value), Near);
        Assert.Equal([0, 1, 0, 1, 1, 0, 0], sheet.Rows.Select(r => r.Level));
        Assert.Equal("'=1+1", sheet.Rows.SelectMany(r => r.Cells).Single(c => c.Text?.Contains("1+1") == true).Text);
        Assert.Contains("ySplit=\"1\"", sheet.Xml, StringComparison.Ordinal);
        Assert.Contains("<autoFilter ref=\"A1:G6\"", sheet.Xml, StringComparison.Ordinal);
        Assert.Contains("formatCode=\"[h]:mm\"", sheet.Styles, StringComparison.Ordinal);

        using var file = new MemoryStream(await WriteAsync(ReportFormat.Excel, report));
        var read = (await file.QueryAsync(useHeaderRow: true, cancellationToken: Cancel)).Cast<IDictionary<string, object?>>().ToList();
        Assert.Equal(new DateTime(2026, 2, 28), read[0]["Día"]);
        Assert.Equal(6, read.Count);
    }

    [Fact]
    public async Task Pdf_says_everything_on_pages_that_have_heads_and_numbers()
    {
        Speak("es");
        var company = _database.Get<CompanySettings>();
        await company.RenameAsync(await _database.ViewerAsync(_company.Admin), 0, "Hierros Ñandú");
        var told = string.Join(' ', Enumerable.Range(1, 2_900).Select(i => $"pal{i:0000}"));
        for (var i = 0; i < 30; i++) await LogAsync(_company.Rep, 15, $"Nota {i} con 7.320 € de señal", 0);
        await LogAsync(_company.Manager, 30, told[..Math.Min(told.Length, Dedication.MaxComment)], -1);
        await LogAsync(_company.Manager, 30, $"{new string('W', 400)} 😀 Привет \u0001 fin", -2);
        var report = new ReportDefinition
        {
            Columns = [new("entry.date"), new("entry.person"), new("task.title"), new("entry.minutes"), new("entry.comment")],
            Groups = [new("entry.person")],
            Totals = [new(TotalFunction.Sum, "entry.minutes"), new(TotalFunction.Count)],
            Layout = new() { Title = "¿Qué hizo el norte?", Subtitle = "Mañana en Cádiz", Diary = true },
        };
        foreach (var layout in new[] { report.Layout, report.Layout with { Diary = false, Landscape = true, Paper = PaperSize.Letter, Compact = true }, report.Layout with { PageByGroup = true } })
        {
            using var pdf = PdfDocument.Open(await WriteAsync(ReportFormat.Pdf, report with { Layout = layout }));
            var pages = pdf.GetPages().Select(p => p.Text).ToList();
            Assert.Contains("¿Qué hizo el norte?", pages[0], StringComparison.Ordinal);
            Assert.Contains("Mañana en Cádiz", pages[0], StringComparison.Ordinal);
            Assert.Contains("7.320 €", string.Concat(pages), StringComparison.Ordinal);
            Assert.Contains("Привет", string.Concat(pages), StringComparison.Ordinal);
            Assert.Contains("Total Raúl Comercial · Filas: 30", string.Concat(pages), StringComparison.Ordinal);
            Assert.Contains("8:30", pages[^1], StringComparison.Ordinal);
            for (var i = 0; i < pages.Count; i++)
            {
                Assert.Contains("Tiempo", pages[i], StringComparison.Ordinal);
                Assert.Contains("Hierros Ñandú · Hecho por Raúl Comercial el 2 mar 2026", pages[i], StringComparison.Ordinal);
                Assert.EndsWith($"{i + 1} / {pages.Count}", pages[i], StringComparison.Ordinal);
            }
            // Each word of the long comment is there, in its order.
            var read = string.Concat(pages.Select(p => p.Replace(" ", "", StringComparison.Ordinal)));
            var at = 0;
            foreach (var word in told[..Math.Min(told.Length, Dedication.MaxComment)].Split(' ').SkipLast(1)) Assert.True((at = read.IndexOf(word, at, StringComparison.Ordinal)) >= 0, word);
            // Nothing is drawn beyond the paper.
            Assert.All(pdf.GetPages(), p => Assert.All(p.Letters, l => Assert.InRange(l.BoundingBox.Right, 0, p.Width - 30)));
            Assert.Equal(layout.Landscape, pdf.GetPage(1).Width > pdf.GetPage(1).Height);
            if (layout.PageByGroup) Assert.Contains(pages, p => p.Contains("Persona: Raúl Comercial", StringComparison.Ordinal) && !p.Contains("Marta", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task What_is_read_on_paper_says_whom_and_which_days_it_is_of()
    {
        Speak("es");
        await LogAsync(_company.Rep, 90, "Uno", -1);
        await LogAsync(_company.Manager, 30, "Dos", 0);
        var report = new ReportDefinition
        {
            Columns = [new("entry.comment")],
            Parameters = [new("client"), new("period", Default: "last-month"), new("who", Default: "me")],
            Where = ReportCriterion.AllOf(
                ReportCriterion.Of("client.name", TestOperator.OneOf, "?client"), ReportCriterion.Of("entry.date", TestOperator.During, "?period"), ReportCriterion.Of("entry.person", TestOperator.OneOf, "?who")),
        };
        const string Said = "Dedicaciones del cliente Construcciones Pérez de este mes (1 mar 2026 – 31 mar 2026) hechas por Raúl Comercial, primero lo más reciente.";
        var ask = new ReportAsk { Parameters = new Dictionary<string, string> { ["client"] = $"{_company.Client.Id}", ["period"] = "this-month" } };
        Assert.Equal(Said, await LeadAsync(report, ask));
        Assert.Contains(Said.Replace(" ", "", StringComparison.Ordinal), Text(await WriteAsync(ReportFormat.Pdf, report, ask: ask)).Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains($"<oddHeader>&amp;LQué hice · {Said}</oddHeader>", (await SheetAsync(report, ask)).Xml, StringComparison.Ordinal);

        // What lies outside the reader's scope has no name, nor has what is no value.
        var outside = ask with { Parameters = new Dictionary<string, string> { ["client"] = $"{_company.SouthClient.Id}", ["period"] = "nonsense", ["who"] = "" } };
        Assert.DoesNotContain("Olivares", await LeadAsync(report, outside), StringComparison.Ordinal);
        Assert.DoesNotContain("nonsense", await LeadAsync(report, outside), StringComparison.Ordinal);

        // The groups that are looked into are said as well.
        var summary = new ReportDefinition { Groups = [new("entry.date", DayStep.Month), new("entry.person"), new("task.type")], Totals = [new(TotalFunction.Count)] };
        var into = new ReportAsk { Path = ["2026-03-01", $"{_company.Rep.Id}"] };
        Assert.Equal("Dedicaciones con día entre 1 mar 2026 y 31 mar 2026 hechas por Raúl Comercial, por tipo.", await LeadAsync(summary, into));
        Assert.Equal("Dedicaciones con día entre 1 mar 2026 y 31 mar 2026 hechas por Raúl Comercial sin tipo.", await LeadAsync(summary, into with { Path = [.. into.Path, ""], Rows = true }));
        Assert.Contains("hechas por Raúl Comercial", Text(await WriteAsync(ReportFormat.Pdf, summary, ask: into)), StringComparison.Ordinal);

        Task<string> LeadAsync(ReportDefinition definition, ReportAsk asked) => _database.Get<ReportSentences>().LeadAsync(_rep, definition, asked, Cancel);
    }

    [Fact]
    public async Task What_is_cut_off_still_counts_in_the_totals()
    {
        Speak("es");
        await LogAsync(_company.Rep, 90, "Uno", -1);
        await LogAsync(_company.Rep, 30, "Dos", 0);
        await LogAsync(_company.Rep, 10, "Tres", 0);
        await LogAsync(_company.Manager, 5, "Cuatro", 0);
        var report = new ReportDefinition
        {
            Columns = [new("entry.comment"), new("entry.minutes")],
            Groups = [new("entry.date", DayStep.Month), new("entry.person", Descending: true)],
            Totals = [new(TotalFunction.Sum, "entry.minutes"), new(TotalFunction.Average, "task.age"), new(TotalFunction.Count)],
        };
        var whole = await LinesAsync(report, 4);
        Assert.False(whole.Cut);
        // Within a group, between two, and with one that has no row of it here.
        var two = await LinesAsync(report, 2);
        Assert.True(two.Cut);
        Assert.Equal(["Begin 0", "Begin 1", "Row 2", "Row 2", "End 1 130", "End 0 135", "All -1 135"], two.Lines);
        var three = await LinesAsync(report, 3);
        Assert.Equal(["Begin 0", "Begin 1", "Row 2", "Row 2", "Row 2", "End 1 130", "End 0 135", "All -1 135"], three.Lines);
        Assert.Equal(whole.Lines[^2..], three.Lines[^2..]);
        var into = await LinesAsync(report, 1, new ReportAsk { Path = ["2026-03-01", $"{_company.Rep.Id}"] });
        Assert.Equal(["Begin 0", "Begin 1", "Row 2", "End 1 130", "End 0 130", "All -1 130"], into.Lines);
        var plain = await LinesAsync(report with { Groups = [], Totals = [] }, 1);
        Assert.Equal(["Row 0", "All -1 "], plain.Lines);

        // Groups alone.
        var groups = report with { Columns = [], Groups = [.. report.Groups, new("task.title")] };
        Assert.Equal(["Begin 0", "Begin 1", "Row 2", "End 1 130", "End 0 135", "All -1 135"], (await LinesAsync(groups, 1)).Lines);

        async Task<(List<string> Lines, bool Cut)> LinesAsync(ReportDefinition definition, int most, ReportAsk? ask = null)
        {
            var (_, lines, cut) = await Files.ReadAsync(_rep, definition, ask ?? new ReportAsk(), most, Cancel);
            return ([.. lines.Select(l => l.Kind is ReportLineKind.Begin or ReportLineKind.Row ? $"{l.Kind} {l.Level}" : $"{l.Kind} {l.Level} {(l.Totals.Count == 0 ? null : l.Totals[0])}")], cut);
        }
    }

    [Fact]
    public async Task A_total_is_written_as_its_column_is()
    {
        Speak("es");
        await LogAsync(_company.Rep, 90, "Uno", -1);
        await LogAsync(_company.Rep, 30, "Dos", 0);
        var report = new ReportDefinition
        {
            Columns = [new("entry.minutes", Format: ColumnFormat.Decimal), new("entry.date", Format: ColumnFormat.Long)],
            Totals = [new(TotalFunction.Sum, "entry.minutes"), new(TotalFunction.Average, "entry.minutes"), new(TotalFunction.Max, "entry.date"), new(TotalFunction.Count, "entry.minutes"), new(TotalFunction.Sum, "task.estimate")],
        };
        var text = Text(await WriteAsync(ReportFormat.Pdf, report));
        Assert.Contains("2,00", text, StringComparison.Ordinal);
        Assert.Contains("Media: Tiempo: 1,00", text, StringComparison.Ordinal);
        Assert.DoesNotContain("2:00", text, StringComparison.Ordinal);
        var (table, lines, _) = await Files.ReadAsync(_rep, report, new ReportAsk(), 10, Cancel);
        var words = _database.Get<ReportWords>();
        Assert.Equal(["2,00", "1,00", "lunes, 2 de marzo de 2026", "2", ""], lines[^1].Totals.Select((t, i) => words.Total(t, table.Totals[i])));
        // Without a column it is written as its type is.
        Assert.Equal("2:00", words.Total(120L, ReportRunner.Shape(report with { Columns = [new("entry.comment")] }).Totals[0]));
    }

    [Fact]
    public async Task Pdf_of_no_rows_says_so_and_one_of_too_many_is_refused()
    {
        Speak("es");
        var report = new ReportDefinition { Source = ReportSource.Tasks, Columns = [new("task.title")], Where = ReportCriterion.Of("task.number", TestOperator.More, "2") };
        Assert.Contains("No hay nada que mostrar.", Text(await WriteAsync(ReportFormat.Pdf, report)), StringComparison.Ordinal);

        await using (var db = _database.Open())
        {
            db.AttachRange(_company.Project, _company.Rep, _company.Manager, _company.Admin);
            for (var i = 0; i <= ReportFiles.MostPdfRows; i++) db.Add(new WorkTask(_company.Project, new TaskFields($"Masa {i}"), _company.Rep, _company.Manager, _company.Admin, null, _company.Admin.Id, _database.Now));
            await db.SaveChangesAsync(Cancel);
        }
        using var to = new MemoryStream();
        var refused = await Assert.ThrowsAsync<RuleException>(() => Files.WriteAsync(to, ReportFormat.Pdf, _rep, report, "x", new ReportAsk(), cancellationToken: Cancel));
        Assert.Equal(RuleError.ReportTooLong, refused.Error);
        Assert.Equal(0, to.Length);

        // All the same as CSV, counted on the way, and stopped on the way.
        var told = new List<int>();
        Assert.Equal(ReportFiles.MostPdfRows + 1, await Files.WriteAsync(to, ReportFormat.Csv, _rep, report, "x", new ReportAsk(), progress: new Telling(told.Add), cancellationToken: Cancel));
        Assert.Equal([250, ReportFiles.MostPdfRows + 1], [told[0], told[^1]]);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Files.WriteAsync(Stream.Null, ReportFormat.Csv, _rep, report, "x", new ReportAsk(), progress: new Telling(n =>
        {
            if (n >= 1_000) stop.Cancel();
        }), cancellationToken: stop.Token));
    }

    [Fact]
    public async Task What_cannot_be_run_is_no_file()
    {
        Speak("es");
        using var to = new MemoryStream();
        foreach (var format in new[] { ReportFormat.Csv, ReportFormat.Excel, ReportFormat.Pdf })
            Assert.Equal(RuleError.ReportFaulty, (await Assert.ThrowsAsync<RuleException>(() => Files.WriteAsync(to, format, _rep, new ReportDefinition { Columns = [new("entry.secret")] }, "x", new ReportAsk(), cancellationToken: Cancel))).Error);
        Assert.Equal(0, to.Length);
        Assert.Equal("Horas-norte- 2026 2026-03-02.xlsx", ReportFiles.FileName("Horas/norte: 2026", ReportFormat.Excel, new DateOnly(2026, 3, 2)));
    }

    private static void Speak(string language) => CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);

    private async Task LogAsync(Person person, int minutes, string? comment, int days, int? task = null) => await _database.Get<DedicationLog>().LogAsync(
        await _database.ViewerAsync(person), new LogRequest(task ?? _company.Task.Id, new DedicationFields(new DateOnly(2026, 3, 2).AddDays(days), minutes, comment), AfterLog.Keep, Guid.NewGuid()), Cancel);

    private async Task<byte[]> WriteAsync(ReportFormat format, ReportDefinition report, CsvSeparator separator = CsvSeparator.Auto, ReportAsk? ask = null)
    {
        using var to = new MemoryStream();
        await Files.WriteAsync(to, format, _rep, report, "Qué hice", ask ?? new ReportAsk(), separator, cancellationToken: Cancel);
        return to.ToArray();
    }

    private async Task<string> CsvAsync(ReportDefinition report, CsvSeparator separator = CsvSeparator.Auto, ReportAsk? ask = null)
    {
        var bytes = await WriteAsync(ReportFormat.Csv, report, separator, ask);
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        return Encoding.UTF8.GetString(bytes[3..]);
    }

    private async Task<Sheet> SheetAsync(ReportDefinition report, ReportAsk? ask = null)
    {
        await using var zip = new ZipArchive(new MemoryStream(await WriteAsync(ReportFormat.Excel, report, ask: ask)));
        string Part(string name)
        {
            using var reader = new StreamReader(zip.GetEntry(name)!.Open());
            return reader.ReadToEnd();
        }
        Assert.Equal("Qué hice", XDocument.Parse(Part("xl/workbook.xml")).Descendants().First(e => e.Name.LocalName == "sheet").Attribute("name")!.Value);
        return new Sheet(Part("xl/worksheets/sheet1.xml"), Part("xl/styles.xml"));
    }

    private static string Text(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        return string.Join('\n', document.GetPages().Select(p => p.Text));
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-9;

    private sealed record Cell(string? Text, string? Formula, double Value);

    private sealed class Sheet(string xml, string styles)
    {
        private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

        public string Xml => xml;
        public string Styles => styles;

        public List<(int Level, List<Cell> Cells)> Rows { get; } = [.. XDocument.Parse(xml).Descendants(Main + "row").Select(r => ((int?)r.Attribute("outlineLevel") ?? 0, r.Elements(Main + "c").Select(c => new Cell(
            c.Descendants(Main + "t").FirstOrDefault()?.Value, c.Element(Main + "f")?.Value, (double?)c.Element(Main + "v") ?? 0)).ToList()))];

        public List<Cell> Formulas => [.. Rows.SelectMany(r => r.Cells).Where(c => c.Formula is not null)];
    }

    private sealed class Telling(Action<int> tell) : IProgress<int>
    {
        public void Report(int value) => tell(value);
    }
}
