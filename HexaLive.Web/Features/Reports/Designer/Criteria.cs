using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Reports;

namespace HexaLive.Web.Features.Reports.Designer;

/// <summary>How many values an operator compares with, and of what kind.</summary>
public enum ValueShape { None, One, Two, Many, Period }

/// <summary>Trees of criteria, changed by making others; a place in one is the path of positions from its root.</summary>
public static class Criteria
{
    /// <summary>The node at a path; null where there is none.</summary>
    public static ReportCriterion? Find(ReportCriterion root, IReadOnlyList<int> path)
    {
        var node = root;
        foreach (var at in path)
        {
            if (at < 0 || at >= node.Items.Count) return null;
            node = node.Items[at];
        }
        return node;
    }

    /// <summary>The tree with another node at a path, or none where <paramref name="change"/> gives null. The root stays.</summary>
    public static ReportCriterion At(ReportCriterion root, IReadOnlyList<int> path, Func<ReportCriterion, ReportCriterion?> change) => At(root, path, 0, change) ?? new();

    private static ReportCriterion? At(ReportCriterion node, IReadOnlyList<int> path, int depth, Func<ReportCriterion, ReportCriterion?> change)
    {
        if (depth == path.Count) return change(node);
        return node with { Items = [.. node.Items.Select((item, i) => i == path[depth] ? At(item, path, depth + 1, change) : item).Where(i => i is not null).Select(i => i!)] };
    }

    /// <summary>The tree without what is not wanted, nor groups that are empty then. The root stays.</summary>
    public static ReportCriterion Without(ReportCriterion root, Predicate<ReportCriterion> unwanted) =>
        root with { Items = [.. root.Items.Where(i => !unwanted(i)).Select(i => i.Kind == CriterionKind.Test ? i : Without(i, unwanted)).Where(i => i.Kind == CriterionKind.Test || i.Items.Count > 0)] };

    /// <summary>What an operator compares a type with.</summary>
    public static ValueShape ShapeOf(TestOperator test) => test switch
    {
        TestOperator.Empty or TestOperator.NotEmpty => ValueShape.None,
        TestOperator.Between => ValueShape.Two,
        TestOperator.OneOf or TestOperator.NoneOf => ValueShape.Many,
        TestOperator.During or TestOperator.NotDuring => ValueShape.Period,
        _ => ValueShape.One,
    };

    /// <summary>Whether its values are asked when the report is run.</summary>
    public static bool IsAsked(ReportCriterion test) => test.Values.Any(v => v.StartsWith('?'));

    /// <summary>Whether a test has no value yet, or only one of two.</summary>
    public static bool IsUnfinished(ReportCriterion criterion) => criterion.Kind == CriterionKind.Test && ShapeOf(criterion.Operator) switch
    {
        ValueShape.None => false,
        ValueShape.Two => criterion.Values.Count < 2 || criterion.Values.Any(v => v.Length == 0),
        _ => criterion.Values.Count == 0 || criterion.Values.Any(v => v.Length == 0),
    };

    /// <summary>What can be run: without tests that have no value yet, and without groups that are empty.</summary>
    public static ReportDefinition Runnable(ReportDefinition definition) => definition with { Where = Without(definition.Where, IsUnfinished) };

    /// <summary>A test of a field with its first operator and what most would compare it with.</summary>
    public static ReportCriterion Begin(ReportField field) => new() { Kind = CriterionKind.Test, Field = field.Name, Operator = field.Operators[0], Values = First(field.Operators[0], field.Type) };

    /// <summary>The test with another operator; values stay where they fit it.</summary>
    public static ReportCriterion With(ReportCriterion test, TestOperator other, FieldType type)
    {
        var (before, after) = (ShapeOf(test.Operator), ShapeOf(other));
        IReadOnlyList<string> values = (before, after) switch
        {
            _ when before == after => test.Values,
            // What is asked is one value, or two, or a period: another kind is another question.
            _ when IsAsked(test) => First(other, type),
            (ValueShape.Two, ValueShape.One) => [.. test.Values.Take(1)],
            (ValueShape.One, ValueShape.Two) => [.. test.Values.Take(1)],
            _ => First(other, type),
        };
        return test with { Operator = other, Values = values };
    }

    private static IReadOnlyList<string> First(TestOperator test, FieldType type) => (ShapeOf(test), type) switch
    {
        (ValueShape.Period, _) => ["this-month"],
        (ValueShape.One, FieldType.Flag) => ["true"],
        (ValueShape.One, FieldType.Day or FieldType.Instant) => ["today"],
        _ => [],
    };
}
