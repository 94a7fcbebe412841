using HexaLive.Domain;
using HexaLive.Domain.Renewals;
using HexaLive.Domain.Shared;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Renewals;

public sealed class RenewalRuleTests
{
    [Theory]
    [InlineData(1990)]
    [InlineData(2099)]
    public void Project_can_be_renewed_for_any_year_in_the_supported_range(int year)
    {
        var renewal = NewRenewal(year, By);

        Assert.Equal((year, 1, 2, 3), (renewal.Year, renewal.FromProjectId, renewal.ToProjectId, renewal.Tasks));
    }

    [Theory]
    [InlineData(1989)]
    [InlineData(2100)]
    public void Renewal_for_a_year_outside_the_supported_range_is_refused(int year) =>
        AssertRefused(RuleError.InvalidValue, () => NewRenewal(year, By));

    [Fact]
    public void Project_cannot_be_renewed_by_the_system() =>
        AssertRefused(RuleError.NotAllowed, () => NewRenewal(2027, new Actor(null, Now)));

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, 2)]
    public void Undone_renewal_refers_to_the_new_project_unless_that_was_deleted(bool deleted, int? projectId)
    {
        var renewal = NewRenewal(2027, By);

        renewal.MarkUndone(deleted, Now.AddDays(1));

        Assert.Equal((projectId, "Comercial 2", Now.AddDays(1)), (renewal.ToProjectId, renewal.ToName, renewal.UndoneAt));
        Assert.Equal(deleted, renewal.To is null);
    }

    private static ProjectRenewal NewRenewal(int year, Actor actor) => new(Guid.NewGuid(), year, NewProject(), NewProject(2), 3, actor);
}
