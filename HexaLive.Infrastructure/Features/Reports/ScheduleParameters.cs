using System.Text.Json;
using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Reporting;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>Reads and writes the parameter values that a schedule uses to run its report.</summary>
internal static class ScheduleParameters
{
    public static IReadOnlyDictionary<string, string> Parse(string? json) =>
        json is null ? new Dictionary<string, string>() : JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? [];

    /// <summary>Returns the values of the report's parameters as JSON.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.InvalidValue"/> if a value does not fit its field.</exception>
    public static string? Write(ReportDefinition definition, IReadOnlyDictionary<string, string> parameters)
    {
        var values = definition
            .Parameters.Where(p => parameters.ContainsKey(p.Name))
            .ToDictionary(p => p.Name, p => parameters[p.Name].Trim());
        foreach (var test in definition.Where.Nodes.Where(n => n.Kind == CriterionKind.Test))
        {
            foreach (var name in test.Values.Where(v => v.StartsWith('?')).Select(v => v[1..]))
            {
                if (
                    values.GetValueOrDefault(name) is { Length: > 0 } value
                    && FieldCatalog.Find(definition.Source, test.Field) is { } field
                    && !ReportValidator.IsValidValue(field, test.Operator, value)
                )
                    throw new RuleException(RuleError.InvalidValue, definition.Parameters.First(p => p.Name == name).Title ?? name);
            }
        }
        return values.Count == 0 ? null : JsonSerializer.Serialize(values);
    }
}
