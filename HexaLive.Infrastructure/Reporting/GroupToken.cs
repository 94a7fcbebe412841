using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>Encodes and decodes group keys for use in URLs.</summary>
internal static class GroupToken
{
    public static string Format(object? key) =>
        key switch
        {
            null => "",
            ReportReference reference => reference.Id.ToString(CultureInfo.InvariantCulture),
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            bool flag => flag ? "true" : "false",
            // The prefix distinguishes an empty text from null.
            string text => "~" + text,
            _ => key.ToString()!,
        };

    /// <summary>Decodes a token; for references the key is the id.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.InvalidValue"/> if the token is not valid for the group.</exception>
    public static object? Parse(string token, ResolvedGroup group)
    {
        if (token.Length == 0)
            return null;
        return group.Field.Type switch
        {
            FieldType.Text when token[0] == '~' => token[1..],
            FieldType.Flag when token is "true" or "false" => token == "true",
            FieldType.Choice when Enum.GetNames(group.Field.Choices!).Contains(token) => Enum.Parse(group.Field.Choices!, token),
            FieldType.Reference when int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var id) => id,
            FieldType.Day
            or FieldType.Instant
                when DateOnly.TryParseExact(token, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                    && ReportValidator.IsDay(day) => ReportPeriod.StartOf(day, group.Group.Step),
            _ => throw new RuleException(RuleError.InvalidValue, "Group"),
        };
    }
}
