using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Reminders;

/// <summary>The one-click choices for snoozing a reminder.</summary>
public enum SnoozeChoice
{
    Hour = 0,
    Afternoon = 1,
    Tomorrow = 2,
    Monday = 3,
}

/// <summary>Calculates when a snoozed reminder comes back.</summary>
public static class SnoozeTimes
{
    private static readonly TimeOnly Morning = new(9, 0);
    private static readonly TimeOnly Afternoon = new(16, 0);

    /// <summary>
    /// Returns the UTC instant at which a reminder that is snoozed at <paramref name="now"/> comes back, calculated in a time zone.
    /// <see cref="SnoozeChoice.Afternoon"/> means 16:00; returns null for this choice at or after 15:30.
    /// </summary>
    public static DateTime? GetEnd(SnoozeChoice choice, DateTime now, string zone)
    {
        var today = LocalTime.Day(now, zone);
        return choice switch
        {
            SnoozeChoice.Hour => now.AddHours(1),
            SnoozeChoice.Afternoon => LocalTime.ToUtc(today, Afternoon, zone) is var at && at > now.AddMinutes(30) ? at : null,
            SnoozeChoice.Tomorrow => LocalTime.ToUtc(today.AddDays(1), Morning, zone),
            SnoozeChoice.Monday => LocalTime.ToUtc(LocalTime.MondayOf(today).AddDays(7), Morning, zone),
            _ => throw new RuleException(RuleError.InvalidValue, nameof(SnoozeChoice)),
        };
    }
}
