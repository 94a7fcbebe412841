using System.Linq.Expressions;
using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Teams;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>
/// The type of a field's values. <see cref="LongText"/>: comments and descriptions, shown in full and not groupable.
/// <see cref="Instant"/>: UTC, shown and grouped in the reader's local time.
/// </summary>
public enum FieldType
{
    Text = 0,
    LongText = 1,
    Number = 2,
    Minutes = 3,
    Percent = 4,
    Day = 5,
    Instant = 6,
    Choice = 7,
    Reference = 8,
    Flag = 9,
}

/// <summary>The kind of item that a reference field refers to.</summary>
public enum ReferenceKind
{
    Client = 0,
    Project = 1,
    Task = 2,
    Person = 3,
    Team = 4,
    TaskType = 5,
    Origin = 6,
    Contact = 7,
}

/// <summary>A field of the catalogue: its name in definitions, the part of the catalogue it belongs to, and its type.</summary>
public sealed class ReportField
{
    internal ReportField(string name, string part, FieldType type, Func<FieldContext, LambdaExpression> value)
    {
        (Name, Part, Type) = (name, part, type);
        Value = value;
        Operators = type switch
        {
            FieldType.Text or FieldType.LongText =>
            [
                TestOperator.Contains,
                TestOperator.NotContains,
                TestOperator.StartsWith,
                TestOperator.Is,
                TestOperator.IsNot,
                TestOperator.Empty,
                TestOperator.NotEmpty,
            ],
            FieldType.Number or FieldType.Minutes or FieldType.Percent =>
            [
                TestOperator.Is,
                TestOperator.IsNot,
                TestOperator.Less,
                TestOperator.AtMost,
                TestOperator.More,
                TestOperator.AtLeast,
                TestOperator.Between,
                TestOperator.Empty,
                TestOperator.NotEmpty,
            ],
            FieldType.Day or FieldType.Instant =>
            [
                TestOperator.During,
                TestOperator.NotDuring,
                TestOperator.Is,
                TestOperator.IsNot,
                TestOperator.Less,
                TestOperator.AtMost,
                TestOperator.More,
                TestOperator.AtLeast,
                TestOperator.Between,
                TestOperator.Empty,
                TestOperator.NotEmpty,
            ],
            FieldType.Flag => [TestOperator.Is],
            _ => [TestOperator.OneOf, TestOperator.NoneOf, TestOperator.Empty, TestOperator.NotEmpty],
        };
    }

    /// <summary>The name in saved definitions, such as <c>client.name</c>. The name of a field never changes.</summary>
    public string Name { get; }

    /// <summary>The part of the catalogue that the field belongs to: <c>task</c>, <c>entry</c>, <c>client</c>…</summary>
    public string Part { get; }

    public FieldType Type { get; }

    /// <summary>The enum type of a choice field; otherwise null.</summary>
    public Type? Choices { get; internal init; }

    /// <summary>The kind of item that a reference field refers to; otherwise null.</summary>
    public ReferenceKind? ReferenceKind { get; internal init; }

    /// <summary>The operators that the field supports, the most common first.</summary>
    public IReadOnlyList<TestOperator> Operators { get; }

    /// <summary>Whether rows can be grouped by the field.</summary>
    public bool CanGroup =>
        Type is FieldType.Text or FieldType.Choice or FieldType.Reference or FieldType.Flag or FieldType.Day or FieldType.Instant;

    /// <summary>Whether the field is the main date of a row: the date of an entry or of a promise.</summary>
    public bool IsMainDate => Name is "entry.date" or "promise.date";

    /// <summary>Returns whether the function can be applied to the field.</summary>
    public bool CanTotal(TotalFunction function) =>
        function switch
        {
            TotalFunction.Count => true,
            TotalFunction.Sum or TotalFunction.Average => Type is FieldType.Number or FieldType.Minutes or FieldType.Percent
                && !(Type == FieldType.Percent && function == TotalFunction.Sum)
                && IsSummable,
            _ => Type is FieldType.Number or FieldType.Minutes or FieldType.Percent or FieldType.Day or FieldType.Instant,
        };

    /// <summary>Whether sums and averages of the field are meaningful. For task numbers, for example, they are not.</summary>
    internal bool IsSummable { get; init; } = true;

    /// <summary>Builds the expression that reads the field's value (for references, the id) from a row of the source.</summary>
    internal Func<FieldContext, LambdaExpression> Value { get; }

    /// <summary>For references: builds the expression of the name to display.</summary>
    internal Func<FieldContext, LambdaExpression>? Label { get; init; }

    /// <summary>
    /// Whether the field's expression queries other tables. Databases cannot aggregate such values directly, so a query computes
    /// them first.
    /// </summary>
    internal bool IsSubquery { get; init; }
}

/// <summary>The context in which the expressions of fields are built. <see cref="Today"/> is a day in the reader's time zone.</summary>
internal sealed record FieldContext(HexaDbContext Db, Viewer Viewer, DateOnly Today);
