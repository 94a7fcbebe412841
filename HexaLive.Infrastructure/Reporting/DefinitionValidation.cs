using System.Globalization;
using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>Collects the errors of one report definition.</summary>
internal sealed class DefinitionValidation(ReportDefinition definition)
{
    private const int MaxParameterName = 40;

    private readonly List<ReportValidationError> _errors = [];

    public IReadOnlyList<ReportValidationError> Run()
    {
        if (definition.Columns.Count + definition.Groups.Count + definition.Totals.Count == 0)
            _errors.Add(new("columns", ReportValidationErrorKind.Nothing));
        Counts();
        Columns();
        Groups();
        for (var i = 0; i < definition.Order.Count; i++)
            Field($"order[{i}]", definition.Order[i].Field);
        Totals();
        Parameters();
        Length("layout.title", definition.Layout.Title, ReportDefinition.MaxTitle);
        Length("layout.subtitle", definition.Layout.Subtitle, ReportDefinition.MaxSubtitle);
        Criterion("where", definition.Where);
        return _errors;
    }

    private void Counts()
    {
        Count("columns", definition.Columns.Count, ReportDefinition.MaxColumns);
        Count("groups", definition.Groups.Count, ReportDefinition.MaxGroups);
        Count("order", definition.Order.Count, ReportDefinition.MaxOrders);
        Count("totals", definition.Totals.Count, ReportDefinition.MaxTotals);
        Count("where", definition.Where.Nodes.Count(), ReportDefinition.MaxCriteria);
    }

    private void Columns()
    {
        for (var i = 0; i < definition.Columns.Count; i++)
        {
            var column = definition.Columns[i];
            Field($"columns[{i}]", column.Field);
            Length($"columns[{i}].title", column.Title, ReportDefinition.MaxColumnTitle);
            if (column.Width is < ReportDefinition.MinWidth or > ReportDefinition.MaxWidth)
                _errors.Add(
                    new(
                        $"columns[{i}].width",
                        ReportValidationErrorKind.WrongWidth,
                        Number(ReportDefinition.MinWidth),
                        Number(ReportDefinition.MaxWidth)
                    )
                );
        }
    }

    private void Groups()
    {
        for (var i = 0; i < definition.Groups.Count; i++)
            if (Field($"groups[{i}]", definition.Groups[i].Field) is { CanGroup: false })
                _errors.Add(new($"groups[{i}]", ReportValidationErrorKind.NotGroupable, definition.Groups[i].Field));
    }

    private void Totals()
    {
        for (var i = 0; i < definition.Totals.Count; i++)
        {
            var total = definition.Totals[i];
            if (total.Field is null && total.Function == TotalFunction.Count)
                continue;
            if (Field($"totals[{i}]", total.Field ?? "") is { } field && !field.CanTotal(total.Function))
                _errors.Add(new($"totals[{i}]", ReportValidationErrorKind.NotTotalled, field.Name));
        }
    }

    private void Parameters()
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
            Length($"parameters[{i}].title", definition.Parameters[i].Title, ReportDefinition.MaxQuestion);
        }
    }

    private void Criterion(string where, ReportCriterion criterion)
    {
        if (criterion.Kind != CriterionKind.Test)
        {
            for (var i = 0; i < criterion.Items.Count; i++)
                Criterion($"{where}.items[{i}]", criterion.Items[i]);
        }
        else if (Field(where, criterion.Field) is { } field)
        {
            if (!field.Operators.Contains(criterion.Operator))
                _errors.Add(new(where, ReportValidationErrorKind.WrongOperator, field.Name));
            else if (!HasValidValueCount(criterion))
                _errors.Add(new(where, ReportValidationErrorKind.WrongCount, field.Name));
            else
                foreach (var value in criterion.Values)
                    Value(where, field, criterion.Operator, value);
        }
    }

    private void Value(string where, ReportField field, TestOperator test, string value)
    {
        if (value.StartsWith('?'))
        {
            if (definition.Parameters.All(p => p.Name != value[1..]))
                _errors.Add(new(where, ReportValidationErrorKind.UnknownParameter, value[1..]));
        }
        else if (!ReportValidator.IsValue(field, test, value))
            _errors.Add(new(where, ReportValidationErrorKind.WrongValue, field.Name, value));
    }

    private ReportField? Field(string where, string name)
    {
        var field = FieldCatalog.Find(definition.Source, name);
        if (field is null)
            _errors.Add(new(where, ReportValidationErrorKind.UnknownField, name));
        return field;
    }

    private void Count(string where, int count, int max)
    {
        if (count > max)
            _errors.Add(new(where, ReportValidationErrorKind.TooMany, Number(max)));
    }

    private void Length(string where, string? text, int max)
    {
        if (text?.Length > max)
            _errors.Add(new(where, ReportValidationErrorKind.TooLong, Number(max)));
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool HasValidValueCount(ReportCriterion criterion) =>
        criterion.Operator switch
        {
            TestOperator.Empty or TestOperator.NotEmpty => criterion.Values.Count == 0,
            TestOperator.Between => criterion.Values.Count == 2,
            TestOperator.OneOf or TestOperator.NoneOf => criterion.Values.Count is >= 1 and <= 500,
            _ => criterion.Values.Count == 1,
        };
}
