using HexaLive.Domain;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Shared;

/// <summary>The limits of texts, days, instants and minutes, and the errors outside them.</summary>
public sealed class CheckTests
{
    [Fact]
    public void Text_is_trimmed_before_its_length_is_checked()
    {
        Assert.Equal("abc", Check.Required("  abc\n", "Name", 3));
        Assert.Equal("abc", Check.Optional("  abc\n", "Name", 3));

        Assert.Equal(["Name", 3], AssertRefused(RuleError.TooLong, () => Check.Required("abcd", "Name", 3)));
        Assert.Equal(["Name", 3], AssertRefused(RuleError.TooLong, () => Check.Optional("abcd", "Name", 3)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t ")]
    public void Blank_text_counts_as_missing(string? text)
    {
        Assert.Null(Check.Optional(text, "Name", 3));
        Assert.Equal(["Name"], AssertRefused(RuleError.Required, () => Check.Required(text, "Name", 3)));
    }

    [Theory]
    [InlineData("1990-01-01")]
    [InlineData("2099-12-31")]
    public void First_and_last_supported_day_are_valid(string text)
    {
        var day = DateOnly.ParseExact(text, "yyyy-MM-dd", null);
        var lastInstant = day.ToDateTime(TimeOnly.MaxValue);

        Assert.Equal(day, Check.Day(day));
        Assert.Equal(lastInstant, Check.Instant(lastInstant));
    }

    [Theory]
    [InlineData("1989-12-31")]
    [InlineData("2100-01-01")]
    public void Day_or_time_outside_the_supported_range_is_refused(string text)
    {
        var day = DateOnly.ParseExact(text, "yyyy-MM-dd", null);

        Assert.Equal([Check.FirstDay, Check.LastDay], AssertRefused(RuleError.DateRange, () => Check.Day(day)));
        AssertRefused(RuleError.DateRange, () => Check.Instant(day.ToDateTime(TimeOnly.MinValue)));
        AssertRefused(RuleError.DateRange, () => _ = new Actor(1, day.ToDateTime(TimeOnly.MinValue)));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1440, true)]
    [InlineData(0, false)]
    [InlineData(1441, false)]
    public void Minutes_must_be_from_1_to_1440(int minutes, bool valid)
    {
        if (valid)
            Assert.Equal(minutes, Check.Minutes(minutes));
        else
            AssertRefused(RuleError.MinutesRange, () => Check.Minutes(minutes));
    }

    [Fact]
    public void Choice_may_be_missing_but_must_not_be_an_undefined_value()
    {
        Assert.Null(Check.Defined((TaskPriority?)null, "Priority"));
        Assert.Equal(TaskPriority.Low, Check.Defined((TaskPriority?)TaskPriority.Low, "Priority"));

        Assert.Equal(["Priority"], AssertRefused(RuleError.InvalidValue, () => Check.Defined((TaskPriority?)9, "Priority")));
    }

    [Fact]
    public void Error_text_in_the_log_contains_the_rule_and_its_values()
    {
        Assert.Equal("NotAllowed", new RuleException(RuleError.NotAllowed).Message);
        Assert.Equal("TooLong: Name, 100", new RuleException(RuleError.TooLong, "Name", 100).Message);
    }

    [Fact]
    public void System_actor_has_no_person_id()
    {
        Assert.Equal(7, new Actor(7, Now).RequiredPersonId);
        AssertRefused(RuleError.NotAllowed, () => _ = new Actor(null, Now).RequiredPersonId);
    }
}
