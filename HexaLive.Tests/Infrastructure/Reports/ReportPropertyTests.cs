using System.Globalization;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.People;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Text;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>
/// Random definitions over a random small database give what a plain evaluation in memory gives: rows, their order and cells, pages, groups, subtotals and totals. Every field, operator, type and total is met, each with
/// values that are there and values that are missing.
/// </summary>
public sealed class ReportPropertyTests : IAsyncLifetime
{
    private const int Rounds = 40;

    private TestDatabase _database = null!;
    private ReportFacts _facts = null!;
    private readonly List<Viewer> _viewers = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await using var db = _database.Open();
        await ReportFacts.FillAsync(db, new Random(7), _database.Now);
        foreach (var email in new[] { "a@test.local", "b@test.local", "d@test.local" })
            _viewers.Add(await _database.ViewerAsync(await db.People.SingleAsync(p => p.Email == email, Cancel)));
        await using var fresh = _database.Open();
        _facts = await ReportFacts.LoadAsync(fresh);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(ReportSource.Tasks)]
    [InlineData(ReportSource.Dedications)]
    [InlineData(ReportSource.Projects)]
    [InlineData(ReportSource.Clients)]
    [InlineData(ReportSource.Promises)]
    public async Task Random_definitions_give_what_a_plain_evaluation_gives(ReportSource source)
    {
        var maker = new DefinitionMaker(_facts, source, new Random(2026 + (int)source), _database.Now);
        var runner = _database.Get<ReportRunner>();
        var (found, empty) = (0, 0);
        for (var round = 0; round < Rounds || !maker.MetAll; round++)
        {
            Assert.True(round < 400, $"Never met: {maker.Missing}");
            var viewer = _viewers[round % _viewers.Count];
            var (definition, parameters) = maker.Next(viewer);
            Assert.Empty(ReportCheck.Of(definition));
            var said = $"{source} {round} {viewer.Name}: {ReportJson.Write(definition)} {string.Join(',', parameters)}";
            var plain = new PlainReport(_facts, definition, parameters, viewer, _database.Now);
            var ask = new ReportAsk { Parameters = parameters };

            var rows = new List<ReportRow>();
            await foreach (var row in runner.StreamAsync(viewer, definition, ask, Cancel)) rows.Add(row);
            Same(plain.Rows.Select(r => r.Id), rows.Select(r => r.Id), said);
            for (var i = 0; i < rows.Count; i++)
            {
                Same(plain.Rows[i].Cells, rows[i].Cells, $"{said} cells of {rows[i].Id}");
                Same(plain.Rows[i].Keys, rows[i].Keys, $"{said} keys of {rows[i].Id}");
            }
            Assert.Equal(rows.Count, await runner.CountAsync(viewer, definition, ask, Cancel));
            var figures = await runner.FiguresAsync(viewer, definition, ask, Cancel);
            Same(plain.Figures, figures, said);

            // Pages are slices of the whole, whatever groups they cut.
            if (definition.Columns.Count > 0)
            {
                var page = maker.Random.Next(0, rows.Count / 7 + 1);
                var paged = await runner.PageAsync(viewer, definition, ask with { Page = page, PageSize = 7 }, Cancel);
                Same(rows.Skip(paged.Page * 7).Take(7).Select(r => r.Id), paged.Rows.Select(r => r.Id), $"{said} page {page}");
                Same(rows.Take(5).Select(r => r.Id), (await runner.FirstRowsAsync(viewer, definition, ask, 5, Cancel)).Rows.Select(r => r.Id), $"{said} first");
            }
            // What is behind a figure is what it counts.
            if (figures.Groups.Count > 0)
            {
                var node = figures.Groups[maker.Random.Next(figures.Groups.Count)];
                var behind = await runner.PageAsync(viewer, definition, ask with { Path = [node.Token], Rows = true, PageSize = 200 }, Cancel);
                Assert.True(node.Rows == behind.Figures.Rows, $"{said} behind {node.Key}: {node.Rows}, {behind.Figures.Rows}");
                if (definition.Columns.Count > 0) Same(rows.Where(r => Equals(r.Keys[0], node.Key)).Select(r => r.Id).Take(200), behind.Rows.Select(r => r.Id), $"{said} behind {node.Key}");
                Assert.Equal(node.Key, behind.Path[0]);
            }
            if (rows.Count > 0) found++;
            else empty++;
        }
        // Definitions that find nothing prove little.
        Assert.True(found > empty, $"{found} found something, {empty} nothing.");
    }

    private static void Same(ReportFigures expected, ReportFigures actual, string said)
    {
        Assert.True(expected.Rows == actual.Rows, $"{said}: {expected.Rows} rows, {actual.Rows}");
        Same(expected.Totals, actual.Totals, said);
        SameGroups(expected.Groups, actual.Groups, said);
    }

    private static void SameGroups(IReadOnlyList<ReportGroupNode> expected, IReadOnlyList<ReportGroupNode> actual, string said)
    {
        Same(expected.Select(n => n.Key), actual.Select(n => n.Key), said);
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.True(expected[i].Rows == actual[i].Rows, $"{said}: rows of {expected[i].Key}");
            Same(expected[i].Totals, actual[i].Totals, $"{said}: totals of {expected[i].Key}");
            SameGroups(expected[i].Groups, actual[i].Groups, said);
        }
    }

    private static void Same<T>(IEnumerable<T> expected, IEnumerable<T> actual, string said)
    {
        var (left, right) = (expected.Select(v => Plain(v)).ToList(), actual.Select(v => Plain(v)).ToList());
        Assert.True(left.SequenceEqual(right), $"{said}\nexpected {string.Join(" | ", left)}\nactual   {string.Join(" | ", right)}");
    }

    private static string Plain(object? value) => value switch
    {
        null => "–",
        double number => number.ToString("0.######", CultureInfo.InvariantCulture),
        DateTime at => at.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}

/// <summary>Makes definitions, each with another field and operator, so that after some all were met.</summary>
internal sealed class DefinitionMaker
{
    private readonly ReportFacts _facts;
    private readonly ReportSource _source;
    private readonly DateTime _now;
    private readonly IReadOnlyList<ReportField> _fields;
    private readonly Queue<(ReportField Field, TestOperator Test)> _tests;
    private readonly Queue<ReportField> _columns, _groups, _orders;
    private readonly Queue<(ReportField, TotalFunction)> _totals;

    public DefinitionMaker(ReportFacts facts, ReportSource source, Random random, DateTime now)
    {
        (_facts, _source, Random, _now) = (facts, source, random, now);
        _fields = FieldCatalog.Of(source);
        // Every operator of every type on two fields of it, and every field with one of them at least.
        var tests = _fields.GroupBy(f => (f.Type, f.Refers)).SelectMany(g => g.First().Operators.SelectMany((o, i) => new[] { (g.ElementAt(i % g.Count()), o), (g.ElementAt((i + 1) % g.Count()), o) }))
            .Concat(_fields.Select((f, i) => (f, f.Operators[i % f.Operators.Count]))).ToArray();
        random.Shuffle(tests);
        _tests = new(tests);
        _columns = new(Shuffled(_fields));
        _groups = new(Shuffled(_fields.Where(f => f.CanGroup)));
        _orders = new(Shuffled(_fields));
        _totals = new(Shuffled(_fields.SelectMany(f => Enum.GetValues<TotalFunction>().Where(f.CanTotal).Select(t => (f, t)))));
    }

    public Random Random { get; }

    public bool MetAll => _tests.Count + _columns.Count + _groups.Count + _orders.Count + _totals.Count == 0;

    public string Missing => $"{_tests.Count} tests, {_columns.Count} columns, {_groups.Count} groups, {_orders.Count} orders, {_totals.Count} totals";

    public (ReportDefinition, Dictionary<string, string>) Next(Viewer viewer)
    {
        var parameters = new Dictionary<string, string>();
        var asked = new List<ReportParameter>();
        var summary = Random.Next(4) == 0;
        var definition = new ReportDefinition
        {
            Source = _source,
            Columns = summary ? [] : [.. Take(_columns, 5, _fields).Select(f => new ReportColumn(f.Name))],
            Groups = [.. Take(_groups, Random.Next(summary ? 1 : 0, 4), [.. _fields.Where(f => f.CanGroup)]).Select(f => new ReportGroup(f.Name, f.Type is FieldType.Day or FieldType.Instant ? (DayStep)Random.Next(5) : DayStep.Day, Random.Next(3) == 0))],
            Order = [.. Take(_orders, Random.Next(3), _fields).Select(f => new ReportOrder(f.Name, Random.Next(2) == 0))],
            Totals = [.. Totals()],
            Where = Tree(viewer, 0, parameters, asked),
        };
        return (definition with { Parameters = asked }, parameters);
    }

    private IEnumerable<ReportTotal> Totals()
    {
        if (Random.Next(2) == 0) yield return new ReportTotal(TotalFunction.Count);
        for (var i = 0; i < 4 && _totals.TryDequeue(out var total); i++) yield return new ReportTotal(total.Item2, total.Item1.Name);
    }

    private IEnumerable<ReportField> Take(Queue<ReportField> queue, int count, IReadOnlyList<ReportField> rest)
    {
        for (var i = 0; i < count; i++) yield return queue.TryDequeue(out var field) ? field : rest[Random.Next(rest.Count)];
    }

    private ReportCriterion Tree(Viewer viewer, int depth, Dictionary<string, string> parameters, List<ReportParameter> asked)
    {
        // The root holds few that must all be true, or hardly anything would be found.
        var kind = depth == 0 ? (CriterionKind)Random.Next(2) : (CriterionKind)Random.Next(3);
        var items = Enumerable.Range(0, depth == 0 ? Random.Next(1, 3) : Random.Next(0, 3)).Select(_ => depth < 2 && Random.Next(3) == 0 ? Tree(viewer, depth + 1, parameters, asked) : Test(viewer, parameters, asked)).ToList();
        return new ReportCriterion { Kind = kind, Items = items };
    }

    private ReportCriterion Test(Viewer viewer, Dictionary<string, string> parameters, List<ReportParameter> asked)
    {
        if (!_tests.TryDequeue(out var next))
        {
            var field = _fields[Random.Next(_fields.Count)];
            next = (field, field.Operators[Random.Next(field.Operators.Count)]);
        }
        var count = next.Test switch { TestOperator.Empty or TestOperator.NotEmpty => 0, TestOperator.Between => 2, TestOperator.OneOf or TestOperator.NoneOf => Random.Next(1, 4), _ => 1 };
        var values = Enumerable.Range(0, count).Select(_ => Some(next.Field, next.Test, viewer)).ToList();
        if (next.Test == TestOperator.Between && next.Field.Type is FieldType.Number or FieldType.Minutes or FieldType.Percent) values.Sort((a, b) => decimal.Parse(a, CultureInfo.InvariantCulture).CompareTo(decimal.Parse(b, CultureInfo.InvariantCulture)));
        if (count > 0 && Random.Next(6) == 0)
        {
            // One is asked, and answered or not, or there is an answer already.
            var name = $"p{asked.Count}";
            asked.Add(new ReportParameter(name, null, Random.Next(3) == 0 ? values[0] : null));
            if (Random.Next(2) == 0) parameters[name] = values[0];
            values[0] = "?" + name;
        }
        return ReportCriterion.Of(next.Field.Name, next.Test, [.. values]);
    }

    // A value of a row where there is one, else something that could be.
    private string Some(ReportField field, TestOperator test, Viewer viewer)
    {
        var rows = _facts.Rows(_source, viewer);
        var value = rows.Count == 0 ? null : _facts.Value(field.Name, rows[Random.Next(rows.Count)], viewer, _now);
        switch (field.Type)
        {
            case FieldType.Text or FieldType.LongText:
                if (value is not string { Length: > 0 } text) return "á";
                var start = test is TestOperator.Contains or TestOperator.NotContains ? Random.Next(text.Length) : 0;
                var piece = test is TestOperator.Is or TestOperator.IsNot ? text : text.Substring(start, Random.Next(1, Math.Min(4, text.Length - start) + 1));
                return Random.Next(2) == 0 ? piece.ToUpperInvariant() : SearchText.Fold(piece) is { Length: > 0 } folded ? folded : "a";
            case FieldType.Number or FieldType.Minutes or FieldType.Percent:
                var number = value is null ? Random.Next(10) : Convert.ToDecimal(value, CultureInfo.InvariantCulture);
                return (Random.Next(4) == 0 ? Math.Round(number, 1) + 0.5m : Math.Round(number, 3)).ToString("0.###", CultureInfo.InvariantCulture);
            case FieldType.Day or FieldType.Instant when test is TestOperator.During or TestOperator.NotDuring:
                return Random.Next(3) switch { 0 => $"last-{Random.Next(1, 300)}-days", 1 => $"next-{Random.Next(1, 60)}-days", _ => ReportPeriod.Names[Random.Next(ReportPeriod.Names.Count)] };
            case FieldType.Day or FieldType.Instant:
                var day = value is DateTime at ? LocalTime.Day(at, viewer.TimeZone) : value as DateOnly?;
                return day is { } known && Random.Next(3) > 0 ? known.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : Random.Next(3) switch { 0 => "today", 1 => $"today-{Random.Next(200)}", _ => $"today+{Random.Next(60)}" };
            case FieldType.Choice:
                return value?.ToString() ?? Enum.GetNames(field.Choices!)[0];
            case FieldType.Flag:
                return Random.Next(2) == 0 ? "true" : "false";
            default:
                if (field.Refers == ReferenceKind.Person && Random.Next(4) == 0) return "me";
                if (field.Refers is ReferenceKind.Person or ReferenceKind.Team && Random.Next(4) == 0) return "my-team";
                return ((value as ReportReference)?.Id ?? 1).ToString(CultureInfo.InvariantCulture);
        }
    }

    private T[] Shuffled<T>(IEnumerable<T> items)
    {
        var array = items.ToArray();
        Random.Shuffle(array);
        return array;
    }
}

/// <summary>A report as one would work it out by hand: every row is looked at, nothing is clever.</summary>
internal sealed class PlainReport
{
    private readonly ReportFacts _facts;
    private readonly ReportDefinition _definition;
    private readonly Dictionary<string, string> _parameters;
    private readonly Viewer _viewer;
    private readonly DateTime _now;
    private readonly DateOnly _today;

    public PlainReport(ReportFacts facts, ReportDefinition definition, Dictionary<string, string> parameters, Viewer viewer, DateTime now)
    {
        (_facts, _definition, _parameters, _viewer, _now) = (facts, definition, parameters, viewer, now);
        _today = LocalTime.Day(now, viewer.TimeZone);
        var order = definition.Order.Count > 0 ? definition.Order : [Default(definition.Source)];
        var rows = facts.Rows(definition.Source, viewer).Where(r => Holds(definition.Where, r) ?? true).ToList();
        rows.Sort((a, b) =>
        {
            foreach (var group in definition.Groups)
                if (Compare(Key(group, a), Key(group, b)) is not 0 and var by) return group.Descending ? -by : by;
            foreach (var each in order)
                if (Compare(Value(each.Field, a), Value(each.Field, b)) is not 0 and var by) return each.Descending ? -by : by;
            var ids = ReportFacts.IdOf(a).CompareTo(ReportFacts.IdOf(b));
            return order[0].Descending ? -ids : ids;
        });
        Rows = rows.ConvertAll(r => new ReportRow(ReportFacts.IdOf(r), [.. definition.Columns.Select(c => Shown(Value(c.Field, r)))], [.. definition.Groups.Select(g => Key(g, r))]));
        Figures = new ReportFigures(rows.Count, Totals(rows), Groups(rows, 0));
    }

    public List<ReportRow> Rows { get; }

    public ReportFigures Figures { get; }

    private static ReportOrder Default(ReportSource source) => source switch
    {
        ReportSource.Tasks => new("task.number"),
        ReportSource.Dedications => new("entry.date", true),
        ReportSource.Projects => new("project.name"),
        ReportSource.Clients => new("client.name"),
        _ => new("promise.date", true),
    };

    private object? Value(string field, object row) => _facts.Value(field, row, _viewer, _now);

    private object? Shown(object? value) => value is DateTime at ? LocalTime.At(at, _viewer.TimeZone) : value;

    private object? Key(ReportGroup group, object row) => Value(group.Field, row) switch
    {
        DateOnly day => Step(day, group.Step),
        DateTime at => Step(LocalTime.Day(at, _viewer.TimeZone), group.Step),
        var value => value,
    };

    private static DateOnly Step(DateOnly day, DayStep step)
    {
        while (step switch
        {
            DayStep.Week => day.DayOfWeek != DayOfWeek.Monday,
            DayStep.Month => day.Day != 1,
            DayStep.Quarter => day.Day != 1 || day.Month % 3 != 1,
            DayStep.Year => day.DayOfYear != 1,
            _ => false,
        }) day = day.AddDays(-1);
        return day;
    }

    private List<ReportGroupNode> Groups(List<object> rows, int level) =>
        level == _definition.Groups.Count
            ? []
            : [.. rows.GroupBy(r => Key(_definition.Groups[level], r)).Select(g => new ReportGroupNode(g.Key, g.Count(), Totals([.. g]), Groups([.. g], level + 1)))];

    private List<object?> Totals(List<object> rows) => [.. _definition.Totals.Select(total =>
    {
        if (total.Field is null) return rows.Count;
        var values = rows.Select(r => Value(total.Field, r)).Where(v => v is not null).ToList();
        if (total.Function == TotalFunction.Count) return values.Count;
        if (values.Count == 0) return (object?)null;
        return total.Function switch
        {
            TotalFunction.Sum => values[0] is double ? values.Sum(v => (double)v!) : values.Sum(v => (long)(int)v!),
            TotalFunction.Average => values.Average(v => Convert.ToDouble(v, CultureInfo.InvariantCulture)),
            TotalFunction.Min => Shown(values.Min()),
            _ => Shown(values.Max()),
        };
    })];

    // Null: it says nothing.
    private bool? Holds(ReportCriterion criterion, object row)
    {
        if (criterion.Kind == CriterionKind.Test) return Test(criterion, row);
        var items = criterion.Items.Select(i => Holds(i, row)).OfType<bool>().ToList();
        if (items.Count == 0) return null;
        return criterion.Kind switch { CriterionKind.All => items.All(h => h), CriterionKind.Any => items.Any(h => h), _ => !items.Any(h => h) };
    }

    private bool? Test(ReportCriterion criterion, object row)
    {
        var field = FieldCatalog.Find(_definition.Source, criterion.Field)!;
        var value = Value(criterion.Field, row);
        if (value is DateTime at) value = LocalTime.Day(at, _viewer.TimeZone);
        if (criterion.Operator == TestOperator.Empty) return value is null or "";
        if (criterion.Operator == TestOperator.NotEmpty) return value is not (null or "");
        var said = criterion.Values.Select(v => v.StartsWith('?') ? _parameters.GetValueOrDefault(v[1..]) ?? _definition.Parameters.Single(p => p.Name == v[1..]).Default : v).ToList();
        if (said.All(v => v is null)) return null;
        bool denied = criterion.Operator is TestOperator.IsNot or TestOperator.NotContains or TestOperator.NoneOf or TestOperator.NotDuring;
        if (value is null) return denied;
        var met = field.Type switch
        {
            FieldType.Text or FieldType.LongText => criterion.Operator switch
            {
                TestOperator.Contains or TestOperator.NotContains => SearchText.Fold((string)value).Contains(SearchText.Fold(said[0]!), StringComparison.Ordinal),
                TestOperator.StartsWith => SearchText.Fold((string)value).StartsWith(SearchText.Fold(said[0]!), StringComparison.Ordinal),
                _ => SearchText.Fold((string)value) == SearchText.Fold(said[0]!),
            },
            FieldType.Number or FieldType.Minutes or FieldType.Percent => Ordered(criterion.Operator, Convert.ToDouble(value, CultureInfo.InvariantCulture), [.. said.Select(v => v is null ? (double?)null : double.Parse(v, CultureInfo.InvariantCulture))]),
            FieldType.Day or FieldType.Instant when criterion.Operator is TestOperator.During or TestOperator.NotDuring => ReportPeriod.Parse(said[0], _today) is var (first, last) && (DateOnly)value >= first && (DateOnly)value <= last,
            FieldType.Day or FieldType.Instant => Ordered(criterion.Operator, ((DateOnly)value).DayNumber, [.. said.Select(v => (double?)ReportPeriod.ParseDay(v, _today)?.DayNumber)]),
            FieldType.Choice => said.Contains(value.ToString()),
            FieldType.Flag => (bool)value == (said[0] == "true"),
            _ => said.OfType<string>().Any(v => Refers((ReportReference)value, v)),
        };
        return denied ? !met : met;
    }

    private bool Refers(ReportReference value, string said)
    {
        var mine = _viewer.TeamIds.Count > 0 ? _viewer.TeamIds.ToHashSet() : _facts.People.Where(p => p.Id == _viewer.PersonId && p.TeamId is not null).Select(p => p.TeamId!.Value).ToHashSet();
        if (said == "me") return value.Id == _viewer.PersonId;
        if (value.Kind == ReferenceKind.Person) return said == "my-team" ? _facts.People.Any(p => p.Id == value.Id && p.TeamId is { } team && mine.Contains(team)) : value.Id.ToString(CultureInfo.InvariantCulture) == said;
        if (value.Kind != ReferenceKind.Team) return value.Id.ToString(CultureInfo.InvariantCulture) == said;
        // The team itself or one above it.
        for (var team = _facts.Teams.Single(t => t.Id == value.Id); team is not null; team = team.Parent)
            if (said == "my-team" ? mine.Contains(team.Id) : team.Id.ToString(CultureInfo.InvariantCulture) == said) return true;
        return false;
    }

    private static bool Ordered(TestOperator test, double value, IReadOnlyList<double?> said) => test switch
    {
        TestOperator.Is or TestOperator.IsNot => value == said[0],
        TestOperator.Less => value < said[0],
        TestOperator.AtMost => value <= said[0],
        TestOperator.More => value > said[0],
        TestOperator.AtLeast => value >= said[0],
        _ => (said[0] is null || value >= said[0]) && (said[1] is null || value <= said[1]),
    };

    private static int Compare(object? a, object? b)
    {
        if (a is null || b is null) return (a is null ? 0 : 1) - (b is null ? 0 : 1);
        if (a is ReportReference x && b is ReportReference y)
            return string.CompareOrdinal(SearchText.Fold(x.Name), SearchText.Fold(y.Name)) is not 0 and var byName ? byName : x.Id.CompareTo(y.Id);
        if (a is string s && b is string t) return string.CompareOrdinal(SearchText.Fold(s), SearchText.Fold(t)) is not 0 and var folded ? folded : string.CompareOrdinal(s, t);
        return ((IComparable)a).CompareTo(b);
    }
}
