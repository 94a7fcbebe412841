using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Infrastructure.Reporting.Documents;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>Columns, groups and totals in files.</summary>
public sealed partial class ReportFilesTests
{
    [Fact]
    public async Task Website_of_a_client_can_be_a_column_of_a_report_file()
    {
        var admin = await _database.GetViewerAsync(_company.Admin);
        var client = await _database.Get<ClientList>().GetAsync(admin, _company.Client.Id, Cancellation);
        var fields = client.Fields with { Website = "www.perez.example" };
        await _database.Get<ClientEditing>().EditAsync(admin, client.Id, client.Version, fields, Cancellation);
        var report = new ReportDefinition { Source = ReportSource.Clients, Columns = [new("client.name"), new("client.website")] };
        UseLanguage("es");
        Assert.Equal("Cliente;Sitio web\r\nConstrucciones Pérez;https://www.perez.example\r\n", await WriteCsvAsync(report));
        UseLanguage("en");
        Assert.StartsWith("Client,Website\r\n", await WriteCsvAsync(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_without_columns_lists_its_groups_with_their_totals()
    {
        UseLanguage("es");
        await LogAsync(_company.Rep, 90, "Uno", -1);
        await LogAsync(_company.Manager, 30, "Dos", 0);
        var report = new ReportDefinition
        {
            Groups = [new("client.name"), new("entry.person")],
            Totals = [new(TotalFunction.Count), new(TotalFunction.Sum, "entry.minutes")],
        };
        Assert.Equal(
            "Cliente;Persona;Filas;Suma de Tiempo\r\nConstrucciones Pérez;Marta Jefa;1;0:30\r\nConstrucciones Pérez;Raúl "
                + "Comercial;1;1:30\r\n",
            await WriteCsvAsync(report)
        );

        var sheet = await WriteSheetAsync(report);
        Assert.Equal(
            ["SUBTOTAL(9,C2:C3)", "SUBTOTAL(9,D2:D3)", "SUBTOTAL(9,C2:C4)", "SUBTOTAL(9,D2:D4)"],
            sheet.Formulas.Select(f => f.Formula)
        );
        Assert.Equal(2, sheet.Formulas[2].Value);
        Assert.Equal(120 / 1440.0, sheet.Formulas[3].Value, 9);
        var text = ExtractText(await WriteAsync(ReportFormat.Pdf, report));
        Assert.Contains("Cliente: Construcciones Pérez", text, StringComparison.Ordinal);
        Assert.Contains("1:30", text, StringComparison.Ordinal);
        Assert.Contains("2:00", text, StringComparison.Ordinal);
        // The rows that the figures count can be written as well.
        Assert.Contains("Uno", await WriteCsvAsync(report, ask: new ReportRequest { IncludesRows = true }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Totals_include_rows_beyond_the_row_limit()
    {
        UseLanguage("es");
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
        var whole = await ReadLinesAsync(report, 4);
        Assert.False(whole.IsTruncated);
        // A limit of two rows cuts a group in two; a limit of three rows ends between two groups. A group without a written row is omitted.
        var two = await ReadLinesAsync(report, 2);
        Assert.True(two.IsTruncated);
        Assert.Equal(
            ["GroupStart 0", "GroupStart 1", "Row 2", "Row 2", "GroupEnd 1 130", "GroupEnd 0 135", "GrandTotal -1 135"],
            two.Lines
        );
        var three = await ReadLinesAsync(report, 3);
        Assert.Equal(
            ["GroupStart 0", "GroupStart 1", "Row 2", "Row 2", "Row 2", "GroupEnd 1 130", "GroupEnd 0 135", "GrandTotal -1 135"],
            three.Lines
        );
        Assert.Equal(whole.Lines[^2..], three.Lines[^2..]);
        var into = await ReadLinesAsync(report, 1, new ReportRequest { Path = ["2026-03-01", $"{_company.Rep.Id}"] });
        Assert.Equal(["GroupStart 0", "GroupStart 1", "Row 2", "GroupEnd 1 130", "GroupEnd 0 130", "GrandTotal -1 130"], into.Lines);
        var plain = await ReadLinesAsync(report with { Groups = [], Totals = [] }, 1);
        Assert.Equal(["Row 0", "GrandTotal -1 "], plain.Lines);

        // A report that shows only groups, without rows.
        var groups = report with
        {
            Columns = [],
            Groups = [.. report.Groups, new("task.title")],
        };
        Assert.Equal(
            ["GroupStart 0", "GroupStart 1", "Row 2", "GroupEnd 1 130", "GroupEnd 0 135", "GrandTotal -1 135"],
            (await ReadLinesAsync(groups, 1)).Lines
        );

        async Task<(List<string> Lines, bool IsTruncated)> ReadLinesAsync(ReportDefinition definition, int most, ReportRequest? ask = null)
        {
            var (_, lines, cut) = await Files.ReadAsync(_rep, definition, ask ?? new ReportRequest(), most, Cancellation);
            return (
                [
                    .. lines.Select(l =>
                        l.Kind is ReportLineKind.GroupStart or ReportLineKind.Row
                            ? $"{l.Kind} {l.Level}"
                            : $"{l.Kind} {l.Level} {(l.Totals.Count == 0 ? null : l.Totals[0])}"
                    ),
                ],
                cut
            );
        }
    }

    [Fact]
    public async Task Total_is_formatted_like_its_column()
    {
        UseLanguage("es");
        await LogAsync(_company.Rep, 90, "Uno", -1);
        await LogAsync(_company.Rep, 30, "Dos", 0);
        var report = new ReportDefinition
        {
            Columns = [new("entry.minutes", Format: ColumnFormat.Decimal), new("entry.date", Format: ColumnFormat.Long)],
            Totals =
            [
                new(TotalFunction.Sum, "entry.minutes"),
                new(TotalFunction.Average, "entry.minutes"),
                new(TotalFunction.Max, "entry.date"),
                new(TotalFunction.Count, "entry.minutes"),
                new(TotalFunction.Sum, "task.estimate"),
            ],
        };
        var text = ExtractText(await WriteAsync(ReportFormat.Pdf, report));
        Assert.Contains("2,00", text, StringComparison.Ordinal);
        Assert.Contains("Media de Tiempo: 1,00", text, StringComparison.Ordinal);
        Assert.DoesNotContain("2:00", text, StringComparison.Ordinal);
        var (table, lines, _) = await Files.ReadAsync(_rep, report, new ReportRequest(), 10, Cancellation);
        var words = _database.Get<ReportNames>();
        Assert.Equal(
            ["2,00", "1,00", "lunes, 2 de marzo de 2026", "2", ""],
            lines[^1].Totals.Select((t, i) => words.FormatTotal(t, table.Totals[i]))
        );
        // If no column shows the field of a total, the total has the default format of its type.
        Assert.Equal("2:00", words.FormatTotal(120L, ResolvedReport.Resolve(report with { Columns = [new("entry.comment")] }).Totals[0]));
    }
}
