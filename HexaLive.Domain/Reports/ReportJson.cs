using System.Text.Json;
using System.Text.Json.Serialization;

namespace HexaLive.Domain.Reports;

/// <summary>Definitions as JSON, as they are kept and exchanged: camel case, enums by name, nothing that is not known.</summary>
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

    /// <summary>The definition as JSON.</summary>
    public static string Write(ReportDefinition definition) => JsonSerializer.Serialize(definition, Options);

    /// <summary>The definition that a JSON text holds, whatever fields it names.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.ReportUnreadable"/> with what is wrong and where.</exception>
    public static ReportDefinition Read(string json)
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
        if (definition is null) throw new RuleException(RuleError.ReportUnreadable, "$");
        if (definition.Version is < 1 or > ReportDefinition.CurrentVersion) throw new RuleException(RuleError.ReportVersion, definition.Version, ReportDefinition.CurrentVersion);
        return definition;
    }
}
