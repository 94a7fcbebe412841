using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>One run of a report. If the user opened a group, the run covers only the rows and groups inside that group.</summary>
internal sealed class ReportRun
{
    private readonly FieldContext _context;
    private readonly ReportCriteria _criteria;
    private readonly IReadOnlyList<ReportOrder> _order;
    private readonly IReadOnlyList<object?> _path;
    private readonly int _maxGroups;

    public ReportRun(FieldContext context, ResolvedReport report, ReportRequest request, ReportCriteria criteria, int maxGroups)
    {
        (_context, _criteria, Report, _maxGroups) = (context, criteria, report, maxGroups);
        _order = report.Definition.Order.Count > 0 ? report.Definition.Order : [FieldCatalog.DefaultOrder(report.Definition.Source)];
        if (request.Path.Count > report.Groups.Count)
            throw new RuleException(RuleError.InvalidValue, "Group");
        _path = [.. request.Path.Select((token, i) => GroupToken.Parse(token, report.Groups[i]))];
        Groups = [.. report.Groups.Skip(_path.Count)];
        Query = CreateQuery();
    }

    public ResolvedReport Report { get; }

    /// <summary>The group levels inside the opened group, or all levels if no group was opened.</summary>
    public IReadOnlyList<ResolvedGroup> Groups { get; }

    public ReportQuery Query { get; }

    public async Task<ReportFigures> ReadFiguresAsync(CancellationToken cancellationToken)
    {
        // The query returns the row count of every group anyway, so totals that count rows need no column of their own.
        var totals = Report.Totals.Where(t => t.Field is not null).ToList();
        var grouped = Query.SelectGroups([.. Groups.Select(g => g.Field)], totals);
        var aggregator = new GroupAggregator(Groups, Report.Totals, _context.Viewer.TimeZone);
        await foreach (var each in grouped.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            aggregator.Add(each);
            if (aggregator.Count > _maxGroups)
                throw new RuleException(RuleError.ReportTooManyGroups, _maxGroups);
        }
        var names = new IReadOnlyDictionary<int, string>[Groups.Count];
        for (var i = 0; i < Groups.Count; i++)
            names[i] = await ReferenceNames.ReadAsync(_context.Db, Groups[i], aggregator.GetKeys(i), cancellationToken);
        return aggregator.CreateFigures((level, key) => ReferenceNames.NamedKey(Groups[level], key, names[level])!);
    }

    public async Task<IReadOnlyList<ReportRow>> ReadRowsAsync(
        ReportFigures? figures,
        int skip,
        int take,
        CancellationToken cancellationToken
    )
    {
        var query = Query;
        if (figures is { Groups.Count: > 0 })
            (query, skip) = LimitToPage(figures.Groups, skip, take);
        else if (
            figures is null
            && _order[0] is var first
            && FieldCatalog.Find(Report.Definition.Source, first.Field) is { Type: FieldType.Reference, IsSubquery: false } lead
            && skip == 0
        )
        {
            query = await QueryFirstByNameAsync(
                new ResolvedGroup(new ReportGroup(first.Field, DayStep.Day, first.Descending), lead),
                take,
                cancellationToken
            );
        }
        var rows = new List<ReportRow>();
        await foreach (var row in Read(query, skip, take, cancellationToken))
            rows.Add(row);
        return rows;
    }

    // Returns a query for the rows of the outermost groups that appear on a page, and the number of these rows to skip.
    private (ReportQuery Query, int Skip) LimitToPage(IReadOnlyList<ReportGroupNode> groups, int skip, int take)
    {
        var (shown, before, at) = (new List<object?>(), 0, 0);
        foreach (var node in groups)
        {
            if (at + node.RowCount <= skip)
                before += node.RowCount;
            else if (at < skip + take)
                shown.Add(node.Key);
            at += node.RowCount;
        }
        if (shown.Count == groups.Count)
            return (Query, skip);
        var query = CreateQuery();
        query.Where(row => GroupFilter.Build(_context, Groups[0], shown, row));
        return (query, skip - before);
    }

    // Returns a faster query if rows are ordered by the name of a referenced record, such as the client. Sorting all rows by name
    // would be slow. Instead, counts the rows of each record and restricts the query to as many records, in the order of their
    // names, as are needed to fill the page.
    private async Task<ReportQuery> QueryFirstByNameAsync(ResolvedGroup lead, int take, CancellationToken cancellationToken)
    {
        var counted = new List<object?[]>();
        await foreach (var each in Query.SelectGroups([lead.Field], []).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            counted.Add(each);
            if (counted.Count > _maxGroups)
                return Query;
        }
        var names = await ReferenceNames.ReadAsync(_context.Db, lead, counted.Select(c => c[0]), cancellationToken);
        var aggregator = new GroupAggregator([lead], [], _context.Viewer.TimeZone);
        foreach (var each in counted)
            aggregator.Add(each);
        var (shown, rows) = (new List<object?>(), 0);
        foreach (var node in aggregator.CreateFigures((_, key) => ReferenceNames.NamedKey(lead, key, names)!).Groups)
        {
            if (rows >= take)
                break;
            shown.Add(node.Key);
            rows += node.RowCount;
        }
        var query = CreateQuery();
        if (shown.Count > 0)
            query.Where(row => GroupFilter.Build(_context, lead, shown, row));
        return query;
    }

    public async IAsyncEnumerable<ReportRow> Read(
        ReportQuery query,
        int skip,
        int? take,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var fields = Report.Columns.Select(c => c.Field).Concat(Report.Groups.Select(g => g.Field)).Distinct().ToList();
        var places = new Dictionary<ReportField, int>();
        var place = 1;
        foreach (var field in fields)
        {
            places[field] = place;
            place += field.Type == FieldType.Reference ? 2 : 1;
        }
        await foreach (var values in query.ReadRowsAsync(_order, fields, skip, take).WithCancellation(cancellationToken))
        {
            var cells = new object?[Report.Columns.Count];
            for (var i = 0; i < cells.Length; i++)
                cells[i] = CellOf(Report.Columns[i].Field, values);
            var keys = new object?[Report.Groups.Count];
            for (var i = 0; i < keys.Length; i++)
            {
                var (group, value) = (Report.Groups[i], CellOf(Report.Groups[i].Field, values));
                keys[i] = value switch
                {
                    DateTime at => ReportPeriod.StartOf(DateOnly.FromDateTime(at), group.Group.Step),
                    DateOnly day => ReportPeriod.StartOf(day, group.Group.Step),
                    _ => value,
                };
            }
            yield return new ReportRow((int)values[0]!, cells, keys);
        }

        object? CellOf(ReportField field, object?[] values) =>
            values[places[field]] switch
            {
                DateTime utc => LocalTime.FromUtc(utc, _context.Viewer.TimeZone),
                int id when field.Type == FieldType.Reference => new ReportReference(
                    field.ReferenceKind!.Value,
                    id,
                    values[places[field] + 1] as string ?? ""
                ),
                var value => value,
            };
    }

    /// <summary>Returns the keys of the opened group, outermost first, with the names of referenced items.</summary>
    public async Task<IReadOnlyList<object?>> ReadPathAsync(CancellationToken cancellationToken)
    {
        var path = new List<object?>();
        for (var i = 0; i < _path.Count; i++)
            path.Add(
                Report.Groups[i].Field.Type == FieldType.Reference && _path[i] is int id
                    ? ReferenceNames.NamedKey(
                        Report.Groups[i],
                        id,
                        await ReferenceNames.ReadAsync(_context.Db, Report.Groups[i], [id], cancellationToken)
                    )
                    : _path[i]
            );
        return path;
    }

    private ReportQuery CreateQuery()
    {
        var query = ReportQuery.Create(_context, Report);
        query.Where(row => _criteria.ToExpression(Report.Definition.Where, row));
        for (var i = 0; i < _path.Count; i++)
        {
            var (group, key) = (Report.Groups[i], _path[i]);
            query.Where(row => GroupFilter.Build(_context, group, [key], row));
        }
        return query;
    }
}
