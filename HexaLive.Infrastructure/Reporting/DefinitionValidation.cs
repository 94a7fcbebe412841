using System.Globalization;
using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>Collects the errors of one report definition.</summary>
internal sealed class DefinitionValidation(ReportDefinition definition)
{
    private const int MaxParameterName = 40;

    private readonly List<ReportValidationError> _errors = [];

    public IReadOnlyList<ReportValidationError> Validate()
    {
        if (definition.Columns.Count + definition.Groups.Count + definition.Totals.Count == 0)
            _errors.Add(new("columns", ReportValidationErrorKind.Nothing));
        CheckCounts();
        CheckColumns();
        CheckGroups();
        for (var i = 0; i < definition.Order.Count; i++)
            ResolveField($"order[{i}]", definition.Order[i].Field);
        CheckTotals();
        CheckParameters();
        CheckLength("layout.title", definition.Layout.Title, ReportDefinition.MaxTitle);
        CheckLength("layout.subtitle", definition.Layout.Subtitle, ReportDefinition.MaxSubtitle);
        CheckCriterion("where", definition.Where);
        return _errors;
    }

    private void CheckCounts()
    {
        CheckCount("columns", definition.Columns.Count, ReportDefinition.MaxColumns);
        CheckCount("groups", definition.Groups.Count, ReportDefinition.MaxGroups);
        CheckCount("order", definition.Order.Count, ReportDefinition.MaxOrders);
        CheckCount("totals", definition.Totals.Count, ReportDefinition.MaxTotals);
        CheckCount("where", definition.Where.Nodes.Count(), ReportDefinition.MaxCriteria);
    }

    private void CheckColumns()
    {
        for (var i = 0; i < definition.Columns.Count; i++)
        {
            var column = definition.Columns[i];
            ResolveField($"columns[{i}]", column.Field);
            CheckLength($"columns[{i}].title", column.Title, ReportDefinition.MaxColumnTitle);
            if (column.Width is < ReportDefinition.MinWidth or > ReportDefinition.MaxWidth)
                _errors.Add(
                    new(
                        $"columns[{i}].width",
                        ReportValidationErrorKind.WrongWidth,
                        FormatNumber(ReportDefinition.MinWidth),
                        FormatNumber(ReportDefinition.MaxWidth)
                    )
                );
        }
    }

    private void CheckGroups()
    {
        for (var i = 0; i < definition.Groups.Count; i++)
            if (ResolveField($"groups[{i}]", definition.Groups[i].Field) is { CanGroup: false })
                _errors.Add(new($"groups[{i}]", ReportValidationErrorKind.NotGroupable, definition.Groups[i].Field));
    }

    private void CheckTotals()
    {
        for (var i = 0; i < definition.Totals.Count; i++)
        {
            var total = definition.Totals[i];
            if (total.Field is null && total.Function == TotalFunction.Count)
                continue;
            if (ResolveField($"totals[{i}]", total.Field ?? "") is { } field && !field.CanTotal(total.Function))
                _errors.Add(new($"totals[{i}]", ReportValidationErrorKind.NotTotalled, field.Name));
        }
    }

    private void CheckParameters()
    {
        for (var i = 0; i < definition.Parameters.Count; i++)
        {
            var name = definition.Parameters[i].Name;
            if (
                name.Length is 0 or > MaxParameterName
                || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
                || definition.Parameters.Count(p => p.Name == name) > 1
            )
                _errors.Add(new($"parameters[{i}]", ReportValidationErrorKind.WrongParameter, name));
            CheckLength($"parameters[{i}].title", definition.Parameters[i].Title, ReportDefinition.MaxQuestion);
        }
    }

    private void CheckCriterion(string where, ReportCriterion criterion)
    {
        if (criterion.Kind != CriterionKind.Test)
        {
            for (var i = 0; i < criterion.Items.Count; i++)
                CheckCriterion($"{where}.items[{i}]", criterion.Items[i]);
        }
        else if (ResolveField(where, criterion.Field) is { } field)
        {
            if (!field.Operators.Contains(criterion.Operator))
                _errors.Add(new(where, ReportValidationErrorKind.WrongOperator, field.Name));
            else if (!HasValidValueCount(criterion))
                _errors.Add(new(where, ReportValidationErrorKind.WrongCount, field.Name));
            else
                foreach (var value in criterion.Values)
                    CheckValue(where, field, criterion.Operator, value);
        }
    }

    private void CheckValue(string where, ReportField field, TestOperator test, string value)
    {
        if (value.StartsWith('?'))
        {
            if (definition.Parameters.All(p => p.Name != value[1..]))
                _errors.Add(new(where, ReportValidationErrorKind.UnknownParameter, value[1..]));
        }
        else if (!ReportValidator.IsValidValue(field, test, value))
            _errors.Add(new(where, ReportValidationErrorKind.WrongValue, field.Name, value));
    }

    private ReportField? ResolveField(string where, string name)
    {
        var field = FieldCatalog.Find(definition.Source, name);
        if (field is null)
            _errors.Add(new(where, ReportValidationErrorKind.UnknownField, name));
        return field;
    }

    private void CheckCount(string where, int count, int max)
    {
        if (count > max)
            _errors.Add(new(where, ReportValidationErrorKind.TooMany, FormatNumber(max)));
    }

    private void CheckLength(string where, string? text, int max)
    {
        if (text?.Length > max)
            _errors.Add(new(where, ReportValidationErrorKind.TooLong, FormatNumber(max)));
    }

    private static string FormatNumber(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool HasValidValueCount(ReportCriterion criterion) =>
        criterion.Operator switch
        {
            TestOperator.Empty or TestOperator.NotEmpty => criterion.Values.Count == 0,
            TestOperator.Between => criterion.Values.Count == 2,
            TestOperator.OneOf or TestOperator.NoneOf => criterion.Values.Count is >= 1 and <= 500,
            _ => criterion.Values.Count == 1,
        };
}
