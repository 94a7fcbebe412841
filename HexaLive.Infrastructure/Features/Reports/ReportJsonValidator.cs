using System.Reflection;
using System.Text.Json;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// Checks whether JSON can be read as a given type, and reports about 20 problems at most. The deserializer cannot be used for
/// this, because it stops at the first problem.
/// </summary>
internal static class ReportJsonValidator
{
    private const int MaxProblems = 20;

    /// <summary>Adds the problems of an element and of all elements inside it.</summary>
    public static void Check(string where, JsonElement element, Type type, List<ImportProblem> problems)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (problems.Count >= MaxProblems)
            return;
        if (FindItemType(type) is { } item)
            CheckArray(where, element, item, problems);
        else if (type.IsEnum)
            CheckEnum(where, element, type, problems);
        else if (IsSimple(type) ? !IsOfType(element, type) : element.ValueKind != JsonValueKind.Object)
            problems.Add(new(ImportProblemKind.WrongValue, where, Truncate(element)));
        else if (!IsSimple(type))
            CheckObject(where, element, type, problems);
    }

    /// <summary>Returns the text of an element, shortened for a message.</summary>
    public static string Truncate(JsonElement element) =>
        Truncate(element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText());

    /// <summary>Returns a text, shortened for a message.</summary>
    public static string Truncate(string text) => text.Length <= 60 ? text : text[..59] + "…";

    private static void CheckArray(string where, JsonElement element, Type item, List<ImportProblem> problems)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            problems.Add(new(ImportProblemKind.WrongValue, where, Truncate(element)));
            return;
        }
        var index = 0;
        foreach (var each in element.EnumerateArray())
            Check($"{where}[{index++}]", each, item, problems);
    }

    private static void CheckEnum(string where, JsonElement element, Type type, List<ImportProblem> problems)
    {
        var names = Enum.GetNames(type);
        if (element.ValueKind != JsonValueKind.String || !names.Contains(element.GetString(), StringComparer.OrdinalIgnoreCase))
            problems.Add(
                new(
                    ImportProblemKind.WrongChoice,
                    where,
                    Truncate(element),
                    string.Join(", ", names.Select(JsonNamingPolicy.CamelCase.ConvertName))
                )
            );
    }

    private static void CheckObject(string where, JsonElement element, Type type, List<ImportProblem> problems)
    {
        var members = type.GetProperties().Where(p => p.CanWrite).ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var property in element.EnumerateObject())
        {
            if (!members.TryGetValue(property.Name, out var member))
                problems.Add(new(ImportProblemKind.Unknown, where, Truncate(property.Name)));
            // A null value is allowed if the member is nullable, and means the same as a missing member.
            else if (property.Value.ValueKind != JsonValueKind.Null || !IsNullable(member))
                Check($"{where}.{JsonNamingPolicy.CamelCase.ConvertName(member.Name)}", property.Value, member.PropertyType, problems);
        }
        var required = type.GetConstructors()
            .Where(c => c.GetParameters() is [{ } first, ..] && first.ParameterType != type)
            .SelectMany(c => c.GetParameters())
            .Where(p => !p.HasDefaultValue);
        foreach (var parameter in required)
            if (!element.EnumerateObject().Any(e => string.Equals(e.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)))
                problems.Add(new(ImportProblemKind.Missing, $"{where}.{JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!)}"));
    }

    private static bool IsSimple(Type type) => type == typeof(string) || type == typeof(int) || type == typeof(bool);

    private static bool IsOfType(JsonElement element, Type type) =>
        type == typeof(string) ? element.ValueKind == JsonValueKind.String
        : type == typeof(bool) ? element.ValueKind is JsonValueKind.True or JsonValueKind.False
        : element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out _);

    private static Type? FindItemType(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static bool IsNullable(PropertyInfo member) =>
        Nullable.GetUnderlyingType(member.PropertyType) is not null
        || new NullabilityInfoContext().Create(member).WriteState == NullabilityState.Nullable;
}
