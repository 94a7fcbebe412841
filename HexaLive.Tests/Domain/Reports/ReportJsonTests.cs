using HexaLive.Domain;
using HexaLive.Domain.Reports;
using Xunit;

namespace HexaLive.Tests.Domain.Reports;

/// <summary>Report definitions as JSON.</summary>
public sealed class ReportJsonTests
{
    private static readonly ReportDefinition Definition = new() { Columns = [new("entry.date"), new("entry.comment")] };

    [Fact]
    public void Report_definition_is_unchanged_after_it_is_written_and_read()
    {
        var json = ReportJson.Serialize(Definition);

        Assert.Equal(json, ReportJson.Serialize(ReportJson.Deserialize(json)));
        Assert.Contains("entry.comment", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null", "$")]
    [InlineData("{", "$")]
    [InlineData("[]", "$")]
    [InlineData("""{"unknown":1}""", "$.unknown")]
    [InlineData("""{"source":"nothing"}""", "$.source")]
    // Choices are written by name, so that their numbers may change.
    [InlineData("""{"source":1}""", "$.source")]
    public void Rejection_of_an_unreadable_definition_states_the_place_of_the_error(string json, string place)
    {
        var error = Assert.Throws<RuleException>(() => ReportJson.Deserialize(json));

        Assert.Equal(RuleError.ReportUnreadable, error.Error);
        Assert.Equal(place, Assert.Single(error.Args));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(ReportDefinition.CurrentVersion + 1)]
    public void Definition_with_another_format_version_is_rejected(int version)
    {
        var json = ReportJson.Serialize(Definition with { Version = version });

        var error = Assert.Throws<RuleException>(() => ReportJson.Deserialize(json));

        Assert.Equal(RuleError.ReportVersion, error.Error);
        Assert.Equal([version, ReportDefinition.CurrentVersion], error.Args);
    }
}
