using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>The values of a report's parameters: as given, else what stands there first.</summary>
public static class ParameterValues
{
    /// <summary>The value that stands.</summary>
    public static string Of(ReportParameter parameter, IReadOnlyDictionary<string, string> given) => given.TryGetValue(parameter.Name, out var value) ? value : parameter.Default ?? "";

    /// <summary>A definition with the values in place of its parameters, to say and name them; what is no value is left out.</summary>
    public static ReportDefinition Resolve(ReportDefinition definition, IReadOnlyDictionary<string, string> given)
    {
        var values = definition.Parameters.GroupBy(p => p.Name).ToDictionary(p => p.Key, p => Of(p.First(), given));
        return definition with { Parameters = [], Where = Within(definition.Where) };

        ReportCriterion Within(ReportCriterion criterion) => criterion with
        {
            Items = [.. criterion.Items.Select(Within)],
            Values = [.. criterion.Values.Select(v => !v.StartsWith('?') ? v
                : values.GetValueOrDefault(v[1..]) is { Length: > 0 } value && FieldCatalog.Find(definition.Source, criterion.Field) is { } field && ReportCheck.IsValue(field, criterion.Operator, value) ? value : "")],
        };
    }
}
