using System.Linq.Expressions;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Persistence;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>Small expressions that criteria, orders and groups are put together from.</summary>
internal static class ReportExpressions
{
    /// <summary>The value of a field of a row: of references the id.</summary>
    public static Expression Value(ReportField field, FieldContext context, ParameterExpression row) => Of(field.Value(context), row);

    /// <summary>The name of what a field of a row refers to.</summary>
    public static Expression Label(ReportField field, FieldContext context, ParameterExpression row) => Of(field.Label!(context), row);

    /// <summary>A value that the database gets as a parameter.</summary>
    public static Expression Parameter(object value)
    {
        var held = Activator.CreateInstance(typeof(Held<>).MakeGenericType(value.GetType()), [value]);
        return Expression.Property(Expression.Constant(held), nameof(Held<int>.Value));
    }

    /// <summary>Whether an instant lies within local days, both included.</summary>
    public static Expression Within(Expression instant, DateOnly? first, DateOnly? last, string zone)
    {
        var sides = new[]
        {
            first is { } from ? Expression.GreaterThanOrEqual(instant, Parameter(LocalTime.ToUtc(from, null, zone))) : null,
            last is { } to ? Expression.LessThan(instant, Parameter(LocalTime.ToUtc(to.AddDays(1), null, zone))) : null,
        };
        return sides.OfType<Expression>().Aggregate(Expression.AndAlso);
    }

    /// <summary>What rows are ordered by so that a field is: texts as people sort them, references by name.</summary>
    public static IEnumerable<Expression> OrderOf(ReportField field, FieldContext context, ParameterExpression row)
    {
        var value = Value(field, context, row);
        if (field.Type == FieldType.Reference)
        {
            yield return Expression.Call(SqlText.FoldMethod, Label(field, context, row));
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

    /// <summary>What rows are ordered by so that the steps of a group's days are: year, month, week.</summary>
    public static IEnumerable<Expression> OrderOf(ShapedGroup group, FieldContext context, ParameterExpression row)
    {
        if (group.Field.Type is not (FieldType.Day or FieldType.Instant) || (group.Group.Step == DayStep.Day && group.Field.Type == FieldType.Day)) return OrderOf(group.Field, context, row);
        var day = Day(group.Field, context, row);
        var bare = Expression.Property(day, "Value");
        Expression number = bare.Type == typeof(DateOnly) ? bare : Expression.Call(typeof(DateOnly), nameof(DateOnly.FromDateTime), null, bare);
        var year = Nullable(Expression.Property(bare, "Year"));
        var month = Expression.Property(bare, "Month");
        return group.Group.Step switch
        {
            DayStep.Day => [day],
            // Day 0, the first of January of the year 1, was a Monday.
            DayStep.Week => [Nullable(Expression.Divide(Expression.Property(number, nameof(DateOnly.DayNumber)), Expression.Constant(7)))],
            DayStep.Month => [year, Nullable(month)],
            DayStep.Quarter => [year, Nullable(Expression.Divide(Expression.Subtract(month, Expression.Constant(1)), Expression.Constant(3)))],
            _ => [year],
        };
    }

    /// <summary>The key by which the database groups: days are told apart there, their steps here.</summary>
    public static Expression Key(ReportField field, FieldContext context, ParameterExpression row) => field.Type == FieldType.Instant ? Day(field, context, row) : Value(field, context, row);

    // The local day of a field: a day as it is, or that of an instant.
    private static Expression Day(ReportField field, FieldContext context, ParameterExpression row) =>
        field.Type == FieldType.Day ? Value(field, context, row) : LocalDays.Of(Value(field, context, row), context.Viewer.TimeZone);

    private static Expression Nullable(Expression number) => Expression.Convert(number, typeof(int?));

    private static Expression Of(LambdaExpression lambda, ParameterExpression row) => new Swapping(lambda.Parameters[0], row).Visit(lambda.Body);

    private sealed record Held<T>(T Value);
}
