using System.Collections.Frozen;
using HexaLive.Domain.Shared;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>Recognises the Spanish and English headings of columns.</summary>
public static class ImportHeadings
{
    private static readonly FrozenSet<string> HourWords = FrozenSet.Create("h", "hs", "hr", "hrs", "hour", "hours", "hora", "horas");
    private static readonly FrozenSet<string> MinuteWords = FrozenSet.Create("m", "min", "mins", "minute", "minutes", "minuto", "minutos");
    private static readonly FrozenSet<string> UnitWords = [.. HourWords, .. MinuteWords, "in", "en", "de", "of"];

    // The kinds in order of preference. If two kinds match equally well, the first kind is chosen.
    private static readonly ImportKind[] PreferredKinds =
    [
        ImportKind.Clients,
        ImportKind.Projects,
        ImportKind.Tasks,
        ImportKind.People,
        ImportKind.Dedications,
    ];

    private static readonly FrozenDictionary<ImportKind, FrozenDictionary<string, ImportField>> FieldsByHeading =
        KnownHeadings.ByKind.ToFrozenDictionary(
            kind => kind.Key,
            kind =>
                kind.Value.SelectMany(f => f.Headings.Select(heading => (Heading: heading, f.Field)))
                    .DistinctBy(x => x.Heading)
                    .ToFrozenDictionary(x => x.Heading, x => x.Field)
        );

    /// <summary>
    /// Returns the field of each column according to its heading (ignoring case, accents and punctuation), or null. A field is
    /// assigned to one column at most.
    /// </summary>
    public static ImportField?[] Match(ImportKind kind, IReadOnlyList<string> headings)
    {
        var matched = new HashSet<ImportField>();
        return [.. headings.Select(h => FieldOf(kind, Normalize(h)) is { } field && matched.Add(field) ? field : (ImportField?)null)];
    }

    /// <summary>
    /// Returns the unit named in the heading of a duration ("Horas estimadas", "Duration (min)"); null if the heading contains no
    /// unit or both units.
    /// </summary>
    public static DurationUnit? UnitOf(string heading)
    {
        var words = Normalize(heading).Split(' ');
        return (words.Any(HourWords.Contains), words.Any(MinuteWords.Contains)) switch
        {
            (true, false) => DurationUnit.Hours,
            (false, true) => DurationUnit.Minutes,
            _ => null,
        };
    }

    /// <summary>
    /// Returns the kind whose fields match the most headings. Prefers kinds for which all required fields have a heading.
    /// </summary>
    public static ImportKind GuessKind(IReadOnlyList<string> headings) =>
        PreferredKinds.MaxBy(kind =>
        {
            var matched = Match(kind, headings).OfType<ImportField>().ToList();
            return ImportFields.MissingFields(kind, matched).Any() ? matched.Count - 100 : matched.Count;
        });

    /// <summary>
    /// Returns the normalised form of a heading for comparisons: only letters and digits, in lower case, without accents.
    /// </summary>
    internal static string Normalize(string heading)
    {
        var letters = SearchText.Normalize(heading).Select(c => char.IsLetterOrDigit(c) ? c : ' ').ToArray();
        return string.Join(' ', new string(letters).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    // Match the headings of durations with and without their unit.
    private static ImportField? FieldOf(ImportKind kind, string heading)
    {
        if (FieldsByHeading[kind].TryGetValue(heading, out var field))
            return field;
        var withoutUnit = string.Join(' ', heading.Split(' ').Where(word => !UnitWords.Contains(word)));
        return FieldsByHeading[kind].TryGetValue(withoutUnit, out field) && ImportFields.IsDuration(field) && UnitOf(heading) is not null
            ? field
            : null;
    }
}
