using System.Globalization;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using HexaLive.Domain;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// Runs definitions by the rights of whoever reads: scope, criteria, order and groups in one query each. Groups are counted by the database at their innermost, days by day, and put together here: months of a million
/// entries take a third of a second so. A page reads only the rows of the outermost groups that it shows, since how many there are is known by then.
/// </summary>
public sealed class ReportRunner(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Most groups that are held at once, innermost as the database gives them.</summary>
    public const int MostGroups = 100_000;

    /// <summary>A page of rows with the figures of all.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.ReportFaulty"/>, <see cref="RuleError.ReportTooManyGroups"/>, or <see cref="RuleError.InvalidValue"/> of a parameter or path.</exception>
    public Task<ReportPage> PageAsync(Viewer viewer, ReportDefinition definition, ReportAsk ask, CancellationToken cancellationToken = default) =>
        ReadAsync(viewer, definition, ask, async run =>
        {
            var figures = await run.FiguresAsync(cancellationToken);
            var size = Math.Clamp(ask.PageSize, 1, ReportAsk.MostPageSize);
            var pages = run.Shape.Columns.Count == 0 ? 1 : Math.Max(1, (figures.Rows + size - 1) / size);
            var page = Math.Clamp(ask.Page, 0, pages - 1);
            var rows = run.Shape.Columns.Count == 0 ? [] : await run.RowsAsync(figures, page * size, size, cancellationToken);
            return new ReportPage(run.Shape, figures, rows, page, pages, await run.PathAsync(cancellationToken));
        }, cancellationToken);

    /// <summary>The first rows alone, as fast as can be: what a designer shows while it is changed. Where they are in groups, the figures of these come with them: the rows are found by them.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.ReportFaulty"/>.</exception>
    public Task<(IReadOnlyList<ReportRow> Rows, ReportFigures? Figures)> FirstRowsAsync(Viewer viewer, ReportDefinition definition, ReportAsk ask, int count, CancellationToken cancellationToken = default) =>
        ReadAsync(viewer, definition, ask, async run =>
        {
            var figures = run.Groups.Count == 0 ? null : await run.FiguresAsync(cancellationToken);
            return (await run.RowsAsync(figures, 0, Math.Clamp(count, 1, ReportAsk.MostPageSize), cancellationToken), figures);
        }, cancellationToken);

    /// <summary>Counts and totals of all rows, and by group.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.ReportFaulty"/> or <see cref="RuleError.ReportTooManyGroups"/>.</exception>
    public Task<ReportFigures> FiguresAsync(Viewer viewer, ReportDefinition definition, ReportAsk ask, CancellationToken cancellationToken = default) =>
        ReadAsync(viewer, definition, ask, run => run.FiguresAsync(cancellationToken), cancellationToken);

    /// <summary>How many rows there are.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.ReportFaulty"/>.</exception>
    public Task<int> CountAsync(Viewer viewer, ReportDefinition definition, ReportAsk ask, CancellationToken cancellationToken = default) =>
        ReadAsync(viewer, definition, ask, run => run.Query.CountAsync(cancellationToken), cancellationToken);

    /// <summary>Every row in its order (groups first), as the database gives them.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.ReportFaulty"/>.</exception>
    public async IAsyncEnumerable<ReportRow> StreamAsync(Viewer viewer, ReportDefinition definition, ReportAsk ask, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var run = await BeginAsync(db, viewer, definition, ask, cancellationToken);
        await foreach (var row in run.Read(run.Query, 0, null, cancellationToken)) yield return row;
    }

    /// <summary>A definition with its fields; what the catalogue does not have is left out.</summary>
    public static ReportShape Shape(ReportDefinition definition) => new(
        definition,
        [.. definition.Columns.Select(c => (Column: c, Field: FieldCatalog.Find(definition.Source, c.Field))).Where(c => c.Field is not null).Select(c => new ShapedColumn(c.Column, c.Field!))],
        [.. definition.Groups.Select(g => (Group: g, Field: FieldCatalog.Find(definition.Source, g.Field))).Where(g => g.Field is not null).Select(g => new ShapedGroup(g.Group, g.Field!))],
        [.. definition.Totals.Select(t => (Total: t, Field: FieldCatalog.Find(definition.Source, t.Field))).Where(t => t.Field is not null || t.Total.Field is null).Select(t => new ShapedTotal(t.Total, t.Field) { Format = definition.Columns.FirstOrDefault(c => c.Field == t.Field?.Name)?.Format ?? ColumnFormat.Auto })]);

    // A report may take seconds. Away from whose screen asks, which goes on meanwhile; and where it is not wanted any more, it ends.
    private Task<T> ReadAsync<T>(Viewer viewer, ReportDefinition definition, ReportAsk ask, Func<Run, Task<T>> read, CancellationToken cancellationToken) => Task.Run(async () =>
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.InterruptibleAsync(async () => await read(await BeginAsync(db, viewer, definition, ask, cancellationToken)), cancellationToken);
    }, cancellationToken);

    private async Task<Run> BeginAsync(HexaDbContext db, Viewer viewer, ReportDefinition definition, ReportAsk ask, CancellationToken cancellationToken)
    {
        if (ask.Rows && definition.Columns.Count == 0)
        {
            definition = definition with
            {
                Columns = [.. FieldCatalog.DefaultColumns(definition.Source).Select(f => new ReportColumn(f))],
                Groups = [.. definition.Groups.Take(ask.Path.Count)],
            };
        }
        ReportCheck.MustBeSound(definition);
        if (ask.Order is { } order && FieldCatalog.Find(definition.Source, order.Field) is not null) definition = definition with { Order = [order] };
        var context = new FieldContext(db, viewer, ask.Today ?? LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone));
        var criteria = await ReportCriteria.PrepareAsync(context, definition, ask.Parameters, cancellationToken);
        return new Run(context, Shape(definition), ask, criteria);
    }

    // One report that is run: its rows, and the groups below those that are looked into.
    private sealed class Run
    {
        private readonly FieldContext _context;
        private readonly ReportCriteria _criteria;
        private readonly IReadOnlyList<ReportOrder> _order;
        private readonly IReadOnlyList<object?> _path;

        public Run(FieldContext context, ReportShape shape, ReportAsk ask, ReportCriteria criteria)
        {
            (_context, _criteria, Shape) = (context, criteria, shape);
            _order = shape.Definition.Order.Count > 0 ? shape.Definition.Order : [FieldCatalog.DefaultOrder(shape.Definition.Source)];
            if (ask.Path.Count > shape.Groups.Count) throw new RuleException(RuleError.InvalidValue, "in");
            _path = [.. ask.Path.Select((token, i) => Tokens.Read(token, shape.Groups[i]))];
            Groups = [.. shape.Groups.Skip(_path.Count)];
            Query = Begin();
        }

        public ReportShape Shape { get; }

        /// <summary>The groups below those that are looked into.</summary>
        public IReadOnlyList<ShapedGroup> Groups { get; }

        public ReportQuery Query { get; }

        public async Task<ReportFigures> FiguresAsync(CancellationToken cancellationToken)
        {
            // A count of rows is there anyway.
            var totals = Shape.Totals.Where(t => t.Field is not null).ToList();
            var leaves = await Query.Groups([.. Groups.Select(g => g.Field)], totals).Take(MostGroups + 1).ToListAsync(cancellationToken);
            if (leaves.Count > MostGroups) throw new RuleException(RuleError.ReportTooManyGroups, MostGroups);
            var names = new Names[Groups.Count];
            for (var i = 0; i < Groups.Count; i++) names[i] = await NamesAsync(Groups[i], leaves.Select(l => l[i]), cancellationToken);
            var root = new GroupFolder(Shape.Totals, _context.Viewer.TimeZone);
            foreach (var leaf in leaves)
            {
                var keys = new object?[Groups.Count];
                for (var i = 0; i < keys.Length; i++) keys[i] = KeyOf(Groups[i], leaf[i], names[i]);
                root.Add(keys, leaf, Groups.Count);
            }
            return root.Figures(Groups);
        }

        public async Task<IReadOnlyList<ReportRow>> RowsAsync(ReportFigures? figures, int skip, int take, CancellationToken cancellationToken)
        {
            var query = Query;
            if (figures is { Groups.Count: > 0 })
            {
                // The outermost groups in which the page lies: all others need not be read, nor put in order.
                var (shown, before, at) = (new List<ReportGroupNode>(), 0, 0);
                foreach (var node in figures.Groups)
                {
                    if (at + node.Rows <= skip) before += node.Rows;
                    else if (at < skip + take) shown.Add(node);
                    at += node.Rows;
                }
                if (shown.Count < figures.Groups.Count)
                {
                    query = Begin();
                    var group = Groups[0];
                    query.Where(row => OneOf(group, [.. shown.Select(n => n.Key)], row));
                    skip -= before;
                }
            }
            else if (figures is null && _order[0] is var first && FieldCatalog.Find(Shape.Definition.Source, first.Field) is { Type: FieldType.Reference, Asks: false } lead && skip == 0)
            {
                query = await LeadingAsync(new ShapedGroup(new ReportGroup(first.Field, DayStep.Day, first.Descending), lead), take, cancellationToken);
            }
            var rows = new List<ReportRow>();
            await foreach (var row in Read(query, skip, take, cancellationToken)) rows.Add(row);
            return rows;
        }

        // Rows that are ordered by a name first: the first names are counted, so that only their rows are put in order.
        private async Task<ReportQuery> LeadingAsync(ShapedGroup lead, int take, CancellationToken cancellationToken)
        {
            var counted = await Query.Groups([lead.Field], []).Take(MostGroups + 1).ToListAsync(cancellationToken);
            if (counted.Count > MostGroups) return Query;
            var names = await NamesAsync(lead, counted.Select(c => c[0]), cancellationToken);
            var folder = new GroupFolder([], _context.Viewer.TimeZone);
            foreach (var each in counted) folder.Add([KeyOf(lead, each[0], names)], each, 1);
            var (shown, rows) = (new List<object?>(), 0);
            foreach (var node in folder.Figures([lead]).Groups)
            {
                if (rows >= take) break;
                shown.Add(node.Key);
                rows += node.Rows;
            }
            var query = Begin();
            if (shown.Count > 0) query.Where(row => OneOf(lead, shown, row));
            return query;
        }

        public async IAsyncEnumerable<ReportRow> Read(ReportQuery query, int skip, int? take, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var fields = Shape.Columns.Select(c => c.Field).Concat(Shape.Groups.Select(g => g.Field)).Distinct().ToList();
            var places = new Dictionary<ReportField, int>();
            var place = 1;
            foreach (var field in fields)
            {
                places[field] = place;
                place += field.Type == FieldType.Reference ? 2 : 1;
            }
            await foreach (var values in query.Rows(_order, fields, skip, take).WithCancellation(cancellationToken))
            {
                var cells = new object?[Shape.Columns.Count];
                for (var i = 0; i < cells.Length; i++) cells[i] = CellOf(Shape.Columns[i].Field, values);
                var keys = new object?[Shape.Groups.Count];
                for (var i = 0; i < keys.Length; i++)
                {
                    var (group, value) = (Shape.Groups[i], CellOf(Shape.Groups[i].Field, values));
                    keys[i] = value switch { DateTime at => ReportPeriod.Begin(DateOnly.FromDateTime(at), group.Group.Step), DateOnly day => ReportPeriod.Begin(day, group.Group.Step), _ => value };
                }
                yield return new ReportRow((int)values[0]!, cells, keys);
            }

            object? CellOf(ReportField field, object?[] values) => values[places[field]] switch
            {
                DateTime utc => LocalTime.At(utc, _context.Viewer.TimeZone),
                int id when field.Type == FieldType.Reference => new ReportReference(field.Refers!.Value, id, values[places[field] + 1] as string ?? ""),
                var value => value,
            };
        }

        /// <summary>The keys of the group that is looked into, with their names.</summary>
        public async Task<IReadOnlyList<object?>> PathAsync(CancellationToken cancellationToken)
        {
            var path = new List<object?>();
            for (var i = 0; i < _path.Count; i++)
                path.Add(Shape.Groups[i].Field.Type == FieldType.Reference && _path[i] is int id ? KeyOf(Shape.Groups[i], id, await NamesAsync(Shape.Groups[i], [id], cancellationToken)) : _path[i]);
            return path;
        }

        private ReportQuery Begin()
        {
            var query = ReportQuery.Of(_context, Shape);
            query.Where(row => _criteria.Of(Shape.Definition.Where, row));
            for (var i = 0; i < _path.Count; i++)
            {
                var (group, key) = (Shape.Groups[i], _path[i]);
                query.Where(row => OneOf(group, [key], row));
            }
            return query;
        }

        // Whether a row is in one of these groups.
        private Expression? OneOf(ShapedGroup group, IReadOnlyList<object?> keys, ParameterExpression row)
        {
            var field = group.Field;
            var value = ReportExpressions.Value(field, _context, row);
            var known = Expression.NotEqual(value, Expression.Constant(null, value.Type));
            var said = keys.Select(k => k is ReportReference reference ? reference.Id : k).OfType<object>().ToList();
            Expression? within = null;
            if (said.Count > 0)
            {
                if (field.Type is FieldType.Day or FieldType.Instant)
                {
                    var (first, last) = (said.Cast<DateOnly>().Min(), ReportPeriod.End(said.Cast<DateOnly>().Max(), group.Group.Step));
                    var bare = Expression.Property(value, "Value");
                    within = field.Type == FieldType.Instant
                        ? ReportExpressions.Within(bare, first, last, _context.Viewer.TimeZone)
                        : Expression.AndAlso(Expression.GreaterThanOrEqual(bare, ReportExpressions.Parameter(first)), Expression.LessThanOrEqual(bare, ReportExpressions.Parameter(last)));
                }
                else
                {
                    var bare = value.Type == typeof(string) ? value : Expression.Property(value, "Value");
                    var list = Array.CreateInstance(bare.Type, said.Count);
                    for (var i = 0; i < said.Count; i++) list.SetValue(said[i], i);
                    within = said.Count == 1
                        ? Expression.Equal(bare, ReportExpressions.Parameter(said[0]))
                        : Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [bare.Type], ReportExpressions.Parameter(list), bare);
                }
                within = Expression.AndAlso(known, within);
            }
            var none = keys.Any(k => k is null) ? Expression.Not(known) : null;
            return within is null ? none : none is null ? within : Expression.OrElse(none, within);
        }

        private static object? KeyOf(ShapedGroup group, object? value, Names names) => value switch
        {
            null => null,
            int id when group.Field.Type == FieldType.Reference => new ReportReference(group.Field.Refers!.Value, id, names.GetValueOrDefault(id) ?? ""),
            DateOnly day => ReportPeriod.Begin(day, group.Group.Step),
            DateTime day => ReportPeriod.Begin(DateOnly.FromDateTime(day), group.Group.Step),
            _ => value,
        };

        // Names of what groups refer to: asked once for all, so that counting needs no other table.
        private async Task<Names> NamesAsync(ShapedGroup group, IEnumerable<object?> keys, CancellationToken cancellationToken)
        {
            if (group.Field.Refers is not { } kind) return new Names();
            var ids = keys.OfType<int>().Distinct().ToArray();
            var db = _context.Db;
            var named = kind switch
            {
                ReferenceKind.Client => db.Clients.Where(x => EF.Parameter(ids).Contains(x.Id)).Select(x => new { x.Id, x.Name }),
                ReferenceKind.Project => db.Projects.Where(x => EF.Parameter(ids).Contains(x.Id)).Select(x => new { x.Id, x.Name }),
                ReferenceKind.Task => db.Tasks.Where(x => EF.Parameter(ids).Contains(x.Id)).Select(x => new { x.Id, Name = x.Title }),
                ReferenceKind.Person => db.People.Where(x => EF.Parameter(ids).Contains(x.Id)).Select(x => new { x.Id, x.Name }),
                ReferenceKind.Team => db.Teams.Where(x => EF.Parameter(ids).Contains(x.Id)).Select(x => new { x.Id, x.Name }),
                ReferenceKind.TaskType => db.TaskTypes.Where(x => EF.Parameter(ids).Contains(x.Id)).Select(x => new { x.Id, x.Name }),
                ReferenceKind.Origin => db.Origins.Where(x => EF.Parameter(ids).Contains(x.Id)).Select(x => new { x.Id, x.Name }),
                _ => db.Contacts.Where(x => EF.Parameter(ids).Contains(x.Id)).Select(x => new { x.Id, x.Name }),
            };
            var names = new Names();
            if (ids.Length == 0) return names;
            await foreach (var each in named.AsAsyncEnumerable().WithCancellation(cancellationToken)) names[each.Id] = each.Name;
            return names;
        }
    }

    private sealed class Names : Dictionary<int, string>;
}
