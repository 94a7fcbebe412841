namespace HexaLive.Domain.Shared;

/// <summary>Validation of input values, shared by the entities.</summary>
public static class Check
{
    /// <summary>The first valid day, which is early because imported history can be old.</summary>
    public static readonly DateOnly FirstDay = new(1990, 1, 1);

    /// <summary>The last valid day.</summary>
    public static readonly DateOnly LastDay = new(2099, 12, 31);

    /// <summary>Trims the text. Refuses empty text, and text longer than <paramref name="max"/> characters.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.Required"/> or <see cref="RuleError.TooLong"/>.</exception>
    public static string Required(string? value, string field, int max)
    {
        var text = Optional(value, field, max);
        return text ?? throw new RuleException(RuleError.Required, field);
    }

    /// <summary>
    /// Trims the text and turns blank text into null. Refuses text longer than <paramref name="max"/> characters.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.TooLong"/>.</exception>
    public static string? Optional(string? value, string field, int max)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        var text = value.Trim();
        return text.Length <= max ? text : throw new RuleException(RuleError.TooLong, field, max);
    }

    /// <summary>Refuses a value that its enum does not define.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.InvalidValue"/>.</exception>
    public static T Defined<T>(T value, string field)
        where T : struct, Enum => Enum.IsDefined(value) ? value : throw new RuleException(RuleError.InvalidValue, field);

    /// <inheritdoc cref="Defined{T}(T, string)"/>
    public static T? Defined<T>(T? value, string field)
        where T : struct, Enum => value is { } given ? Defined(given, field) : null;

    /// <summary>Refuses days outside <see cref="FirstDay"/> to <see cref="LastDay"/>.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.DateRange"/>.</exception>
    public static DateOnly Day(DateOnly day) =>
        day >= FirstDay && day <= LastDay ? day : throw new RuleException(RuleError.DateRange, FirstDay, LastDay);

    /// <summary>Refuses instants (UTC) outside the days from <see cref="FirstDay"/> to <see cref="LastDay"/>.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.DateRange"/>.</exception>
    public static DateTime Instant(DateTime utc)
    {
        Day(DateOnly.FromDateTime(utc));
        return utc;
    }

    /// <summary>Refuses minutes outside 1 to 1,440.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.MinutesRange"/>.</exception>
    public static int Minutes(int minutes) => minutes is >= 1 and <= 1440 ? minutes : throw new RuleException(RuleError.MinutesRange);
}
