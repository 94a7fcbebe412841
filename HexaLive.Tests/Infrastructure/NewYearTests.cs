using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Activity;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Projects;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Live;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Infrastructure;

/// <summary>The projects of the next year from those of this one, with their open tasks, and back. Monday 2 March 2026.</summary>
public sealed class NewYearTests : IAsyncLifetime
{
    private static readonly NewYearOrder All = new(2027, null, true, [], true);

    private TestDatabase _database = null!;
    private Company _company = null!;
    private Viewer _admin = null!;
    private Viewer _manager = null!;
    private Viewer _rep = null!;

    private NewYear Year => _database.Get<NewYear>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
        (_admin, _manager, _rep) = (await _database.ViewerAsync(_company.Admin), await _database.ViewerAsync(_company.Manager), await _database.ViewerAsync(_company.Rep));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task The_preview_says_what_each_project_becomes_and_leaves_out_what_does_not_go_on()
    {
        await CreateAsync(new ProjectFields("Acuerdo marco", ProjectKind.Commercial, _company.Manager.Id, "AM", new DateOnly(2026, 2, 1), new DateOnly(2026, 11, 30)));
        await CreateAsync(new ProjectFields("Campaña", ProjectKind.Commercial, _company.Manager.Id, "C-2026", new DateOnly(2026, 9, 1)));
        foreach (var left in (ProjectFields[])[
            new("Nave", ProjectKind.Production, _company.Manager.Id), new("Comercial 2024", ProjectKind.Commercial, _company.Manager.Id), new("Plan 2026-2027", ProjectKind.Commercial, _company.Manager.Id),
            new("De otro año", ProjectKind.Commercial, _company.Manager.Id, null, new DateOnly(2024, 1, 1), new DateOnly(2025, 12, 31))])
            await CreateAsync(left);
        await _database.Get<ProjectEditing>().CloseAsync(_manager, await CreateAsync(new ProjectFields("Cerrado 2026", ProjectKind.Commercial, _company.Manager.Id)), TestContext.Current.CancellationToken);

        var page = await Year.PreviewAsync(_manager, 2027, null, 0, TestContext.Current.CancellationToken);
        Assert.Equal((3, 0), (page.Total, page.Done));
        Assert.Equal([
            ("Acuerdo marco 2027", "AM-2027", new DateOnly(2027, 2, 1), new DateOnly(2027, 11, 30), 0),
            ("Campaña 2027", "C-2027", new DateOnly(2027, 9, 1), new DateOnly(2027, 12, 31), 0),
            ("Comercial 2027", null, new DateOnly(2027, 1, 1), new DateOnly(2027, 12, 31), 1)], page.Rows.Select(r => (r.NewName, r.NewCode, r.Start, r.End, r.OpenTasks)));
        Assert.Equal(4, (await Year.PreviewAsync(_admin, 2027, null, 0, TestContext.Current.CancellationToken)).Total);
        Assert.Equal(1, (await Year.PreviewAsync(_admin, 2027, _company.South.Id, 0, TestContext.Current.CancellationToken)).Total);
    }

    [Fact]
    public async Task Open_tasks_go_on_in_the_new_project_with_their_promise_and_what_was_done_stays_in_the_old_one()
    {
        await LogAsync(_company.Task.Id, new AfterLog(new NextAction(new DateOnly(2026, 3, 9), null, "Llamar")));
        var finished = await TaskAsync("Terminada");
        await _database.Get<TaskEditing>().FinishAsync(_manager, finished, "Hecha", TestContext.Current.CancellationToken);
        using var old = _database.Feed.Subscribe(LiveTopic.Project(_company.Project.Id));

        var outcome = Assert.Single((await Year.RunAsync(_manager, All, cancellationToken: TestContext.Current.CancellationToken)).Outcomes);
        Assert.Equal(("Comercial 2027", 1, null), (outcome.NewName, outcome.Tasks, outcome.Refusal));
        await foreach (var _ in old.ChangesAsync(TimeSpan.Zero, TestContext.Current.CancellationToken)) break;

        await using var db = _database.Open();
        var next = await db.Projects.SingleAsync(p => p.Id == outcome.NewId, TestContext.Current.CancellationToken);
        Assert.Equal((_company.Manager.Id, ProjectKind.Commercial, new DateOnly(2027, 1, 1), new DateOnly(2027, 12, 31), null), (next.ManagerId!.Value, next.Kind, next.PlannedStart!.Value, next.PlannedEnd!.Value, next.ClosedAt));
        var task = await db.Tasks.Include(t => t.Promises).SingleAsync(t => t.Id == _company.Task.Id, TestContext.Current.CancellationToken);
        Assert.Equal((next.Id, "Llamar", PromiseOutcome.Open), (task.ProjectId, task.NextActionNote, task.Promises.Single().Outcome));
        Assert.Equal(_company.Project.Id, (await db.Tasks.SingleAsync(t => t.Id == finished, TestContext.Current.CancellationToken)).ProjectId);
        var card = await _database.Get<ProjectList>().GetAsync(_manager, _company.Project.Id, TestContext.Current.CancellationToken);
        Assert.True(card is { Minutes: 20, Row: { ClosedAt: not null, InProgress: 0, Finished: 1 } });
        Assert.Empty(await _database.Get<ProjectList>().PeopleAsync(_manager, next.Id, TestContext.Current.CancellationToken));

        // The task's diary tells all of it, the old project's what was done in it and where the tasks went, the client's each task once.
        Assert.Equal([ActivityKind.TaskMoved, ActivityKind.DedicationLogged, ActivityKind.NextActionChanged, ActivityKind.StatusChanged, ActivityKind.TaskCreated], await KindsAsync(new DiaryOf(TaskId: task.Id)));
        var diary = await PageAsync(new DiaryOf(ProjectId: _company.Project.Id));
        Assert.Equal([ActivityKind.ProjectClosed, ActivityKind.TaskMoved], diary.Take(2).Select(l => l.Kind));
        Assert.Equal(("Comercial 2026", "Comercial 2027", "1"), (diary[1].From, diary[1].To, diary[1].Note));
        Assert.Contains(diary, l => l.Kind == ActivityKind.DedicationLogged);
        Assert.Single(await PageAsync(new DiaryOf(ClientId: _company.Client.Id)), l => l.Kind == ActivityKind.TaskMoved);
    }

    [Fact]
    public async Task An_entry_of_the_old_project_that_is_corrected_is_told_there()
    {
        var entry = await LogAsync(_company.Task.Id, AfterLog.Keep);
        await Year.RunAsync(_manager, All, cancellationToken: TestContext.Current.CancellationToken);
        await _database.Get<DedicationLog>().CorrectAsync(_rep, entry, 0, new DedicationFields(new DateOnly(2026, 3, 2), 25, "Mejor"), TestContext.Current.CancellationToken);
        Assert.Equal(ActivityKind.DedicationCorrected, (await KindsAsync(new DiaryOf(ProjectId: _company.Project.Id)))[0]);
        Assert.Equal(25, (await _database.Get<ProjectList>().GetAsync(_manager, _company.Project.Id, TestContext.Current.CancellationToken)).Minutes);
    }

    [Fact]
    public async Task What_is_there_already_is_shown_and_skipped_and_what_is_not_ticked_stays()
    {
        var other = await CreateAsync(new ProjectFields("Campaña", ProjectKind.Commercial, _company.Manager.Id));
        var third = await CreateAsync(new ProjectFields("Feria 2026", ProjectKind.Commercial, _company.Manager.Id));
        await CreateAsync(new ProjectFields("Comercial 2027", ProjectKind.Commercial, _company.Manager.Id));
        var page = await Year.PreviewAsync(_manager, 2027, null, 0, TestContext.Current.CancellationToken);
        Assert.Equal((3, 1), (page.Total, page.Done));
        Assert.Equal([false, true, false], page.Rows.Select(r => r.Done));

        var result = await Year.RunAsync(_manager, All with { Ids = [other], Close = false }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([third], result.Outcomes.Select(o => o.ProjectId));
        Assert.Null((await _database.Get<ProjectList>().GetAsync(_manager, third, TestContext.Current.CancellationToken)).Row.ClosedAt);
        // Also when the new one has got another name meanwhile.
        var next = await _database.Get<ProjectList>().GetAsync(_manager, result.Outcomes[0].NewId!.Value, TestContext.Current.CancellationToken);
        await _database.Get<ProjectEditing>().EditAsync(_manager, next.Row.Id, next.Version, new ProjectFields("Otro nombre", ProjectKind.Commercial, next.ManagerId), TestContext.Current.CancellationToken);
        Assert.Empty((await Year.RunAsync(_manager, All with { All = false, Ids = [third] }, cancellationToken: TestContext.Current.CancellationToken)).Outcomes);
    }

    [Fact]
    public async Task Undone_the_tasks_are_back_and_nothing_of_it_is_left()
    {
        var result = await Year.RunAsync(_manager, All, cancellationToken: TestContext.Current.CancellationToken);
        var run = Assert.Single(await Year.RunsAsync(_manager, TestContext.Current.CancellationToken));
        Assert.Equal((result.RunId, 2027, "Marta Jefa", _database.Now, 1, 1, null, 1), (run.RunId, run.Year, run.By, run.At, run.Projects, run.Tasks, run.UndoneAt, run.Left));
        Assert.Empty(await Year.RunsAsync(_rep with { Role = HexaLive.Domain.People.PersonRole.Manager }, TestContext.Current.CancellationToken));

        var outcome = Assert.Single(await Year.UndoAsync(_manager, run.RunId, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal((1, null, false, null), (outcome.Tasks, outcome.NewId, outcome.Stays, outcome.Refusal));
        await using var db = _database.Open();
        Assert.Equal(["Comercial 2026"], await db.Projects.Where(p => p.ClientId == _company.Client.Id).Select(p => p.Name).ToListAsync(TestContext.Current.CancellationToken));
        var card = await _database.Get<ProjectList>().GetAsync(_manager, _company.Project.Id, TestContext.Current.CancellationToken);
        Assert.True(card.Row is { ClosedAt: null, Pending: 1 });
        Assert.Equal([ActivityKind.TaskMoved, ActivityKind.TaskMoved, ActivityKind.TaskCreated], await KindsAsync(new DiaryOf(TaskId: _company.Task.Id)));
        run = Assert.Single(await Year.RunsAsync(_admin, TestContext.Current.CancellationToken));
        Assert.Equal((_database.Now, 0), (run.UndoneAt!.Value, run.Left));
        // And it can be done again.
        Assert.Null(Assert.Single((await Year.RunAsync(_manager, All, cancellationToken: TestContext.Current.CancellationToken)).Outcomes).Refusal);
    }

    [Fact]
    public async Task A_new_project_that_was_worked_in_stays_and_says_so()
    {
        var second = await TaskAsync("Otra");
        var result = await Year.RunAsync(_manager, All, cancellationToken: TestContext.Current.CancellationToken);
        await LogAsync(_company.Task.Id, AfterLog.Keep);
        await _database.Get<TaskEditing>().FinishAsync(_manager, second, "Hecha", TestContext.Current.CancellationToken);
        var outcome = Assert.Single(await Year.UndoAsync(_manager, result.RunId, cancellationToken: TestContext.Current.CancellationToken));
        Assert.True(outcome is { Stays: true, Tasks: 1, Refusal: null });
        await using var db = _database.Open();
        Assert.Equal(_company.Project.Id, (await db.Tasks.SingleAsync(t => t.Id == _company.Task.Id, TestContext.Current.CancellationToken)).ProjectId);
        Assert.Equal(outcome.NewId, (await db.Tasks.SingleAsync(t => t.Id == second, TestContext.Current.CancellationToken)).ProjectId);
        Assert.Equal(outcome.NewId, (await db.Dedications.SingleAsync(TestContext.Current.CancellationToken)).ProjectId);
        Assert.Equal(1, Assert.Single(await Year.RunsAsync(_manager, TestContext.Current.CancellationToken)).Left);
    }

    [Fact]
    public async Task Who_must_not_neither_sees_runs_nor_undoes_it()
    {
        var stranger = await _database.ViewerAsync(_company.Stranger);
        foreach (var viewer in new[] { _rep, stranger })
        {
            await RefusedAsync(RuleError.NotAllowed, () => Year.PreviewAsync(viewer, 2027, null, 0, TestContext.Current.CancellationToken));
            await RefusedAsync(RuleError.NotAllowed, () => Year.RunAsync(viewer, All, cancellationToken: TestContext.Current.CancellationToken));
            await RefusedAsync(RuleError.NotAllowed, () => Year.RunsAsync(viewer, TestContext.Current.CancellationToken));
            await RefusedAsync(RuleError.NotAllowed, () => Year.UndoAsync(viewer, Guid.NewGuid(), cancellationToken: TestContext.Current.CancellationToken));
        }
        // A manager of another team: not even by name of the project.
        var south = stranger with { Role = HexaLive.Domain.People.PersonRole.Manager, TeamIds = [_company.South.Id] };
        Assert.Empty((await Year.RunAsync(south, All with { All = false, Ids = [_company.Project.Id] }, cancellationToken: TestContext.Current.CancellationToken)).Outcomes);
        var result = await Year.RunAsync(_manager, All, cancellationToken: TestContext.Current.CancellationToken);
        await RefusedAsync(RuleError.NotFound, () => Year.UndoAsync(south, result.RunId, cancellationToken: TestContext.Current.CancellationToken));
        // Whoever sees a project and does not manage it cannot make its successor.
        var taking = (await _database.ViewerAsync(_company.OtherRep)) with { Role = HexaLive.Domain.People.PersonRole.Manager };
        await _database.Get<TaskEditing>().AssignAsync(_manager, _company.Task.Id, null, taking.PersonId, _manager.PersonId, TestContext.Current.CancellationToken);
        await LogAsync(_company.Task.Id, AfterLog.Keep, taking);
        Assert.Equal(0, (await Year.PreviewAsync(taking, 2028, null, 0, TestContext.Current.CancellationToken)).Total);
    }

    [Fact]
    public async Task Stopped_between_two_projects_it_tells_what_was_done()
    {
        for (var i = 0; i < 3; i++) await CreateAsync(new ProjectFields($"Campaña {i}", ProjectKind.Commercial, _company.Manager.Id));
        using var stop = new CancellationTokenSource();
        var result = await Year.RunAsync(_manager, All, new Stop(stop, 2), stop.Token);
        Assert.True(result is { Cancelled: true, Outcomes.Count: 2 });
        var rest = await Year.RunAsync(_manager, All, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(rest is { Cancelled: false, Outcomes.Count: 2 });
        Assert.Equal(2, (await Year.RunsAsync(_manager, TestContext.Current.CancellationToken)).Count);
    }

    [Fact]
    public async Task Two_at_once_make_one_new_project_and_tasks_that_change_meanwhile_go_along()
    {
        for (var i = 0; i < 10; i++) await TaskAsync($"Tarea {i}");
        await using (var db = _database.Open())
        {
            var ids = await db.Tasks.Where(t => t.ClientId == _company.Client.Id).Select(t => t.Id).ToListAsync(TestContext.Current.CancellationToken);
            await Task.WhenAll([
                Task.Run(() => Year.RunAsync(_manager, All)), Task.Run(() => Year.RunAsync(_admin, All)),
                .. ids.Select(id => Task.Run(() => LogAsync(id, AfterLog.Keep)))]);
        }
        await using var after = _database.Open();
        var next = await after.Projects.SingleAsync(p => p.Name == "Comercial 2027" && p.ClientId == _company.Client.Id, TestContext.Current.CancellationToken);
        Assert.Equal(11, await after.Tasks.CountAsync(t => t.ProjectId == next.Id, TestContext.Current.CancellationToken));
        Assert.Equal(11, await after.Dedications.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task One_task_is_moved_by_whoever_controls_it_to_an_open_project_of_its_client()
    {
        var target = await CreateAsync(new ProjectFields("Comercial 2027", ProjectKind.Commercial, _company.Manager.Id));
        var closed = await CreateAsync(new ProjectFields("Cerrado", ProjectKind.Commercial, _company.Manager.Id));
        await _database.Get<ProjectEditing>().CloseAsync(_manager, closed, TestContext.Current.CancellationToken);
        var south = (await _database.Get<TaskCard>().GetAsync(_admin, _company.SouthTask.Id, TestContext.Current.CancellationToken)).ProjectId;
        var editing = _database.Get<TaskEditing>();
        Task MoveAsync(Viewer viewer, int project) => editing.EditAsync(viewer, _company.Task.Id, 0, new TaskFields("Seguimiento de oferta"), projectId: project, cancellationToken: TestContext.Current.CancellationToken);
        await RefusedAsync(RuleError.NotAllowed, () => MoveAsync(_rep, target));
        await RefusedAsync(RuleError.NotFound, () => MoveAsync(_manager, south));
        await RefusedAsync(RuleError.ProjectOfAnotherClient, () => MoveAsync(_admin, south));
        await RefusedAsync(RuleError.ProjectClosed, () => MoveAsync(_manager, closed));
        Assert.Equal(["Comercial 2026", "Comercial 2027"], (await _database.Get<TaskCard>().ChoicesAsync(_manager, _company.Project.Id, TestContext.Current.CancellationToken)).Projects.Select(p => p.Name));
        await MoveAsync(_manager, target);
        await RefusedAsync(RuleError.Conflict, () => MoveAsync(_manager, _company.Project.Id));
        Assert.Equal("Comercial 2027", (await _database.Get<TaskCard>().GetAsync(_rep, _company.Task.Id, TestContext.Current.CancellationToken)).Project);
        Assert.Contains(ActivityKind.TaskMoved, await KindsAsync(new DiaryOf(ProjectId: _company.Project.Id)));
        Assert.Contains(ActivityKind.TaskMoved, await KindsAsync(new DiaryOf(ProjectId: target)));
    }

    private Task<int> CreateAsync(ProjectFields fields) => _database.Get<ProjectEditing>().CreateAsync(_manager, _company.Client.Id, fields, TestContext.Current.CancellationToken);

    private Task<int> TaskAsync(string title) =>
        _database.Get<TaskEditing>().CreateAsync(_manager, new NewTask(_company.Project.Id, title, null, null, null, null, null, null, null, null, null), TestContext.Current.CancellationToken);

    private Task<int> LogAsync(int task, AfterLog then, Viewer? viewer = null) => _database.Get<DedicationLog>().LogAsync(
        viewer ?? _rep, new LogRequest(task, new DedicationFields(new DateOnly(2026, 3, 2), 20, "Hablado", DedicationChannel.Call), then, Guid.NewGuid()), TestContext.Current.CancellationToken);

    private Task<IReadOnlyList<DiaryLine>> PageAsync(DiaryOf of) => _database.Get<Diary>().PageAsync(_manager, of, DiaryFilter.None, null, TestContext.Current.CancellationToken);

    private async Task<List<ActivityKind>> KindsAsync(DiaryOf of) => [.. (await PageAsync(of)).Select(l => l.Kind)];

    private static async Task RefusedAsync(RuleError error, Func<Task> act) => Assert.Equal(error, (await Assert.ThrowsAsync<RuleException>(act)).Error);

    private sealed class Stop(CancellationTokenSource stop, int after) : IProgress<NewYearProgress>
    {
        public void Report(NewYearProgress value)
        {
            if (value.Done == after) stop.Cancel();
        }
    }
}
