using System.Collections.Immutable;
using System.Text;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>The format, the columns and the number of rows of a file.</summary>
public sealed record CsvAnalysis(CsvFormat Format, IReadOnlyList<ImportColumn> Columns, int RowCount)
{
    /// <summary>The first three rows, with each cell cut to 100 characters.</summary>
    public IReadOnlyList<IReadOnlyList<string>> FirstRows { get; init; } = [];

    public IReadOnlyList<string> Headings => [.. Columns.Select(c => c.Heading)];

    /// <summary>Reads the whole file once.</summary>
    /// <exception cref="ImportException">The file is invalid or has no rows.</exception>
    public static CsvAnalysis Read(CsvFile file, CancellationToken cancellationToken = default)
    {
        var columns = file.ReadHeadings().Select(h => new ImportColumn(h)).ToList();
        var rows = 0;
        var firstRows = new List<IReadOnlyList<string>>();
        try
        {
            foreach (var row in file.ReadRows())
            {
                if (rows++ % 1000 == 0)
                    cancellationToken.ThrowIfCancellationRequested();
                if (firstRows.Count < 3)
                    firstRows.Add([.. row.Cells.Select(c => c.Length <= 100 ? c : c[..100] + "…")]);
                for (var i = 0; i < columns.Count; i++)
                    columns[i].Add(row.Cells[i]);
            }
        }
        catch (DecoderFallbackException)
        {
            throw new ImportException(ImportError.NotUtf8);
        }
        if (rows == 0)
            throw new ImportException(ImportError.OnlyHeadings);
        return new CsvAnalysis(file.Format, columns, rows) { FirstRows = firstRows };
    }

    /// <summary>Proposes a plan from the headings and values, for the user to correct.</summary>
    public ImportPlan ProposePlan(ImportKind kind, string timeZone, bool spanish) =>
        WithColumns(
            new ImportPlan
            {
                Kind = kind,
                Columns = [],
                TimeZone = timeZone,
                DefaultProjectName = spanish ? "Comercial" : "Commercial",
            },
            [.. ImportHeadings.Match(kind, Headings)]
        );

    /// <summary>
    /// Returns the plan with other columns. Value maps, the order of dates and the unit of durations are proposed again where
    /// their columns changed.
    /// </summary>
    public ImportPlan WithColumns(ImportPlan plan, ImmutableArray<ImportField?> columns)
    {
        var valueMaps = plan.ValueMaps;
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i] is not { } field || !ImportFields.IsChoice(field))
                continue;
            if (plan.Columns.Length == columns.Length && plan.Columns[i] == field && valueMaps.ContainsKey(field))
                continue;
            valueMaps = valueMaps.SetItem(field, ImportChoices.Propose(field, Columns[i].Values.Select(v => v.Key)));
        }
        return plan with
        {
            Columns = columns,
            ValueMaps = valueMaps,
            DateOrder = IsUnchanged(plan.Columns, columns, ImportFields.IsDate) ? plan.DateOrder : ProposeDateOrder(columns),
            DurationUnit = IsUnchanged(plan.Columns, columns, ImportFields.IsDuration) ? plan.DurationUnit : ProposeDurationUnit(columns),
        };
    }

    private DateOrder ProposeDateOrder(ImmutableArray<ImportField?> columns)
    {
        var dates = ColumnsOf(columns, ImportFields.IsDate);
        return dates.Sum(c => c.MonthFirstDates) > dates.Sum(c => c.DayFirstDates) ? DateOrder.MonthFirst : DateOrder.DayFirst;
    }

    private DurationUnit ProposeDurationUnit(ImmutableArray<ImportField?> columns)
    {
        var durations = ColumnsOf(columns, ImportFields.IsDuration);
        return durations.Select(c => ImportHeadings.UnitOf(c.Heading)).FirstOrDefault(unit => unit is not null)
            ?? (durations.Any(c => c.HasFractions) ? DurationUnit.Hours : DurationUnit.Minutes);
    }

    // Keep a choice that the user made as long as the columns of that choice stay the same.
    private static bool IsUnchanged(
        ImmutableArray<ImportField?> before,
        ImmutableArray<ImportField?> after,
        Func<ImportField, bool> condition
    ) =>
        before.Length == after.Length
        && before.Zip(after).All(c => c.First == c.Second || !(Matches(c.First, condition) || Matches(c.Second, condition)));

    private static bool Matches(ImportField? field, Func<ImportField, bool> condition) => field is { } value && condition(value);

    private List<ImportColumn> ColumnsOf(ImmutableArray<ImportField?> columns, Func<ImportField, bool> condition) =>
        [.. Columns.Where((_, i) => Matches(columns[i], condition))];
}
