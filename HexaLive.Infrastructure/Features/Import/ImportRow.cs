using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HexaLive.Domain;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Features.Shared;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>The outcome of a row: it created or changed a record, left the record unchanged, or was rejected.</summary>
public enum ImportOutcome
{
    Created = 0,
    Changed = 1,
    Unchanged = 2,
    Rejected = 3,
}

/// <summary>
/// A value as it would be imported: a text, number, day, time, instant (UTC) or enum value. <see cref="IsNew"/> is true if it
/// names a record that would be created.
/// </summary>
public sealed record ImportCell(object Value, bool IsNew = false);

/// <summary>A row of a preview: its line in the file, its outcome, its values, and the reason if it is rejected.</summary>
public sealed record ImportPreviewRow(
    int Line,
    ImportOutcome Outcome,
    IReadOnlyDictionary<ImportField, ImportCell> Cells,
    ImportReason? Reason
);

/// <summary>The line of a rejected row in the file, and the reason.</summary>
public sealed record ImportRejection(int Line, ImportReason Reason);

/// <summary>
/// A row of the file, read according to the plan. Invalid values are reported as <see cref="ImportException"/> or
/// <see cref="RuleException"/>.
/// </summary>
internal sealed class ImportRow(CsvRow row, ImportPlan plan, DateTime now)
{
    private readonly List<RecordReference> _references = [];

    public CsvRow Source => row;

    /// <summary>The records that the row defines or refers to. Each record comes after the records on which it depends.</summary>
    public IReadOnlyList<RecordReference> References => _references;

    /// <summary>The values as a preview shows them.</summary>
    public Dictionary<ImportField, ImportCell> PreviewCells { get; } = [];
    public ImportOutcome Outcome { get; set; }
    public ImportReason? Reason { get; set; }

    /// <summary>The data that the <see cref="RowImporter"/> stores with the row between its steps.</summary>
    public object? Resolved { get; set; }

    /// <summary>The record that the row defines; null for tasks and entries, to which no other row of the same file can refer.</summary>
    public RecordReference? DefinedRecord
    {
        get;
        set
        {
            field = value;
            if (value is not null)
                AddReference(value);
        }
    }

    /// <summary>Adds a record to the records that the row uses, after the records on which it depends.</summary>
    public void AddReference(RecordReference reference)
    {
        foreach (var dependency in reference.Dependencies)
            AddReference(dependency);
        if (!_references.Contains(reference))
            _references.Add(reference);
    }

    public void Reject(Exception e)
    {
        Outcome = ImportOutcome.Rejected;
        Reason = ImportReason.From(e);
    }

    /// <summary>Returns the trimmed text of a field; null if it is empty or has no column.</summary>
    public string? ReadText(ImportField field)
    {
        var column = plan.ColumnOf(field);
        if (column < 0)
            return null;
        var text = row.Cells[column].Trim();
        if (text.Length == 0)
            return null;
        PreviewCells.TryAdd(field, new ImportCell(text));
        return text;
    }

    public string ReadRequired(ImportField field) => ReadText(field) ?? throw new RuleException(RuleError.Required, field.ToString());

    public string? ReadChoice(ImportField field)
    {
        if (ReadText(field) is not { } text)
            return null;
        var key = SearchText.Normalize(text);
        // The value map contains a limited number of values. Propose a translation for a value that the map does not contain.
        if (!plan.ValueMaps.TryGetValue(field, out var map) || !map.TryGetValue(key, out var choice))
            choice = ImportChoices.Propose(field, [key])[key];
        return choice ?? throw new ImportException(ImportError.UnmappedValue, field, text);
    }

    public T? ReadChoice<T>(ImportField field)
        where T : struct, Enum
    {
        if (ReadChoice(field) is not { } name)
            return null;
        var value = Enum.Parse<T>(name);
        PreviewCells[field] = new ImportCell(value);
        return value;
    }

    public DateOnly? ReadDay(ImportField field)
    {
        if (ReadText(field) is not { } text)
            return null;
        var (day, _) = ImportValues.ParseDate(text, plan.DateOrder) ?? throw new ImportException(ImportError.InvalidDate, field, text);
        PreviewCells[field] = new ImportCell(Check.Day(day));
        return day;
    }

    /// <summary>
    /// Returns an instant in the past (UTC). A time without an offset is in the plan's zone; a day without a time counts as
    /// midday, or as now if it is today and not midday yet.
    /// </summary>
    public DateTime? ReadInstant(ImportField field)
    {
        if (ReadText(field) is not { } text)
            return null;
        var hasOffset = text.Length > 11 && (text[^1] == 'Z' || text.LastIndexOfAny(['+', '-']) > 10);
        DateTime utc;
        if (hasOffset && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var exact))
            utc = exact.UtcDateTime;
        else
        {
            var (day, time) =
                ImportValues.ParseDate(text, plan.DateOrder) ?? throw new ImportException(ImportError.InvalidDate, field, text);
            utc = LocalTime.ToUtc(Check.Day(day), time ?? new TimeOnly(12, 0), plan.TimeZone);
            if (time is null && utc > now && day == LocalTime.Day(now, plan.TimeZone))
                utc = now;
        }
        Check.Day(DateOnly.FromDateTime(utc));
        if (utc > now)
            throw new RuleException(RuleError.DateInFuture);
        PreviewCells[field] = new ImportCell(utc);
        return utc;
    }

    public TimeOnly? ReadTime(ImportField field)
    {
        if (ReadText(field) is not { } text)
            return null;
        var time = ImportValues.ParseTime(text) ?? throw new ImportException(ImportError.InvalidTime, field, text);
        PreviewCells[field] = new ImportCell(time);
        return time;
    }

    public int? ReadMinutes(ImportField field)
    {
        if (ReadText(field) is not { } text)
            return null;
        var minutes =
            ImportValues.ParseMinutes(text, plan.DurationUnit) ?? throw new ImportException(ImportError.InvalidDuration, field, text);
        PreviewCells[field] = new ImportCell(minutes);
        return minutes;
    }

    public void SetPreview(ImportField field, RecordReference? reference)
    {
        if (reference is not null)
            PreviewCells[field] = new ImportCell(reference.Name, IsNew: reference.Id == 0);
    }

    public void SetPreview(ImportField field, object? value)
    {
        if (value is not null)
            PreviewCells[field] = new ImportCell(value);
    }

    /// <summary>Derives a key from the fields that identify the row, for files without keys.</summary>
    public string CreateDerivedKey(IEnumerable<ImportField> fields, Dictionary<ulong, int> repetitions)
    {
        var identity = string.Join('\u001f', fields.Select(f => ReadText(f) ?? ""));
        // Rows with the same values are distinguished by their order in the file.
        var hash = LookupKey.Hash(identity);
        var ordinal = repetitions[hash] = repetitions.GetValueOrDefault(hash) + 1;
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{plan.Kind}\u001f{identity}\u001f{ordinal}"));
        return "row-" + Convert.ToHexStringLower(digest.AsSpan(0, 16));
    }
}
