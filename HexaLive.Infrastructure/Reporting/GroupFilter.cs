using System.Linq.Expressions;
using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>Builds the condition for a row to be in one of several groups.</summary>
internal static class GroupFilter
{
    /// <summary>Returns the condition for a row to be in a group with one of these keys; null if there are no keys.</summary>
    public static Expression? Build(FieldContext context, ResolvedGroup group, IReadOnlyList<object?> keys, ParameterExpression row)
    {
        var value = ReportExpressions.ValueOf(group.Field, context, row);
        var known = Expression.NotEqual(value, Expression.Constant(null, value.Type));
        var values = keys.Select(k => k is ReportReference reference ? reference.Id : k).OfType<object>().ToList();
        var matches =
            values.Count == 0 ? null
            : group.Field.Type is FieldType.Day or FieldType.Instant
                ? Expression.AndAlso(known, IsWithinPeriods(context, group, [.. values.Cast<DateOnly>()], value))
            : Expression.AndAlso(known, BuildOneOf(value, values));
        var empty = keys.Any(k => k is null) ? Expression.Not(known) : null;
        return matches is null ? empty
            : empty is null ? matches
            : Expression.OrElse(empty, matches);
    }

    // Returns the condition for a date to be in one of several groups. The groups on a page follow each other, so their periods
    // form one range.
    private static Expression IsWithinPeriods(FieldContext context, ResolvedGroup group, IReadOnlyList<DateOnly> days, Expression value)
    {
        var (first, last) = (days.Min(), ReportPeriod.EndOf(days.Max(), group.Group.Step));
        var day = Expression.Property(value, "Value");
        return group.Field.Type == FieldType.Instant
            ? ReportExpressions.IsWithin(day, first, last, context.Viewer.TimeZone)
            : Expression.AndAlso(
                Expression.GreaterThanOrEqual(day, ReportExpressions.ToParameter(first)),
                Expression.LessThanOrEqual(day, ReportExpressions.ToParameter(last))
            );
    }

    private static Expression BuildOneOf(Expression value, IReadOnlyList<object> values)
    {
        var operand = value.Type == typeof(string) ? value : Expression.Property(value, "Value");
        var list = Array.CreateInstance(operand.Type, values.Count);
        for (var i = 0; i < values.Count; i++)
            list.SetValue(values[i], i);
        return ReportExpressions.OneOf(operand, list);
    }
}
