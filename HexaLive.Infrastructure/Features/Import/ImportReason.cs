using System.Globalization;
using HexaLive.Domain;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>
/// The reason why a file or row was not imported, independent of language: the key of a text and its arguments. The names of fields
/// are translated when the reason is displayed.
/// </summary>
public sealed record ImportReason(string Key, IReadOnlyList<string> Args)
{
    private const int MaxArgLength = 80;

    internal static ImportReason From(string key, IEnumerable<object> args) =>
        new(
            key,
            [
                .. args.Select(a =>
                    Shorten(
                        a is DateOnly day
                            ? day.ToString("O", CultureInfo.InvariantCulture)
                            : Convert.ToString(a, CultureInfo.InvariantCulture) ?? ""
                    )
                ),
            ]
        );

    /// <summary>Converts an exception to a reason.</summary>
    internal static ImportReason From(Exception e) =>
        e switch
        {
            ImportException import => import.Reason,
            RuleException rule => From($"Error_{rule.Error}", rule.Args),
            _ => From($"ImportError_{ImportError.Unexpected}", []),
        };

    private static string Shorten(string text) => text.Length <= MaxArgLength ? text : text[..MaxArgLength] + "…";
}
