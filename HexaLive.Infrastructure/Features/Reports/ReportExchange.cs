using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HexaLive.Domain;
using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>Why a text is no report.</summary>
public enum ImportProblemKind
{
    /// <summary>It is empty.</summary>
    Empty,
    /// <summary>It is too large. Args: most KB.</summary>
    TooLarge,
    /// <summary>It is not JSON. Args: line and character, counted from 1.</summary>
    NotJson,
    /// <summary>It is JSON of something else.</summary>
    NotAReport,
    /// <summary>It is of another version. Args: its version, the one known.</summary>
    OtherVersion,
    /// <summary>Something that must be there is not. Args: none.</summary>
    Missing,
    /// <summary>Something is named that definitions do not have. Args: its name.</summary>
    Unknown,
    /// <summary>A value is none of what can stand there. Args: the value.</summary>
    WrongValue,
    /// <summary>A value is none of those to choose from. Args: the value, those there are.</summary>
    WrongChoice,
    /// <summary>The definition names or asks what cannot be: <see cref="ImportProblem.Fault"/>.</summary>
    Faulty,
}

/// <summary>What is wrong in a text that is imported, and where: <c>definition.columns[2].field</c>.</summary>
public sealed record ImportProblem(ImportProblemKind Kind, string Where = "", params string[] Args)
{
    /// <summary>Of <see cref="ImportProblemKind.Faulty"/>: the fault.</summary>
    public ReportFault? Fault { get; init; }
}

/// <summary>What was read of a text: a report, or what is wrong with it. A definition with faults is given with them.</summary>
public sealed record ImportedReport(string? Name, ReportDefinition? Definition, IReadOnlyList<ImportProblem> Problems);

/// <summary>Reports as files that another installation reads: a document that says what it is and of which version, with the name and the definition.</summary>
public static partial class ReportExchange
{
    /// <summary>The largest text that is read, in KB.</summary>
    public const int MostKilobytes = 200;

    /// <summary>The form of the document.</summary>
    public const int Version = 1;

    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document of a report.</summary>
    public static string Write(string name, ReportDefinition definition) =>
        new JsonObject { ["hexalive"] = "report", ["version"] = Version, ["name"] = name, ["definition"] = JsonNode.Parse(ReportJson.Write(definition)) }.ToJsonString(Written);

    /// <summary>Reads a document; whatever it holds is told, never thrown.</summary>
    public static ImportedReport Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return Wrong(new(ImportProblemKind.Empty));
        if (text.Length > MostKilobytes * 1024 || Encoding.UTF8.GetByteCount(text) > MostKilobytes * 1024) return Wrong(new(ImportProblemKind.TooLarge, "", Number(MostKilobytes)));
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text.TrimStart('\uFEFF'), new() { MaxDepth = 40 });
        }
        catch (JsonException e)
        {
            return Wrong(new(ImportProblemKind.NotJson, "", Number((e.LineNumber ?? 0) + 1), Number((e.BytePositionInLine ?? 0) + 1)));
        }
        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("hexalive", out var what) || what.ValueKind != JsonValueKind.String || what.GetString() != "report") return Wrong(new(ImportProblemKind.NotAReport));
            if (!root.TryGetProperty("version", out var version)) return Wrong(new(ImportProblemKind.Missing, "version"));
            if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number is < 1 or > Version) return Wrong(new(ImportProblemKind.OtherVersion, "", Short(version), Number(Version)));
            if (!root.TryGetProperty("name", out var name)) return Wrong(new(ImportProblemKind.Missing, "name"));
            if (name.ValueKind != JsonValueKind.String) return Wrong(new(ImportProblemKind.WrongValue, "name", Short(name)));
            if (!root.TryGetProperty("definition", out var inner)) return Wrong(new(ImportProblemKind.Missing, "definition"));
            if (root.EnumerateObject().FirstOrDefault(p => p.Name is not ("hexalive" or "version" or "name" or "definition")) is { Value.ValueKind: not JsonValueKind.Undefined } more)
                return Wrong(new(ImportProblemKind.Unknown, "$", Short(more.Name)));
            return Definition(name.GetString()!, inner);
        }

        static ImportedReport Wrong(ImportProblem problem) => new(null, null, [problem]);
    }

    private static ImportedReport Definition(string name, JsonElement element)
    {
        var problems = new List<ImportProblem>();
        Look("definition", element, typeof(ReportDefinition), problems);
        if (problems.Count > 0) return new(name, null, problems);
        ReportDefinition definition;
        try
        {
            definition = ReportJson.Read(element.GetRawText());
        }
        catch (RuleException e) when (e.Error == RuleError.ReportVersion)
        {
            return new(name, null, [new(ImportProblemKind.OtherVersion, "", [.. e.Args.Select(a => a.ToString()!)])]);
        }
        catch (RuleException e)
        {
            return new(name, null, [new(ImportProblemKind.WrongValue, Path($"{e.Args[0]}"), Short(element))]);
        }
        return new(name, definition, [.. ReportCheck.Of(definition).Select(f => new ImportProblem(ImportProblemKind.Faulty, f.Where) { Fault = f })]);
    }

    // Every name and every value is looked at before it is read, so that all that is wrong is told at once and in words, where the reader stops at the first.
    private static void Look(string where, JsonElement element, Type type, List<ImportProblem> problems)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (problems.Count >= 20) return;
        if (ItemOf(type) is { } item)
        {
            if (element.ValueKind != JsonValueKind.Array)
            {
                problems.Add(new(ImportProblemKind.WrongValue, where, Short(element)));
                return;
            }
            var at = 0;
            foreach (var one in element.EnumerateArray()) Look($"{where}[{at++}]", one, item, problems);
        }
        else if (type.IsEnum)
        {
            if (element.ValueKind == JsonValueKind.String && Enum.GetNames(type).Any(n => string.Equals(n, element.GetString(), StringComparison.OrdinalIgnoreCase))) return;
            problems.Add(new(ImportProblemKind.WrongChoice, where, Short(element), string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName))));
        }
        else if (type == typeof(string) || type == typeof(int) || type == typeof(bool))
        {
            var fits = type == typeof(string) ? element.ValueKind == JsonValueKind.String : type == typeof(bool) ? element.ValueKind is JsonValueKind.True or JsonValueKind.False : element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out _);
            if (!fits) problems.Add(new(ImportProblemKind.WrongValue, where, Short(element)));
        }
        else if (element.ValueKind != JsonValueKind.Object) problems.Add(new(ImportProblemKind.WrongValue, where, Short(element)));
        else
        {
            var known = type.GetProperties().Where(p => p.CanWrite).ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
            foreach (var property in element.EnumerateObject())
            {
                if (!known.TryGetValue(property.Name, out var member)) problems.Add(new(ImportProblemKind.Unknown, where, Short(property.Name)));
                // Nothing instead of a value is as if it were not there, where that may be.
                else if (property.Value.ValueKind != JsonValueKind.Null || !MayBeNull(member)) Look($"{where}.{JsonNamingPolicy.CamelCase.ConvertName(member.Name)}", property.Value, member.PropertyType, problems);
            }
            var first = type.GetConstructors().Where(c => c.GetParameters() is [{ } only, ..] && only.ParameterType != type).SelectMany(c => c.GetParameters()).Where(p => !p.HasDefaultValue);
            foreach (var needed in first.Where(p => !element.EnumerateObject().Any(e => string.Equals(e.Name, p.Name, StringComparison.OrdinalIgnoreCase))))
                problems.Add(new(ImportProblemKind.Missing, $"{where}.{JsonNamingPolicy.CamelCase.ConvertName(needed.Name!)}"));
        }
    }

    private static Type? ItemOf(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static bool MayBeNull(System.Reflection.PropertyInfo member) =>
        Nullable.GetUnderlyingType(member.PropertyType) is not null || new System.Reflection.NullabilityInfoContext().Create(member).WriteState == System.Reflection.NullabilityState.Nullable;

    private static string Path(string path) => Root().Replace(path, "definition");

    private static string Short(JsonElement element) => Short(element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText());

    private static string Short(string text) => text.Length <= 60 ? text : text[..59] + "…";

    private static string Number(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\$")]
    private static partial Regex Root();
}
