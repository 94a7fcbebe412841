using System.Linq.Expressions;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>
/// A tuple of the keys and values of a row inside a query: a first value and the rest of the tuple. Nesting allows tuples of any
/// length.
/// </summary>
internal sealed class RowTuple<TValue, TRest>
{
    public TValue Value { get; init; } = default!;
    public TRest Rest { get; init; } = default!;
}

/// <summary>Builds expressions of tuples.</summary>
internal static class RowTuple
{
    public static Expression Create(IReadOnlyList<Expression> values) => Create(values, 0);

    public static Expression ItemAt(Expression tuple, int index)
    {
        for (var i = 0; i < index; i++)
            tuple = Expression.Property(tuple, "Rest");
        return Expression.Property(tuple, "Value");
    }

    private static Expression Create(IReadOnlyList<Expression> values, int from)
    {
        if (from == values.Count)
            return Expression.Constant(0);
        var rest = Create(values, from + 1);
        var type = typeof(RowTuple<,>).MakeGenericType(values[from].Type, rest.Type);
        return Expression.MemberInit(
            Expression.New(type),
            Expression.Bind(type.GetProperty("Value")!, values[from]),
            Expression.Bind(type.GetProperty("Rest")!, rest)
        );
    }
}
