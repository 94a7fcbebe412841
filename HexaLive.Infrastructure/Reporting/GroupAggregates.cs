using System.Linq.Expressions;
using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>Builds the expressions that aggregate the rows of a group.</summary>
internal static class GroupAggregates
{
    public static Expression Count(ParameterExpression group, ParameterExpression item) =>
        Expression.Call(typeof(Enumerable), nameof(Enumerable.Count), [item.Type], group);

    /// <summary>
    /// Returns the expressions from which a total is computed: the number, sum, minimum or maximum of the non-null values. Sums and
    /// averages also need the number of non-null values, because their result is null, not 0, if there are no values.
    /// </summary>
    public static IEnumerable<Expression> Build(
        TotalFunction function,
        ParameterExpression group,
        ParameterExpression item,
        Expression value,
        bool isRequired
    )
    {
        var known =
            value.Type == typeof(string)
                ? (Expression)Expression.NotEqual(value, Expression.Constant(null, typeof(string)))
                : Expression.NotEqual(value, Expression.Constant(null, value.Type));
        if (function is TotalFunction.Count or TotalFunction.Sum or TotalFunction.Average)
        {
            yield return isRequired
                ? Count(group, item)
                : Aggregate(
                    nameof(Enumerable.Sum),
                    group,
                    item,
                    Expression.Condition(known, Expression.Constant(1), Expression.Constant(0))
                );
        }
        if (function is TotalFunction.Sum or TotalFunction.Average)
            yield return Aggregate(
                nameof(Enumerable.Sum),
                group,
                item,
                value.Type == typeof(double?) ? value : Expression.Convert(value, typeof(long?))
            );
        if (function is TotalFunction.Min or TotalFunction.Max)
            yield return Aggregate(function == TotalFunction.Min ? nameof(Enumerable.Min) : nameof(Enumerable.Max), group, item, value);
    }

    private static Expression Aggregate(string method, ParameterExpression group, ParameterExpression item, Expression value)
    {
        var selector = Expression.Lambda(value, item);
        Type[] types =
            method == nameof(Enumerable.Sum) || value.Type == typeof(int?) || value.Type == typeof(double?)
                ? [item.Type]
                : [item.Type, value.Type];
        return Expression.Call(typeof(Enumerable), method, types, group, selector);
    }
}
