using HexaLive.Domain;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.Mail;
using HexaLive.Domain.People;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Teams;
using Xunit;

namespace HexaLive.Tests.Domain.Holidays;

/// <summary>
/// Working-day arithmetic forwards and backwards, the teams above a team, the end of a snooze, and the retries of failed e-mails. Monday
/// 9 March 2026 is a holiday.
/// </summary>
public sealed class WorkingCalendarTests
{
    private static readonly WorkingCalendar Calendar = new(WeekDays.MondayToFriday, [new DateOnly(2026, 3, 9)]);

    [Theory]
    [InlineData(6, 6, 0)]
    [InlineData(6, 9, 0)]
    [InlineData(6, 10, 1)]
    [InlineData(5, 13, 5)]
    [InlineData(13, 5, 0)]
    public void Working_days_are_counted_from_the_day_after_the_start(int from, int to, int days) =>
        Assert.Equal(days, Calendar.CountWorkingDays(new DateOnly(2026, 3, from), new DateOnly(2026, 3, to)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Subtracting_working_days_is_the_reverse_of_counting_them(int days)
    {
        var today = new DateOnly(2026, 3, 11);
        var cutoff = Calendar.SubtractWorkingDays(today, days);
        Assert.Equal(days, Calendar.CountWorkingDays(cutoff, today));
        if (days > 0)
            Assert.Equal(days - 1, Calendar.CountWorkingDays(cutoff.AddDays(1), today));
    }

    // Each case covers Thursday 5 March 2026 and the ten days after it. Monday 9 is a holiday.
    [Theory]
    [InlineData(
        WeekDays.Sunday | WeekDays.Monday | WeekDays.Tuesday | WeekDays.Wednesday | WeekDays.Thursday,
        new[] { 5, 8, 10, 11, 12, 15 }
    )]
    [InlineData(WeekDays.MondayToFriday & ~WeekDays.Friday, new[] { 5, 10, 11, 12 })]
    [InlineData(WeekDays.MondayToFriday | WeekDays.Saturday, new[] { 5, 6, 7, 10, 11, 12, 13, 14 })]
    [InlineData(WeekDays.Monday | WeekDays.Sunday, new[] { 8, 15 })]
    public void Working_day_calculations_follow_a_custom_working_week(WeekDays week, int[] worked)
    {
        var calendar = new WorkingCalendar(week, [new DateOnly(2026, 3, 9)]);
        Assert.Equal(worked, Enumerable.Range(5, 11).Where(d => calendar.IsWorkingDay(Day(d))));
        for (var i = 0; i < worked.Length; i++)
        {
            Assert.Equal(Day(worked[i]), calendar.AddWorkingDays(Day(worked[0]), i));
            Assert.Equal(i, calendar.CountWorkingDays(Day(worked[0]), Day(worked[i])));
            Assert.Equal(i, calendar.CountWorkingDays(calendar.SubtractWorkingDays(Day(worked[^1]), i), Day(worked[^1])));
        }

        static DateOnly Day(int day) => new(2026, 3, day);
    }

    [Fact]
    public void Working_week_needs_at_least_one_valid_day()
    {
        var actor = new Actor(1, ParseUtc("2026-03-02T09:00:00Z"));
        var fields = new PersonFields("Ana", null, PersonRole.Representative, WorkingWeek: WeekDays.Sunday);
        var person = new Person(fields, actor);
        Action<WeekDays>[] takers =
        [
            w => _ = new WorkingCalendar(w, []),
            w => new CompanyWeek().Change(w, actor),
            w => _ = new CompanyWeek(w, actor),
            w => person.Edit(fields with { WorkingWeek = w }, actor),
        ];
        foreach (var take in takers)
        {
            Assert.Equal(RuleError.Required, Assert.Throws<RuleException>(() => take(WeekDays.None)).Error);
            Assert.Equal(RuleError.InvalidValue, Assert.Throws<RuleException>(() => take((WeekDays)128)).Error);
            Assert.Equal(RuleError.InvalidValue, Assert.Throws<RuleException>(() => take((WeekDays)(-1))).Error);
        }
        Assert.Equal(WeekDays.Sunday, person.WorkingWeek);
        person.Edit(fields with { WorkingWeek = null }, actor);
        Assert.Null(person.WorkingWeek);
        Assert.Equal(WeekDays.MondayToFriday, new CompanyWeek().Days);
        Assert.Equal(
            [WeekDays.Monday, WeekDays.Tuesday, WeekDays.Wednesday, WeekDays.Thursday, WeekDays.Friday, WeekDays.Saturday, WeekDays.Sunday],
            WorkingWeek.Days.Select(WorkingWeek.ToFlag)
        );
    }

    [Fact]
    public void Ancestors_of_a_team_are_listed_from_the_team_upwards_even_in_a_cycle()
    {
        var parents = new Dictionary<int, int?>
        {
            [1] = null,
            [2] = 1,
            [3] = 2,
            [4] = 1,
            [5] = 6,
            [6] = 5,
        };
        Assert.Equal([3, 2, 1], TeamTree.GetAncestors(3, parents));
        Assert.Equal([1], TeamTree.GetAncestors(1, parents));
        Assert.Equal([5, 6], TeamTree.GetAncestors(5, parents));
        Assert.Empty(TeamTree.GetAncestors(null, parents));
    }

    [Theory]
    [InlineData(SnoozeChoice.Hour, "2026-03-06T09:00:00Z", "2026-03-06T10:00:00Z")]
    [InlineData(SnoozeChoice.Afternoon, "2026-03-06T09:00:00Z", "2026-03-06T15:00:00Z")]
    [InlineData(SnoozeChoice.Afternoon, "2026-03-06T14:45:00Z", null)]
    [InlineData(SnoozeChoice.Tomorrow, "2026-03-28T09:00:00Z", "2026-03-29T07:00:00Z")]
    [InlineData(SnoozeChoice.Monday, "2026-03-06T09:00:00Z", "2026-03-09T08:00:00Z")]
    [InlineData(SnoozeChoice.Monday, "2026-03-02T09:00:00Z", "2026-03-09T08:00:00Z")]
    public void Snooze_ends_at_the_right_local_hour_across_clock_changes(SnoozeChoice choice, string now, string? until) =>
        Assert.Equal(until is null ? null : ParseUtc(until), SnoozeTimes.GetEnd(choice, ParseUtc(now), "Europe/Madrid"));

    [Fact]
    public void Mail_refused_permanently_fails_at_once_and_can_be_retried()
    {
        var now = ParseUtc("2026-03-06T09:00:00Z");
        var refused = new OutgoingMail(1, now);
        refused.Fail("550", isPermanent: true, now);
        Assert.Equal((MailState.Failed, now), (refused.State, refused.EndedAt!.Value));
        OutgoingMail.Retry([refused], new Actor(1, now.AddHours(1)));
        Assert.Equal((MailState.Waiting, 0, now.AddHours(1)), (refused.State, refused.Attempts, refused.NextAttemptAt));
    }

    private static DateTime ParseUtc(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime;
}
