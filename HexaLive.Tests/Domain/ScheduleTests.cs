using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Reports;
using Xunit;

namespace HexaLive.Tests.Domain;

/// <summary>When reports are sent next.</summary>
public sealed class ScheduleTests
{
    private static readonly WorkingCalendar Plain = WorkingCalendar.Usual;

    [Theory]
    // Madrid: summer time begins on 29 March 2026 at 02:00 and ends on 25 October at 03:00.
    [InlineData(ScheduleFrequency.Daily, "08:00", "2026-03-28T07:00:00Z", "2026-03-29T06:00:00Z")]
    [InlineData(ScheduleFrequency.Daily, "08:00", "2026-10-24T06:00:00Z", "2026-10-25T07:00:00Z")]
    // An hour that is skipped that day: the first instant after.
    [InlineData(ScheduleFrequency.Daily, "02:30", "2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z")]
    // One that comes twice: the first, and not again.
    [InlineData(ScheduleFrequency.Daily, "02:30", "2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z")]
    [InlineData(ScheduleFrequency.Daily, "02:30", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData(ScheduleFrequency.Weekly, "08:00", "2026-03-23T07:00:00Z", "2026-03-30T06:00:00Z")]
    // Within the same day, before and at its hour.
    [InlineData(ScheduleFrequency.Weekly, "08:00", "2026-03-02T06:59:59Z", "2026-03-02T07:00:00Z")]
    [InlineData(ScheduleFrequency.Weekly, "08:00", "2026-03-02T07:00:00Z", "2026-03-09T07:00:00Z")]
    // The 31st: each month's last day where it has fewer.
    [InlineData(ScheduleFrequency.Monthly, "08:00", "2026-01-31T07:00:00Z", "2026-02-28T07:00:00Z")]
    [InlineData(ScheduleFrequency.Monthly, "08:00", "2026-02-28T07:00:00Z", "2026-03-31T06:00:00Z")]
    [InlineData(ScheduleFrequency.Monthly, "08:00", "2028-01-31T07:00:00Z", "2028-02-29T07:00:00Z")]
    // 31 May 2026 is a Sunday.
    [InlineData(ScheduleFrequency.LastWorkingDay, "08:00", "2026-05-01T00:00:00Z", "2026-05-29T06:00:00Z")]
    public void The_next_time_is_the_hour_of_the_zone_on_the_next_day_that_counts(ScheduleFrequency frequency, string at, string after, string next) =>
        Assert.Equal(At(next), Schedule(frequency, at, Plain, At(after)).NextAt);

    [Fact]
    public void The_last_working_day_heeds_holidays()
    {
        // 30 and 31 December 2026 are a Wednesday and a Thursday.
        var holidays = new WorkingCalendar(WeekDays.MondayToFriday, [new(2026, 12, 30), new(2026, 12, 31), new(2026, 12, 25)]);
        var schedule = Schedule(ScheduleFrequency.LastWorkingDay, "08:00", holidays, At("2026-12-01T00:00:00Z"));
        Assert.Equal(At("2026-12-29T07:00:00Z"), schedule.NextAt);
        schedule.Sent(holidays, At("2026-12-29T07:00:10Z"));
        Assert.Equal(At("2027-01-29T07:00:00Z"), schedule.NextAt);
    }

    [Fact]
    public void The_last_working_day_is_one_of_the_owners_week()
    {
        // 29 May 2026 is a Friday.
        var schedule = Schedule(ScheduleFrequency.LastWorkingDay, "08:00", new WorkingCalendar(WeekDays.MondayToFriday & ~WeekDays.Friday, []), At("2026-05-01T00:00:00Z"));
        Assert.Equal(At("2026-05-28T06:00:00Z"), schedule.NextAt);
    }

    [Fact]
    public void What_was_missed_is_sent_once_and_a_stopped_one_stays_so()
    {
        var schedule = Schedule(ScheduleFrequency.Daily, "08:00", Plain, At("2026-03-02T00:00:00Z"));
        schedule.Sent(Plain, At("2026-03-09T12:00:00Z"));
        Assert.Equal(At("2026-03-10T07:00:00Z"), schedule.NextAt);

        schedule.Stop(ScheduleStop.ByHand);
        schedule.Sent(Plain, At("2026-03-10T12:00:00Z"));
        Assert.Null(schedule.NextAt);
        schedule.Start(Plain, At("2026-03-11T12:00:00Z"));
        Assert.Equal((At("2026-03-12T07:00:00Z"), null), (schedule.NextAt, schedule.Stopped));
    }

    [Fact]
    public void Nobody_left_stops_it_and_what_cannot_be_is_refused()
    {
        var schedule = Schedule(ScheduleFrequency.Daily, "08:00", Plain, At("2026-03-02T00:00:00Z"));
        schedule.Change(Fields(), [2, 3], Plain, At("2026-03-02T00:00:00Z"));
        schedule.Leave(2);
        Assert.Null(schedule.Stopped);
        Assert.Equal([3], schedule.Recipients.Select(r => r.PersonId));
        schedule.Leave(3);
        Assert.Equal((ScheduleStop.ByHand, null), (schedule.Stopped!.Value, schedule.NextAt));

        Refused(RuleError.Required, Fields(), []);
        Refused(RuleError.InvalidValue, Fields(), [.. Enumerable.Range(1, 51)]);
        Refused(RuleError.InvalidValue, Fields() with { DayOfMonth = 32 }, [2]);
        Refused(RuleError.UnknownTimeZone, Fields() with { TimeZone = "Europe/Nowhere" }, [2]);
        Refused(RuleError.InvalidValue, Fields() with { Frequency = (ScheduleFrequency)9 }, [2]);
        Refused(RuleError.InvalidValue, Fields() with { Format = (ReportFormat)9 }, [2]);

        void Refused(RuleError error, ScheduleFields fields, int[] people) => Assert.Equal(error, Assert.Throws<RuleException>(() => schedule.Change(fields, people, Plain, At("2026-03-02T00:00:00Z"))).Error);
    }

    private static ScheduleFields Fields(ScheduleFrequency frequency = ScheduleFrequency.Daily, string at = "08:00") =>
        new(frequency, DayOfWeek.Monday, 31, TimeOnly.Parse(at, CultureInfo.InvariantCulture), "Europe/Madrid", ReportFormat.Pdf, false);

    private static ReportSchedule Schedule(ScheduleFrequency frequency, string at, WorkingCalendar calendar, DateTime now) => new(1, 1, 1, Fields(frequency, at), [1], calendar, now);

    private static DateTime At(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture).UtcDateTime;
}
