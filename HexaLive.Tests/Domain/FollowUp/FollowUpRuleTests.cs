using HexaLive.Domain;
using HexaLive.Domain.FollowUp;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.FollowUp;

public sealed class FollowUpRuleTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(250, 250, 250)]
    [InlineData(2, 9, 30)]
    public void Threshold_of_1_to_250_working_days_is_accepted(int controller, int manager, int silent)
    {
        var rules = new FollowUpRules();

        var row = Assert.Single(rules.CaptureActivity(r => r.Change(controller, manager, silent, By)));

        Assert.Equal((controller, manager, silent), (rules.EscalateAfter, rules.EscalateToManagerAfter, rules.SilentAfter));
        Assert.Equal(("3 / 5 / 15", $"{controller} / {manager} / {silent}"), (row.From, row.To));
        Assert.Equal(rules.Describe(), new FollowUpRules(controller, manager, silent, By).Describe());
    }

    [Theory]
    [InlineData(0, 5, 15, "EscalateAfter")]
    [InlineData(251, 251, 15, "EscalateAfter")]
    [InlineData(3, 251, 15, "EscalateToManagerAfter")]
    [InlineData(3, 5, 0, "SilentAfter")]
    [InlineData(3, 5, 251, "SilentAfter")]
    public void Threshold_outside_1_to_250_working_days_is_refused(int controller, int manager, int silent, string field) =>
        Assert.Equal([field], AssertRefused(RuleError.InvalidValue, () => new FollowUpRules().Change(controller, manager, silent, By)));

    [Fact]
    public void Threshold_for_the_manager_cannot_be_lower_than_for_the_controller() =>
        Assert.Equal(["EscalateToManagerAfter"], AssertRefused(RuleError.InvalidValue, () => _ = new FollowUpRules(4, 3, 15, By)));
}
