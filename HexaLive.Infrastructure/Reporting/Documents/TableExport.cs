using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using SpreadCheetah.Styling;

namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>
/// Streams rows to CSV or Excel. Values are texts, numbers, local days (<see cref="DateOnly"/>), local date-times
/// (<see cref="DateTime"/>) and durations (<see cref="TimeSpan"/>).
/// </summary>
public static class TableExport
{
    /// <summary>
    /// Writes CSV in UTF-8 with a byte order mark. The default separator is a semicolon in cultures with a decimal comma, such as
    /// Spanish, otherwise a comma. Text that a spreadsheet would run as a formula is made harmless (see OWASP, CSV Injection).
    /// </summary>
    public static async Task WriteCsvAsync(
        Stream output,
        IReadOnlyList<string> titles,
        IAsyncEnumerable<object?[]> rows,
        CultureInfo culture,
        string? separator = null,
        CancellationToken cancellationToken = default
    )
    {
        await using var text = new StreamWriter(
            output,
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
            32 * 1024,
            leaveOpen: true
        );
        await using var csv = new CsvWriter(
            text,
            new CsvConfiguration(culture) { Delimiter = separator ?? (culture.NumberFormat.NumberDecimalSeparator == "," ? ";" : ",") }
        );
        foreach (var title in titles)
            csv.WriteField(EscapeFormula(title));
        await csv.NextRecordAsync();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            foreach (var value in row)
                csv.WriteField(FormatValue(value, culture));
            await csv.NextRecordAsync();
        }
    }

    /// <summary>
    /// Writes Excel with typed dates and numbers. The result is a temporary file that is deleted when the stream is closed.
    /// </summary>
    public static async Task<Stream> WriteExcelAsync(
        string sheet,
        IReadOnlyList<string> titles,
        IAsyncEnumerable<object?[]> rows,
        CancellationToken cancellationToken = default
    )
    {
        await using var excel = await ExcelSheet.CreateAsync(sheet, [.. titles.Select(_ => 18.0)]);
        foreach (var title in titles)
            excel.Add(title, new(ExcelStyle.General, IsHeader: true));
        await excel.EndRowAsync(cancellationToken: cancellationToken);
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            foreach (var value in row)
                excel.Add(value, new(FormatOf(value)));
            await excel.EndRowAsync(cancellationToken: cancellationToken);
        }
        return await excel.FinishAsync(excel.RowCount, cancellationToken: cancellationToken);
    }

    /// <summary>Returns the text. If a spreadsheet would interpret the text as a formula, an apostrophe is added at the start.</summary>
    public static string EscapeFormula(string text) =>
        text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;

    private static NumberFormat FormatOf(object? value) =>
        value switch
        {
            DateOnly => ExcelStyle.Day,
            DateTime => ExcelStyle.Clock,
            TimeSpan => ExcelStyle.Hours,
            _ => ExcelStyle.General,
        };

    private static string FormatValue(object? value, CultureInfo culture) =>
        value switch
        {
            null => "",
            string text => EscapeFormula(text),
            DateOnly day => day.ToString("d", culture),
            DateTime clock => clock.ToString("g", culture),
            TimeSpan time => string.Create(culture, $"{(long)time.TotalHours}:{Math.Abs(time.Minutes):00}"),
            double number => Math.Round(number, 2).ToString(culture),
            IFormattable number => number.ToString(null, culture),
            _ => value.ToString() ?? "",
        };
}
