using System.Text;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Reporting.Documents;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Import;

/// <summary>Reading import files: encodings, separators, values, and the files and rows that are rejected.</summary>
public sealed class ImportFileTests : IAsyncLifetime
{
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    private TestDatabase _database = null!;
    private Viewer _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _admin = await _database.GetViewerAsync((await TestCompany.CreateAsync(_database)).Admin);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(';', "utf-8")]
    [InlineData(',', "utf-8-bom")]
    [InlineData('\t', "1252")]
    public async Task Encoding_and_separator_of_a_file_are_detected(char separator, string encoding)
    {
        var text = string.Join(
                '\n',
                new[] { "Código;Razón social;Teléfono", "C1;Peñíscola Años;600 111 222", "C2;\"Uno, dos; y tres\";" }.Select(l =>
                    separator == ';' || l.Contains('"') ? l.Replace(';', l.Contains('"') ? '\u0001' : ';') : l.Replace(';', separator)
                )
            )
            .Replace("C2\u0001", "C2" + separator)
            .Replace("tres\"\u0001", "tres\"" + separator)
            .Replace('\u0001', ';');
        var session = await _database.UploadAsync(
            _admin,
            text,
            encoding switch
            {
                "1252" => Windows1252,
                "utf-8-bom" => new UTF8Encoding(true),
                _ => new UTF8Encoding(false),
            }
        );

        Assert.Equal(new CsvFormat(encoding == "1252" ? CsvEncoding.Windows1252 : CsvEncoding.Utf8, separator), session.Analysis.Format);
        Assert.Equal(["Código", "Razón social", "Teléfono"], session.Analysis.Headings);
        Assert.Equal(2, session.Analysis.RowCount);
        Assert.Equal(ImportKind.Clients, session.Plan.Kind);
        Assert.Equal([ImportField.Code, ImportField.Name, ImportField.Phone], session.Plan.Columns);
        await _database.RunAsync(_admin, session);
        await using var db = _database.Open();
        Assert.Equal(
            ["Peñíscola Años", "Uno, dos; y tres"],
            await db.Clients.Where(c => c.Code == "C1" || c.Code == "C2").OrderBy(c => c.Code).Select(c => c.Name).ToListAsync()
        );
    }

    [Fact]
    public async Task Detected_file_format_can_be_corrected()
    {
        var session = await _database.UploadAsync(_admin, "nombre;correo\nAña|x;a@b.c\n", Windows1252);
        var jobs = _database.Get<ImportJobs>();
        await jobs.ChangeFormatAsync(_admin, session.Id, new CsvFormat(CsvEncoding.Windows1252, ','), true);
        Assert.Single(session.Analysis.Headings);
        var refusal = await Assert.ThrowsAsync<ImportException>(() =>
            jobs.ChangeFormatAsync(_admin, session.Id, new CsvFormat(CsvEncoding.Utf8, ';'), true)
        );
        Assert.Equal(ImportError.NotUtf8, refusal.Error);
        Assert.Single(session.Analysis.Headings);
    }

    public static TheoryData<string, byte[], ImportError> Malformed =>
        new()
        {
            { "empty", [], ImportError.Empty },
            { "blank", "  \r\n ; ; \r\n"u8.ToArray(), ImportError.Empty },
            { "only headings", "nombre;correo\r\n\r\n"u8.ToArray(), ImportError.OnlyHeadings },
            {
                "UTF-16",
                Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("nombre;correo\nAna;a@b.c\n")).ToArray(),
                ImportError.Utf16
            },
            { "UTF-16 without its mark", Encoding.Unicode.GetBytes("nombre;correo\nAna;a@b.c\n"), ImportError.Utf16 },
            { "a picture", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13], ImportError.NotText },
            { "a photograph", [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3], ImportError.NotText },
            { "a workbook", "PK\u0003\u0004xl/worksheets"u8.ToArray(), ImportError.Workbook },
            {
                "NUL bytes",
                "nombre;correo\nAna\0;a@b.c and much more text than that so that it is not UTF-16\n"u8.ToArray(),
                ImportError.NotText
            },
            { "an unclosed quotation mark", "nombre;correo\nAna;a@b.c\n\"Luis;b@b.c\nEva;c@b.c\n"u8.ToArray(), ImportError.UnclosedQuote },
            {
                "more columns than headings",
                "nombre;correo\nAna;a@b.c\nLuis;b@b.c;otra\n"u8.ToArray(),
                ImportError.MoreColumnsThanHeadings
            },
            { "the same heading twice", "Nombre;correo;NOMBRE\nAna;a@b.c;x\n"u8.ToArray(), ImportError.DuplicateHeading },
        };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Malformed_file_is_rejected_with_the_reason_and_not_stored(string what, byte[] content, ImportError trouble)
    {
        var before = await CountAsync();
        var refusal = await Assert.ThrowsAsync<ImportException>(() =>
            _database.Get<ImportJobs>().UploadAsync(_admin, what, new MemoryStream(content), true)
        );
        Assert.Equal(trouble, refusal.Error);
        if (trouble is ImportError.UnclosedQuote or ImportError.MoreColumnsThanHeadings)
            Assert.Equal("3", refusal.Reason.Args[0]);
        Assert.Equal(before, await CountAsync());
        Assert.Empty(Directory.GetFiles(Path.Combine(_database.Folder, "import")));
        Assert.Null(_database.Get<ImportJobs>().FindCurrent(_admin));
    }

    [Fact]
    public async Task File_over_the_limit_is_rejected_while_uploading()
    {
        var refusal = await Assert.ThrowsAsync<ImportException>(() =>
            _database
                .Get<ImportJobs>()
                .UploadAsync(_admin, "grande.csv", new RepeatingTextStream("Empresa larga;600111222;\n", long.MaxValue), true)
        );
        Assert.Equal(ImportError.TooLarge, refusal.Error);
        Assert.Empty(Directory.GetFiles(Path.Combine(_database.Folder, "import")));
    }

    [Fact]
    public async Task File_with_an_unclosed_quote_is_rejected_once_the_cell_is_too_long()
    {
        var refusal = await Assert.ThrowsAsync<ImportException>(() =>
            _database.UploadAsync(_admin, "nombre;nota\nAna;\"" + new string('x', 3_000_000))
        );
        Assert.Equal(ImportError.UnclosedQuote, refusal.Error);
        Assert.Equal("2", refusal.Reason.Args[0]);
    }

    [Theory]
    [InlineData("2026-03-02", 2026, 3, 2)]
    [InlineData("02/03/2026", 2026, 3, 2)]
    [InlineData("2-3-26", 2026, 3, 2)]
    [InlineData("2.3.99", 1999, 3, 2)]
    [InlineData("20260302", 2026, 3, 2)]
    [InlineData("2026-03-02T10:30:00", 2026, 3, 2)]
    public void Common_date_formats_are_parsed(string text, int year, int month, int day) =>
        Assert.Equal(new DateOnly(year, month, day), ImportValues.ParseDate(text, DateOrder.DayFirst)!.Value.Day);

    [Theory]
    [InlineData("31/02/2026")]
    [InlineData("mañana")]
    [InlineData("2026-13-01")]
    [InlineData("0000-01-01")]
    [InlineData("1/2/3/4")]
    public void Parsing_an_invalid_date_returns_null(string text) => Assert.Null(ImportValues.ParseDate(text, DateOrder.DayFirst));

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
    [InlineData("8", DurationUnit.Hours, 480)]
    [InlineData("1.125", DurationUnit.Hours, 68)]
    [InlineData("1,125", DurationUnit.Hours, 68)]
    [InlineData("1.125 h", DurationUnit.Minutes, 68)]
    [InlineData("0,125", DurationUnit.Hours, 8)]
    public void Common_duration_formats_are_parsed(string text, DurationUnit unit, int minutes) =>
        Assert.Equal(minutes, ImportValues.ParseMinutes(text, unit));

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+34 600")]
    [InlineData("-5")]
    [InlineData("@x")]
    [InlineData("normal")]
    [InlineData("'comillas")]
    public void Escaping_of_cells_that_look_like_formulas_can_be_reversed(string cell)
    {
        Assert.DoesNotContain(TableExport.EscapeFormula(cell)[0], "=+-@");
        Assert.Equal(cell, CsvFile.UnescapeFormula(TableExport.EscapeFormula(cell)));
    }

    private async Task<(int, int, long)> CountAsync()
    {
        await using var db = _database.Open();
        return (await db.People.CountAsync(), await db.Clients.CountAsync(), await db.Activity.CountAsync());
    }
}
