using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.Reports;
using Xunit;

namespace HexaLive.Tests.Domain.Reports;

/// <summary>The next sending time of a report schedule.</summary>
public sealed class ScheduleRuleTests
{
    private static readonly WorkingCalendar Plain = WorkingCalendar.Default;

    [Theory]
    // In Madrid, summer time begins on 29 March 2026 at 02:00 and ends on 25 October at 03:00.
    [InlineData(ScheduleFrequency.Daily, "08:00", "2026-03-28T07:00:00Z", "2026-03-29T06:00:00Z")]
    [InlineData(ScheduleFrequency.Daily, "08:00", "2026-10-24T06:00:00Z", "2026-10-25T07:00:00Z")]
    // On this day the clock skips 02:30, so the report is sent at the first instant after the skipped hour.
    [InlineData(ScheduleFrequency.Daily, "02:30", "2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z")]
    // On this day 02:30 occurs twice, and the report is sent only the first time.
    [InlineData(ScheduleFrequency.Daily, "02:30", "2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z")]
    [InlineData(ScheduleFrequency.Daily, "02:30", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData(ScheduleFrequency.Weekly, "08:00", "2026-03-23T07:00:00Z", "2026-03-30T06:00:00Z")]
    // On the scheduled weekday, the report is sent the same day if the hour is still to come, and otherwise a week later.
    [InlineData(ScheduleFrequency.Weekly, "08:00", "2026-03-02T06:59:59Z", "2026-03-02T07:00:00Z")]
    [InlineData(ScheduleFrequency.Weekly, "08:00", "2026-03-02T07:00:00Z", "2026-03-09T07:00:00Z")]
    // In a month without day 31, the report is sent on the last day.
    [InlineData(ScheduleFrequency.Monthly, "08:00", "2026-01-31T07:00:00Z", "2026-02-28T07:00:00Z")]
    [InlineData(ScheduleFrequency.Monthly, "08:00", "2026-02-28T07:00:00Z", "2026-03-31T06:00:00Z")]
    [InlineData(ScheduleFrequency.Monthly, "08:00", "2028-01-31T07:00:00Z", "2028-02-29T07:00:00Z")]
    // 31 May 2026 is a Sunday, so the last working day is Friday 29.
    [InlineData(ScheduleFrequency.LastWorkingDay, "08:00", "2026-05-01T00:00:00Z", "2026-05-29T06:00:00Z")]
    public void Next_report_is_sent_at_the_local_hour_on_the_next_matching_day(
        ScheduleFrequency frequency,
        string at,
        string after,
        string next
    ) => Assert.Equal(ParseUtc(next), Schedule(frequency, at, Plain, ParseUtc(after)).NextAt);

    [Fact]
    public void Last_working_day_schedule_skips_holidays()
    {
        // 30 and 31 December 2026 are a Wednesday and a Thursday, so the last working day is Tuesday 29.
        var holidays = new WorkingCalendar(WeekDays.MondayToFriday, [new(2026, 12, 30), new(2026, 12, 31), new(2026, 12, 25)]);
        var schedule = Schedule(ScheduleFrequency.LastWorkingDay, "08:00", holidays, ParseUtc("2026-12-01T00:00:00Z"));
        Assert.Equal(ParseUtc("2026-12-29T07:00:00Z"), schedule.NextAt);
        schedule.MarkSent(holidays, ParseUtc("2026-12-29T07:00:10Z"));
        Assert.Equal(ParseUtc("2027-01-29T07:00:00Z"), schedule.NextAt);
    }

    [Fact]
    public void Last_working_day_schedule_follows_the_owners_working_week()
    {
        // 29 May 2026 is a Friday. In this working week, Fridays are days off.
        var schedule = Schedule(
            ScheduleFrequency.LastWorkingDay,
            "08:00",
            new WorkingCalendar(WeekDays.MondayToFriday & ~WeekDays.Friday, []),
            ParseUtc("2026-05-01T00:00:00Z")
        );
        Assert.Equal(ParseUtc("2026-05-28T06:00:00Z"), schedule.NextAt);
    }

    [Fact]
    public void Schedule_skips_missed_days_and_has_no_next_time_while_it_is_stopped()
    {
        var schedule = Schedule(ScheduleFrequency.Daily, "08:00", Plain, ParseUtc("2026-03-02T00:00:00Z"));
        schedule.MarkSent(Plain, ParseUtc("2026-03-09T12:00:00Z"));
        Assert.Equal(ParseUtc("2026-03-10T07:00:00Z"), schedule.NextAt);

        schedule.Stop(ScheduleStop.ByHand);
        schedule.MarkSent(Plain, ParseUtc("2026-03-10T12:00:00Z"));
        Assert.Null(schedule.NextAt);
        schedule.Start(Plain, ParseUtc("2026-03-11T12:00:00Z"));
        Assert.Equal((ParseUtc("2026-03-12T07:00:00Z"), null), (schedule.NextAt, schedule.Stopped));
    }

    [Fact]
    public void Schedule_stops_without_recipients_and_rejects_invalid_fields()
    {
        var schedule = Schedule(ScheduleFrequency.Daily, "08:00", Plain, ParseUtc("2026-03-02T00:00:00Z"));
        schedule.Change(CreateFields(), [2, 3], Plain, ParseUtc("2026-03-02T00:00:00Z"));
        schedule.RemoveRecipient(2);
        Assert.Null(schedule.Stopped);
        Assert.Equal([3], schedule.Recipients.Select(r => r.PersonId));
        schedule.RemoveRecipient(3);
        Assert.Equal((ScheduleStop.ByHand, null), (schedule.Stopped!.Value, schedule.NextAt));

        AssertRefused(RuleError.Required, CreateFields(), []);
        AssertRefused(RuleError.InvalidValue, CreateFields(), [.. Enumerable.Range(1, 51)]);
        AssertRefused(RuleError.InvalidValue, CreateFields() with { DayOfMonth = 32 }, [2]);
        AssertRefused(RuleError.UnknownTimeZone, CreateFields() with { TimeZone = "Europe/Nowhere" }, [2]);
        AssertRefused(RuleError.InvalidValue, CreateFields() with { Frequency = (ScheduleFrequency)9 }, [2]);
        AssertRefused(RuleError.InvalidValue, CreateFields() with { Format = (ReportFormat)9 }, [2]);

        void AssertRefused(RuleError error, ScheduleFields fields, int[] people) =>
            Assert.Equal(
                error,
                Assert.Throws<RuleException>(() => schedule.Change(fields, people, Plain, ParseUtc("2026-03-02T00:00:00Z"))).Error
            );
    }

    [Fact]
    public void Refused_change_leaves_the_schedule_as_it_was()
    {
        var schedule = Schedule(ScheduleFrequency.Daily, "08:00", Plain, ParseUtc("2026-03-02T00:00:00Z"));

        Assert.Throws<RuleException>(() =>
            schedule.Change(CreateFields(at: "09:00") with { TimeZone = "Europe/Nowhere" }, [2], Plain, ParseUtc("2026-03-02T00:00:00Z"))
        );

        Assert.Equal(("Europe/Madrid", new TimeOnly(8, 0), 1), (schedule.TimeZone, schedule.At, schedule.Recipients.Single().PersonId));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(31, 50)]
    public void Schedule_can_have_a_day_from_1_to_31_and_up_to_50_recipients(int day, int people)
    {
        var schedule = Schedule(ScheduleFrequency.Daily, "08:00", Plain, ParseUtc("2026-03-02T00:00:00Z"));
        var recipients = Enumerable.Range(1, people).ToArray();

        schedule.Change(CreateFields() with { DayOfMonth = day }, [.. recipients, 1], Plain, ParseUtc("2026-03-02T00:00:00Z"));

        Assert.Equal(day, schedule.DayOfMonth);
        Assert.Equal(recipients, schedule.Recipients.Select(r => r.PersonId));
    }

    [Fact]
    public void Recipient_who_remains_keeps_the_same_row_when_others_are_added()
    {
        var schedule = Schedule(ScheduleFrequency.Daily, "08:00", Plain, ParseUtc("2026-03-02T00:00:00Z"));
        var stays = schedule.Recipients.Single();

        schedule.Change(CreateFields(), [2, 1], Plain, ParseUtc("2026-03-02T00:00:00Z"));

        Assert.Equal([1, 2], schedule.Recipients.Select(r => r.PersonId));
        Assert.Same(stays, schedule.Recipients.First());
    }

    [Fact]
    public void Deleted_schedule_sends_no_more_reports()
    {
        var schedule = Schedule(ScheduleFrequency.Daily, "08:00", Plain, ParseUtc("2026-03-02T00:00:00Z"));

        schedule.Delete(ParseUtc("2026-03-03T00:00:00Z"));
        schedule.MarkSent(Plain, ParseUtc("2026-03-03T07:00:00Z"));

        Assert.Equal((ParseUtc("2026-03-03T00:00:00Z"), null), (schedule.DeletedAt, schedule.NextAt));
    }

    private static ScheduleFields CreateFields(ScheduleFrequency frequency = ScheduleFrequency.Daily, string at = "08:00") =>
        new(frequency, DayOfWeek.Monday, 31, TimeOnly.Parse(at, CultureInfo.InvariantCulture), "Europe/Madrid", ReportFormat.Pdf, false);

    private static ReportSchedule Schedule(ScheduleFrequency frequency, string at, WorkingCalendar calendar, DateTime now) =>
        new(1, 1, 1, CreateFields(frequency, at), [1], calendar, now);

    private static DateTime ParseUtc(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture).UtcDateTime;
}
