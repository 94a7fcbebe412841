using HexaLive.Domain.Reports;
using MiniExcelLibs;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>Reports as Excel files.</summary>
public sealed partial class ReportFilesTests
{
    [Fact]
    public async Task Excel_file_has_typed_cells_collapsible_groups_and_totals_as_formulas()
    {
        UseLanguage("es");
        await LogAsync(_company.Rep, 90, "=1+1", -1);
        await LogAsync(_company.Rep, 30, "x", 0);
        await LogAsync(_company.Manager, 1440, "Un día entero", -2);
        var report = new ReportDefinition
        {
            Columns = Columns,
            Groups = [new("entry.person")],
            Totals =
            [
                new(TotalFunction.Sum, "entry.minutes"),
                new(TotalFunction.Average, "entry.minutes"),
                new(TotalFunction.Count),
                new(TotalFunction.Max, "entry.date"),
            ],
        };
        var sheet = await WriteSheetAsync(report);

        Assert.Equal(
            ["Persona", "Fecha", "Tiempo", "Comentario", "Días abierta", "Media de Tiempo", "Filas"],
            sheet.Rows[0].Cells.Select(c => c.Text)
        );
        var (marta, total) = (sheet.Rows[2], sheet.Rows[^1]);
        Assert.Equal("Total Marta Jefa", marta.Cells[0].Text);
        Assert.Equal(
            ["SUBTOTAL(4,B2:B2)", "SUBTOTAL(9,C2:C2)", "SUBTOTAL(1,C2:C2)", "SUBTOTAL(3,B2:B2)"],
            marta.Cells.Select(c => c.Formula).OfType<string>()
        );
        Assert.Equal(
            ["SUBTOTAL(4,B2:B6)", "SUBTOTAL(9,C2:C6)", "SUBTOTAL(1,C2:C6)", "SUBTOTAL(3,B2:B6)"],
            total.Cells.Select(c => c.Formula).OfType<string>()
        );
        Assert.Equal(
            [new DateTime(2026, 3, 2).ToOADate(), 1560 / 1440.0, 520 / 1440.0, 3],
            total.Cells.Where(c => c.Formula is not null).Select(c => c.Value),
            AreClose
        );
        Assert.Equal([0, 1, 0, 1, 1, 0, 0], sheet.Rows.Select(r => r.Level));
        Assert.Equal("'=1+1", sheet.Rows.SelectMany(r => r.Cells).Single(c => c.Text?.Contains("1+1") == true).Text);
        Assert.Contains("ySplit=\"1\"", sheet.Xml, StringComparison.Ordinal);
        Assert.Contains("<autoFilter ref=\"A1:G6\"", sheet.Xml, StringComparison.Ordinal);
        Assert.Contains("formatCode=\"[h]:mm\"", sheet.Styles, StringComparison.Ordinal);

        using var file = new MemoryStream(await WriteAsync(ReportFormat.Excel, report));
        var read = (await file.QueryAsync(useHeaderRow: true, cancellationToken: Cancellation))
            .Cast<IDictionary<string, object?>>()
            .ToList();
        Assert.Equal(new DateTime(2026, 2, 28), read[0]["Fecha"]);
        Assert.Equal(6, read.Count);
    }
}
