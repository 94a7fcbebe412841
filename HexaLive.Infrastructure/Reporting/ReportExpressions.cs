using System.Linq.Expressions;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Data;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>Builds the expressions for criteria, orders and groups.</summary>
internal static class ReportExpressions
{
    /// <summary>Returns the value of a row's field; for references, the id.</summary>
    public static Expression ValueOf(ReportField field, FieldContext context, ParameterExpression row) =>
        ApplyTo(field.Value(context), row);

    /// <summary>Returns the name of the item that a row's field refers to.</summary>
    public static Expression LabelOf(ReportField field, FieldContext context, ParameterExpression row) =>
        ApplyTo(field.Label!(context), row);

    /// <summary>Returns an expression that becomes a query parameter.</summary>
    public static Expression ToParameter(object value)
    {
        var holder = Activator.CreateInstance(typeof(ParameterHolder<>).MakeGenericType(value.GetType()), [value]);
        return Expression.Property(Expression.Constant(holder), nameof(ParameterHolder<int>.Value));
    }

    /// <summary>Tests whether a value is in an array, which must not be empty.</summary>
    public static Expression OneOf(Expression value, Array values) =>
        values.Length == 1
            ? Expression.Equal(value, ToParameter(values.GetValue(0)!))
            : Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [value.Type], ToParameter(values), value);

    /// <summary>
    /// Tests whether an instant is between two local days, both included. If a day is null, the range is open on that side.
    /// </summary>
    public static Expression IsWithin(Expression instant, DateOnly? first, DateOnly? last, string zone)
    {
        var sides = new[]
        {
            first is { } from ? Expression.GreaterThanOrEqual(instant, ToParameter(LocalTime.ToUtc(from, null, zone))) : null,
            last is { } to ? Expression.LessThan(instant, ToParameter(LocalTime.ToUtc(to.AddDays(1), null, zone))) : null,
        };
        return sides.OfType<Expression>().Aggregate(Expression.AndAlso);
    }

    /// <summary>Returns the expressions that order rows by a field: texts ignoring case and accents, references by name.</summary>
    public static IEnumerable<Expression> OrderOf(ReportField field, FieldContext context, ParameterExpression row)
    {
        var value = ValueOf(field, context, row);
        if (field.Type == FieldType.Reference)
        {
            yield return Expression.Call(SqlText.FoldMethod, LabelOf(field, context, row));
            yield return value;
        }
        else if (value.Type == typeof(string))
        {
            yield return Expression.Call(SqlText.FoldMethod, value);
            yield return value;
        }
        else
        {
            yield return value;
        }
    }

    /// <summary>
    /// Returns the expressions that order rows by a group level; dates are ordered by the period of the group level (year, month,
    /// week…).
    /// </summary>
    public static IEnumerable<Expression> OrderOf(ResolvedGroup group, FieldContext context, ParameterExpression row)
    {
        if (
            group.Field.Type is not (FieldType.Day or FieldType.Instant)
            || (group.Group.Step == DayStep.Day && group.Field.Type == FieldType.Day)
        )
            return OrderOf(group.Field, context, row);
        var day = DayOf(group.Field, context, row);
        var nonNull = Expression.Property(day, "Value");
        Expression number =
            nonNull.Type == typeof(DateOnly) ? nonNull : Expression.Call(typeof(DateOnly), nameof(DateOnly.FromDateTime), null, nonNull);
        var year = ToNullable(Expression.Property(nonNull, "Year"));
        var month = Expression.Property(nonNull, "Month");
        return group.Group.Step switch
        {
            DayStep.Day => [day],
            // Day number 0 (1 January of year 1) was a Monday, so dividing by 7 yields calendar weeks.
            DayStep.Week =>
            [
                ToNullable(Expression.Divide(Expression.Property(number, nameof(DateOnly.DayNumber)), Expression.Constant(7))),
            ],
            DayStep.Month => [year, ToNullable(month)],
            DayStep.Quarter =>
            [
                year,
                ToNullable(Expression.Divide(Expression.Subtract(month, Expression.Constant(1)), Expression.Constant(3))),
            ],
            _ => [year],
        };
    }

    /// <summary>
    /// Returns the expression that the database groups by. The database groups dates by day; <see cref="GroupAggregator"/> merges the days
    /// into weeks, months and years.
    /// </summary>
    public static Expression KeyOf(ReportField field, FieldContext context, ParameterExpression row) =>
        field.Type == FieldType.Instant ? DayOf(field, context, row) : ValueOf(field, context, row);

    // Returns the local day of a field: the date itself, or the local date of an instant.
    private static Expression DayOf(ReportField field, FieldContext context, ParameterExpression row) =>
        field.Type == FieldType.Day
            ? ValueOf(field, context, row)
            : LocalDays.ToLocalDay(ValueOf(field, context, row), context.Viewer.TimeZone);

    private static Expression ToNullable(Expression number) => Expression.Convert(number, typeof(int?));

    private static Expression ApplyTo(LambdaExpression lambda, ParameterExpression row) => ParameterReplacer.Apply(lambda, row);

    private sealed record ParameterHolder<T>(T Value);
}
