using System.Text.Json.Serialization;

namespace HexaLive.Domain.Reports;

/// <summary>How the items of a filter node are combined. A node of the kind <see cref="Test"/> has no items; it compares a field.</summary>
public enum CriterionKind
{
    All = 0,
    Any = 1,
    None = 2,
    Test = 3,
}

/// <summary>
/// How a field is compared. If a field is empty, all tests on it are false, except <see cref="Empty"/> and the negated tests
/// (<see cref="IsNot"/>, <see cref="NotContains"/>, <see cref="NoneOf"/>, <see cref="NotDuring"/>). Texts are compared ignoring
/// case and accents. For dates, <see cref="Less"/> means before, and <see cref="AtLeast"/> means on or after.
/// </summary>
public enum TestOperator
{
    Is = 0,
    IsNot = 1,
    Contains = 2,
    NotContains = 3,
    StartsWith = 4,
    Less = 5,
    AtMost = 6,
    More = 7,
    AtLeast = 8,
    Between = 9,
    OneOf = 10,
    NoneOf = 11,
    During = 12,
    NotDuring = 13,
    Empty = 14,
    NotEmpty = 15,
}

/// <summary>
/// A node of the filter tree. Values are culture-invariant text: numbers with a decimal point; dates as <c>yyyy-MM-dd</c>,
/// <c>today</c>, <c>today-7</c> or <c>today+3</c>; periods as in <see cref="ReportPeriod"/>; choices by name; references by id,
/// <c>me</c> (people) or <c>my-team</c> (people and teams); flags as <c>true</c> or <c>false</c>. <c>?name</c> stands for the
/// parameter of that name. Tests whose parameter is empty are ignored. A node whose items are all ignored is ignored too.
/// </summary>
public sealed record ReportCriterion
{
    public CriterionKind Kind { get; init; } = CriterionKind.All;
    public IReadOnlyList<ReportCriterion> Items { get; init; } = [];
    public string Field { get; init; } = "";
    public TestOperator Operator { get; init; }
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Creates a test of a field.</summary>
    public static ReportCriterion CreateTest(string field, TestOperator testOperator, params string[] values) =>
        new()
        {
            Kind = CriterionKind.Test,
            Field = field,
            Operator = testOperator,
            Values = values,
        };

    /// <summary>Combines items that must all hold.</summary>
    public static ReportCriterion AllOf(params ReportCriterion[] items) => new() { Items = items };

    /// <summary>Combines items of which at least one must hold.</summary>
    public static ReportCriterion AnyOf(params ReportCriterion[] items) => new() { Kind = CriterionKind.Any, Items = items };

    /// <summary>Combines items of which none may hold.</summary>
    public static ReportCriterion NoneOf(params ReportCriterion[] items) => new() { Kind = CriterionKind.None, Items = items };

    /// <summary>This node and all nodes below it.</summary>
    [JsonIgnore]
    public IEnumerable<ReportCriterion> Nodes => Items.SelectMany(i => i.Nodes).Prepend(this);
}
