using System.Linq.Expressions;
using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Teams;
using HexaLive.Infrastructure.Access;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>
/// Builds one expression from the tree of criteria. Every comparison first checks for null, so that its result is never unknown
/// (NULL in SQL) and negated tests are true for empty values. Values entered by users become query parameters, never part of the
/// SQL text.
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
        FieldContext context,
        ReportDefinition definition,
        IReadOnlyDictionary<string, string> parameters,
        IReadOnlyList<int> myTeams,
        IReadOnlyCollection<(int, int?, int?)> teams,
        IReadOnlyList<int> myPeople
    ) => (_context, _definition, _parameters, _myTeams, _teams, _myPeople) = (context, definition, parameters, myTeams, teams, myPeople);

    /// <summary>Creates the builder. If the criteria refer to teams, reads the teams and their people first.</summary>
    public static async Task<ReportCriteria> PrepareAsync(
        FieldContext context,
        ReportDefinition definition,
        IReadOnlyDictionary<string, string> parameters,
        CancellationToken cancellationToken
    )
    {
        var tests = definition
            .Where.Nodes.Where(n => n.Kind == CriterionKind.Test)
            .Select(n => (Field: FieldCatalog.Find(definition.Source, n.Field)!, n.Values))
            .ToList();
        var (db, me) = (context.Db, context.Viewer.PersonId);
        IReadOnlyCollection<(int, int?, int?)> teams = [];
        if (tests.Any(t => t.Field.ReferenceKind == ReferenceKind.Team))
            teams = await Viewers.LoadTeamsAsync(db, cancellationToken);
        IReadOnlyList<int> mine = [],
            people = [];
        if (tests.Any(t => t.Values.Any(v => v == "my-team" || v.StartsWith('?'))))
        {
            mine = context.Viewer.TeamIds;
            // For viewers who manage no team, "my team" is the team they belong to.
            if (mine.Count == 0)
                mine = await db
                    .People.Where(p => p.Id == me && p.TeamId != null)
                    .Select(p => p.TeamId!.Value)
                    .ToListAsync(cancellationToken);
            var ids = mine.ToArray();
            people = await db
                .People.Where(p => p.TeamId != null && ids.Contains(p.TeamId.Value))
                .Select(p => p.Id)
                .ToListAsync(cancellationToken);
        }
        return new ReportCriteria(context, definition, parameters, mine, teams, people);
    }

    /// <summary>Returns the condition for a row to be shown; null if all rows are shown.</summary>
    public Expression? ToExpression(ReportCriterion criterion, ParameterExpression row)
    {
        if (criterion.Kind == CriterionKind.Test)
            return TestExpression(criterion, row);
        var items = criterion.Items.Select(i => ToExpression(i, row)).OfType<Expression>().ToList();
        if (items.Count == 0)
            return null;
        return criterion.Kind switch
        {
            CriterionKind.All => items.Aggregate(Expression.AndAlso),
            CriterionKind.Any => items.Aggregate(Expression.OrElse),
            _ => Expression.Not(items.Aggregate(Expression.OrElse)),
        };
    }

    private Expression? TestExpression(ReportCriterion criterion, ParameterExpression row)
    {
        var field = FieldCatalog.Find(_definition.Source, criterion.Field)!;
        var value = ReportExpressions.ValueOf(field, _context, row);
        if (criterion.Operator == TestOperator.Empty)
            return IsKnown(value) is var known ? Expression.Not(known) : null;
        if (criterion.Operator == TestOperator.NotEmpty)
            return IsKnown(value);
        var values = criterion.Values.Select(v => ResolveValue(field, criterion.Operator, v)).ToList();
        if (criterion.Operator == TestOperator.Between)
        {
            // If a bound is empty, the range is open on that side.
            var sides = new[]
            {
                values[0] is { } from ? Compare(field, value, TestOperator.AtLeast, [from]) : null,
                values[1] is { } to ? Compare(field, value, TestOperator.AtMost, [to]) : null,
            };
            return sides.OfType<Expression>().ToList() is { Count: > 0 } both ? both.Aggregate(Expression.AndAlso) : null;
        }
        var operands = values.OfType<string>().ToList();
        if (operands.Count == 0)
            return null;
        return criterion.Operator switch
        {
            TestOperator.IsNot => Expression.Not(Compare(field, value, TestOperator.Is, operands)),
            TestOperator.NotContains => Expression.Not(Compare(field, value, TestOperator.Contains, operands)),
            TestOperator.NoneOf => Expression.Not(Compare(field, value, TestOperator.OneOf, operands)),
            TestOperator.NotDuring => Expression.Not(Compare(field, value, TestOperator.During, operands)),
            _ => Compare(field, value, criterion.Operator, operands),
        };
    }

    // Returns the value or, if it names a parameter, the value of that parameter; null if the parameter is empty.
    private string? ResolveValue(ReportField field, TestOperator test, string value)
    {
        if (!value.StartsWith('?'))
            return value;
        var name = value[1..];
        var given = _parameters.TryGetValue(name, out var typed)
            ? typed.Trim()
            : _definition.Parameters.FirstOrDefault(p => p.Name == name)?.Default;
        if (string.IsNullOrEmpty(given))
            return null;
        if (!ReportValidator.IsValidValue(field, test, given))
            throw new RuleException(RuleError.InvalidValue, _definition.Parameters.FirstOrDefault(p => p.Name == name)?.Title ?? name);
        return given;
    }

    private static Expression IsKnown(Expression value) =>
        value.Type == typeof(string)
            ? Expression.AndAlso(
                Expression.NotEqual(value, Expression.Constant(null, typeof(string))),
                Expression.NotEqual(value, Expression.Constant(""))
            )
            : Expression.Property(value, "HasValue");

    private Expression Compare(ReportField field, Expression value, TestOperator test, IReadOnlyList<string> operands)
    {
        var compared = field.Type switch
        {
            FieldType.Text or FieldType.LongText => CompareText(value, test, operands[0]),
            FieldType.Number or FieldType.Minutes or FieldType.Percent => CompareNumber(
                NonNull(value),
                test,
                ReportValidator.ParseNumber(operands[0])!.Value
            ),
            FieldType.Day => CompareDay(NonNull(value), test, operands[0]),
            FieldType.Instant => CompareInstant(NonNull(value), test, operands[0]),
            FieldType.Flag => Expression.Equal(NonNull(value), Expression.Constant(operands[0] == "true")),
            FieldType.Choice => CompareChoice(field.Choices!, NonNull(value), operands),
            _ => ReportExpressions.OneOf(NonNull(value), ParseIds(field.ReferenceKind!.Value, operands)),
        };
        return Expression.AndAlso(
            value.Type == typeof(string) ? Expression.NotEqual(value, Expression.Constant(null, typeof(string))) : IsKnown(value),
            compared
        );
    }

    private static Expression NonNull(Expression value) => Expression.Property(value, "Value");

    private static Expression CompareText(Expression value, TestOperator test, string operand)
    {
        var folded = Expression.Call(Data.SqlText.FoldMethod, value);
        var wanted = ReportExpressions.ToParameter(Domain.Shared.SearchText.FoldCaseAndAccents(operand));
        return test switch
        {
            TestOperator.Contains => Expression.Call(folded, nameof(string.Contains), null, wanted),
            TestOperator.StartsWith => Expression.Call(folded, nameof(string.StartsWith), null, wanted),
            _ => Expression.Equal(folded, wanted),
        };
    }

    private static Expression CompareNumber(Expression value, TestOperator test, decimal operand)
    {
        // Compare whole numbers as integers, so that an index can be used.
        if (value.Type == typeof(int) && operand == decimal.Truncate(operand))
            return CompareOrdered(value, test, ReportExpressions.ToParameter((int)operand));
        return CompareOrdered(
            value.Type == typeof(double) ? value : Expression.Convert(value, typeof(double)),
            test,
            ReportExpressions.ToParameter((double)operand)
        );
    }

    private static Expression CompareOrdered(Expression value, TestOperator test, Expression operand) =>
        test switch
        {
            TestOperator.Less => Expression.LessThan(value, operand),
            TestOperator.AtMost => Expression.LessThanOrEqual(value, operand),
            TestOperator.More => Expression.GreaterThan(value, operand),
            TestOperator.AtLeast => Expression.GreaterThanOrEqual(value, operand),
            _ => Expression.Equal(value, operand),
        };

    private Expression CompareDay(Expression value, TestOperator test, string operand)
    {
        if (test == TestOperator.During)
        {
            var (first, last) = ReportPeriod.Parse(operand, _context.Today)!.Value;
            return Expression.AndAlso(
                CompareOrdered(value, TestOperator.AtLeast, ReportExpressions.ToParameter(first)),
                CompareOrdered(value, TestOperator.AtMost, ReportExpressions.ToParameter(last))
            );
        }
        return CompareOrdered(value, test, ReportExpressions.ToParameter(ReportPeriod.ParseDay(operand, _context.Today)!.Value));
    }

    private Expression CompareInstant(Expression value, TestOperator test, string operand)
    {
        var (first, last) =
            test == TestOperator.During ? ReportPeriod.Parse(operand, _context.Today)!.Value
            : ReportPeriod.ParseDay(operand, _context.Today) is { } day ? (day, day)
            : default;
        return ReportExpressions.IsWithin(
            value,
            test switch
            {
                TestOperator.Less or TestOperator.AtMost => null,
                TestOperator.More => last.AddDays(1),
                _ => first,
            },
            test switch
            {
                TestOperator.Less => first.AddDays(-1),
                TestOperator.AtMost or TestOperator.Is or TestOperator.During => last,
                _ => null,
            },
            _context.Viewer.TimeZone
        );
    }

    private static Expression CompareChoice(Type choices, Expression value, IReadOnlyList<string> operands)
    {
        var wanted = Array.CreateInstance(choices, operands.Count);
        for (var i = 0; i < operands.Count; i++)
            wanted.SetValue(Enum.Parse(choices, operands[i]), i);
        return ReportExpressions.OneOf(value, wanted);
    }

    private int[] ParseIds(ReferenceKind kind, IReadOnlyList<string> operands)
    {
        var ids = operands.Where(v => v is not ("me" or "my-team")).Select(v => ReportValidator.ParseId(v)!.Value).ToHashSet();
        if (operands.Contains("me"))
            ids.Add(_context.Viewer.PersonId);
        if (operands.Contains("my-team"))
            ids.UnionWith(kind == ReferenceKind.Team ? _myTeams : _myPeople);
        // Choosing a team includes the teams below it.
        if (kind == ReferenceKind.Team)
            ids.UnionWith(TeamTree.GetDescendants(ids, _teams));
        return [.. ids];
    }
}
