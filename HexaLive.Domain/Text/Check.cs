namespace HexaLive.Domain.Text;

/// <summary>Checks of typed values that several entities share.</summary>
public static class Check
{
    /// <summary>First day that the model takes (imports bring old history).</summary>
    public static readonly DateOnly FirstDay = new(1990, 1, 1);

    /// <summary>Last day that the model takes.</summary>
    public static readonly DateOnly LastDay = new(2099, 12, 31);

    /// <summary>Trims; refuses empty text and text over <paramref name="most"/> characters.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.Required"/> or <see cref="RuleError.TooLong"/>.</exception>
    public static string Required(string? value, string field, int most)
    {
        var text = Optional(value, field, most);
        return text ?? throw new RuleException(RuleError.Required, field);
    }

    /// <summary>Trims, and turns blank into null; refuses text over <paramref name="most"/> characters.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.TooLong"/>.</exception>
    public static string? Optional(string? value, string field, int most)
    {
        if (string.IsNullOrWhiteSpace(value)) return null;
        var text = value.Trim();
        return text.Length <= most ? text : throw new RuleException(RuleError.TooLong, field, most);
    }

    /// <summary>Refuses days outside <see cref="FirstDay"/> to <see cref="LastDay"/>.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.DateRange"/>.</exception>
    public static DateOnly Day(DateOnly day) =>
        day >= FirstDay && day <= LastDay ? day : throw new RuleException(RuleError.DateRange, FirstDay, LastDay);

    /// <summary>Refuses minutes outside 1 to 1,440.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.MinutesRange"/>.</exception>
    public static int Minutes(int minutes) =>
        minutes is >= 1 and <= 1440 ? minutes : throw new RuleException(RuleError.MinutesRange);
}
