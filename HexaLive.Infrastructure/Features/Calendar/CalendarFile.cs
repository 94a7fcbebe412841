using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Reporting;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;

namespace HexaLive.Infrastructure.Features.Calendar;

/// <summary>Writes next actions as an iCalendar file (RFC 5545). The same next actions always give the same file.</summary>
public static class CalendarFile
{
    /// <summary>Duration of a timed next action in the calendar, in minutes.</summary>
    public const int DefaultMinutes = 30;

    /// <summary>
    /// Writes the calendar. Timed next actions are in UTC; the others are all-day events on their local date.
    /// <paramref name="describe"/> returns the link to a task and the text before the link.
    /// </summary>
    public static string Write(string name, IEnumerable<CalendarEntry> entries, Func<CalendarEntry, (Uri Link, string Words)> describe)
    {
        var calendar = new Ical.Net.Calendar { ProductId = "-//HexaLive//HexaLive//EN", Method = "PUBLISH" };
        calendar.AddProperty("X-WR-CALNAME", name);
        calendar.AddProperty("X-PUBLISHED-TTL", "PT15M");
        calendar.Events.AddRange(entries.Select(e => CreateEvent(e, describe(e))));
        return new CalendarSerializer().SerializeToString(calendar)!;
    }

    private static CalendarEvent CreateEvent(CalendarEntry entry, (Uri Link, string Words) about)
    {
        var (start, end) = entry.Time is null
            ? (new CalDateTime(entry.Date), new CalDateTime(entry.Date.AddDays(1)))
            : (ToCalendarTime(entry.DueAt), ToCalendarTime(entry.DueAt.AddMinutes(DefaultMinutes)));
        return new CalendarEvent
        {
            Uid = $"task-{entry.TaskId}@hexalive",
            // Calendar programs keep the event with the highest sequence number. Use the version of the task, because every change
            // increments it.
            Sequence = entry.Version,
            DtStamp = ToCalendarTime(entry.SetAt),
            LastModified = ToCalendarTime(entry.SetAt),
            Start = start,
            End = end,
            Summary = $"{entry.Client} · {entry.Title}",
            Description = $"{(entry.Note is null ? "" : $"{entry.Note}\n\n")}{about.Words} {about.Link}",
            Url = about.Link,
            // All-day events are marked free, so they don't block the day.
            Transparency = entry.Time is null ? TransparencyType.Transparent : TransparencyType.Opaque,
        };
    }

    private static CalDateTime ToCalendarTime(DateTime utc) =>
        new(new DateTime(utc.Year, utc.Month, utc.Day, utc.Hour, utc.Minute, utc.Second, DateTimeKind.Utc), "UTC");
}
