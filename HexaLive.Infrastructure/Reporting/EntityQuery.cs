using System.Linq.Expressions;
using HexaLive.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>Queries the rows of a source whose rows are entities of type T.</summary>
internal sealed class EntityQuery<T>(FieldContext context, ResolvedReport report, IQueryable<T> rows, Expression<Func<T, int>> id)
    : ReportQuery(context, report)
    where T : class
{
    private IQueryable<T> _rows = rows;

    public override void Where(Func<ParameterExpression, Expression?> predicate)
    {
        var row = Expression.Parameter(typeof(T), "row");
        if (predicate(row) is { } body)
            _rows = _rows.Where(Expression.Lambda<Func<T, bool>>(body, row));
    }

    public override Task<int> CountAsync(CancellationToken cancellationToken) => _rows.CountAsync(cancellationToken);

    public override IAsyncEnumerable<object?[]> ReadRowsAsync(
        IReadOnlyList<ReportOrder> order,
        IReadOnlyList<ReportField> fields,
        int skip,
        int? take
    )
    {
        var ordered = ApplyOrder(order);
        if (skip > 0)
            ordered = ordered.Skip(skip);
        if (take is { } count)
            ordered = ordered.Take(count);
        var row = id.Parameters[0];
        var cells = new List<Expression> { Box(id.Body) };
        foreach (var field in fields)
        {
            cells.Add(Box(ReportExpressions.ValueOf(field, Context, row)));
            if (field.Type == FieldType.Reference)
                cells.Add(Box(ReportExpressions.LabelOf(field, Context, row)));
        }
        return ordered
            .Select(Expression.Lambda<Func<T, object?[]>>(Expression.NewArrayInit(typeof(object), cells), row))
            .AsAsyncEnumerable();
    }

    public override IQueryable<object?[]> SelectGroups(IReadOnlyList<ReportField> keys, IReadOnlyList<ResolvedTotal> totals)
    {
        var row = Expression.Parameter(typeof(T), "row");
        var values = keys.Select(k => ReportExpressions.KeyOf(k, Context, row))
            .Concat(totals.Select(t => ReportExpressions.ValueOf(t.Field!, Context, row)))
            .ToList();
        var tuple = RowTuple.Create(values);
        var source = QueryableCalls.Select(_rows.Expression, tuple, row);
        // Databases cannot aggregate subqueries, so an inner query must compute them first. Take prevents EF Core from merging the
        // inner and the outer query.
        if (keys.Concat(totals.Select(t => t.Field!)).Any(f => f.IsSubquery))
            source = Expression.Call(typeof(Queryable), nameof(Queryable.Take), [tuple.Type], source, Expression.Constant(int.MaxValue));
        var item = Expression.Parameter(tuple.Type, "item");
        var key = GroupKey.Create([.. keys.Select((_, i) => RowTuple.ItemAt(item, i))]);
        var group = Expression.Parameter(typeof(IGrouping<,>).MakeGenericType(key.Type, tuple.Type), "group");
        var cells = new List<Expression>();
        for (var i = 0; i < keys.Count; i++)
            cells.Add(Box(GroupKey.PartAt(Expression.Property(group, "Key"), keys.Count, i)));
        cells.Add(Box(GroupAggregates.Count(group, item)));
        for (var i = 0; i < totals.Count; i++)
        {
            var aggregates = GroupAggregates.Build(
                totals[i].Total.Function,
                group,
                item,
                RowTuple.ItemAt(item, keys.Count + i),
                IsRequiredColumn(values[keys.Count + i], row)
            );
            cells.AddRange(aggregates.Select(Box));
        }
        return _rows.Provider.CreateQuery<object?[]>(
            QueryableCalls.Select(QueryableCalls.GroupBy(source, key, item), Expression.NewArrayInit(typeof(object), cells), group)
        );
    }

    // Returns whether the value is a non-nullable column of the row itself. In that case, the number of values equals the number of
    // rows.
    private static bool IsRequiredColumn(Expression value, ParameterExpression row) =>
        value is UnaryExpression { NodeType: ExpressionType.Convert, Operand: MemberExpression { Type: { IsValueType: true } type } member }
        && Nullable.GetUnderlyingType(type) is null
        && member.Expression == row;

    private IQueryable<T> ApplyOrder(IReadOnlyList<ReportOrder> order)
    {
        var row = Expression.Parameter(typeof(T), "row");
        var keys = new List<(Expression Key, bool Descending)>();
        for (var i = 0; i < Report.Groups.Count; i++)
        {
            var group = Report.Groups[i];
            // If the rows are ordered by the date of the innermost group, do not order by its step (such as month) too. The order
            // by day includes the order by step, and can use an index.
            if (
                i == Report.Groups.Count - 1
                && order.Count > 0
                && order[0].Field == group.Group.Field
                && order[0].Descending == group.Group.Descending
                && group.Field.Type is FieldType.Day or FieldType.Instant
            )
                continue;
            keys.AddRange(ReportExpressions.OrderOf(group, Context, row).Select(e => (e, group.Group.Descending)));
        }
        foreach (var each in order)
        {
            if (FieldCatalog.Find(Report.Definition.Source, each.Field) is { } field)
                keys.AddRange(ReportExpressions.OrderOf(field, Context, row).Select(e => (e, each.Descending)));
        }
        keys.Add((ParameterReplacer.Apply(id, row), order.Count > 0 && order[0].Descending));
        var query = _rows.Expression;
        for (var i = 0; i < keys.Count; i++)
            query = QueryableCalls.OrderBy(query, keys[i].Key, row, isFirst: i == 0, keys[i].Descending);
        return _rows.Provider.CreateQuery<T>(query);
    }

    private static Expression Box(Expression value) => Expression.Convert(value, typeof(object));
}
