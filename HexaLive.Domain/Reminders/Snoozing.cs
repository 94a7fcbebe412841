using HexaLive.Domain.Calendar;

namespace HexaLive.Domain.Reminders;

/// <summary>For how long people put a reminder off in one click.</summary>
public enum SnoozeChoice { Hour = 0, Afternoon = 1, Tomorrow = 2, Monday = 3 }

/// <summary>When a reminder that was put off comes back.</summary>
public static class Snoozing
{
    private static readonly TimeOnly Morning = new(9, 0);
    private static readonly TimeOnly Afternoon = new(16, 0);

    /// <summary>The UTC instant of a choice made at <paramref name="now"/> by somebody in a zone; null where it is past (this afternoon, in the evening).</summary>
    public static DateTime? Until(SnoozeChoice choice, DateTime now, string zone)
    {
        var today = LocalTime.Day(now, zone);
        return choice switch
        {
            SnoozeChoice.Hour => now.AddHours(1),
            SnoozeChoice.Afternoon => LocalTime.ToUtc(today, Afternoon, zone) is var at && at > now.AddMinutes(30) ? at : null,
            SnoozeChoice.Tomorrow => LocalTime.ToUtc(today.AddDays(1), Morning, zone),
            SnoozeChoice.Monday => LocalTime.ToUtc(LocalTime.Monday(today).AddDays(7), Morning, zone),
            _ => throw new RuleException(RuleError.InvalidValue, nameof(SnoozeChoice)),
        };
    }
}
