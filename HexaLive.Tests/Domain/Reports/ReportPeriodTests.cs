using System.Globalization;
using HexaLive.Domain.Reports;
using Xunit;

namespace HexaLive.Tests.Domain.Reports;

/// <summary>Dates and periods in report definitions. Most tests take Sunday, 15 November 2026 as today.</summary>
public sealed class ReportPeriodTests
{
    private static readonly DateOnly Today = new(2026, 11, 15);

    [Theory]
    [InlineData("today", "2026-11-15", "2026-11-15")]
    [InlineData("yesterday", "2026-11-14", "2026-11-14")]
    [InlineData("tomorrow", "2026-11-16", "2026-11-16")]
    [InlineData("this-week", "2026-11-09", "2026-11-15")]
    [InlineData("last-week", "2026-11-02", "2026-11-08")]
    [InlineData("next-week", "2026-11-16", "2026-11-22")]
    [InlineData("this-month", "2026-11-01", "2026-11-30")]
    [InlineData("last-month", "2026-10-01", "2026-10-31")]
    [InlineData("next-month", "2026-12-01", "2026-12-31")]
    [InlineData("this-quarter", "2026-10-01", "2026-12-31")]
    [InlineData("last-quarter", "2026-07-01", "2026-09-30")]
    [InlineData("this-year", "2026-01-01", "2026-12-31")]
    [InlineData("last-year", "2025-01-01", "2025-12-31")]
    [InlineData("last-1-days", "2026-11-15", "2026-11-15")]
    [InlineData("last-7-days", "2026-11-09", "2026-11-15")]
    [InlineData("next-1-days", "2026-11-16", "2026-11-16")]
    [InlineData("next-30-days", "2026-11-16", "2026-12-15")]
    public void First_and_last_day_of_a_period_are_relative_to_today(string period, string first, string last) =>
        Assert.Equal((Day(first), Day(last)), ReportPeriod.Parse(period, Today));

    [Theory]
    [InlineData("2026-01-01", "last-month", "2025-12-01", "2025-12-31")]
    [InlineData("2026-12-31", "next-month", "2027-01-01", "2027-01-31")]
    [InlineData("2026-03-31", "this-quarter", "2026-01-01", "2026-03-31")]
    [InlineData("2026-04-01", "this-quarter", "2026-04-01", "2026-06-30")]
    [InlineData("2026-02-10", "last-quarter", "2025-10-01", "2025-12-31")]
    [InlineData("2028-02-29", "this-month", "2028-02-01", "2028-02-29")]
    [InlineData("2026-01-01", "this-week", "2025-12-29", "2026-01-04")]
    public void Period_is_correct_at_the_end_of_a_month_quarter_or_year(string today, string period, string first, string last) =>
        Assert.Equal((Day(first), Day(last)), ReportPeriod.Parse(period, Day(today)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Today")]
    [InlineData("next-year")]
    [InlineData("last-0-days")]
    [InlineData("last-days")]
    [InlineData("last--days")]
    [InlineData("last--7-days")]
    [InlineData("last-x-days")]
    [InlineData("last-36501-days")]
    [InlineData("past-7-days")]
    [InlineData("last-7-weeks")]
    [InlineData("last-30 days")]
    public void Parsing_an_unknown_period_returns_null(string? period)
    {
        Assert.Null(ReportPeriod.Parse(period, Today));
        Assert.Equal(0, ReportPeriod.CountDays(period));
    }

    [Theory]
    [InlineData("last-1-days", -1)]
    [InlineData("last-36500-days", -36_500)]
    [InlineData("next-12-days", 12)]
    public void Day_count_of_a_past_period_is_negative(string period, int days) => Assert.Equal(days, ReportPeriod.CountDays(period));

    [Fact]
    public void Every_named_period_is_parsed() => Assert.All(ReportPeriod.Names, name => Assert.NotNull(ReportPeriod.Parse(name, Today)));

    [Theory]
    [InlineData("today", "2026-11-15")]
    [InlineData("today-0", "2026-11-15")]
    [InlineData("today-7", "2026-11-08")]
    [InlineData("today+3", "2026-11-18")]
    [InlineData("today+36500", "2126-10-22")]
    [InlineData("2026-03-02", "2026-03-02")]
    public void Day_can_be_a_fixed_date_or_relative_to_today(string text, string day) =>
        Assert.Equal(Day(day), ReportPeriod.ParseDay(text, Today));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("todays")]
    [InlineData("today*3")]
    [InlineData("today+")]
    [InlineData("today+-3")]
    [InlineData("today+36501")]
    [InlineData("02/03/2026")]
    [InlineData("2026-3-2")]
    [InlineData("2026-02-30")]
    public void Parsing_an_unknown_day_returns_null(string? text) => Assert.Null(ReportPeriod.ParseDay(text, Today));

    [Theory]
    [InlineData(DayStep.Day, "2026-11-15", "2026-11-15")]
    [InlineData(DayStep.Week, "2026-11-09", "2026-11-15")]
    [InlineData(DayStep.Month, "2026-11-01", "2026-11-30")]
    [InlineData(DayStep.Quarter, "2026-10-01", "2026-12-31")]
    [InlineData(DayStep.Year, "2026-01-01", "2026-12-31")]
    public void Date_group_covers_the_whole_period_that_contains_the_day(DayStep step, string first, string last)
    {
        Assert.Equal(Day(first), ReportPeriod.StartOf(Today, step));
        Assert.Equal(Day(last), ReportPeriod.EndOf(Day(first), step));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 4)]
    [InlineData(6, 4)]
    [InlineData(9, 7)]
    [InlineData(12, 10)]
    public void Quarter_starts_in_January_April_July_or_October(int month, int start) =>
        Assert.Equal(new DateOnly(2026, start, 1), ReportPeriod.StartOf(new DateOnly(2026, month, 20), DayStep.Quarter));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
