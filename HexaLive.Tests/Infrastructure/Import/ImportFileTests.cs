using System.Text;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Export;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Import;

/// <summary>Files as they come: encodings, separators, and everything that is no file of rows.</summary>
public sealed class ImportFileTests : IAsyncLifetime
{
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    private TestDatabase _database = null!;
    private Viewer _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _admin = await _database.ViewerAsync((await Company.CreateAsync(_database)).Admin);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(';', "utf-8")]
    [InlineData(',', "utf-8-bom")]
    [InlineData('\t', "1252")]
    public async Task Encoding_and_separator_are_found(char separator, string encoding)
    {
        var text = string.Join('\n', new[] { "Código;Razón social;Teléfono", "C1;Peñíscola Años;600 111 222", "C2;\"Uno, dos; y tres\";" }.Select(l => separator == ';' || l.Contains('"') ? l.Replace(';', l.Contains('"') ? '\u0001' : ';') : l.Replace(';', separator)))
            .Replace("C2\u0001", "C2" + separator).Replace("tres\"\u0001", "tres\"" + separator).Replace('\u0001', ';');
        var session = await _database.UploadAsync(_admin, text, encoding switch { "1252" => Windows1252, "utf-8-bom" => new UTF8Encoding(true), _ => new UTF8Encoding(false) });

        Assert.Equal(new CsvFormat(encoding == "1252" ? CsvEncoding.Windows1252 : CsvEncoding.Utf8, separator), session.Scan.Format);
        Assert.Equal(["Código", "Razón social", "Teléfono"], session.Scan.Headings);
        Assert.Equal(2, session.Scan.Rows);
        Assert.Equal(ImportKind.Clients, session.Plan.Kind);
        Assert.Equal([ImportField.Code, ImportField.Name, ImportField.Phone], session.Plan.Columns);
        await _database.RunAsync(_admin, session);
        await using var db = _database.Open();
        Assert.Equal(["Peñíscola Años", "Uno, dos; y tres"], await db.Clients.Where(c => c.Code == "C1" || c.Code == "C2").OrderBy(c => c.Code).Select(c => c.Name).ToListAsync());
    }

    [Fact]
    public async Task The_format_can_be_corrected()
    {
        var session = await _database.UploadAsync(_admin, "nombre;correo\nAña|x;a@b.c\n", Windows1252);
        var jobs = _database.Get<ImportJobs>();
        await jobs.ReadAsAsync(_admin, session.Id, new CsvFormat(CsvEncoding.Windows1252, ','), true);
        Assert.Single(session.Scan.Headings);
        var refusal = await Assert.ThrowsAsync<ImportException>(() => jobs.ReadAsAsync(_admin, session.Id, new CsvFormat(CsvEncoding.Utf8, ';'), true));
        Assert.Equal(ImportTrouble.NotUtf8, refusal.Trouble);
        Assert.Single(session.Scan.Headings);
    }

    public static TheoryData<string, byte[], ImportTrouble> Malformed => new()
    {
        { "empty", [], ImportTrouble.Empty },
        { "blank", "  \r\n ; ; \r\n"u8.ToArray(), ImportTrouble.Empty },
        { "only headings", "nombre;correo\r\n\r\n"u8.ToArray(), ImportTrouble.OnlyHeadings },
        { "UTF-16", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("nombre;correo\nAna;a@b.c\n")).ToArray(), ImportTrouble.Utf16 },
        { "UTF-16 without its mark", Encoding.Unicode.GetBytes("nombre;correo\nAna;a@b.c\n"), ImportTrouble.Utf16 },
        { "a picture", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13], ImportTrouble.NotText },
        { "a photograph", [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3], ImportTrouble.NotText },
        { "a workbook", "PK\u0003\u0004xl/worksheets"u8.ToArray(), ImportTrouble.Workbook },
        { "NUL bytes", "nombre;correo\nAna\0;a@b.c and much more text than that so that it is not UTF-16\n"u8.ToArray(), ImportTrouble.NotText },
        { "an unclosed quotation mark", "nombre;correo\nAna;a@b.c\n\"Luis;b@b.c\nEva;c@b.c\n"u8.ToArray(), ImportTrouble.UnclosedQuote },
        { "more columns than headings", "nombre;correo\nAna;a@b.c\nLuis;b@b.c;otra\n"u8.ToArray(), ImportTrouble.MoreColumnsThanHeadings },
        { "the same heading twice", "Nombre;correo;NOMBRE\nAna;a@b.c;x\n"u8.ToArray(), ImportTrouble.DuplicateHeading },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task What_is_no_file_of_rows_is_refused_with_its_reason_and_nothing_is_kept(string what, byte[] content, ImportTrouble trouble)
    {
        var before = await CountAsync();
        var refusal = await Assert.ThrowsAsync<ImportException>(() => _database.Get<ImportJobs>().UploadAsync(_admin, what, new MemoryStream(content), true));
        Assert.Equal(trouble, refusal.Trouble);
        if (trouble is ImportTrouble.UnclosedQuote or ImportTrouble.MoreColumnsThanHeadings) Assert.Equal("3", refusal.Reason.Args[0]);
        Assert.Equal(before, await CountAsync());
        Assert.Empty(Directory.GetFiles(Path.Combine(_database.Folder, "import")));
        Assert.Null(_database.Get<ImportJobs>().Current(_admin));
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused_while_it_comes()
    {
        var refusal = await Assert.ThrowsAsync<ImportException>(() => _database.Get<ImportJobs>().UploadAsync(_admin, "grande.csv", new EndlessText("Empresa larga;600111222;\n", long.MaxValue), true));
        Assert.Equal(ImportTrouble.TooLarge, refusal.Trouble);
        Assert.Empty(Directory.GetFiles(Path.Combine(_database.Folder, "import")));
    }

    [Fact]
    public async Task A_quotation_mark_that_never_closes_does_not_pull_the_file_into_memory()
    {
        var refusal = await Assert.ThrowsAsync<ImportException>(() => _database.UploadAsync(_admin, "nombre;nota\nAna;\"" + new string('x', 3_000_000)));
        Assert.Equal(ImportTrouble.UnclosedQuote, refusal.Trouble);
        Assert.Equal("2", refusal.Reason.Args[0]);
    }

    [Theory]
    [InlineData("2026-03-02", 2026, 3, 2)]
    [InlineData("02/03/2026", 2026, 3, 2)]
    [InlineData("2-3-26", 2026, 3, 2)]
    [InlineData("2.3.99", 1999, 3, 2)]
    [InlineData("20260302", 2026, 3, 2)]
    [InlineData("2026-03-02T10:30:00", 2026, 3, 2)]
    public void Days_are_read_as_people_write_them(string text, int year, int month, int day) =>
        Assert.Equal(new DateOnly(year, month, day), ImportValues.Date(text, DateOrder.DayFirst)!.Value.Day);

    [Theory]
    [InlineData("31/02/2026")]
    [InlineData("mañana")]
    [InlineData("2026-13-01")]
    [InlineData("0000-01-01")]
    [InlineData("1/2/3/4")]
    public void What_is_no_day_is_none(string text) => Assert.Null(ImportValues.Date(text, DateOrder.DayFirst));

    [Theory]
    [InlineData("90", DurationUnit.Minutes, 90)]
    [InlineData("1:30", DurationUnit.Minutes, 90)]
    [InlineData("1:30", DurationUnit.Hours, 90)]
    [InlineData("1,5", DurationUnit.Hours, 90)]
    [InlineData("1.25", DurationUnit.Hours, 75)]
    [InlineData("1 h 30 min", DurationUnit.Minutes, 90)]
    [InlineData("2h", DurationUnit.Minutes, 120)]
    [InlineData("45 min", DurationUnit.Hours, 45)]
    [InlineData("1.440", DurationUnit.Minutes, 1440)]
    public void Durations_are_read_as_people_write_them(string text, DurationUnit unit, int minutes) => Assert.Equal(minutes, ImportValues.Minutes(text, unit));

    [Fact]
    public void Order_of_day_and_month_and_unit_of_durations_come_from_the_whole_column()
    {
        Assert.Equal(DateOrder.MonthFirst, Plan("tarea;persona;fecha;minutos;comentario\n1;a;03/04/2026;5;x\n1;a;03/25/2026;5;x\n").Dates);
        Assert.Equal(DateOrder.DayFirst, Plan("tarea;persona;fecha;minutos;comentario\n1;a;03/04/2026;5;x\n1;a;25/03/2026;5;x\n").Dates);
        Assert.Equal(DurationUnit.Hours, Plan("tarea;persona;fecha;horas;comentario\n1;a;03/04/2026;5;x\n1;a;25/03/2026;0,5;x\n").Durations);
    }

    [Fact]
    public void Headings_of_both_languages_and_usual_values_are_known()
    {
        var plan = Plan("Nº;ACCOUNT;Título;Sales_Agent;Manager;Deal-Stage;Prioridad\n1;x;y;a;b;Won;10\n2;x;y;a;b;Engaging;4\n3;x;y;a;b;raro;1\n");
        Assert.Equal(ImportKind.Tasks, plan.Kind);
        Assert.Equal([null, ImportField.Client, ImportField.Title, ImportField.Responsible, ImportField.Controller, ImportField.Status, ImportField.Priority], plan.Columns);
        Assert.Equal(nameof(WorkTaskStatus.Finished), plan.Values[ImportField.Status]["won"]);
        Assert.Equal(nameof(WorkTaskStatus.InProgress), plan.Values[ImportField.Status]["engaging"]);
        Assert.Null(plan.Values[ImportField.Status]["raro"]);
        Assert.Equal(["Urgent", "Normal", "Low"], new[] { "10", "4", "1" }.Select(v => plan.Values[ImportField.Priority][v]));
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+34 600")]
    [InlineData("-5")]
    [InlineData("@x")]
    [InlineData("normal")]
    [InlineData("'comillas")]
    public void What_a_spreadsheet_takes_for_a_formula_is_protected_and_comes_back_as_it_was(string cell)
    {
        Assert.DoesNotContain(TableExport.Safe(cell)[0], "=+-@");
        Assert.Equal(cell, CsvFile.Unprotect(TableExport.Safe(cell)));
    }

    private static ImportPlan Plan(string text)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            var scan = ImportScan.Of(CsvFile.Open(path), TestContext.Current.CancellationToken);
            return scan.Propose(ImportFields.Guess(scan.Headings), "Europe/Madrid", true);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task<(int, int, long)> CountAsync()
    {
        await using var db = _database.Open();
        return (await db.People.CountAsync(), await db.Clients.CountAsync(), await db.Activity.CountAsync());
    }
}
