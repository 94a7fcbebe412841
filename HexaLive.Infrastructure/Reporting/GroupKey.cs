using System.Linq.Expressions;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>Builds the expression that a query groups by: a single key, or a record of two or three keys.</summary>
internal static class GroupKey
{
    private static readonly string[] Parts = ["First", "Second", "Third"];

    /// <summary>
    /// Combines the keys into one expression. If there are no keys, the expression is a constant, so that all rows form one group.
    /// </summary>
    public static Expression Create(IReadOnlyList<Expression> keys)
    {
        if (keys.Count == 0)
            return Expression.Constant(1);
        if (keys.Count == 1)
            return keys[0];
        var type = (keys.Count == 2 ? typeof(TwoKeys<,>) : typeof(ThreeKeys<,,>)).MakeGenericType([.. keys.Select(k => k.Type)]);
        return Expression.New(type.GetConstructors()[0], keys, Parts.Take(keys.Count).Select(n => type.GetProperty(n)!));
    }

    public static Expression PartAt(Expression key, int count, int index) => count == 1 ? key : Expression.Property(key, Parts[index]);
}

internal sealed record TwoKeys<T1, T2>(T1 First, T2 Second);

internal sealed record ThreeKeys<T1, T2, T3>(T1 First, T2 Second, T3 Third);
