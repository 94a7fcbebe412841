using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Text;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>What is wrong in a definition.</summary>
public enum ReportFaultKind
{
    /// <summary>The catalogue has no such field. Args: its name.</summary>
    UnknownField,
    /// <summary>The field cannot be grouped by. Args: its name.</summary>
    NotGroupable,
    /// <summary>The field cannot be totalled so. Args: its name.</summary>
    NotTotalled,
    /// <summary>The type of the field knows no such comparison. Args: its name.</summary>
    WrongOperator,
    /// <summary>The comparison asks for another number of values. Args: the field's name.</summary>
    WrongCount,
    /// <summary>A value is none of the field's type. Args: the field's name, the value.</summary>
    WrongValue,
    /// <summary>A criterion names a parameter that is not there. Args: its name.</summary>
    UnknownParameter,
    /// <summary>A parameter's name is empty, twice there, or has other characters than letters, digits and -. Args: its name.</summary>
    WrongParameter,
    /// <summary>There is more of something than reports can have. Args: most.</summary>
    TooMany,
    /// <summary>The report has neither columns nor groups nor totals.</summary>
    Nothing,
    /// <summary>What a value names does not exist any more, or is nothing that the reader knows. Args: the field's name, the value.</summary>
    MissingReference,
    /// <summary>A text has more characters than it may. Args: most.</summary>
    TooLong,
    /// <summary>A column is narrower or wider than columns are. Args: least, most.</summary>
    WrongWidth,
    /// <summary>What a value names is there, but no longer active, so that nothing new is found. Args: the field's name, the value, its name.</summary>
    InactiveReference,
}

/// <summary>A fault, and where in the definition: <c>columns[2]</c>, <c>where.items[0]</c>.</summary>
public sealed record ReportFault(string Where, ReportFaultKind Kind, params string[] Args);

/// <summary>Finds what cannot be in a definition, before it is run.</summary>
public static class ReportCheck
{
    /// <summary>Every fault, in the order of the definition; none where it can be run.</summary>
    public static IReadOnlyList<ReportFault> Of(ReportDefinition definition)
    {
        var faults = new List<ReportFault>();
        if (definition.Columns.Count + definition.Groups.Count + definition.Totals.Count == 0) faults.Add(new("columns", ReportFaultKind.Nothing));
        Most("columns", definition.Columns.Count, ReportDefinition.MostColumns);
        Most("groups", definition.Groups.Count, ReportDefinition.MostGroups);
        Most("order", definition.Order.Count, ReportDefinition.MostOrders);
        Most("totals", definition.Totals.Count, ReportDefinition.MostTotals);
        Most("where", definition.Where.Nodes.Count(), ReportDefinition.MostCriteria);
        for (var i = 0; i < definition.Columns.Count; i++)
        {
            var column = definition.Columns[i];
            Field($"columns[{i}]", column.Field);
            Length($"columns[{i}].title", column.Title, ReportDefinition.LongestColumnTitle);
            if (column.Width is < ReportDefinition.LeastWidth or > ReportDefinition.MostWidth) faults.Add(new($"columns[{i}].width", ReportFaultKind.WrongWidth, Number(ReportDefinition.LeastWidth), Number(ReportDefinition.MostWidth)));
        }
        for (var i = 0; i < definition.Groups.Count; i++)
            if (Field($"groups[{i}]", definition.Groups[i].Field) is { CanGroup: false }) faults.Add(new($"groups[{i}]", ReportFaultKind.NotGroupable, definition.Groups[i].Field));
        for (var i = 0; i < definition.Order.Count; i++) Field($"order[{i}]", definition.Order[i].Field);
        for (var i = 0; i < definition.Totals.Count; i++)
        {
            var total = definition.Totals[i];
            if (total.Field is null && total.Function == TotalFunction.Count) continue;
            if (Field($"totals[{i}]", total.Field ?? "") is { } field && !field.CanTotal(total.Function)) faults.Add(new($"totals[{i}]", ReportFaultKind.NotTotalled, field.Name));
        }
        for (var i = 0; i < definition.Parameters.Count; i++)
        {
            var name = definition.Parameters[i].Name;
            if (name.Length is 0 or > 40 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') || definition.Parameters.Count(p => p.Name == name) > 1)
                faults.Add(new($"parameters[{i}]", ReportFaultKind.WrongParameter, name));
            Length($"parameters[{i}].title", definition.Parameters[i].Title, ReportDefinition.LongestQuestion);
        }
        Length("layout.title", definition.Layout.Title, ReportDefinition.LongestTitle);
        Length("layout.subtitle", definition.Layout.Subtitle, ReportDefinition.LongestSubtitle);
        Criterion("where", definition.Where);
        return faults;

        void Most(string where, int count, int most)
        {
            if (count > most) faults.Add(new(where, ReportFaultKind.TooMany, Number(most)));
        }

        void Length(string where, string? text, int most)
        {
            if (text?.Length > most) faults.Add(new(where, ReportFaultKind.TooLong, Number(most)));
        }

        static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

        ReportField? Field(string where, string name)
        {
            var field = FieldCatalog.Find(definition.Source, name);
            if (field is null) faults.Add(new(where, ReportFaultKind.UnknownField, name));
            return field;
        }

        void Criterion(string where, ReportCriterion criterion)
        {
            if (criterion.Kind != CriterionKind.Test)
            {
                for (var i = 0; i < criterion.Items.Count; i++) Criterion($"{where}.items[{i}]", criterion.Items[i]);
                return;
            }
            if (Field(where, criterion.Field) is not { } field) return;
            if (!field.Operators.Contains(criterion.Operator)) faults.Add(new(where, ReportFaultKind.WrongOperator, field.Name));
            else if (!FitsCount(criterion)) faults.Add(new(where, ReportFaultKind.WrongCount, field.Name));
            else
            {
                foreach (var value in criterion.Values)
                {
                    if (value.StartsWith('?'))
                    {
                        if (definition.Parameters.All(p => p.Name != value[1..])) faults.Add(new(where, ReportFaultKind.UnknownParameter, value[1..]));
                    }
                    else if (!IsValue(field, criterion.Operator, value)) faults.Add(new(where, ReportFaultKind.WrongValue, field.Name, value));
                }
            }
        }
    }

    /// <exception cref="RuleException"><see cref="RuleError.ReportFaulty"/> where there is any fault.</exception>
    public static void MustBeSound(ReportDefinition definition)
    {
        if (Of(definition) is { Count: > 0 } faults) throw new RuleException(RuleError.ReportFaulty, faults.Count);
    }

    /// <summary>Whether a text is a value of the field's type in such a comparison.</summary>
    public static bool IsValue(ReportField field, TestOperator test, string value) => field.Type switch
    {
        FieldType.Text or FieldType.LongText => value.Length is > 0 and <= 200,
        FieldType.Number or FieldType.Minutes or FieldType.Percent => Number(value) is not null,
        FieldType.Day or FieldType.Instant => test is TestOperator.During or TestOperator.NotDuring ? ReportPeriod.Parse(value, Someday) is not null : IsDay(value),
        FieldType.Choice => Enum.GetNames(field.Choices!).Contains(value),
        FieldType.Flag => value is "true" or "false",
        _ => (value == "me" && field.Refers == ReferenceKind.Person) || (value == "my-team" && field.Refers is ReferenceKind.Person or ReferenceKind.Team) || Id(value) is not null,
    };

    /// <summary>Whether a day lies within those of the model: beyond them there is nothing to find, and calendars end.</summary>
    internal static bool IsDay(DateOnly day) => day >= Check.FirstDay && day <= Check.LastDay;

    internal static decimal? Number(string value) =>
        decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= 1_000_000_000 ? number : null;

    internal static int? Id(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static readonly DateOnly Someday = new(2500, 1, 1);

    // Relative days are bounded by how far they can be from today.
    private static bool IsDay(string value) => ReportPeriod.ParseDay(value, Someday) is { } day && (value.StartsWith("today", StringComparison.Ordinal) || IsDay(day));

    private static bool FitsCount(ReportCriterion criterion) => criterion.Operator switch
    {
        TestOperator.Empty or TestOperator.NotEmpty => criterion.Values.Count == 0,
        TestOperator.Between => criterion.Values.Count == 2,
        TestOperator.OneOf or TestOperator.NoneOf => criterion.Values.Count is >= 1 and <= 500,
        _ => criterion.Values.Count == 1,
    };
}
