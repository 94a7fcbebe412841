using HexaLive.Domain;
using HexaLive.Domain.Holidays;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Holidays;

/// <summary>Copying holidays to another year, and the working week.</summary>
public sealed class HolidayRuleTests
{
    [Fact]
    public void Last_years_holidays_are_copied_except_existing_ones_and_29_February()
    {
        Holiday[] known =
        [
            Day(2028, 1, 6, null),
            Day(2028, 2, 29, null),
            Day(2028, 5, 1, null),
            Day(2028, 5, 1, 4),
            Day(2027, 12, 25, null),
            Day(2029, 5, 1, null),
        ];

        var copies = Holiday.CopyToYear(2029, known, By);

        Assert.Equal([(new DateOnly(2029, 1, 6), null), (new DateOnly(2029, 5, 1), 4)], copies.Select(h => (h.Day, h.TeamId)));
        var row = Assert.Single(copies.SelectMany(h => h.DrainActivity()));
        Assert.Equal(("2029", 2), (row.To, row.Count));
    }

    [Fact]
    public void Nothing_is_recorded_if_no_holiday_is_copied() => Assert.Empty(Holiday.CopyToYear(2029, [Day(2029, 5, 1, null)], By));

    [Fact]
    public void Activity_row_of_a_deleted_holiday_contains_its_date()
    {
        var row = Assert.Single(Day(2028, 5, 1, null).CaptureActivity(h => h.RecordDeleted(By)));

        Assert.Equal(("2028-05-01 Fiesta", null), (row.From, row.To));
    }

    [Fact]
    public void Working_week_can_include_all_seven_days()
    {
        var everyDay = WorkingWeek.Days.Aggregate(WeekDays.None, (days, day) => days | WorkingWeek.ToFlag(day));

        Assert.Equal(everyDay, new CompanyWeek(everyDay, By).Days);
        Assert.All(WorkingWeek.Days, d => Assert.True(everyDay.Includes(d)));
    }

    [Fact]
    public void Error_about_an_invalid_working_week_contains_the_field_name()
    {
        Assert.Equal(["WorkingDays"], AssertRefused(RuleError.Required, () => new CompanyWeek().Change(WeekDays.None, By)));
        Assert.Equal(["WorkingDays"], AssertRefused(RuleError.InvalidValue, () => new CompanyWeek().Change((WeekDays)128, By)));
    }

    private static Holiday Day(int year, int month, int day, int? team) => new(new DateOnly(year, month, day), "Fiesta", team, By);
}
