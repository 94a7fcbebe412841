using System.Text.Json;
using System.Text.Json.Serialization;

namespace HexaLive.Domain.Reports;

/// <summary>
/// Reads and writes report definitions as JSON, for storage and exchange: camel case, enums by name, unknown properties refused.
/// </summary>
public static class ReportJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 32,
    };

    /// <summary>Returns the definition as JSON.</summary>
    public static string Serialize(ReportDefinition definition) => JsonSerializer.Serialize(definition, Options);

    /// <summary>Parses a definition. Whether its fields exist in the catalogue is not checked.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.ReportUnreadable"/> with the path of the error, or <see cref="RuleError.ReportVersion"/>.
    /// </exception>
    public static ReportDefinition Deserialize(string json)
    {
        ReportDefinition? definition;
        try
        {
            definition = JsonSerializer.Deserialize<ReportDefinition>(json, Options);
        }
        catch (JsonException e)
        {
            throw new RuleException(RuleError.ReportUnreadable, e.Path ?? "$");
        }
        if (definition is null)
            throw new RuleException(RuleError.ReportUnreadable, "$");
        if (definition.Version is < 1 or > ReportDefinition.CurrentVersion)
            throw new RuleException(RuleError.ReportVersion, definition.Version, ReportDefinition.CurrentVersion);
        return definition;
    }
}
