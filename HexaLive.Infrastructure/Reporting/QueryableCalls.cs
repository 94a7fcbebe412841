using System.Linq.Expressions;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>Builds calls of LINQ operators for types that are only known at run time.</summary>
internal static class QueryableCalls
{
    public static Expression Select(Expression source, Expression value, ParameterExpression element) =>
        Call(nameof(Queryable.Select), source, value, element);

    public static Expression GroupBy(Expression source, Expression key, ParameterExpression element) =>
        Call(nameof(Queryable.GroupBy), source, key, element);

    /// <summary>Orders the elements by a key, after the keys added before.</summary>
    public static Expression OrderBy(Expression source, Expression key, ParameterExpression element, bool isFirst, bool descending) =>
        Call((isFirst ? "OrderBy" : "ThenBy") + (descending ? "Descending" : ""), source, key, element);

    private static Expression Call(string method, Expression source, Expression value, ParameterExpression element) =>
        Expression.Call(typeof(Queryable), method, [element.Type, value.Type], source, Expression.Quote(Expression.Lambda(value, element)));
}
