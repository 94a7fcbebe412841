using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using HexaLive.Domain;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Settings;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Export;

/// <summary>What separates the columns of CSV; <see cref="Auto"/>: as the reader's language does.</summary>
public enum CsvSeparator { Auto = 0, Semicolon = 1, Comma = 2, Tab = 3 }

/// <summary>
/// Writes reports as files, in the language of the present culture and by the rights of the viewer. Rows pass as the database gives them: neither CSV nor Excel holds more than one, however many there are.
/// </summary>
public sealed class ReportFiles(ReportRunner runner, ReportWords words, ReportSentences sentences, IStringLocalizer<ReportFileText> texts, CompanySettings company, TimeProvider time) : IDisposable
{
    /// <summary>Most rows of a PDF; further ones nobody reads on paper.</summary>
    public const int MostPdfRows = 10_000;

    /// <summary>How many PDFs are made at once.</summary>
    public const int MostPdfsAtOnce = 2;

    /// <summary>Most rows of an Excel file: what Excel opens, less room for subtotals.</summary>
    public const int MostExcelRows = 1_000_000;

    private const int Tick = 250;

    // A PDF is whole in memory until it is written: of more than these at once some wait.
    private readonly SemaphoreSlim _pdfs = new(MostPdfsAtOnce);

    /// <summary>Writes a report and returns how many rows it has; what is told on the way is the count so far.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.ReportFaulty"/>, <see cref="RuleError.ReportTooManyGroups"/>, <see cref="RuleError.ReportTooLong"/>, <see cref="RuleError.InvalidValue"/> of a parameter or path: nothing was written then.
    /// </exception>
    public async Task<int> WriteAsync(
        Stream to, ReportFormat format, Viewer viewer, ReportDefinition definition, string name, ReportAsk ask,
        CsvSeparator separator = CsvSeparator.Auto, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ReportCheck.MustBeSound(definition);
        var table = ReportGrid.Of(definition, ask, words);
        var most = format switch { ReportFormat.Pdf => MostPdfRows, ReportFormat.Excel => MostExcelRows, _ => int.MaxValue };
        if (table.OfRows && format != ReportFormat.Csv && await runner.CountAsync(viewer, table.Definition, ask, cancellationToken) > most) throw new RuleException(RuleError.ReportTooLong, most);
        var counted = new Counted(progress);
        var lines = LinesAsync(table, viewer, ask, counted, cancellationToken);
        switch (format)
        {
            case ReportFormat.Csv: await CsvAsync(to, table, lines, separator, cancellationToken); break;
            case ReportFormat.Excel: await ExcelAsync(to, table, lines, name, await sentences.LeadAsync(viewer, definition, ask, cancellationToken), cancellationToken); break;
            case ReportFormat.Pdf:
                using (var pdf = await InTurnAsync(table, lines, viewer, name, await sentences.LeadAsync(viewer, definition, ask, cancellationToken), most, cancellationToken)) await pdf.CopyToAsync(to, cancellationToken);
                break;
            default: throw new ArgumentOutOfRangeException(nameof(format));
        }
        progress?.Report(counted.Rows);
        return counted.Rows;
    }

    /// <summary>How many lines the file will have, for whoever waits for it.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.ReportFaulty"/>.</exception>
    public async Task<int> CountAsync(Viewer viewer, ReportDefinition definition, ReportAsk ask, CancellationToken cancellationToken = default)
    {
        ReportCheck.MustBeSound(definition);
        var table = ReportGrid.Of(definition, ask, words);
        return table.OfRows ? await runner.CountAsync(viewer, table.Definition, ask, cancellationToken) : 0;
    }

    /// <summary>The lines of a report for a page to read; at most <paramref name="most"/> of them rows. Totals are of all rows, also of those that are cut off: of the groups that were begun, and of all.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.ReportFaulty"/> or <see cref="RuleError.ReportTooManyGroups"/>.</exception>
    public async Task<(ReportGrid Table, IReadOnlyList<ReportLine> Lines, bool Cut)> ReadAsync(Viewer viewer, ReportDefinition definition, ReportAsk ask, int most, CancellationToken cancellationToken = default)
    {
        ReportCheck.MustBeSound(definition);
        var table = ReportGrid.Of(definition, ask, words);
        var (read, rows, open) = (new List<ReportLine>(), 0, 0);
        await foreach (var line in LinesAsync(table, viewer, ask, new Counted(null), cancellationToken))
        {
            if (line.Kind == ReportLineKind.Row && ++rows == most + 1)
            {
                // Of a group without a row here only its heading would stand.
                for (; read is [.., { Kind: ReportLineKind.Begin } heading]; read.RemoveAt(read.Count - 1)) open = heading.Level;
            }
            if (rows <= most)
            {
                read.Add(line);
                open = line.Kind switch { ReportLineKind.Begin => line.Level + 1, ReportLineKind.End => line.Level, _ => open };
            }
            else if (table.OfRows)
            {
                read.AddRange(await EndsAsync(table, viewer, ask, read is [.., var last] ? [.. last.Keys.Take(open)] : [], cancellationToken));
                break;
            }
            else if (line.Kind == ReportLineKind.All || (line.Kind == ReportLineKind.End && line.Level == open - 1))
            {
                read.Add(line);
                open--;
            }
        }
        return (table, read, rows > most);
    }

    /// <summary>The name of the file of a report on a day: what no system forbids in names.</summary>
    public static string FileName(string name, ReportFormat format, DateOnly day)
    {
        var clean = new StringBuilder();
        foreach (var letter in name.Trim().Take(80))
            clean.Append(char.IsControl(letter) || "\"<>|:*?/\\".Contains(letter) ? '-' : letter);
        return $"{clean.ToString().Trim('.', ' ')} {day:yyyy-MM-dd}{Extension(format)}".TrimStart();
    }

    /// <summary>The ending of such files.</summary>
    public static string Extension(ReportFormat format) => format switch { ReportFormat.Csv => ".csv", ReportFormat.Excel => ".xlsx", _ => ".pdf" };

    /// <summary>The type of such files.</summary>
    public static string ContentType(ReportFormat format) => format switch
    {
        ReportFormat.Csv => "text/csv; charset=utf-8",
        ReportFormat.Excel => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/pdf",
    };

    /// <inheritdoc />
    public void Dispose() => _pdfs.Dispose();

    // The ends of the groups with these keys, and of all, as the database counts them.
    private async Task<IReadOnlyList<ReportLine>> EndsAsync(ReportGrid table, Viewer viewer, ReportAsk ask, IReadOnlyList<object?> keys, CancellationToken cancellationToken)
    {
        var ends = new List<ReportLine>();
        for (var level = keys.Count - 1; level >= -1; level--)
        {
            // The groups that are looked into are the same of every row.
            var within = keys.Take(level + 1).Select(key => new ReportGroupNode(key, 0, [], []).Token).ToList();
            var path = within.Count < ask.Path.Count ? ask.Path : within;
            var figures = await runner.FiguresAsync(viewer, table.Definition with { Groups = [.. table.Definition.Groups.Take(path.Count)] }, ask with { Path = path }, cancellationToken);
            ends.Add(new(level < 0 ? ReportLineKind.All : ReportLineKind.End, level, [.. keys.Take(level + 1)], [], figures.Totals, figures.Rows));
        }
        return ends;
    }

    private async IAsyncEnumerable<ReportLine> LinesAsync(ReportGrid table, Viewer viewer, ReportAsk ask, Counted counted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (table.OfRows)
        {
            await foreach (var line in table.LinesAsync(runner.StreamAsync(viewer, table.Definition, ask, cancellationToken), cancellationToken))
            {
                if (line.Kind == ReportLineKind.Row) counted.Add();
                yield return line;
            }
            yield break;
        }
        foreach (var line in table.Lines(await runner.FiguresAsync(viewer, table.Definition, ask, cancellationToken)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (line.Kind == ReportLineKind.Row) counted.Add();
            yield return line;
        }
    }

    private async Task CsvAsync(Stream to, ReportGrid table, IAsyncEnumerable<ReportLine> lines, CsvSeparator separator, CancellationToken cancellationToken)
    {
        var shown = Enumerable.Range(0, table.Columns.Count).Where(c => !table.Columns[c].Hidden).ToList();
        // What the runner refuses, it refuses before the first line: that is read before anything is written.
        await using var read = lines.GetAsyncEnumerator(cancellationToken);
        var any = await read.MoveNextAsync();
        string[] titles = [.. table.Heads.Select(words.Title), .. shown.Select(c => table.Columns[c].Title)];
        await TableExport.CsvAsync(to, titles, Rows(), CultureInfo.CurrentCulture, separator switch { CsvSeparator.Semicolon => ";", CsvSeparator.Comma => ",", CsvSeparator.Tab => "\t", _ => null }, cancellationToken);

        async IAsyncEnumerable<object?[]> Rows()
        {
            for (; any; any = await read.MoveNextAsync())
            {
                if (read.Current is not { Kind: ReportLineKind.Row } line) continue;
                var row = new object?[titles.Length];
                for (var i = 0; i < table.Heads.Count; i++) row[i] = KeyOf(line.Keys[i], table.Heads[i]);
                for (var i = 0; i < shown.Count; i++) row[table.Heads.Count + i] = ValueOf(line.Cells[shown[i]], table.Columns[shown[i]]);
                yield return row;
            }
        }
    }

    private async Task ExcelAsync(Stream to, ReportGrid table, IAsyncEnumerable<ReportLine> lines, string name, string lead, CancellationToken cancellationToken)
    {
        await using var file = TableExport.TemporaryFile();
        using (var sheet = new ReportSheet(file, table, name, lead, words, texts, KeyOf, ValueOf))
        {
            await foreach (var line in lines) sheet.Write(line);
            sheet.Finish();
        }
        file.Position = 0;
        await file.CopyToAsync(to, cancellationToken);
    }

    private async Task<Stream> InTurnAsync(ReportGrid table, IAsyncEnumerable<ReportLine> lines, Viewer viewer, string name, string lead, int most, CancellationToken cancellationToken)
    {
        await _pdfs.WaitAsync(cancellationToken);
        try
        {
            return await PdfAsync(table, lines, viewer, name, lead, most, cancellationToken);
        }
        finally
        {
            _pdfs.Release();
        }
    }

    private async Task<Stream> PdfAsync(ReportGrid table, IAsyncEnumerable<ReportLine> lines, Viewer viewer, string name, string lead, int most, CancellationToken cancellationToken)
    {
        var layout = table.Definition.Layout;
        var (profile, logo) = (await company.GetAsync(cancellationToken), layout.Logo ? await company.LogoAsync(cancellationToken) : null);
        var now = LocalTime.At(time.GetUtcNow().UtcDateTime, viewer.TimeZone);
        var made = texts["Made", viewer.Name, $"{now.ToString("d MMM yyyy", CultureInfo.CurrentCulture)} {now.ToString("t", CultureInfo.CurrentCulture)}"].Value;
        var pdf = new ReportPdf(table, layout.TitleOr(name), lead, profile.Name is null ? made : $"{profile.Name} · {made}", logo?.Picture, words, texts);
        var rows = 0;
        await foreach (var line in lines)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Of groups it is known only now how many there are.
            if (line.Kind == ReportLineKind.Row && ++rows > most) throw new RuleException(RuleError.ReportTooLong, most);
            pdf.Write(line);
        }
        return pdf.Finish(cancellationToken);
    }

    // Keys of days are days; those of weeks and months are said in words, as nothing is known is.
    private object KeyOf(object? key, ShapedGroup group) => key is DateOnly day && group.Group.Step == DayStep.Day ? day : words.Key(key, group);

    private object? ValueOf(object? value, ReportGridColumn column) => value switch
    {
        _ when column.Group is { } group => KeyOf(value, group),
        null => null,
        ReportReference reference => reference.Name,
        bool flag => words.Of(flag),
        Enum choice => words.Of(choice),
        string or DateOnly or DateTime => value,
        IConvertible number when column.Type == FieldType.Minutes => column.Column.Format switch
        {
            ColumnFormat.Decimal => number.ToDouble(CultureInfo.InvariantCulture) / 60,
            ColumnFormat.Number => value,
            _ => TimeSpan.FromMinutes(Math.Round(number.ToDouble(CultureInfo.InvariantCulture))),
        },
        _ => value,
    };

    private sealed class Counted(IProgress<int>? progress)
    {
        public int Rows { get; private set; }

        public void Add()
        {
            if (++Rows % Tick == 0) progress?.Report(Rows);
        }
    }
}
