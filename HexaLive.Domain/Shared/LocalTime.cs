namespace HexaLive.Domain.Shared;

/// <summary>Conversions between UTC instants and local dates and times in a time zone (IANA names).</summary>
public static class LocalTime
{
    /// <summary>Returns the time zone with an IANA name.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.UnknownTimeZone"/> if there is no such time zone.</exception>
    public static TimeZoneInfo FindZone(string id) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : throw new RuleException(RuleError.UnknownTimeZone, id);

    /// <summary>Returns the local day at a UTC instant.</summary>
    public static DateOnly Day(DateTime utc, string zone) => DateOnly.FromDateTime(FromUtc(utc, zone));

    /// <summary>Returns the Monday of the week that contains a day.</summary>
    public static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    /// <summary>Returns the local date and time at a UTC instant.</summary>
    public static DateTime FromUtc(DateTime utc, string zone) =>
        TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), FindZone(zone));

    /// <summary>
    /// Returns the UTC instant of a local day and time, or of the start of the day if there is no time. A time that daylight saving
    /// skips becomes the first instant after the gap. A time that occurs twice becomes its first occurrence.
    /// </summary>
    public static DateTime ToUtc(DateOnly day, TimeOnly? time, string zone)
    {
        var info = FindZone(zone);
        var local = day.ToDateTime(time ?? TimeOnly.MinValue, DateTimeKind.Unspecified);
        if (info.IsInvalidTime(local))
        {
            // Gaps start and end on whole minutes. The longest known gap is one day, so the loop stays short.
            while (info.IsInvalidTime(local))
                local = local.AddMinutes(1);
        }
        if (info.IsAmbiguousTime(local))
            return DateTime.SpecifyKind(local - info.GetAmbiguousTimeOffsets(local).Max(), DateTimeKind.Utc);
        return TimeZoneInfo.ConvertTimeToUtc(local, info);
    }
}
