using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Reporting;

namespace HexaLive.Web.Features.Reports.Designer;

/// <summary>The number and kind of values that an operator takes.</summary>
public enum ValueInputKind
{
    None,
    One,
    Two,
    Many,
    Period,
}

/// <summary>Operations on criteria trees, which are immutable. A path is the list of child positions from the root to a node.</summary>
public static class CriterionTree
{
    /// <summary>Returns the node at a path, or null if there is none.</summary>
    public static ReportCriterion? Find(ReportCriterion root, IReadOnlyList<int> path)
    {
        var node = root;
        foreach (var at in path)
        {
            if (at < 0 || at >= node.Items.Count)
                return null;
            node = node.Items[at];
        }
        return node;
    }

    /// <summary>
    /// Returns the tree with the node at a path changed, or removed if <paramref name="change"/> returns null.
    /// If the root is removed, an empty root takes its place.
    /// </summary>
    public static ReportCriterion Replace(ReportCriterion root, IReadOnlyList<int> path, Func<ReportCriterion, ReportCriterion?> change) =>
        Replace(root, path, 0, change) ?? new();

    private static ReportCriterion? Replace(
        ReportCriterion node,
        IReadOnlyList<int> path,
        int depth,
        Func<ReportCriterion, ReportCriterion?> change
    )
    {
        if (depth == path.Count)
            return change(node);
        return node with
        {
            Items =
            [
                .. node
                    .Items.Select((item, i) => i == path[depth] ? Replace(item, path, depth + 1, change) : item)
                    .Where(i => i is not null)
                    .Select(i => i!),
            ],
        };
    }

    /// <summary>Returns the tree without the unwanted nodes and without empty groups. The root is never removed.</summary>
    public static ReportCriterion RemoveWhere(ReportCriterion root, Predicate<ReportCriterion> unwanted) =>
        root with
        {
            Items =
            [
                .. root
                    .Items.Where(i => !unwanted(i))
                    .Select(i => i.Kind == CriterionKind.Test ? i : RemoveWhere(i, unwanted))
                    .Where(i => i.Kind == CriterionKind.Test || i.Items.Count > 0),
            ],
        };

    /// <summary>Returns the number and kind of values that an operator takes.</summary>
    public static ValueInputKind InputKindOf(TestOperator test) =>
        test switch
        {
            TestOperator.Empty or TestOperator.NotEmpty => ValueInputKind.None,
            TestOperator.Between => ValueInputKind.Two,
            TestOperator.OneOf or TestOperator.NoneOf => ValueInputKind.Many,
            TestOperator.During or TestOperator.NotDuring => ValueInputKind.Period,
            _ => ValueInputKind.One,
        };

    /// <summary>Returns whether a test takes its values from parameters, which the reader enters when the report is run.</summary>
    public static bool IsParameter(ReportCriterion test) => test.Values.Any(v => v.StartsWith('?'));

    /// <summary>Returns whether a test still lacks a value.</summary>
    public static bool IsUnfinished(ReportCriterion criterion) =>
        criterion.Kind == CriterionKind.Test
        && InputKindOf(criterion.Operator) switch
        {
            ValueInputKind.None => false,
            ValueInputKind.Two => criterion.Values.Count < 2 || criterion.Values.Any(v => v.Length == 0),
            _ => criterion.Values.Count == 0 || criterion.Values.Any(v => v.Length == 0),
        };

    /// <summary>Returns the definition without unfinished tests and empty groups, so that it can be run.</summary>
    public static ReportDefinition RemoveUnfinished(ReportDefinition definition) =>
        definition with
        {
            Where = RemoveWhere(definition.Where, IsUnfinished),
        };

    /// <summary>Creates a test of a field, with the first operator of the field and a common value.</summary>
    public static ReportCriterion CreateTest(ReportField field) =>
        new()
        {
            Kind = CriterionKind.Test,
            Field = field.Name,
            Operator = field.Operators[0],
            Values = DefaultValues(field.Operators[0], field.Type),
        };

    /// <summary>Returns the test with another operator. Values that fit the new operator are kept.</summary>
    public static ReportCriterion WithOperator(ReportCriterion test, TestOperator newOperator, FieldType type)
    {
        var (before, after) = (InputKindOf(test.Operator), InputKindOf(newOperator));
        IReadOnlyList<string> values = (before, after) switch
        {
            _ when before == after => test.Values,
            // A parameter fits only one value shape. If the shape changes, replace the parameter with a plain value.
            _ when IsParameter(test) => DefaultValues(newOperator, type),
            (ValueInputKind.Two, ValueInputKind.One) => [.. test.Values.Take(1)],
            (ValueInputKind.One, ValueInputKind.Two) => [.. test.Values.Take(1)],
            _ => DefaultValues(newOperator, type),
        };
        return test with { Operator = newOperator, Values = values };
    }

    private static IReadOnlyList<string> DefaultValues(TestOperator test, FieldType type) =>
        (InputKindOf(test), type) switch
        {
            (ValueInputKind.Period, _) => ["this-month"],
            (ValueInputKind.One, FieldType.Flag) => ["true"],
            (ValueInputKind.One, FieldType.Day or FieldType.Instant) => ["today"],
            _ => [],
        };
}
