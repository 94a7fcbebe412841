using System.Linq.Expressions;
using HexaLive.Domain;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.People;
using HexaLive.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// Makes one expression of the tree of criteria. Every test says first whether anything is known, so that no comparison is ever unknown, and what is denied holds for what is empty. Values are parameters of
/// the query, never a part of its text.
/// </summary>
internal sealed class ReportCriteria
{
    private readonly FieldContext _context;
    private readonly ReportDefinition _definition;
    private readonly IReadOnlyDictionary<string, string> _parameters;
    private readonly IReadOnlyList<int> _myTeams;
    private readonly IReadOnlyCollection<(int Id, int? ParentId, int? ManagerId)> _teams;
    private readonly IReadOnlyList<int> _myPeople;

    private ReportCriteria(
        FieldContext context, ReportDefinition definition, IReadOnlyDictionary<string, string> parameters, IReadOnlyList<int> myTeams, IReadOnlyCollection<(int, int?, int?)> teams, IReadOnlyList<int> myPeople) =>
        (_context, _definition, _parameters, _myTeams, _teams, _myPeople) = (context, definition, parameters, myTeams, teams, myPeople);

    /// <summary>Reads what the criteria need besides the rows: teams and their people, where they are named.</summary>
    public static async Task<ReportCriteria> PrepareAsync(FieldContext context, ReportDefinition definition, IReadOnlyDictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        var tests = definition.Where.Nodes.Where(n => n.Kind == CriterionKind.Test).Select(n => (Field: FieldCatalog.Find(definition.Source, n.Field)!, n.Values)).ToList();
        var (db, me) = (context.Db, context.Viewer.PersonId);
        IReadOnlyCollection<(int, int?, int?)> teams = [];
        if (tests.Any(t => t.Field.Refers == ReferenceKind.Team))
            teams = [.. (await db.Teams.AsNoTracking().Select(t => new { t.Id, t.ParentId, t.ManagerId }).ToListAsync(cancellationToken)).Select(t => (t.Id, t.ParentId, t.ManagerId))];
        IReadOnlyList<int> mine = [], people = [];
        if (tests.Any(t => t.Values.Any(v => v == "my-team" || v.StartsWith('?'))))
        {
            mine = context.Viewer.TeamIds;
            // Whoever manages none is of one.
            if (mine.Count == 0) mine = await db.People.Where(p => p.Id == me && p.TeamId != null).Select(p => p.TeamId!.Value).ToListAsync(cancellationToken);
            var ids = mine.ToArray();
            people = await db.People.Where(p => p.TeamId != null && ids.Contains(p.TeamId.Value)).Select(p => p.Id).ToListAsync(cancellationToken);
        }
        return new ReportCriteria(context, definition, parameters, mine, teams, people);
    }

    /// <summary>Whether a row is shown; null where all are.</summary>
    public Expression? Of(ReportCriterion criterion, ParameterExpression row)
    {
        if (criterion.Kind == CriterionKind.Test) return Test(criterion, row);
        var items = criterion.Items.Select(i => Of(i, row)).OfType<Expression>().ToList();
        if (items.Count == 0) return null;
        return criterion.Kind switch
        {
            CriterionKind.All => items.Aggregate(Expression.AndAlso),
            CriterionKind.Any => items.Aggregate(Expression.OrElse),
            _ => Expression.Not(items.Aggregate(Expression.OrElse)),
        };
    }

    private Expression? Test(ReportCriterion criterion, ParameterExpression row)
    {
        var field = FieldCatalog.Find(_definition.Source, criterion.Field)!;
        var value = ReportExpressions.Value(field, _context, row);
        if (criterion.Operator == TestOperator.Empty) return Known(value) is var known ? Expression.Not(known) : null;
        if (criterion.Operator == TestOperator.NotEmpty) return Known(value);
        var values = criterion.Values.Select(v => ValueOf(field, criterion.Operator, v)).ToList();
        if (criterion.Operator == TestOperator.Between)
        {
            // Open on the side of which nothing is said.
            var sides = new[] { values[0] is { } from ? Compare(field, value, TestOperator.AtLeast, [from]) : null, values[1] is { } to ? Compare(field, value, TestOperator.AtMost, [to]) : null };
            return sides.OfType<Expression>().ToList() is { Count: > 0 } both ? both.Aggregate(Expression.AndAlso) : null;
        }
        var said = values.OfType<string>().ToList();
        if (said.Count == 0) return null;
        return criterion.Operator switch
        {
            TestOperator.IsNot => Expression.Not(Compare(field, value, TestOperator.Is, said)),
            TestOperator.NotContains => Expression.Not(Compare(field, value, TestOperator.Contains, said)),
            TestOperator.NoneOf => Expression.Not(Compare(field, value, TestOperator.OneOf, said)),
            TestOperator.NotDuring => Expression.Not(Compare(field, value, TestOperator.During, said)),
            _ => Compare(field, value, criterion.Operator, said),
        };
    }

    // The value said, or that of the parameter; null where it is empty.
    private string? ValueOf(ReportField field, TestOperator test, string value)
    {
        if (!value.StartsWith('?')) return value;
        var name = value[1..];
        var given = _parameters.TryGetValue(name, out var typed) ? typed.Trim() : _definition.Parameters.FirstOrDefault(p => p.Name == name)?.Default;
        if (string.IsNullOrEmpty(given)) return null;
        if (!ReportCheck.IsValue(field, test, given)) throw new RuleException(RuleError.InvalidValue, _definition.Parameters.FirstOrDefault(p => p.Name == name)?.Title ?? name);
        return given;
    }

    private static Expression Known(Expression value) =>
        value.Type == typeof(string)
            ? Expression.AndAlso(Expression.NotEqual(value, Expression.Constant(null, typeof(string))), Expression.NotEqual(value, Expression.Constant("")))
            : Expression.Property(value, "HasValue");

    private Expression Compare(ReportField field, Expression value, TestOperator test, IReadOnlyList<string> said)
    {
        var compared = field.Type switch
        {
            FieldType.Text or FieldType.LongText => OfText(value, test, said[0]),
            FieldType.Number or FieldType.Minutes or FieldType.Percent => OfNumber(Bare(value), test, ReportCheck.Number(said[0])!.Value),
            FieldType.Day => OfDay(Bare(value), test, said[0]),
            FieldType.Instant => OfInstant(Bare(value), test, said[0]),
            FieldType.Flag => Expression.Equal(Bare(value), Expression.Constant(said[0] == "true")),
            FieldType.Choice => OfChoice(field.Choices!, Bare(value), said),
            _ => OneOf(Bare(value), Ids(field.Refers!.Value, said)),
        };
        return Expression.AndAlso(value.Type == typeof(string) ? Expression.NotEqual(value, Expression.Constant(null, typeof(string))) : Known(value), compared);
    }

    private static Expression Bare(Expression value) => Expression.Property(value, "Value");

    private static Expression OfText(Expression value, TestOperator test, string said)
    {
        var folded = Expression.Call(Persistence.SqlText.FoldMethod, value);
        var wanted = ReportExpressions.Parameter(Domain.Text.SearchText.Fold(said));
        return test switch
        {
            TestOperator.Contains => Expression.Call(folded, nameof(string.Contains), null, wanted),
            TestOperator.StartsWith => Expression.Call(folded, nameof(string.StartsWith), null, wanted),
            _ => Expression.Equal(folded, wanted),
        };
    }

    private static Expression OfNumber(Expression value, TestOperator test, decimal said)
    {
        // Whole numbers are compared as such, so that an index serves.
        if (value.Type == typeof(int) && said == decimal.Truncate(said)) return Ordered(value, test, ReportExpressions.Parameter((int)said));
        return Ordered(value.Type == typeof(double) ? value : Expression.Convert(value, typeof(double)), test, ReportExpressions.Parameter((double)said));
    }

    private static Expression Ordered(Expression value, TestOperator test, Expression said) => test switch
    {
        TestOperator.Less => Expression.LessThan(value, said),
        TestOperator.AtMost => Expression.LessThanOrEqual(value, said),
        TestOperator.More => Expression.GreaterThan(value, said),
        TestOperator.AtLeast => Expression.GreaterThanOrEqual(value, said),
        _ => Expression.Equal(value, said),
    };

    private Expression OfDay(Expression value, TestOperator test, string said)
    {
        if (test == TestOperator.During)
        {
            var (first, last) = ReportPeriod.Parse(said, _context.Today)!.Value;
            return Expression.AndAlso(Ordered(value, TestOperator.AtLeast, ReportExpressions.Parameter(first)), Ordered(value, TestOperator.AtMost, ReportExpressions.Parameter(last)));
        }
        return Ordered(value, test, ReportExpressions.Parameter(ReportPeriod.ParseDay(said, _context.Today)!.Value));
    }

    private Expression OfInstant(Expression value, TestOperator test, string said)
    {
        var (first, last) = test == TestOperator.During ? ReportPeriod.Parse(said, _context.Today)!.Value : ReportPeriod.ParseDay(said, _context.Today) is { } day ? (day, day) : default;
        return ReportExpressions.Within(value, test switch { TestOperator.Less or TestOperator.AtMost => null, TestOperator.More => last.AddDays(1), _ => first }, test switch
        {
            TestOperator.Less => first.AddDays(-1),
            TestOperator.AtMost or TestOperator.Is or TestOperator.During => last,
            _ => null,
        }, _context.Viewer.TimeZone);
    }

    private static Expression OfChoice(Type choices, Expression value, IReadOnlyList<string> said)
    {
        var wanted = Array.CreateInstance(choices, said.Count);
        for (var i = 0; i < said.Count; i++) wanted.SetValue(Enum.Parse(choices, said[i]), i);
        return OneOf(value, wanted);
    }

    private static Expression OneOf(Expression value, Array wanted) =>
        wanted.Length == 1
            ? Expression.Equal(value, ReportExpressions.Parameter(wanted.GetValue(0)!))
            : Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [value.Type], ReportExpressions.Parameter(wanted), value);

    private int[] Ids(ReferenceKind kind, IReadOnlyList<string> said)
    {
        var ids = said.Where(v => v is not ("me" or "my-team")).Select(v => ReportCheck.Id(v)!.Value).ToHashSet();
        if (said.Contains("me")) ids.Add(_context.Viewer.PersonId);
        if (said.Contains("my-team")) ids.UnionWith(kind == ReferenceKind.Team ? _myTeams : _myPeople);
        // A team is meant with those below it.
        if (kind == ReferenceKind.Team) ids.UnionWith(TeamTree.Below(ids, _teams));
        return [.. ids];
    }
}
