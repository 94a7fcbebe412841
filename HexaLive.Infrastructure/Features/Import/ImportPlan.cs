using System.Collections.Immutable;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>Which number of 03/04/2026 is the day. Years first are always understood.</summary>
public enum DateOrder { DayFirst = 0, MonthFirst = 1 }

/// <summary>What a duration without a colon or unit counts. 1:30 is always an hour and a half.</summary>
public enum DurationUnit { Minutes = 0, Hours = 1 }

/// <summary>How a file becomes people, clients, projects, tasks or dedications: proposed from the file, corrected by whoever imports.</summary>
public sealed record ImportPlan
{
    /// <summary>What the rows are.</summary>
    public required ImportKind Kind { get; init; }

    /// <summary>What each column says; null: nothing.</summary>
    public required ImmutableArray<ImportField?> Columns { get; init; }

    /// <summary>By field of choices: the file's value in comparable form, and the name of ours; null is not translated.</summary>
    public ImmutableDictionary<ImportField, ImmutableDictionary<string, string?>> Values { get; init; } = ImmutableDictionary<ImportField, ImmutableDictionary<string, string?>>.Empty;

    /// <summary>How days are written.</summary>
    public DateOrder Dates { get; init; }

    /// <summary>What durations count.</summary>
    public DurationUnit Durations { get; init; }

    /// <summary>What is made when a row names it and it is not there; a row that names another missing thing is rejected.</summary>
    public ImmutableHashSet<ImportReference> Create { get; init; } = [.. Enum.GetValues<ImportReference>()];

    /// <summary>The client under which rows without one are put; null rejects them.</summary>
    public string? NoClient { get; init; }

    /// <summary>Name of the commercial project that is made for a client when the file names none.</summary>
    public string ProjectName { get; init; } = "Comercial";

    /// <summary>Zone (IANA) of new people whose row says none, and in which the file's instants are written.</summary>
    public string TimeZone { get; init; } = "Europe/Madrid";

    /// <summary>The column of a field, or -1.</summary>
    public int ColumnOf(ImportField field) => Columns.IndexOf(field);

    /// <summary>Whether a column says this field.</summary>
    public bool Has(ImportField field) => ColumnOf(field) >= 0;

    /// <summary>Refuses a plan that cannot work whatever the rows say.</summary>
    /// <exception cref="ImportException"><see cref="ImportTrouble.MissingColumn"/> or <see cref="ImportTrouble.FieldTwice"/>.</exception>
    public void Check()
    {
        var twice = Columns.OfType<ImportField>().GroupBy(f => f).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null) throw new ImportException(ImportTrouble.FieldTwice, twice.Key);
        foreach (var field in Missing()) throw new ImportException(ImportTrouble.MissingColumn, field);
    }

    /// <summary>The fields that need a column and have none.</summary>
    public IEnumerable<ImportField> Missing()
    {
        foreach (var field in ImportFields.Required(Kind))
            if (!Has(field)) yield return field;
        if (Kind == ImportKind.Tasks && !Has(ImportField.Client) && !Has(ImportField.Project) && NoClient is null) yield return ImportField.Client;
    }
}
