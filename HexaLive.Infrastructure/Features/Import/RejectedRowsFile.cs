using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using HexaLive.Infrastructure.Reporting.Documents;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>A rejected row as it is stored until it is downloaded.</summary>
internal sealed record RejectedRow(int Line, string[] Cells, ImportReason Reason);

/// <summary>The rejected rows of a run, stored as one JSON object a line.</summary>
internal sealed class RejectedRowsFile(string path, CsvAnalysis analysis)
{
    /// <summary>Writes the rows as CSV, in UTF-8 and with the separator of the imported file.</summary>
    public async Task WriteCsvAsync(
        Stream output,
        string lineHeading,
        string reasonHeading,
        Func<ImportReason, string> describe,
        CancellationToken cancellationToken
    )
    {
        // If the imported file is itself a file of rejected rows, it already has these two columns.
        var headings = analysis.Headings;
        var isRejectedAgain = headings.Count >= 2 && headings[^2] == lineHeading && headings[^1] == reasonHeading;
        var width = isRejectedAgain ? headings.Count - 2 : headings.Count;
        await using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await using var csv = new CsvWriter(
            writer,
            new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = analysis.Format.Separator.ToString(), NewLine = "\r\n" }
        );
        await WriteLineAsync(csv, [.. headings.Take(width), lineHeading, reasonHeading]);
        await foreach (var json in File.ReadLinesAsync(path, cancellationToken))
        {
            var row = JsonSerializer.Deserialize<RejectedRow>(json)!;
            var line = row.Line.ToString(CultureInfo.InvariantCulture);
            await WriteLineAsync(csv, [.. row.Cells.Take(width), line, describe(row.Reason)]);
        }
    }

    private static async Task WriteLineAsync(CsvWriter csv, IEnumerable<string> cells)
    {
        foreach (var cell in cells)
            csv.WriteField(TableExport.EscapeFormula(cell));
        await csv.NextRecordAsync();
    }
}
