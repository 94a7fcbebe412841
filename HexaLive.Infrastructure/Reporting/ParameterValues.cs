using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>Resolves the values of a report's parameters. A parameter without a given value has its default value.</summary>
public static class ParameterValues
{
    /// <summary>Returns the value given for the parameter. If no value is given, returns the default value of the parameter.</summary>
    public static string Resolve(ReportParameter parameter, IReadOnlyDictionary<string, string> givenValues) =>
        givenValues.TryGetValue(parameter.Name, out var value) ? value : parameter.Default ?? "";

    /// <summary>
    /// Replaces the parameters in the criteria by their values, for use in the description of a report. Invalid values become
    /// empty.
    /// </summary>
    public static ReportDefinition Resolve(ReportDefinition definition, IReadOnlyDictionary<string, string> givenValues)
    {
        var values = definition.Parameters.GroupBy(p => p.Name).ToDictionary(p => p.Key, p => Resolve(p.First(), givenValues));
        return definition with { Parameters = [], Where = Within(definition.Where) };

        ReportCriterion Within(ReportCriterion criterion) =>
            criterion with
            {
                Items = [.. criterion.Items.Select(Within)],
                Values =
                [
                    .. criterion.Values.Select(v =>
                        !v.StartsWith('?') ? v
                        : values.GetValueOrDefault(v[1..]) is { Length: > 0 } value
                        && FieldCatalog.Find(definition.Source, criterion.Field) is { } field
                        && ReportValidator.IsValidValue(field, criterion.Operator, value)
                            ? value
                        : ""
                    ),
                ],
            };
    }
}
