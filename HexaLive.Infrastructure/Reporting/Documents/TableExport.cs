using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

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
    public static async Task CsvAsync(
        Stream to,
        IReadOnlyList<string> titles,
        IAsyncEnumerable<object?[]> rows,
        CultureInfo culture,
        string? separator = null,
        CancellationToken cancellationToken = default
    )
    {
        await using var text = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 32 * 1024, leaveOpen: true);
        await using var csv = new CsvWriter(
            text,
            new CsvConfiguration(culture) { Delimiter = separator ?? (culture.NumberFormat.NumberDecimalSeparator == "," ? ";" : ",") }
        );
        foreach (var title in titles)
            csv.WriteField(Safe(title));
        await csv.NextRecordAsync();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            foreach (var value in row)
                csv.WriteField(InWords(value, culture));
            await csv.NextRecordAsync();
        }
    }

    /// <summary>
    /// Writes Excel with typed dates and numbers. The result is a temporary file that is deleted when the stream is closed.
    /// </summary>
    public static async Task<Stream> ExcelAsync(
        string sheet,
        IReadOnlyList<string> titles,
        IAsyncEnumerable<object?[]> rows,
        CancellationToken cancellationToken = default
    )
    {
        var file = TemporaryFile();
        try
        {
            using (var excel = new ExcelSheet(file, sheet, [.. titles.Select(_ => 18.0)]))
            {
                excel.BeginRow();
                foreach (var title in titles)
                    excel.Cell(title, new(ExcelSheet.Plain, Head: true));
                await foreach (var row in rows.WithCancellation(cancellationToken))
                {
                    excel.BeginRow();
                    foreach (var value in row)
                        excel.Cell(value, new(FormatOf(value)));
                }
                excel.Finish(excel.Row);
            }
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns the text. If a spreadsheet would interpret the text as a formula, an apostrophe is added at the start.</summary>
    public static string Safe(string text) => text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;

    /// <summary>Creates a temporary file that is deleted when it is closed.</summary>
    internal static FileStream TemporaryFile() =>
        new(
            Path.Combine(Path.GetTempPath(), $"hexalive-{Guid.NewGuid():N}.xlsx"),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            81920,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous
        );

    private static string FormatOf(object? value) =>
        value switch
        {
            DateOnly => ExcelSheet.Day,
            DateTime => ExcelSheet.Clock,
            TimeSpan => ExcelSheet.Hours,
            _ => ExcelSheet.Plain,
        };

    private static string InWords(object? value, CultureInfo culture) =>
        value switch
        {
            null => "",
            string text => Safe(text),
            DateOnly day => day.ToString("d", culture),
            DateTime clock => clock.ToString("g", culture),
            TimeSpan time => string.Create(culture, $"{(long)time.TotalHours}:{Math.Abs(time.Minutes):00}"),
            double number => Math.Round(number, 2).ToString(culture),
            IFormattable number => number.ToString(null, culture),
            _ => value.ToString() ?? "",
        };
}
