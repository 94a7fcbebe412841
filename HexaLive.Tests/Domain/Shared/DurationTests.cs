using HexaLive.Domain.Shared;
using Xunit;

namespace HexaLive.Tests.Domain.Shared;

/// <summary>Parsing of durations in the formats that people type.</summary>
public sealed class DurationTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("45", 45)]
    [InlineData(" 45 min ", 45)]
    [InlineData("45m", 45)]
    [InlineData("1:30", 90)]
    [InlineData("1:59", 119)]
    [InlineData("0:05", 5)]
    [InlineData("1h", 60)]
    [InlineData("1H30", 90)]
    [InlineData("1h 5 min", 65)]
    [InlineData("1,5", 90)]
    [InlineData("0.25 h", 15)]
    [InlineData("24h", 1440)]
    [InlineData("1440", 1440)]
    public void Valid_duration_is_parsed_to_minutes(string typed, int minutes)
    {
        Assert.True(Duration.TryParse(typed, out var read));
        Assert.Equal(minutes, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0:00")]
    [InlineData("-5")]
    [InlineData("1:60")]
    [InlineData("1:75")]
    [InlineData("1:3")]
    [InlineData("1h75")]
    [InlineData("24:01")]
    [InlineData("1441")]
    [InlineData("0,01")]
    [InlineData("99999999999999")]
    [InlineData("an hour")]
    [InlineData("٤٥")]
    public void Invalid_duration_is_rejected(string? typed) => Assert.False(Duration.TryParse(typed, out _));
}
