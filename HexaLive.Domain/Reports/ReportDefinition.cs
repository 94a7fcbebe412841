using System.Text.Json.Serialization;

namespace HexaLive.Domain.Reports;

/// <summary>What a report's rows are.</summary>
public enum ReportSource { Tasks = 0, Dedications = 1, Projects = 2, Clients = 3, Promises = 4 }

/// <summary>
/// What a report shows, as data: it names fields of the catalogue of its source, never SQL. It is kept and exchanged as JSON
/// (<see cref="ReportJson"/>), so that every part may be missing in what comes from outside.
/// </summary>
public sealed record ReportDefinition
{
    /// <summary>The form of this data that the product writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Most columns, and most criteria in the tree.</summary>
    public const int MostColumns = 40, MostCriteria = 100, MostGroups = 3, MostOrders = 5, MostTotals = 20;

    /// <summary>Longest texts, in characters: titles of columns and questions, the title and the subtitle of the report.</summary>
    public const int LongestColumnTitle = 100, LongestQuestion = 100, LongestTitle = 200, LongestSubtitle = 300;

    /// <summary>Widths of columns, in characters.</summary>
    public const int LeastWidth = 4, MostWidth = 100;

    public int Version { get; init; } = CurrentVersion;
    public ReportSource Source { get; init; } = ReportSource.Dedications;
    /// <summary>In their order. None: the report shows its groups and totals alone.</summary>
    public IReadOnlyList<ReportColumn> Columns { get; init; } = [];
    /// <summary>Which rows; without items: all that the reader sees.</summary>
    public ReportCriterion Where { get; init; } = new();
    public IReadOnlyList<ReportOrder> Order { get; init; } = [];
    /// <summary>Up to three, outermost first.</summary>
    public IReadOnlyList<ReportGroup> Groups { get; init; } = [];
    /// <summary>Computed for each group and for all rows.</summary>
    public IReadOnlyList<ReportTotal> Totals { get; init; } = [];
    /// <summary>What is asked when it is run; criteria name them as <c>?name</c>.</summary>
    public IReadOnlyList<ReportParameter> Parameters { get; init; } = [];
    public ReportLayout Layout { get; init; } = new();
}

/// <summary>How a column writes its values; <see cref="Auto"/>: as its type is written. Minutes: <see cref="Hours"/> (1:30), <see cref="Decimal"/> (1.5 h) or <see cref="Number"/> (90).</summary>
public enum ColumnFormat { Auto = 0, Hours = 1, Decimal = 2, Number = 3, Short = 4, Long = 5 }

/// <summary>On which side the values of a column stand; <see cref="Auto"/>: numbers at the end.</summary>
public enum ColumnAlign { Auto = 0, Start = 1, Center = 2, End = 3 }

/// <summary>A column: a field of the catalogue, perhaps with another title. Width in characters, 4 to 100; null: as its type asks.</summary>
public sealed record ReportColumn(string Field, string? Title = null, int? Width = null, ColumnFormat Format = ColumnFormat.Auto, ColumnAlign Align = ColumnAlign.Auto);

/// <summary>A field by which rows are ordered within their group.</summary>
public sealed record ReportOrder(string Field, bool Descending = false);

/// <summary>How finely days are told apart in a group.</summary>
public enum DayStep { Day = 0, Week = 1, Month = 2, Quarter = 3, Year = 4 }

/// <summary>A level of groups. <see cref="Step"/> is of days and instants only; weeks begin on Monday.</summary>
public sealed record ReportGroup(string Field, DayStep Step = DayStep.Day, bool Descending = false);

/// <summary>What is computed of the rows of a group.</summary>
public enum TotalFunction { Count = 0, Sum = 1, Average = 2, Min = 3, Max = 4 }

/// <summary>A total; of <see cref="TotalFunction.Count"/> the field is null (rows) or a field whose known values are counted.</summary>
public sealed record ReportTotal(TotalFunction Function, string? Field = null);

/// <summary>How the items of a criterion are joined; <see cref="Test"/> has none and compares a field.</summary>
public enum CriterionKind { All = 0, Any = 1, None = 2, Test = 3 }

/// <summary>
/// How a field is compared. Of an empty field every test is false, but for those that deny (<see cref="IsNot"/>, <see cref="NotContains"/>, <see cref="NoneOf"/>, <see cref="NotDuring"/>) and
/// <see cref="Empty"/>. Texts are compared ignoring case and accents. Days: <see cref="Less"/> is before, <see cref="AtLeast"/> on or after.
/// </summary>
public enum TestOperator
{
    Is = 0, IsNot = 1, Contains = 2, NotContains = 3, StartsWith = 4,
    Less = 5, AtMost = 6, More = 7, AtLeast = 8, Between = 9,
    OneOf = 10, NoneOf = 11, During = 12, NotDuring = 13, Empty = 14, NotEmpty = 15,
}

/// <summary>
/// A node of the tree of criteria. Values are text that every language writes alike: numbers with a point, days as <c>yyyy-MM-dd</c>, <c>today</c>, <c>today-7</c> or <c>today+3</c>, periods as in
/// <see cref="ReportPeriod"/>, choices by name, references by id, <c>me</c> (people) or <c>my-team</c> (people and teams), flags <c>true</c> or <c>false</c>; <c>?name</c> is the parameter of that name.
/// A test whose parameter is empty is left out, as are groups of criteria with nothing in them.
/// </summary>
public sealed record ReportCriterion
{
    public CriterionKind Kind { get; init; } = CriterionKind.All;
    public IReadOnlyList<ReportCriterion> Items { get; init; } = [];
    public string Field { get; init; } = "";
    public TestOperator Operator { get; init; }
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>A test of a field.</summary>
    public static ReportCriterion Of(string field, TestOperator test, params string[] values) => new() { Kind = CriterionKind.Test, Field = field, Operator = test, Values = values };

    /// <summary>Items that must all hold.</summary>
    public static ReportCriterion AllOf(params ReportCriterion[] items) => new() { Items = items };

    /// <summary>Items of which one must hold.</summary>
    public static ReportCriterion AnyOf(params ReportCriterion[] items) => new() { Kind = CriterionKind.Any, Items = items };

    /// <summary>Items of which none may hold.</summary>
    public static ReportCriterion NoneOf(params ReportCriterion[] items) => new() { Kind = CriterionKind.None, Items = items };

    /// <summary>This node and all below it.</summary>
    [JsonIgnore]
    public IEnumerable<ReportCriterion> Nodes => Items.SelectMany(i => i.Nodes).Prepend(this);
}

/// <summary>Something that is asked when the report is run: its name (letters, digits, <c>-</c>), the question, and the value that stands there first. Its type is that of the field that is compared with it.</summary>
public sealed record ReportParameter(string Name, string? Title = null, string? Default = null);

/// <summary>The paper a report is made for.</summary>
public enum PaperSize { A4 = 0, Letter = 1 }

/// <summary>How the groups are drawn beside the table.</summary>
public enum ChartKind { None = 0, Bar = 1, Line = 2, Share = 3 }

/// <summary>How a report looks. <see cref="Diary"/>: long texts stand in full under their row. <see cref="Logo"/>: the company's, on top.</summary>
public sealed record ReportLayout
{
    public string? Title { get; init; }
    public string? Subtitle { get; init; }
    public bool Logo { get; init; } = true;
    public bool Landscape { get; init; }
    public PaperSize Paper { get; init; }
    /// <summary>Each outermost group begins a page.</summary>
    public bool PageByGroup { get; init; }
    public bool Compact { get; init; }
    public bool Diary { get; init; }
    public ChartKind Chart { get; init; }

    /// <summary>Its title; where it has none, the report's name.</summary>
    public string TitleOr(string name) => string.IsNullOrWhiteSpace(Title) ? name : Title;
}
