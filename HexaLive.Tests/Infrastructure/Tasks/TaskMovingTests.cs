using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Diary;
using HexaLive.Infrastructure.Features.Projects;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Xunit;
using static HexaLive.Tests.Support.Refusals;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Infrastructure.Tasks;

/// <summary>Moving a task to another project.</summary>
public sealed class TaskMovingTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _admin = null!,
        _manager = null!,
        _rep = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        (_admin, _manager) = (await _database.GetViewerAsync(_company.Admin), await _database.GetViewerAsync(_company.Manager));
        _rep = await _database.GetViewerAsync(_company.Rep);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Controller_can_move_a_task_to_another_open_project_of_the_client()
    {
        var target = await CreateProjectAsync("Comercial 2027");
        var closed = await CreateProjectAsync("Cerrado");
        await _database.Get<ProjectEditing>().CloseAsync(_manager, closed, Cancellation);
        var south = (await _database.Get<TaskDetails>().GetAsync(_admin, _company.SouthTask.Id, Cancellation)).ProjectId;
        var editing = _database.Get<TaskEditing>();
        Task MoveAsync(Viewer viewer, int project) =>
            editing.EditAsync(
                viewer,
                _company.Task.Id,
                0,
                new TaskFields("Seguimiento de oferta"),
                projectId: project,
                cancellationToken: Cancellation
            );
        await AssertRefusedAsync(RuleError.NotAllowed, () => MoveAsync(_rep, target));
        await AssertRefusedAsync(RuleError.NotFound, () => MoveAsync(_manager, south));
        await AssertRefusedAsync(RuleError.ProjectOfAnotherClient, () => MoveAsync(_admin, south));
        await AssertRefusedAsync(RuleError.ProjectClosed, () => MoveAsync(_manager, closed));
        Assert.Equal(
            ["Comercial 2026", "Comercial 2027"],
            (await _database.Get<TaskDetails>().GetChoicesAsync(_manager, _company.Project.Id, Cancellation)).Projects.Select(p => p.Name)
        );
        await MoveAsync(_manager, target);
        await AssertRefusedAsync(RuleError.Conflict, () => MoveAsync(_manager, _company.Project.Id));
        Assert.Equal("Comercial 2027", (await _database.Get<TaskDetails>().GetAsync(_rep, _company.Task.Id, Cancellation)).Project);
        await AssertDiaryShowsMoveAsync(_company.Project.Id);
        await AssertDiaryShowsMoveAsync(target);
    }

    private Task<int> CreateProjectAsync(string name) =>
        _database
            .Get<ProjectEditing>()
            .CreateAsync(_manager, _company.Client.Id, new ProjectFields(name, ProjectKind.Commercial, _company.Manager.Id), Cancellation);

    private async Task AssertDiaryShowsMoveAsync(int project)
    {
        var lines = await _database
            .Get<DiaryList>()
            .GetPageAsync(_manager, new DiarySubject(ProjectId: project), DiaryFilter.None, null, Cancellation);
        Assert.Contains(ActivityKind.TaskMoved, lines.Select(l => l.Kind));
    }
}
