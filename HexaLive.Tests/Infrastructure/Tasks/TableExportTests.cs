using System.Globalization;
using System.Text;
using HexaLive.Infrastructure.Reporting.Documents;
using MiniExcelLibs;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Tasks;

/// <summary>Exporting tables as CSV and Excel files.</summary>
public sealed class TableExportTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exported_cells_keep_their_data_types_and_contain_no_formulas()
    {
        object?[][] rows =
        [
            ["=HYPERLINK(\"x\")", 12, new DateOnly(2026, 3, 2), null],
            ["+34 600", -5, new DateOnly(2025, 12, 31), "a;b \"c\""],
        ];
        string[] titles = ["Texto", "Número", "Día", "Nota"];
        using var csv = new MemoryStream();
        await TableExport.WriteCsvAsync(
            csv,
            titles,
            rows.ToAsyncEnumerable(),
            CultureInfo.GetCultureInfo("es"),
            cancellationToken: Cancellation
        );
        Assert.Equal([0xEF, 0xBB, 0xBF], csv.ToArray()[..3]);
        Assert.Equal(
            ["Texto;Número;Día;Nota", "\"'=HYPERLINK(\"\"x\"\")\";12;2/3/2026;", "'+34 600;-5;31/12/2025;\"a;b \"\"c\"\"\""],
            Encoding.UTF8.GetString(csv.ToArray()[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
        );

        await using var excel = await TableExport.WriteExcelAsync("tareas", titles, rows.ToAsyncEnumerable(), Cancellation);
        var read = (await excel.QueryAsync(useHeaderRow: true, cancellationToken: Cancellation))
            .Cast<IDictionary<string, object?>>()
            .ToList();
        Assert.Equal(["'=HYPERLINK(\"x\")", "'+34 600"], read.Select(r => r["Texto"]));
        Assert.Equal([12d, -5d], read.Select(r => r["Número"]));
        Assert.Equal([new DateTime(2026, 3, 2), new DateTime(2025, 12, 31)], read.Select(r => r["Día"]));
    }

    [Theory]
    [InlineData("<b> & \"c\" 😀 é", "<b> & \"c\" 😀 é")]
    [InlineData(" a\tb\nc ", " a\tb\nc ")]
    [InlineData("a\u0001b\uFFFEc\uFFFFd", "abcd")]
    public async Task Excel_export_keeps_every_character_that_XML_allows(string text, string expected) =>
        Assert.Equal(expected, await ExportTextAsync(text));

    [Fact]
    public async Task Excel_export_replaces_half_of_a_surrogate_pair() => Assert.Equal("a\uFFFDb", await ExportTextAsync("a\uD800b"));

    [Fact]
    public async Task Excel_export_shortens_texts_to_the_maximum_length_of_a_cell() =>
        Assert.Equal(new string('ñ', 32_765) + "…", await ExportTextAsync(new string('ñ', 40_000)));

    private static async Task<object?> ExportTextAsync(string text)
    {
        object?[][] rows =
        [
            [text],
        ];
        await using var excel = await TableExport.WriteExcelAsync("x", ["Texto"], rows.ToAsyncEnumerable(), Cancellation);
        var read = await excel.QueryAsync(useHeaderRow: true, cancellationToken: Cancellation);
        return Assert.Single(read.Cast<IDictionary<string, object?>>())["Texto"];
    }
}
