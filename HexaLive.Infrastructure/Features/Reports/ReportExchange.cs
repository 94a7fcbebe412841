using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Reporting;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// The result of reading a text: a report, or the problems found. If a definition has errors, both the definition and the errors
/// are returned.
/// </summary>
public sealed record ImportedReport(string? Name, ReportDefinition? Definition, IReadOnlyList<ImportProblem> Problems);

/// <summary>
/// Writes and reads reports as documents that can be imported into another installation. A document has a type, a version, the
/// name and the definition.
/// </summary>
public static partial class ReportExchange
{
    /// <summary>Maximum size of an imported text, in KB.</summary>
    public const int MaxKilobytes = 200;

    /// <summary>The version of the document format.</summary>
    public const int Version = 1;

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Returns a report as the JSON text that another installation can import.</summary>
    public static string Write(string name, ReportDefinition definition) =>
        new JsonObject
        {
            ["hexalive"] = "report",
            ["version"] = Version,
            ["name"] = name,
            ["definition"] = JsonNode.Parse(ReportJson.Serialize(definition)),
        }.ToJsonString(Indented);

    /// <summary>Reads a document. Problems are returned, never thrown.</summary>
    public static ImportedReport Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Failed(new(ImportProblemKind.Empty));
        if (text.Length > MaxKilobytes * 1024 || Encoding.UTF8.GetByteCount(text) > MaxKilobytes * 1024)
            return Failed(new(ImportProblemKind.TooLarge, "", FormatNumber(MaxKilobytes)));
        text = text.TrimStart('\uFEFF');
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text, new() { MaxDepth = 40 });
        }
        catch (JsonException e)
        {
            return Failed(new(ImportProblemKind.NotJson, "", FormatNumber((e.LineNumber ?? 0) + 1), FormatNumber(FindCharacter(text, e))));
        }
        using (document)
        {
            var root = document.RootElement;
            if (
                root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("hexalive", out var what)
                || what.ValueKind != JsonValueKind.String
                || what.GetString() != "report"
            )
                return Failed(new(ImportProblemKind.NotAReport));
            if (!root.TryGetProperty("version", out var version))
                return Failed(new(ImportProblemKind.Missing, "version"));
            if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number is < 1 or > Version)
                return Failed(new(ImportProblemKind.OtherVersion, "", ReportJsonValidator.Truncate(version), FormatNumber(Version)));
            if (!root.TryGetProperty("name", out var name))
                return Failed(new(ImportProblemKind.Missing, "name"));
            if (name.ValueKind != JsonValueKind.String)
                return Failed(new(ImportProblemKind.WrongValue, "name", ReportJsonValidator.Truncate(name)));
            if (!root.TryGetProperty("definition", out var inner))
                return Failed(new(ImportProblemKind.Missing, "definition"));
            if (
                root.EnumerateObject().FirstOrDefault(p => p.Name is not ("hexalive" or "version" or "name" or "definition")) is
                { Value.ValueKind: not JsonValueKind.Undefined } more
            )
                return Failed(new(ImportProblemKind.Unknown, "$", ReportJsonValidator.Truncate(more.Name)));
            return ReadDefinition(name.GetString()!, inner);
        }

        static ImportedReport Failed(ImportProblem problem) => new(null, null, [problem]);
    }

    private static ImportedReport ReadDefinition(string name, JsonElement element)
    {
        var problems = new List<ImportProblem>();
        ReportJsonValidator.Check("definition", element, typeof(ReportDefinition), problems);
        if (problems.Count > 0)
            return new(name, null, problems);
        ReportDefinition definition;
        try
        {
            definition = ReportJson.Deserialize(element.GetRawText());
        }
        catch (RuleException e) when (e.Error == RuleError.ReportVersion)
        {
            return new(name, null, [new(ImportProblemKind.OtherVersion, "", [.. e.Args.Select(a => a.ToString()!)])]);
        }
        catch (RuleException e)
        {
            return new(name, null, [new(ImportProblemKind.WrongValue, FormatPath($"{e.Args[0]}"), ReportJsonValidator.Truncate(element))]);
        }
        return new(
            name,
            definition,
            [.. ReportValidator.Validate(definition).Select(e => new ImportProblem(ImportProblemKind.Invalid, e.Where) { Error = e })]
        );
    }

    private static string FormatPath(string path) => RootPattern().Replace(path, "definition");

    // Converts the position in the exception from bytes to characters, because the user looks for a character position.
    private static int FindCharacter(string text, JsonException e)
    {
        var line = Encoding.UTF8.GetBytes(text.Split('\n').ElementAtOrDefault((int)(e.LineNumber ?? 0)) ?? "");
        return Encoding.UTF8.GetCharCount(line, 0, (int)Math.Min(e.BytePositionInLine ?? 0, line.Length)) + 1;
    }

    private static string FormatNumber(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\$")]
    private static partial Regex RootPattern();
}
