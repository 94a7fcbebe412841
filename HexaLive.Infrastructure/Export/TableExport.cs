using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using MiniExcelLibs;
using MiniExcelLibs.Attributes;
using MiniExcelLibs.OpenXml;

namespace HexaLive.Infrastructure.Export;

/// <summary>Writes rows as they are read to CSV or Excel: texts, whole numbers, local days (<see cref="DateOnly"/>) and local clocks (<see cref="DateTime"/>).</summary>
public static class TableExport
{
    /// <summary>
    /// CSV in UTF-8 with a byte order mark, separated as the culture's lists are (semicolon in Spanish). Text that a spreadsheet would run as a formula is
    /// neutralised (OWASP, CSV Injection).
    /// </summary>
    public static async Task CsvAsync(Stream to, IReadOnlyList<string> titles, IAsyncEnumerable<object?[]> rows, CultureInfo culture, CancellationToken cancellationToken = default)
    {
        await using var text = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await using var csv = new CsvWriter(text, new CsvConfiguration(culture) { Delimiter = culture.NumberFormat.NumberDecimalSeparator == "," ? ";" : "," });
        foreach (var title in titles) csv.WriteField(title);
        await csv.NextRecordAsync();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            foreach (var value in row) csv.WriteField(InWords(value, culture));
            await csv.NextRecordAsync();
        }
    }

    /// <summary>Excel, with real dates and numbers; written to a file of its own that is deleted when the stream is closed.</summary>
    public static async Task<Stream> ExcelAsync(string sheet, IReadOnlyList<string> titles, IAsyncEnumerable<object?[]> rows, CancellationToken cancellationToken = default)
    {
        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), $"hexalive-{Guid.NewGuid():N}.xlsx"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 81920, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            var configuration = new OpenXmlConfiguration { DynamicColumns = [.. titles.Select((_, i) => new DynamicExcelColumn($"c{i}") { Name = titles[i], Width = 18 })], FreezeRowCount = 1, AutoFilter = true };
            await file.SaveAsAsync(Cells(rows, titles.Count, cancellationToken), sheetName: sheet, configuration: configuration, cancellationToken: cancellationToken);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>A text that no spreadsheet takes for a formula.</summary>
    public static string Safe(string text) => text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;

    private static IEnumerable<IDictionary<string, object?>> Cells(IAsyncEnumerable<object?[]> rows, int count, CancellationToken cancellationToken)
    {
        foreach (var row in rows.ToBlockingEnumerable(cancellationToken))
        {
            var cells = new Dictionary<string, object?>(count);
            for (var i = 0; i < count; i++)
                cells[$"c{i}"] = row[i] switch { string text => Safe(text), DateOnly day => day.ToDateTime(TimeOnly.MinValue), var value => value };
            yield return cells;
        }
    }

    private static string InWords(object? value, CultureInfo culture) => value switch
    {
        null => "",
        string text => Safe(text),
        DateOnly day => day.ToString("d", culture),
        DateTime clock => clock.ToString("g", culture),
        IFormattable number => number.ToString(null, culture),
        _ => value.ToString() ?? "",
    };
}
