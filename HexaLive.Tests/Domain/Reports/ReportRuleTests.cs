using HexaLive.Domain;
using HexaLive.Domain.Reports;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Reports;

/// <summary>The rules of a saved report: names, versions, sharing and deletion.</summary>
public sealed class ReportRuleTests
{
    private readonly Report _report = new(7, " Horas ", " ", "{}", Now);

    [Fact]
    public void New_report_is_private_and_has_its_first_version() =>
        Assert.Equal(
            ("Horas", null, "{}", 1, ReportSharing.Private),
            (_report.Name, _report.Folder, _report.Definition, _report.DefinitionVersion, _report.Sharing)
        );

    [Fact]
    public void Report_needs_a_name_and_a_definition_that_is_not_too_long()
    {
        AssertRefused(RuleError.Required, () => _ = new Report(7, " ", null, "{}", Now));
        AssertRefused(RuleError.Required, () => _ = new Report(7, "Horas", null, " ", Now));
        AssertRefused(RuleError.TooLong, () => _report.ChangeDefinition(new string('x', Report.MaxDefinition + 1), Now));
        AssertRefused(RuleError.TooLong, () => _report.Rename("Horas", new string('x', 101)));
        Assert.Equal("Horas", _report.Name);
    }

    [Fact]
    public void Version_of_a_report_increases_only_if_its_definition_differs()
    {
        _report.ChangeDefinition("{}", Now.AddHours(1));
        Assert.Equal((1, Now.AddHours(1)), (_report.DefinitionVersion, _report.ChangedAt));

        _report.ChangeDefinition("""{"version":1}""", Now.AddHours(2));
        Assert.Equal((2, Now.AddHours(2), Now), (_report.DefinitionVersion, _report.ChangedAt, _report.CreatedAt));
    }

    [Fact]
    public void Report_is_shared_with_each_chosen_person_and_team_once()
    {
        _report.Share(ReportSharing.Everybody, [1], [2]);
        Assert.Empty(_report.Shares);

        _report.Share(ReportSharing.Chosen, [8, 8, 9], [4, 4]);
        Assert.Equal([(8, null), (9, null), (null, 4)], _report.Shares.Select(s => (s.PersonId, s.TeamId)));

        _report.Share(ReportSharing.Chosen, [3], []);
        Assert.Equal(3, Assert.Single(_report.Shares).PersonId);

        _report.Share(ReportSharing.Private, [8], [4]);
        Assert.Equal(ReportSharing.Private, _report.Sharing);
        Assert.Empty(_report.Shares);
    }

    [Fact]
    public void Deleted_report_can_be_restored()
    {
        _report.Delete(Now);
        Assert.Equal(Now, _report.DeletedAt);

        _report.Restore();
        Assert.Null(_report.DeletedAt);
    }

    [Fact]
    public void Ended_delivery_has_an_outcome_and_a_number_of_rows()
    {
        var delivery = new ReportDelivery(1, 7, Now);
        Assert.Equal((DeliveryOutcome.Waiting, null), (delivery.Outcome, delivery.EndedAt));

        delivery.End(DeliveryOutcome.Sent, 12, Now.AddMinutes(1));

        Assert.Equal((DeliveryOutcome.Sent, 12, Now.AddMinutes(1)), (delivery.Outcome, delivery.Rows, delivery.EndedAt));
    }

    [Fact]
    public void Report_key_of_a_personal_state_has_at_most_60_characters()
    {
        Assert.Equal(60, new PersonalReportState(7, new string('x', 60)).ReportKey.Length);

        AssertRefused(RuleError.TooLong, () => _ = new PersonalReportState(7, new string('x', 61)));
    }

    [Theory]
    [InlineData(null, "Horas")]
    [InlineData("", "Horas")]
    [InlineData("  ", "Horas")]
    [InlineData("Horas de marzo", "Horas de marzo")]
    public void Report_without_a_title_shows_its_name(string? title, string expected) =>
        Assert.Equal(expected, new ReportLayout { Title = title }.GetTitleOrDefault("Horas"));

    [Fact]
    public void New_definition_lists_all_entries_and_shows_the_logo()
    {
        var definition = ReportJson.Deserialize("{}");

        Assert.Equal(
            (ReportSource.Dedications, true, CriterionKind.All),
            (definition.Source, definition.Layout.Logo, definition.Where.Kind)
        );
        Assert.Empty(definition.Where.Items);
    }

    [Fact]
    public void Nodes_of_a_filter_are_listed_from_the_root_downwards()
    {
        var (date, person) = (
            ReportCriterion.CreateTest("date", TestOperator.During, "this-week"),
            ReportCriterion.CreateTest("person", TestOperator.Is, "me")
        );
        var inner = ReportCriterion.AnyOf(date, person);
        var root = ReportCriterion.AllOf(inner, ReportCriterion.NoneOf(date));

        Assert.Equal(
            [CriterionKind.All, CriterionKind.Any, CriterionKind.Test, CriterionKind.Test, CriterionKind.None, CriterionKind.Test],
            root.Nodes.Select(n => n.Kind)
        );
        Assert.Equal(("date", "this-week"), (date.Field, Assert.Single(date.Values)));
    }
}
