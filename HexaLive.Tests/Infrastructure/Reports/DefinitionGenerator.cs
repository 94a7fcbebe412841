using System.Globalization;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Web.Components;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>Generates random report definitions that together use every field, operator, group, order and total.</summary>
internal sealed class DefinitionGenerator
{
    private readonly ReportFacts _facts;
    private readonly ReportSource _source;
    private readonly DateTime _now;
    private readonly IReadOnlyList<ReportField> _fields;
    private readonly Queue<(ReportField Field, TestOperator Test)> _tests;
    private readonly Queue<ReportField> _columns,
        _groups,
        _orders;
    private readonly Queue<(ReportField, TotalFunction)> _totals;

    public DefinitionGenerator(ReportFacts facts, ReportSource source, Random random, DateTime now)
    {
        (_facts, _source, Random, _now) = (facts, source, random, now);
        _fields = FieldCatalog.FieldsOf(source);
        // Use every operator of a field type on two fields of that type, and every field with at least one operator.
        var tests = _fields
            .GroupBy(f => (f.Type, f.ReferenceKind))
            .SelectMany(g =>
                g.First().Operators.SelectMany((o, i) => new[] { (g.ElementAt(i % g.Count()), o), (g.ElementAt((i + 1) % g.Count()), o) })
            )
            .Concat(_fields.Select((f, i) => (f, f.Operators[i % f.Operators.Count])))
            .ToArray();
        random.Shuffle(tests);
        _tests = new(tests);
        _columns = new(Shuffle(_fields));
        _groups = new(Shuffle(_fields.Where(f => f.CanGroup)));
        _orders = new(Shuffle(_fields));
        _totals = new(Shuffle(_fields.SelectMany(f => Enum.GetValues<TotalFunction>().Where(f.CanTotal).Select(t => (f, t)))));
    }

    public Random Random { get; }

    public bool HasUsedAll => _tests.Count + _columns.Count + _groups.Count + _orders.Count + _totals.Count == 0;

    public string UnusedItems =>
        $"{_tests.Count} tests, {_columns.Count} columns, {_groups.Count} groups, {_orders.Count} orders, {_totals.Count} totals";

    public (ReportDefinition, Dictionary<string, string>) Next(Viewer viewer)
    {
        var parameters = new Dictionary<string, string>();
        var asked = new List<ReportParameter>();
        var summary = Random.Next(4) == 0;
        var definition = new ReportDefinition
        {
            Source = _source,
            Columns = summary ? [] : [.. Take(_columns, 5, _fields).Select(f => new ReportColumn(f.Name))],
            Groups =
            [
                .. Take(_groups, Random.Next(summary ? 1 : 0, 4), [.. _fields.Where(f => f.CanGroup)])
                    .Select(f => new ReportGroup(
                        f.Name,
                        f.Type is FieldType.Day or FieldType.Instant ? (DayStep)Random.Next(5) : DayStep.Day,
                        Random.Next(3) == 0
                    )),
            ],
            Order = [.. Take(_orders, Random.Next(3), _fields).Select(f => new ReportOrder(f.Name, Random.Next(2) == 0))],
            Totals = [.. CreateTotals()],
            Where = CreateCriterionTree(viewer, 0, parameters, asked),
        };
        return (definition with { Parameters = asked }, parameters);
    }

    private IEnumerable<ReportTotal> CreateTotals()
    {
        if (Random.Next(2) == 0)
            yield return new ReportTotal(TotalFunction.Count);
        for (var i = 0; i < 4 && _totals.TryDequeue(out var total); i++)
            yield return new ReportTotal(total.Item2, total.Item1.Name);
    }

    private IEnumerable<ReportField> Take(Queue<ReportField> queue, int count, IReadOnlyList<ReportField> rest)
    {
        for (var i = 0; i < count; i++)
            yield return queue.TryDequeue(out var field) ? field : rest[Random.Next(rest.Count)];
    }

    private ReportCriterion CreateCriterionTree(
        Viewer viewer,
        int depth,
        Dictionary<string, string> parameters,
        List<ReportParameter> asked
    )
    {
        // Use at most two criteria in the root, because hardly any row would match more criteria.
        var kind = depth == 0 ? (CriterionKind)Random.Next(2) : (CriterionKind)Random.Next(3);
        var items = Enumerable
            .Range(0, depth == 0 ? Random.Next(1, 3) : Random.Next(0, 3))
            .Select(_ =>
                depth < 2 && Random.Next(3) == 0
                    ? CreateCriterionTree(viewer, depth + 1, parameters, asked)
                    : CreateTest(viewer, parameters, asked)
            )
            .ToList();
        return new ReportCriterion { Kind = kind, Items = items };
    }

    private ReportCriterion CreateTest(Viewer viewer, Dictionary<string, string> parameters, List<ReportParameter> asked)
    {
        if (!_tests.TryDequeue(out var next))
        {
            var field = _fields[Random.Next(_fields.Count)];
            next = (field, field.Operators[Random.Next(field.Operators.Count)]);
        }
        var count = next.Test switch
        {
            TestOperator.Empty or TestOperator.NotEmpty => 0,
            TestOperator.Between => 2,
            TestOperator.OneOf or TestOperator.NoneOf => Random.Next(1, 4),
            _ => 1,
        };
        var values = Enumerable.Range(0, count).Select(_ => CreateValue(next.Field, next.Test, viewer)).ToList();
        if (next.Test == TestOperator.Between && next.Field.Type is FieldType.Number or FieldType.Minutes or FieldType.Percent)
            values.Sort((a, b) => decimal.Parse(a, CultureInfo.InvariantCulture).CompareTo(decimal.Parse(b, CultureInfo.InvariantCulture)));
        if (count > 0 && Random.Next(6) == 0)
        {
            // Turn the first value into a parameter. Whether the parameter has a default and a given value is random.
            var name = $"p{asked.Count}";
            asked.Add(new ReportParameter(name, null, Random.Next(3) == 0 ? values[0] : null));
            if (Random.Next(2) == 0)
                parameters[name] = values[0];
            values[0] = "?" + name;
        }
        return ReportCriterion.CreateTest(next.Field.Name, next.Test, [.. values]);
    }

    // Returns a value derived from the field's value in a random row. If that row has no value, returns a plausible value.
    private string CreateValue(ReportField field, TestOperator test, Viewer viewer)
    {
        var rows = _facts.RowsOf(_source, viewer);
        var value = rows.Count == 0 ? null : _facts.ValueOf(field.Name, rows[Random.Next(rows.Count)], viewer, _now);
        switch (field.Type)
        {
            case FieldType.Text or FieldType.LongText:
                if (value is not string { Length: > 0 } text)
                    return "á";
                var start = test is TestOperator.Contains or TestOperator.NotContains ? Random.Next(text.Length) : 0;
                var piece = test is TestOperator.Is or TestOperator.IsNot
                    ? text
                    : text.Substring(start, Random.Next(1, Math.Min(4, text.Length - start) + 1));
                return Random.Next(2) == 0 ? piece.ToUpperInvariant()
                    : SearchText.FoldCaseAndAccents(piece) is { Length: > 0 } folded ? folded
                    : "a";
            case FieldType.Number or FieldType.Minutes or FieldType.Percent:
                var number = value is null ? Random.Next(10) : Convert.ToDecimal(value, CultureInfo.InvariantCulture);
                return (Random.Next(4) == 0 ? Math.Round(number, 1) + 0.5m : Math.Round(number, 3)).ToString(
                    "0.###",
                    CultureInfo.InvariantCulture
                );
            case FieldType.Day or FieldType.Instant when test is TestOperator.During or TestOperator.NotDuring:
                return Random.Next(3) switch
                {
                    0 => $"last-{Random.Next(1, 300)}-days",
                    1 => $"next-{Random.Next(1, 60)}-days",
                    _ => ReportPeriod.Names[Random.Next(ReportPeriod.Names.Count)],
                };
            case FieldType.Day or FieldType.Instant:
                var day = value is DateTime at ? LocalTime.Day(at, viewer.TimeZone) : value as DateOnly?;
                return day is { } known && Random.Next(3) > 0
                    ? known.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                    : Random.Next(3) switch
                    {
                        0 => "today",
                        1 => $"today-{Random.Next(200)}",
                        _ => $"today+{Random.Next(60)}",
                    };
            case FieldType.Choice:
                return value?.ToString() ?? Enum.GetNames(field.Choices!)[0];
            case FieldType.Flag:
                return Random.Next(2) == 0 ? "true" : "false";
            default:
                if (field.ReferenceKind == ReferenceKind.Person && Random.Next(4) == 0)
                    return "me";
                if (field.ReferenceKind is ReferenceKind.Person or ReferenceKind.Team && Random.Next(4) == 0)
                    return "my-team";
                return ((value as ReportReference)?.Id ?? 1).ToString(CultureInfo.InvariantCulture);
        }
    }

    private T[] Shuffle<T>(IEnumerable<T> items)
    {
        var array = items.ToArray();
        Random.Shuffle(array);
        return array;
    }
}
