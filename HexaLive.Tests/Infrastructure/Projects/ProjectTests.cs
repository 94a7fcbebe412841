using HexaLive.Domain;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Projects;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Projects;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Infrastructure.Projects;

/// <summary>Projects: who may create them, the filters of the list, and the work shown on the card. It is Monday 2 March 2026.</summary>
public sealed class ProjectTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _manager = null!;
    private Viewer _rep = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        (_manager, _rep) = (await _database.GetViewerAsync(_company.Manager), await _database.GetViewerAsync(_company.Rep));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Each_filter_shows_only_matching_projects()
    {
        await CreateAsync(
            _manager,
            new ProjectFields(
                "Nave 2025",
                ProjectKind.Production,
                _company.OtherRep.Id,
                null,
                new DateOnly(2025, 5, 1),
                new DateOnly(2025, 9, 30)
            )
        );
        await CreateAsync(
            _manager,
            new ProjectFields(
                "Campaña",
                ProjectKind.Commercial,
                _company.Manager.Id,
                null,
                new DateOnly(2025, 11, 1),
                new DateOnly(2026, 6, 30)
            )
        );

        Assert.Equal(["Campaña", "Comercial 2026"], await ListNamesAsync(new ProjectFilter(Year: 2026)));
        Assert.Equal(["Campaña", "Comercial 2026", "Nave 2025"], await ListNamesAsync(new ProjectFilter(Year: 2025)));
        Assert.Equal(["Nave 2025"], await ListNamesAsync(new ProjectFilter(ManagerId: _company.OtherRep.Id)));
        Assert.Equal(3, (await ListNamesAsync(new ProjectFilter(TeamId: _company.North.Id))).Count);
        Assert.Empty(await ListNamesAsync(new ProjectFilter(TeamId: _company.South.Id)));
        var choices = await _database.Get<ProjectList>().GetChoicesAsync(_manager, TestContext.Current.CancellationToken);
        Assert.Equal(["Norte"], choices.Teams.Select(t => t.Name));
        Assert.DoesNotContain(choices.Managers, m => m.Id == _company.Stranger.Id);
    }

    [Fact]
    public async Task Project_card_shows_who_worked_on_the_project_when_and_for_how_long()
    {
        foreach (var (viewer, minutes, day) in new[] { (_rep, 30, 20), (_rep, 15, 27), (_manager, 20, 25) })
            await _database
                .Get<DedicationLog>()
                .LogAsync(
                    viewer,
                    new LogRequest(
                        _company.Task.Id,
                        new DedicationFields(new DateOnly(2026, 2, day), minutes, "Hecho", DedicationChannel.Call),
                        EntryFollowUp.Keep,
                        Guid.NewGuid()
                    ),
                    TestContext.Current.CancellationToken
                );

        var people = await _database
            .Get<ProjectList>()
            .ListPeopleAsync(_manager, _company.Project.Id, TestContext.Current.CancellationToken);
        Assert.Equal([(_company.Rep.Id, 45, 2), (_company.Manager.Id, 20, 1)], people.Select(p => (p.PersonId, p.Minutes, p.EntryCount)));
        var card = await _database.Get<ProjectList>().GetAsync(_manager, _company.Project.Id, TestContext.Current.CancellationToken);
        Assert.Equal(
            (65, new DateOnly(2026, 2, 20), new DateOnly(2026, 2, 27)),
            (card.Minutes, card.FirstEntry!.Value, card.LastEntry!.Value)
        );
        var stranger = await _database.GetViewerAsync(_company.Stranger);
        Assert.Empty(
            await _database.Get<ProjectList>().ListPeopleAsync(stranger, _company.Project.Id, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task Creating_a_project_needs_permission_and_an_active_manager()
    {
        Assert.Equal(
            RuleError.NotAllowed,
            (await Assert.ThrowsAsync<RuleException>(() => CreateAsync(_rep, new ProjectFields("x", ProjectKind.Commercial, null)))).Error
        );
        var south = _database
            .Get<ProjectEditing>()
            .CreateAsync(
                _manager,
                _company.SouthClient.Id,
                new ProjectFields("x", ProjectKind.Commercial, null),
                TestContext.Current.CancellationToken
            );
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => south)).Error);
        await using (var db = _database.Open())
            await db
                .People.Where(p => p.Id == _company.OtherRep.Id)
                .ExecuteUpdateAsync(s => s.SetProperty(p => p.Active, false), TestContext.Current.CancellationToken);
        Assert.Equal(
            RuleError.PersonInactive,
            (
                await Assert.ThrowsAsync<RuleException>(() =>
                    CreateAsync(_manager, new ProjectFields("x", ProjectKind.Commercial, _company.OtherRep.Id))
                )
            ).Error
        );
        Assert.Equal(["Comercial 2026"], await ListNamesAsync(new ProjectFilter()));
    }

    private Task<int> CreateAsync(Viewer viewer, ProjectFields fields) =>
        _database.Get<ProjectEditing>().CreateAsync(viewer, _company.Client.Id, fields, TestContext.Current.CancellationToken);

    private async Task<List<string>> ListNamesAsync(ProjectFilter filter) =>
        (await _database.Get<ProjectList>().GetPageAsync(_manager, filter, 1, TestContext.Current.CancellationToken))
            .Items.Select(r => r.Name)
            .ToList();
}
