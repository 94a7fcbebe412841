using HexaLive.Domain.Calendar;
using HexaLive.Domain.Mail;
using HexaLive.Domain.Reminders;
using Xunit;

namespace HexaLive.Tests.Domain;

/// <summary>Working days, forwards and backwards, and when what is put off or failed comes again. Monday 9 March 2026 is a holiday.</summary>
public sealed class CalendarTests
{
    private static readonly WorkingCalendar Calendar = new([new DateOnly(2026, 3, 9)]);

    [Theory]
    [InlineData(6, 6, 0)]
    [InlineData(6, 9, 0)]
    [InlineData(6, 10, 1)]
    [InlineData(5, 13, 5)]
    [InlineData(13, 5, 0)]
    public void Between_counts_the_days_worked_after_the_first_with_the_last(int from, int to, int days) =>
        Assert.Equal(days, Calendar.Between(new DateOnly(2026, 3, from), new DateOnly(2026, 3, to)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Whoever_was_last_heard_of_on_the_day_before_is_silent_for_so_many_working_days_and_on_the_next_not_yet(int days)
    {
        var today = new DateOnly(2026, 3, 11);
        var cutoff = Calendar.Before(today, days);
        Assert.Equal(days, Calendar.Between(cutoff, today));
        if (days > 0) Assert.Equal(days - 1, Calendar.Between(cutoff.AddDays(1), today));
    }

    [Theory]
    [InlineData(SnoozeChoice.Hour, "2026-03-06T09:00:00Z", "2026-03-06T10:00:00Z")]
    [InlineData(SnoozeChoice.Afternoon, "2026-03-06T09:00:00Z", "2026-03-06T15:00:00Z")]
    [InlineData(SnoozeChoice.Afternoon, "2026-03-06T14:45:00Z", null)]
    [InlineData(SnoozeChoice.Tomorrow, "2026-03-28T09:00:00Z", "2026-03-29T07:00:00Z")]
    [InlineData(SnoozeChoice.Monday, "2026-03-06T09:00:00Z", "2026-03-09T08:00:00Z")]
    [InlineData(SnoozeChoice.Monday, "2026-03-02T09:00:00Z", "2026-03-09T08:00:00Z")]
    public void What_is_put_off_comes_back_at_an_hour_of_the_persons_zone_also_over_a_change_of_the_clock(SnoozeChoice choice, string now, string? until) =>
        Assert.Equal(until is null ? null : Utc(until), Snoozing.Until(choice, Utc(now), "Europe/Madrid"));

    [Fact]
    public void A_mail_that_failed_waits_longer_each_time_and_one_that_is_refused_is_not_tried_again()
    {
        var now = Utc("2026-03-06T09:00:00Z");
        var refused = new OutgoingMail(1, now);
        refused.Fail("550", forGood: true, now);
        Assert.Equal((MailState.Failed, now), (refused.State, refused.EndedAt!.Value));
        refused.Retry(now.AddHours(1));
        Assert.Equal((MailState.Waiting, 0, now.AddHours(1)), (refused.State, refused.Attempts, refused.NextAttemptAt));
    }

    private static DateTime Utc(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime;
}
