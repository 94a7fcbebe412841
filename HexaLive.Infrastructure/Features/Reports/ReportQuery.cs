using System.Linq.Expressions;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>The rows of a definition that a reader sees, and what is asked of them.</summary>
internal abstract class ReportQuery(FieldContext context, ReportShape shape)
{
    protected FieldContext Context => context;
    protected ReportShape Shape => shape;

    /// <summary>Begins with what the reader sees of the source.</summary>
    public static ReportQuery Of(FieldContext context, ReportShape shape)
    {
        var (db, viewer) = (context.Db, context.Viewer);
        return shape.Definition.Source switch
        {
            ReportSource.Tasks => new ReportQuery<Domain.Tasks.WorkTask>(context, shape, db.Tasks.AsNoTracking().VisibleTo(db, viewer), t => t.Id),
            ReportSource.Projects => new ReportQuery<Domain.Projects.Project>(context, shape, db.Projects.AsNoTracking().VisibleTo(db, viewer), p => p.Id),
            ReportSource.Clients => new ReportQuery<Domain.Clients.Client>(context, shape, db.Clients.AsNoTracking().VisibleTo(db, viewer), c => c.Id),
            ReportSource.Promises => new ReportQuery<Domain.Tasks.Promise>(context, shape, db.Promises.AsNoTracking().VisibleTo(db, viewer), p => p.Id),
            _ => new ReportQuery<Domain.Dedications.Dedication>(context, shape, db.Dedications.AsNoTracking().VisibleTo(db, viewer), d => d.Id),
        };
    }

    /// <summary>Only the rows that meet this.</summary>
    public abstract void Where(Func<ParameterExpression, Expression?> predicate);

    /// <summary>How many rows there are.</summary>
    public abstract Task<int> CountAsync(CancellationToken cancellationToken);

    /// <summary>Rows in their order: the groups', then the given one.</summary>
    public abstract IAsyncEnumerable<object?[]> Rows(IReadOnlyList<ReportOrder> order, IReadOnlyList<ReportField> fields, int skip, int? take);

    /// <summary>One array a group: its keys, the number of its rows, and of each field how many values are known, their sum, least and most, as <paramref name="totals"/> ask.</summary>
    public abstract IQueryable<object?[]> Groups(IReadOnlyList<ReportField> keys, IReadOnlyList<ShapedTotal> totals);
}

/// <inheritdoc />
internal sealed class ReportQuery<T>(FieldContext context, ReportShape shape, IQueryable<T> rows, Expression<Func<T, int>> id) : ReportQuery(context, shape)
    where T : class
{
    private IQueryable<T> _rows = rows;

    public override void Where(Func<ParameterExpression, Expression?> predicate)
    {
        var row = Expression.Parameter(typeof(T), "row");
        if (predicate(row) is { } body) _rows = _rows.Where(Expression.Lambda<Func<T, bool>>(body, row));
    }

    public override Task<int> CountAsync(CancellationToken cancellationToken) => _rows.CountAsync(cancellationToken);

    public override IAsyncEnumerable<object?[]> Rows(IReadOnlyList<ReportOrder> order, IReadOnlyList<ReportField> fields, int skip, int? take)
    {
        var ordered = Ordered(order);
        if (skip > 0) ordered = ordered.Skip(skip);
        if (take is { } most) ordered = ordered.Take(most);
        var row = id.Parameters[0];
        var cells = new List<Expression> { Boxed(id.Body) };
        foreach (var field in fields)
        {
            cells.Add(Boxed(ReportExpressions.Value(field, Context, row)));
            if (field.Type == FieldType.Reference) cells.Add(Boxed(ReportExpressions.Label(field, Context, row)));
        }
        return ordered.Select(Expression.Lambda<Func<T, object?[]>>(Expression.NewArrayInit(typeof(object), cells), row)).AsAsyncEnumerable();
    }

    public override IQueryable<object?[]> Groups(IReadOnlyList<ReportField> keys, IReadOnlyList<ShapedTotal> totals)
    {
        var row = Expression.Parameter(typeof(T), "row");
        var values = keys.Select(k => ReportExpressions.Key(k, Context, row)).Concat(totals.Select(t => ReportExpressions.Value(t.Field!, Context, row))).ToList();
        // First each row as a chain of its keys and values, then groups of these.
        var chain = Chain(values, 0);
        var source = Expression.Call(typeof(Queryable), nameof(Queryable.Select), [typeof(T), chain.Type], _rows.Expression, Expression.Quote(Expression.Lambda(chain, row)));
        // What asks other tables is computed before it is totalled: databases refuse to do both at once, and a limit keeps them apart.
        if (keys.Concat(totals.Select(t => t.Field!)).Any(f => f.Asks)) source = Expression.Call(typeof(Queryable), nameof(Queryable.Take), [chain.Type], source, Expression.Constant(int.MaxValue));
        var link = Expression.Parameter(chain.Type, "link");
        var key = KeyOf([.. keys.Select((_, i) => At(link, i))]);
        var grouped = Expression.Call(typeof(Queryable), nameof(Queryable.GroupBy), [chain.Type, key.Type], source, Expression.Quote(Expression.Lambda(key, link)));
        var group = Expression.Parameter(typeof(IGrouping<,>).MakeGenericType(key.Type, chain.Type), "group");
        var cells = new List<Expression>();
        for (var i = 0; i < keys.Count; i++)
        {
            var whole = Expression.Property(group, "Key");
            cells.Add(Boxed(keys.Count == 1 ? whole : Expression.Property(whole, KeyNames[i])));
        }
        cells.Add(Boxed(Expression.Call(typeof(Enumerable), nameof(Enumerable.Count), [chain.Type], group)));
        for (var i = 0; i < totals.Count; i++)
        {
            var value = At(link, keys.Count + i);
            cells.AddRange(Aggregates(totals[i].Total.Function, group, link, value, IsOfEachRow(values[keys.Count + i], row)).Select(Boxed));
        }
        var select = Expression.Call(
            typeof(Queryable), nameof(Queryable.Select), [group.Type, typeof(object[])], grouped, Expression.Quote(Expression.Lambda(Expression.NewArrayInit(typeof(object), cells), group)));
        return _rows.Provider.CreateQuery<object?[]>(select);
    }

    // A column of the row itself that is never null: no more to count than rows.
    private static bool IsOfEachRow(Expression value, ParameterExpression row) =>
        value is UnaryExpression { NodeType: ExpressionType.Convert, Operand: MemberExpression { Type: { IsValueType: true } type } member } && Nullable.GetUnderlyingType(type) is null && member.Expression == row;

    // Of a sum and an average both, how many are known: nothing known is nothing, not 0.
    private static IEnumerable<Expression> Aggregates(TotalFunction function, ParameterExpression group, ParameterExpression link, Expression value, bool ofEachRow)
    {
        var known = value.Type == typeof(string)
            ? (Expression)Expression.NotEqual(value, Expression.Constant(null, typeof(string)))
            : Expression.NotEqual(value, Expression.Constant(null, value.Type));
        if (function is TotalFunction.Count or TotalFunction.Sum or TotalFunction.Average)
        {
            yield return ofEachRow
                ? Expression.Call(typeof(Enumerable), nameof(Enumerable.Count), [link.Type], group)
                : Aggregate(nameof(Enumerable.Sum), group, link, Expression.Condition(known, Expression.Constant(1), Expression.Constant(0)));
        }
        if (function is TotalFunction.Sum or TotalFunction.Average)
            yield return Aggregate(nameof(Enumerable.Sum), group, link, value.Type == typeof(double?) ? value : Expression.Convert(value, typeof(long?)));
        if (function is TotalFunction.Min or TotalFunction.Max)
            yield return Aggregate(function == TotalFunction.Min ? nameof(Enumerable.Min) : nameof(Enumerable.Max), group, link, value);
    }

    private static Expression Aggregate(string method, ParameterExpression group, ParameterExpression link, Expression value)
    {
        var selector = Expression.Lambda(value, link);
        Type[] types = method == nameof(Enumerable.Sum) || value.Type == typeof(int?) || value.Type == typeof(double?) ? [link.Type] : [link.Type, value.Type];
        return Expression.Call(typeof(Enumerable), method, types, group, selector);
    }

    private IQueryable<T> Ordered(IReadOnlyList<ReportOrder> order)
    {
        var row = Expression.Parameter(typeof(T), "row");
        var by = new List<(Expression By, bool Descending)>();
        for (var i = 0; i < Shape.Groups.Count; i++)
        {
            var group = Shape.Groups[i];
            // Days in order are in the order of their months: what follows says the same more finely, and an index may serve.
            if (i == Shape.Groups.Count - 1 && order.Count > 0 && order[0].Field == group.Group.Field && order[0].Descending == group.Group.Descending && group.Field.Type is FieldType.Day or FieldType.Instant) continue;
            by.AddRange(ReportExpressions.OrderOf(group, Context, row).Select(e => (e, group.Group.Descending)));
        }
        foreach (var each in order)
        {
            if (FieldCatalog.Find(Shape.Definition.Source, each.Field) is { } field)
                by.AddRange(ReportExpressions.OrderOf(field, Context, row).Select(e => (e, each.Descending)));
        }
        by.Add((new Swapping(id.Parameters[0], row).Visit(id.Body), order.Count > 0 && order[0].Descending));
        var query = _rows.Expression;
        for (var i = 0; i < by.Count; i++)
        {
            var method = (i == 0 ? "OrderBy" : "ThenBy") + (by[i].Descending ? "Descending" : "");
            query = Expression.Call(typeof(Queryable), method, [typeof(T), by[i].By.Type], query, Expression.Quote(Expression.Lambda(by[i].By, row)));
        }
        return _rows.Provider.CreateQuery<T>(query);
    }

    private static readonly string[] KeyNames = ["First", "Second", "Third"];

    private static Expression KeyOf(IReadOnlyList<Expression> keys)
    {
        if (keys.Count == 0) return Expression.Constant(1);
        if (keys.Count == 1) return keys[0];
        var type = (keys.Count == 2 ? typeof(Two<,>) : typeof(Three<,,>)).MakeGenericType([.. keys.Select(k => k.Type)]);
        return Expression.New(type.GetConstructors()[0], keys, KeyNames.Take(keys.Count).Select(n => type.GetProperty(n)!));
    }

    private static Expression Chain(IReadOnlyList<Expression> values, int from)
    {
        if (from == values.Count) return Expression.Constant(0);
        var rest = Chain(values, from + 1);
        var type = typeof(Link<,>).MakeGenericType(values[from].Type, rest.Type);
        return Expression.MemberInit(Expression.New(type), Expression.Bind(type.GetProperty("Value")!, values[from]), Expression.Bind(type.GetProperty("Rest")!, rest));
    }

    private static Expression At(Expression link, int index)
    {
        for (var i = 0; i < index; i++) link = Expression.Property(link, "Rest");
        return Expression.Property(link, "Value");
    }

    private static Expression Boxed(Expression value) => Expression.Convert(value, typeof(object));
}

// What rows and keys are put together as within a query.
internal sealed class Link<TValue, TRest>
{
    public TValue Value { get; init; } = default!;
    public TRest Rest { get; init; } = default!;
}

internal sealed record Two<T1, T2>(T1 First, T2 Second);

internal sealed record Three<T1, T2, T3>(T1 First, T2 Second, T3 Third);
