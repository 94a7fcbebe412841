using System.Collections.Immutable;
using HexaLive.Domain.Shared;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>The order of day and month in dates such as 03/04/2026. Dates that start with the year need no such order.</summary>
public enum DateOrder
{
    DayFirst = 0,
    MonthFirst = 1,
}

/// <summary>The unit of durations that are written without a unit. The form 1:30 always means an hour and a half.</summary>
public enum DurationUnit
{
    Minutes = 0,
    Hours = 1,
}

/// <summary>
/// How a file is imported as people, clients, projects, tasks or entries: proposed from the file, then corrected by the user.
/// </summary>
public sealed record ImportPlan
{
    /// <summary>The kind of record that the rows describe.</summary>
    public required ImportKind Kind { get; init; }

    /// <summary>The field of each column; null if the column is not imported.</summary>
    public required ImmutableArray<ImportField?> Columns { get; init; }

    /// <summary>
    /// The value map of each field with a fixed set of values. It translates each normalised value in the file into the name of a
    /// HexaLive value, or into null if no HexaLive value corresponds.
    /// </summary>
    public ImmutableDictionary<ImportField, ImmutableDictionary<string, string?>> ValueMaps { get; init; } =
        ImmutableDictionary<ImportField, ImmutableDictionary<string, string?>>.Empty;

    /// <summary>The order of day and month in dates.</summary>
    public DateOrder DateOrder { get; init; }

    /// <summary>The unit of durations that are written without a unit.</summary>
    public DurationUnit DurationUnit { get; init; }

    /// <summary>
    /// The kinds of record that are created when a row refers to a missing one. Rows that refer to a missing record of any
    /// other kind are rejected.
    /// </summary>
    public ImmutableHashSet<ImportReferenceKind> CreateMissing { get; init; } = [.. Enum.GetValues<ImportReferenceKind>()];

    /// <summary>The client of rows that name no client. If it is null, such rows are rejected.</summary>
    public string? DefaultClient { get; init; }

    /// <summary>The name of the commercial project created for tasks that name no project.</summary>
    public string DefaultProjectName { get; init; } = "Comercial";

    /// <summary>The IANA time zone of the times in the file. New people get this zone too if their row gives none.</summary>
    public string TimeZone { get; init; } = "Europe/Madrid";

    /// <summary>Returns the index of the column of a field, or -1.</summary>
    public int ColumnOf(ImportField field) => Columns.IndexOf(field);

    /// <summary>Returns whether a field has a column.</summary>
    public bool HasColumn(ImportField field) => ColumnOf(field) >= 0;

    /// <summary>Checks that every required field has one column.</summary>
    /// <exception cref="ImportException">
    /// <see cref="ImportError.MissingColumn"/> if a required field has no column, <see cref="ImportError.DuplicateField"/> if
    /// two columns hold the same field.
    /// </exception>
    public void EnsureComplete()
    {
        foreach (var field in RepeatedFields())
            throw new ImportException(ImportError.DuplicateField, field);
        foreach (var field in MissingFields())
            throw new ImportException(ImportError.MissingColumn, field);
    }

    /// <summary>Returns the fields that have several columns.</summary>
    public IEnumerable<ImportField> RepeatedFields() =>
        Columns.OfType<ImportField>().GroupBy(f => f).Where(g => g.Count() > 1).Select(g => g.Key);

    /// <summary>Checks that a missing record to which a row refers may be created.</summary>
    /// <exception cref="ImportException"><see cref="ImportError.Unknown"/> if it may not.</exception>
    internal void EnsureMayCreate(ImportReferenceKind kind, ImportField field, string text)
    {
        if (!CreateMissing.Contains(kind))
            throw new ImportException(ImportError.Unknown, field, text);
    }

    /// <summary>Returns the required fields that have no column.</summary>
    public IEnumerable<ImportField> MissingFields()
    {
        foreach (var field in ImportFields.MissingFields(Kind, [.. Columns.OfType<ImportField>()]))
            yield return field;
        if (Kind == ImportKind.Tasks && !HasColumn(ImportField.Client) && !HasColumn(ImportField.Project) && DefaultClient is null)
            yield return ImportField.Client;
    }
}
