using System.Globalization;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Web.Components;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>Evaluates a report in memory in the simplest way, row by row, as the expected result of tests.</summary>
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
        var order = definition.Order.Count > 0 ? definition.Order : [DefaultOrder(definition.Source)];
        var rows = facts.RowsOf(definition.Source, viewer).Where(r => Evaluate(definition.Where, r) ?? true).ToList();
        rows.Sort(
            (a, b) =>
            {
                foreach (var group in definition.Groups)
                    if (Compare(KeyOf(group, a), KeyOf(group, b)) is not 0 and var by)
                        return group.Descending ? -by : by;
                foreach (var each in order)
                    if (Compare(ValueOf(each.Field, a), ValueOf(each.Field, b)) is not 0 and var by)
                        return each.Descending ? -by : by;
                var ids = ReportFacts.IdOf(a).CompareTo(ReportFacts.IdOf(b));
                return order[0].Descending ? -ids : ids;
            }
        );
        Rows = rows.ConvertAll(r => new ReportRow(
            ReportFacts.IdOf(r),
            [.. definition.Columns.Select(c => ToLocal(ValueOf(c.Field, r)))],
            [.. definition.Groups.Select(g => KeyOf(g, r))]
        ));
        Figures = new ReportFigures(rows.Count, ComputeTotals(rows), GroupRows(rows, 0));
    }

    public List<ReportRow> Rows { get; }

    public ReportFigures Figures { get; }

    private static ReportOrder DefaultOrder(ReportSource source) =>
        source switch
        {
            ReportSource.Tasks => new("task.number"),
            ReportSource.Dedications => new("entry.date", true),
            ReportSource.Projects => new("project.name"),
            ReportSource.Clients => new("client.name"),
            _ => new("promise.date", true),
        };

    private object? ValueOf(string field, object row) => _facts.ValueOf(field, row, _viewer, _now);

    private object? ToLocal(object? value) => value is DateTime at ? LocalTime.FromUtc(at, _viewer.TimeZone) : value;

    private object? KeyOf(ReportGroup group, object row) =>
        ValueOf(group.Field, row) switch
        {
            DateOnly day => StartOfStep(day, group.Step),
            DateTime at => StartOfStep(LocalTime.Day(at, _viewer.TimeZone), group.Step),
            var value => value,
        };

    private static DateOnly StartOfStep(DateOnly day, DayStep step)
    {
        while (
            step switch
            {
                DayStep.Week => day.DayOfWeek != DayOfWeek.Monday,
                DayStep.Month => day.Day != 1,
                DayStep.Quarter => day.Day != 1 || day.Month % 3 != 1,
                DayStep.Year => day.DayOfYear != 1,
                _ => false,
            }
        )
            day = day.AddDays(-1);
        return day;
    }

    private List<ReportGroupNode> GroupRows(List<object> rows, int level) =>
        level == _definition.Groups.Count
            ? []
            :
            [
                .. rows.GroupBy(r => KeyOf(_definition.Groups[level], r))
                    .Select(g => new ReportGroupNode(g.Key, g.Count(), ComputeTotals([.. g]), GroupRows([.. g], level + 1))),
            ];

    private List<object?> ComputeTotals(List<object> rows) =>
        [
            .. _definition.Totals.Select(total =>
            {
                if (total.Field is null)
                    return rows.Count;
                var values = rows.Select(r => ValueOf(total.Field, r)).Where(v => v is not null).ToList();
                if (total.Function == TotalFunction.Count)
                    return values.Count;
                if (values.Count == 0)
                    return (object?)null;
                return total.Function switch
                {
                    TotalFunction.Sum => values[0] is double ? values.Sum(v => (double)v!) : values.Sum(v => (long)(int)v!),
                    TotalFunction.Average => values.Average(v => Convert.ToDouble(v, CultureInfo.InvariantCulture)),
                    TotalFunction.Min => ToLocal(values.Min()),
                    _ => ToLocal(values.Max()),
                };
            }),
        ];

    // Returns null for a criterion that filters nothing: a group without criteria, or a test whose parameters have no value.
    private bool? Evaluate(ReportCriterion criterion, object row)
    {
        if (criterion.Kind == CriterionKind.Test)
            return Test(criterion, row);
        var items = criterion.Items.Select(i => Evaluate(i, row)).OfType<bool>().ToList();
        if (items.Count == 0)
            return null;
        return criterion.Kind switch
        {
            CriterionKind.All => items.All(h => h),
            CriterionKind.Any => items.Any(h => h),
            _ => !items.Any(h => h),
        };
    }

    private bool? Test(ReportCriterion criterion, object row)
    {
        var field = FieldCatalog.Find(_definition.Source, criterion.Field)!;
        var value = ValueOf(criterion.Field, row);
        if (value is DateTime at)
            value = LocalTime.Day(at, _viewer.TimeZone);
        if (criterion.Operator == TestOperator.Empty)
            return value is null or "";
        if (criterion.Operator == TestOperator.NotEmpty)
            return value is not (null or "");
        var criterionValues = criterion
            .Values.Select(v =>
                v.StartsWith('?')
                    ? _parameters.GetValueOrDefault(v[1..]) ?? _definition.Parameters.Single(p => p.Name == v[1..]).Default
                    : v
            )
            .ToList();
        if (criterionValues.All(v => v is null))
            return null;
        bool denied = criterion.Operator is TestOperator.IsNot or TestOperator.NotContains or TestOperator.NoneOf or TestOperator.NotDuring;
        if (value is null)
            return denied;
        var met = field.Type switch
        {
            FieldType.Text or FieldType.LongText => criterion.Operator switch
            {
                TestOperator.Contains or TestOperator.NotContains => SearchText
                    .FoldCaseAndAccents((string)value)
                    .Contains(SearchText.FoldCaseAndAccents(criterionValues[0]!), StringComparison.Ordinal),
                TestOperator.StartsWith => SearchText
                    .FoldCaseAndAccents((string)value)
                    .StartsWith(SearchText.FoldCaseAndAccents(criterionValues[0]!), StringComparison.Ordinal),
                _ => SearchText.FoldCaseAndAccents((string)value) == SearchText.FoldCaseAndAccents(criterionValues[0]!),
            },
            FieldType.Number or FieldType.Minutes or FieldType.Percent => CompareInOrder(
                criterion.Operator,
                Convert.ToDouble(value, CultureInfo.InvariantCulture),
                [.. criterionValues.Select(v => v is null ? (double?)null : double.Parse(v, CultureInfo.InvariantCulture))]
            ),
            FieldType.Day or FieldType.Instant when criterion.Operator is TestOperator.During or TestOperator.NotDuring =>
                ReportPeriod.Parse(criterionValues[0], _today) is var (first, last) && (DateOnly)value >= first && (DateOnly)value <= last,
            FieldType.Day or FieldType.Instant => CompareInOrder(
                criterion.Operator,
                ((DateOnly)value).DayNumber,
                [.. criterionValues.Select(v => (double?)ReportPeriod.ParseDay(v, _today)?.DayNumber)]
            ),
            FieldType.Choice => criterionValues.Contains(value.ToString()),
            FieldType.Flag => (bool)value == (criterionValues[0] == "true"),
            _ => criterionValues.OfType<string>().Any(v => RefersTo((ReportReference)value, v)),
        };
        return denied ? !met : met;
    }

    private bool RefersTo(ReportReference value, string said)
    {
        var mine =
            _viewer.TeamIds.Count > 0
                ? _viewer.TeamIds.ToHashSet()
                : _facts.People.Where(p => p.Id == _viewer.PersonId && p.TeamId is not null).Select(p => p.TeamId!.Value).ToHashSet();
        if (said == "me")
            return value.Id == _viewer.PersonId;
        if (value.Kind == ReferenceKind.Person)
            return said == "my-team"
                ? _facts.People.Any(p => p.Id == value.Id && p.TeamId is { } team && mine.Contains(team))
                : value.Id.ToString(CultureInfo.InvariantCulture) == said;
        if (value.Kind != ReferenceKind.Team)
            return value.Id.ToString(CultureInfo.InvariantCulture) == said;
        // A team matches if the criterion names the team itself or a team above it.
        for (var team = _facts.Teams.Single(t => t.Id == value.Id); team is not null; team = team.Parent)
            if (said == "my-team" ? mine.Contains(team.Id) : team.Id.ToString(CultureInfo.InvariantCulture) == said)
                return true;
        return false;
    }

    private static bool CompareInOrder(TestOperator test, double value, IReadOnlyList<double?> said) =>
        test switch
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
        if (a is null || b is null)
            return (a is null ? 0 : 1) - (b is null ? 0 : 1);
        if (a is ReportReference x && b is ReportReference y)
            return
                string.CompareOrdinal(SearchText.FoldCaseAndAccents(x.Name), SearchText.FoldCaseAndAccents(y.Name)) is not 0 and var byName
                ? byName
                : x.Id.CompareTo(y.Id);
        if (a is string s && b is string t)
            return string.CompareOrdinal(SearchText.FoldCaseAndAccents(s), SearchText.FoldCaseAndAccents(t)) is not 0 and var folded
                ? folded
                : string.CompareOrdinal(s, t);
        return ((IComparable)a).CompareTo(b);
    }
}
