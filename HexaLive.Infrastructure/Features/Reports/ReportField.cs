using System.Linq.Expressions;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>Of what kind a field's values are. <see cref="LongText"/>: comments and descriptions, read in full and not grouped; <see cref="Instant"/>: UTC, shown and told apart by the reader's own days.</summary>
public enum FieldType { Text = 0, LongText = 1, Number = 2, Minutes = 3, Percent = 4, Day = 5, Instant = 6, Choice = 7, Reference = 8, Flag = 9 }

/// <summary>What a reference leads to.</summary>
public enum ReferenceKind { Client = 0, Project = 1, Task = 2, Person = 3, Team = 4, TaskType = 5, Origin = 6, Contact = 7 }

/// <summary>A field of the catalogue: its name in definitions, which part of the catalogue it stands in (both lead to its title), and its type.</summary>
public sealed class ReportField
{
    internal ReportField(string name, string part, FieldType type, Func<FieldContext, LambdaExpression> value)
    {
        (Name, Part, Type) = (name, part, type);
        Value = value;
        Operators = type switch
        {
            FieldType.Text or FieldType.LongText => [TestOperator.Contains, TestOperator.NotContains, TestOperator.StartsWith, TestOperator.Is, TestOperator.IsNot, TestOperator.Empty, TestOperator.NotEmpty],
            FieldType.Number or FieldType.Minutes or FieldType.Percent =>
                [TestOperator.Is, TestOperator.IsNot, TestOperator.Less, TestOperator.AtMost, TestOperator.More, TestOperator.AtLeast, TestOperator.Between, TestOperator.Empty, TestOperator.NotEmpty],
            FieldType.Day or FieldType.Instant =>
                [
                    TestOperator.During, TestOperator.NotDuring, TestOperator.Is, TestOperator.IsNot, TestOperator.Less, TestOperator.AtMost, TestOperator.More, TestOperator.AtLeast, TestOperator.Between,
                    TestOperator.Empty, TestOperator.NotEmpty,
                ],
            FieldType.Flag => [TestOperator.Is],
            _ => [TestOperator.OneOf, TestOperator.NoneOf, TestOperator.Empty, TestOperator.NotEmpty],
        };
    }

    /// <summary>In definitions, for ever: <c>client.name</c>.</summary>
    public string Name { get; }

    /// <summary>The part of the catalogue: <c>task</c>, <c>entry</c>, <c>client</c> …</summary>
    public string Part { get; }

    public FieldType Type { get; }

    /// <summary>The enum of a choice; else null.</summary>
    public Type? Choices { get; internal init; }

    /// <summary>What a reference leads to; else null.</summary>
    public ReferenceKind? Refers { get; internal init; }

    /// <summary>How it can be compared, the most used first.</summary>
    public IReadOnlyList<TestOperator> Operators { get; }

    /// <summary>Whether rows can be grouped by it.</summary>
    public bool CanGroup => Type is FieldType.Text or FieldType.Choice or FieldType.Reference or FieldType.Flag or FieldType.Day or FieldType.Instant;

    /// <summary>Whether it can be totalled so.</summary>
    public bool CanTotal(TotalFunction function) => function switch
    {
        TotalFunction.Count => true,
        TotalFunction.Sum or TotalFunction.Average => Type is FieldType.Number or FieldType.Minutes or FieldType.Percent && !(Type == FieldType.Percent && function == TotalFunction.Sum) && Summable,
        _ => Type is FieldType.Number or FieldType.Minutes or FieldType.Percent or FieldType.Day or FieldType.Instant,
    };

    /// <summary>Whether its sum means something: not that of a task's number.</summary>
    internal bool Summable { get; init; } = true;

    /// <summary>The expression of its value, of a parameter of the source's entity: of references the id.</summary>
    internal Func<FieldContext, LambdaExpression> Value { get; }

    /// <summary>Of references: the expression of the name that people read.</summary>
    internal Func<FieldContext, LambdaExpression>? Label { get; init; }

    /// <summary>Whether its expression asks other tables: databases compute no totals of such, so that it is computed first.</summary>
    internal bool Asks { get; init; }
}

/// <summary>What the expressions of fields are made with. Days are the reader's own.</summary>
internal sealed record FieldContext(HexaDbContext Db, Viewer Viewer, DateOnly Today);
