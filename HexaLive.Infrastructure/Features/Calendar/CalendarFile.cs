using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;

namespace HexaLive.Infrastructure.Features.Calendar;

/// <summary>Next actions as an iCalendar file (RFC 5545). The same next actions give the same file, whenever it is written.</summary>
public static class CalendarFile
{
    /// <summary>Minutes that a next action at an hour takes up.</summary>
    public const int Minutes = 30;

    /// <summary>Writes it. With an hour they stand in UTC, whatever the zone of whoever looks; without one on their day, wherever that is. <paramref name="describe"/> gives the link of a task and the words that lead to it.</summary>
    public static string Write(string name, IEnumerable<CalendarEntry> entries, Func<CalendarEntry, (Uri Link, string Words)> describe)
    {
        var calendar = new Ical.Net.Calendar { ProductId = "-//HexaLive//HexaLive//EN", Method = "PUBLISH" };
        calendar.AddProperty("X-WR-CALNAME", name);
        calendar.AddProperty("X-PUBLISHED-TTL", "PT15M");
        calendar.Events.AddRange(entries.Select(e => Event(e, describe(e))));
        return new CalendarSerializer().SerializeToString(calendar)!;
    }

    private static CalendarEvent Event(CalendarEntry entry, (Uri Link, string Words) about)
    {
        var (start, end) = entry.Time is null
            ? (new CalDateTime(entry.Date), new CalDateTime(entry.Date.AddDays(1)))
            : (Instant(entry.DueAt), Instant(entry.DueAt.AddMinutes(Minutes)));
        return new CalendarEvent
        {
            Uid = $"task-{entry.TaskId}@hexalive",
            // Calendars take what has the higher number; a task's version rises with every change of it.
            Sequence = entry.Version,
            DtStamp = Instant(entry.SetAt),
            LastModified = Instant(entry.SetAt),
            Start = start,
            End = end,
            Summary = $"{entry.Client} · {entry.Title}",
            Description = $"{(entry.Note is null ? "" : $"{entry.Note}\n\n")}{about.Words} {about.Link}",
            Url = about.Link,
            // A promise of the day keeps nobody from being asked for an hour of it.
            Transparency = entry.Time is null ? TransparencyType.Transparent : TransparencyType.Opaque,
        };
    }

    private static CalDateTime Instant(DateTime utc) => new(new DateTime(utc.Year, utc.Month, utc.Day, utc.Hour, utc.Minute, utc.Second, DateTimeKind.Utc), "UTC");
}
