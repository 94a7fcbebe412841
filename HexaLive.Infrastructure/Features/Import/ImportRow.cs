using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HexaLive.Domain;
using HexaLive.Domain.Calendar;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>What became of a row.</summary>
public enum ImportOutcome { Made = 0, Changed = 1, Unchanged = 2, Rejected = 3 }

/// <summary>A value as it would come out: text, number, day, instant (UTC) or a value of an enum; <see cref="IsNew"/> where it names something to be made.</summary>
public sealed record ImportCell(object Value, bool IsNew = false);

/// <summary>A row as it would come out.</summary>
public sealed record ImportPreviewRow(int Line, ImportOutcome Outcome, IReadOnlyDictionary<ImportField, ImportCell> Cells, ImportReason? Reason);

/// <summary>A row that was not taken, and why.</summary>
public sealed record ImportRejection(int Line, ImportReason Reason);

/// <summary>A row of the file read by the plan. What it cannot mean is thrown as <see cref="ImportException"/> or <see cref="RuleException"/>.</summary>
internal sealed class ImportRow(CsvRow row, ImportPlan plan, DateTime now)
{
    private readonly List<Ref> _uses = [];

    public CsvRow Source => row;
    public IReadOnlyList<Ref> Uses => _uses;
    public Dictionary<ImportField, ImportCell> Shown { get; } = [];
    public ImportOutcome Outcome { get; set; }
    public ImportReason? Reason { get; set; }
    /// <summary>What the kind keeps of the row between its steps.</summary>
    public object? State { get; set; }

    /// <summary>Makes the row need something.</summary>
    public void Use(Ref what)
    {
        foreach (var need in what.Needs) Use(need);
        if (!_uses.Contains(what)) _uses.Add(what);
    }

    /// <summary>What the row itself is, where rows can name it too.</summary>
    public Ref? Own
    {
        get;
        set { field = value; if (value is not null) Use(value); }
    }

    public void Reject(Exception e)
    {
        Outcome = ImportOutcome.Rejected;
        Reason = ImportReason.Of(e);
    }

    /// <summary>The trimmed text; null when empty or without a column.</summary>
    public string? Text(ImportField field)
    {
        var column = plan.ColumnOf(field);
        if (column < 0) return null;
        var text = row.Cells[column].Trim();
        if (text.Length == 0) return null;
        Shown.TryAdd(field, new ImportCell(text));
        return text;
    }

    public string Required(ImportField field) => Text(field) ?? throw new RuleException(RuleError.Required, field.ToString());

    public string? Choice(ImportField field)
    {
        if (Text(field) is not { } text) return null;
        var key = Domain.Text.SearchText.Of(text);
        // Values past those that were listed are still known when they are usual.
        if (!plan.Values.TryGetValue(field, out var map) || !map.TryGetValue(key, out var ours)) ours = ImportValues.Propose(field, [key])[key];
        return ours ?? throw new ImportException(ImportTrouble.Unmapped, field, text);
    }

    public T? Choice<T>(ImportField field) where T : struct, Enum
    {
        if (Choice(field) is not { } name) return null;
        var value = Enum.Parse<T>(name);
        Shown[field] = new ImportCell(value);
        return value;
    }

    public DateOnly? Day(ImportField field)
    {
        if (Text(field) is not { } text) return null;
        var (day, _) = ImportValues.Date(text, plan.Dates) ?? throw new ImportException(ImportTrouble.BadDate, field, text);
        Shown[field] = new ImportCell(Domain.Text.Check.Day(day));
        return day;
    }

    /// <summary>A past instant (UTC): its hour in the plan's zone, or midday.</summary>
    public DateTime? Instant(ImportField field)
    {
        if (Text(field) is not { } text) return null;
        var offset = text.Length > 11 && (text[^1] == 'Z' || text.LastIndexOfAny(['+', '-']) > 10);
        DateTime utc;
        if (offset && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var exact)) utc = exact.UtcDateTime;
        else
        {
            var (day, time) = ImportValues.Date(text, plan.Dates) ?? throw new ImportException(ImportTrouble.BadDate, field, text);
            utc = LocalTime.ToUtc(Domain.Text.Check.Day(day), time ?? new TimeOnly(12, 0), plan.TimeZone);
            if (time is null && utc > now && day == LocalTime.Day(now, plan.TimeZone)) utc = now;
        }
        Domain.Text.Check.Day(DateOnly.FromDateTime(utc));
        if (utc > now) throw new RuleException(RuleError.DateInFuture);
        Shown[field] = new ImportCell(utc);
        return utc;
    }

    public TimeOnly? Time(ImportField field)
    {
        if (Text(field) is not { } text) return null;
        var time = ImportValues.Time(text) ?? throw new ImportException(ImportTrouble.BadTime, field, text);
        Shown[field] = new ImportCell(time);
        return time;
    }

    public int? Minutes(ImportField field)
    {
        if (Text(field) is not { } text) return null;
        var minutes = ImportValues.Minutes(text, plan.Durations) ?? throw new ImportException(ImportTrouble.BadDuration, field, text);
        Shown[field] = new ImportCell(minutes);
        return minutes;
    }

    public void Show(ImportField field, Ref what, string name) => Shown[field] = new ImportCell(name, what.Id == 0);

    public void Show(ImportField field, object? value)
    {
        if (value is not null) Shown[field] = new ImportCell(value);
    }

    /// <summary>A key from what tells the row apart, where the file has none.</summary>
    public string DerivedKey(IEnumerable<ImportField> fields, Dictionary<ulong, int> seen)
    {
        var identity = string.Join('\u001f', fields.Select(f => Text(f) ?? ""));
        // Rows that are the same in all of it are told apart by their order in the file.
        var hash = Hash(identity, 'd', 0);
        var nth = seen[hash] = seen.GetValueOrDefault(hash) + 1;
        return "row-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{plan.Kind}\u001f{identity}\u001f{nth}")).AsSpan(0, 16));
    }

    internal static ulong Hash(string text, char by, uint within)
    {
        // FNV-1a, 64 bits.
        var hash = 14695981039346656037UL;
        foreach (var c in text) hash = (hash ^ c) * 1099511628211UL;
        hash = (hash ^ by) * 1099511628211UL;
        return (hash ^ within) * 1099511628211UL;
    }
}
