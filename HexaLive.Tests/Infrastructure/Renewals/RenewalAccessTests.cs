using HexaLive.Domain;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Infrastructure.Import;
using HexaLive.Tests.Support;
using Xunit;
using static HexaLive.Tests.Infrastructure.Renewals.RenewalFixture;
using static HexaLive.Tests.Support.Refusals;

namespace HexaLive.Tests.Infrastructure.Renewals;

/// <summary>Who may renew which projects.</summary>
public sealed class RenewalAccessTests : IAsyncLifetime
{
    private RenewalFixture _fixture = null!;

    private TestDatabase Database => _fixture.Database;
    private TestCompany Company => _fixture.Company;

    public async ValueTask InitializeAsync() => _fixture = await RenewalFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Representatives_have_no_access_to_renewals()
    {
        foreach (var viewer in new[] { _fixture.Rep, await GetStrangerAsync() })
            await AssertRefusedAsync(
                RuleError.NotAllowed,
                () => _fixture.List.PreviewAsync(viewer, 2027, null, 1, Cancellation),
                () => _fixture.Renewals.RunAsync(viewer, All, cancellationToken: Cancellation),
                () => _fixture.List.ListRunsAsync(viewer, Cancellation),
                () => _fixture.Undo.UndoAsync(viewer, Guid.NewGuid(), cancellationToken: Cancellation)
            );
    }

    [Fact]
    public async Task Manager_of_another_team_cannot_renew_a_project_or_undo_its_renewal()
    {
        var south = (await GetStrangerAsync()) with { Role = PersonRole.Manager, TeamIds = [Company.South.Id] };
        var byId = All with { IncludesAllProjects = false, ProjectIds = [Company.Project.Id] };
        Assert.Empty((await _fixture.Renewals.RunAsync(south, byId, cancellationToken: Cancellation)).Outcomes);
        var result = await _fixture.Renewals.RunAsync(_fixture.Manager, All, cancellationToken: Cancellation);
        await AssertRefusedAsync(RuleError.NotFound, () => _fixture.Undo.UndoAsync(south, result.RunId, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Renewal_does_not_offer_projects_that_the_viewer_does_not_manage()
    {
        await _fixture.Renewals.RunAsync(_fixture.Manager, All, cancellationToken: Cancellation);
        var other = (await Database.GetViewerAsync(Company.OtherRep)) with { Role = PersonRole.Manager };
        await Database
            .Get<TaskEditing>()
            .AssignAsync(_fixture.Manager, Company.Task.Id, null, other.PersonId, _fixture.Manager.PersonId, Cancellation);
        await _fixture.LogAsync(Company.Task.Id, EntryFollowUp.Keep, other);
        Assert.Equal(0, (await _fixture.List.PreviewAsync(other, 2028, null, 1, Cancellation)).Total);
    }

    private Task<Viewer> GetStrangerAsync() => Database.GetViewerAsync(Company.Stranger);
}
