using System.Text.Json.Serialization;

namespace HexaLive.Domain.Reports;

/// <summary>The kind of records that a report lists.</summary>
public enum ReportSource
{
    Tasks = 0,
    Dedications = 1,
    Projects = 2,
    Clients = 3,
    Promises = 4,
}

/// <summary>
/// The definition of a report as data. It contains names of fields in the catalogue of its source, but no SQL. It is stored and
/// exchanged as JSON (<see cref="ReportJson"/>), so any part may be missing in a definition that another program wrote.
/// </summary>
public sealed record ReportDefinition
{
    /// <summary>The version of the format that this release writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Maximum numbers of columns, filter nodes, group levels, sort fields and totals.</summary>
    public const int MaxColumns = 40,
        MaxCriteria = 100,
        MaxGroups = 3,
        MaxOrders = 5,
        MaxTotals = 20;

    /// <summary>
    /// Maximum lengths, in characters, of column titles, parameter questions, and the title and subtitle of the report.
    /// </summary>
    public const int MaxColumnTitle = 100,
        MaxQuestion = 100,
        MaxTitle = 200,
        MaxSubtitle = 300;

    /// <summary>Minimum and maximum width of a column, in characters.</summary>
    public const int MinWidth = 4,
        MaxWidth = 100;

    public int Version { get; init; } = CurrentVersion;
    public ReportSource Source { get; init; } = ReportSource.Dedications;

    /// <summary>The columns in order. If there are none, the report shows only groups and totals.</summary>
    public IReadOnlyList<ReportColumn> Columns { get; init; } = [];

    /// <summary>The filter. Without items, the report lists all rows in the scope of the reader.</summary>
    public ReportCriterion Where { get; init; } = new();
    public IReadOnlyList<ReportOrder> Order { get; init; } = [];

    /// <summary>The group levels, outermost first; at most three.</summary>
    public IReadOnlyList<ReportGroup> Groups { get; init; } = [];

    /// <summary>The totals, computed for each group and for all rows.</summary>
    public IReadOnlyList<ReportTotal> Totals { get; init; } = [];

    /// <summary>The values to ask for when the report is run. The filter refers to them as <c>?name</c>.</summary>
    public IReadOnlyList<ReportParameter> Parameters { get; init; } = [];
    public ReportLayout Layout { get; init; } = new();
}

/// <summary>
/// How a column formats its values. <see cref="Auto"/> depends on the type of the field. Minutes can be <see cref="Hours"/> (1:30),
/// <see cref="Decimal"/> (1.5 h) or <see cref="Number"/> (90).
/// </summary>
public enum ColumnFormat
{
    Auto = 0,
    Hours = 1,
    Decimal = 2,
    Number = 3,
    Short = 4,
    Long = 5,
}

/// <summary>The alignment of a column. <see cref="Auto"/>: numbers at the end, everything else at the start.</summary>
public enum ColumnAlign
{
    Auto = 0,
    Start = 1,
    Center = 2,
    End = 3,
}

/// <summary>
/// A column: a field of the catalogue, with an optional title. The width is in characters, 4 to 100; null for the default width of
/// the field type.
/// </summary>
public sealed record ReportColumn(
    string Field,
    string? Title = null,
    int? Width = null,
    ColumnFormat Format = ColumnFormat.Auto,
    ColumnAlign Align = ColumnAlign.Auto
);

/// <summary>A field by which the rows of a group are sorted.</summary>
public sealed record ReportOrder(string Field, bool Descending = false);

/// <summary>The period into which a group combines dates.</summary>
public enum DayStep
{
    Day = 0,
    Week = 1,
    Month = 2,
    Quarter = 3,
    Year = 4,
}

/// <summary>A group level. <see cref="Step"/> applies only to dates and instants. Weeks start on Monday.</summary>
public sealed record ReportGroup(string Field, DayStep Step = DayStep.Day, bool Descending = false);

/// <summary>The aggregate function of a total.</summary>
public enum TotalFunction
{
    Count = 0,
    Sum = 1,
    Average = 2,
    Min = 3,
    Max = 4,
}

/// <summary>
/// A total. <see cref="TotalFunction.Count"/> counts rows if the field is null; otherwise, it counts the non-empty values of the
/// field.
/// </summary>
public sealed record ReportTotal(TotalFunction Function, string? Field = null);

/// <summary>
/// A value to ask for when the report is run: its name (letters, digits, <c>-</c>), the question and the default value. The
/// parameter has the type of the field with which the filter compares it.
/// </summary>
public sealed record ReportParameter(string Name, string? Title = null, string? Default = null);

/// <summary>The paper size for printing a report.</summary>
public enum PaperSize
{
    A4 = 0,
    Letter = 1,
}

/// <summary>The chart that shows the groups of a report.</summary>
public enum ChartKind
{
    None = 0,
    Bar = 1,
    Line = 2,
    Share = 3,
}

/// <summary>
/// The layout of a report. <see cref="Diary"/>: long texts are shown in full below their row. <see cref="Logo"/>: the logo of the
/// company is shown at the top.
/// </summary>
public sealed record ReportLayout
{
    public string? Title { get; init; }
    public string? Subtitle { get; init; }
    public bool Logo { get; init; } = true;
    public bool Landscape { get; init; }
    public PaperSize Paper { get; init; }

    /// <summary>Whether each outermost group starts a new page.</summary>
    public bool PageByGroup { get; init; }
    public bool Compact { get; init; }
    public bool Diary { get; init; }
    public ChartKind Chart { get; init; }

    /// <summary>Returns the title or, if there is none, the name of the report.</summary>
    public string GetTitleOrDefault(string name) => string.IsNullOrWhiteSpace(Title) ? name : Title;
}
