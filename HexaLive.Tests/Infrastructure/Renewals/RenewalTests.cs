using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Diary;
using HexaLive.Infrastructure.Features.Projects;
using HexaLive.Infrastructure.Features.Renewals;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Live;
using HexaLive.Tests.Infrastructure.Import;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static HexaLive.Tests.Infrastructure.Renewals.RenewalFixture;

namespace HexaLive.Tests.Infrastructure.Renewals;

/// <summary>Renewing this year's projects for the next year, together with their open tasks.</summary>
public sealed class RenewalTests : IAsyncLifetime
{
    private RenewalFixture _fixture = null!;

    private TestDatabase Database => _fixture.Database;
    private TestCompany Company => _fixture.Company;

    public async ValueTask InitializeAsync() => _fixture = await RenewalFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Preview_lists_projects_to_renew_but_not_closed_or_non_recurring_ones()
    {
        var manager = Company.Manager.Id;
        await _fixture.CreateProjectAsync(
            new ProjectFields("Acuerdo marco", ProjectKind.Commercial, manager, "AM", new DateOnly(2026, 2, 1), new DateOnly(2026, 11, 30))
        );
        await _fixture.CreateProjectAsync(
            new ProjectFields("Campaña", ProjectKind.Commercial, manager, "C-2026", new DateOnly(2026, 9, 1))
        );
        await CreateProjectsThatEndAsync();

        var page = await _fixture.List.PreviewAsync(_fixture.Manager, 2027, null, 1, Cancellation);
        Assert.Equal((3, 0), (page.Total, page.RenewedCount));
        Assert.Equal(
            [
                ("Acuerdo marco 2027", "AM-2027", new DateOnly(2027, 2, 1), new DateOnly(2027, 11, 30), 0),
                ("Campaña 2027", "C-2027", new DateOnly(2027, 9, 1), new DateOnly(2027, 12, 31), 0),
                ("Comercial 2027", null, new DateOnly(2027, 1, 1), new DateOnly(2027, 12, 31), 1),
            ],
            page.Rows.Select(r => (r.NewName, r.NewCode, r.Start, r.End, r.OpenTaskCount))
        );
        Assert.Equal(4, (await _fixture.List.PreviewAsync(_fixture.Admin, 2027, null, 1, Cancellation)).Total);
        Assert.Equal(1, (await _fixture.List.PreviewAsync(_fixture.Admin, 2027, Company.South.Id, 1, Cancellation)).Total);
    }

    [Fact]
    public async Task Renewal_moves_open_tasks_with_their_promises_but_not_past_entries()
    {
        await LogCallAsync();
        var finished = await _fixture.CreateTaskAsync("Terminada");
        await Database.Get<TaskEditing>().FinishAsync(_fixture.Manager, finished, "Hecha", Cancellation);
        using var old = Database.Feed.Subscribe(LiveTopic.Project(Company.Project.Id));

        var outcome = Assert.Single((await _fixture.Renewals.RunAsync(_fixture.Manager, All, cancellationToken: Cancellation)).Outcomes);
        Assert.Equal(("Comercial 2027", 1, null), (outcome.NewName, outcome.TaskCount, outcome.Refusal));
        await foreach (var _ in old.ChangesAsync(TimeSpan.Zero, Cancellation))
            break;

        await using var db = Database.Open();
        var next = await db.Projects.SingleAsync(p => p.Id == outcome.NewId, Cancellation);
        Assert.Equal(
            (Company.Manager.Id, ProjectKind.Commercial, new DateOnly(2027, 1, 1), new DateOnly(2027, 12, 31), null),
            (next.ManagerId!.Value, next.Kind, next.PlannedStart!.Value, next.PlannedEnd!.Value, next.ClosedAt)
        );
        var task = await db.Tasks.Include(t => t.Promises).SingleAsync(t => t.Id == Company.Task.Id, Cancellation);
        Assert.Equal((next.Id, "Llamar", PromiseOutcome.Open), (task.ProjectId, task.NextActionNote, task.Promises.Single().Outcome));
        Assert.Equal(Company.Project.Id, (await db.Tasks.SingleAsync(t => t.Id == finished, Cancellation)).ProjectId);
        var card = await Database.Get<ProjectList>().GetAsync(_fixture.Manager, Company.Project.Id, Cancellation);
        Assert.True(card is { Minutes: 20, Row: { ClosedAt: not null, InProgressCount: 0, FinishedCount: 1 } });
        Assert.Empty(await Database.Get<ProjectList>().ListPeopleAsync(_fixture.Manager, next.Id, Cancellation));
    }

    [Fact]
    public async Task Renewal_appears_in_the_diaries_of_the_tasks_projects_and_client()
    {
        await LogCallAsync();
        await _fixture.Renewals.RunAsync(_fixture.Manager, All, cancellationToken: Cancellation);

        // The diary of the task shows everything. The diary of the old project shows the work done in the project and the moves of its
        // tasks. The diary of the client shows each move once.
        Assert.Equal(
            [
                ActivityKind.TaskMoved,
                ActivityKind.DedicationLogged,
                ActivityKind.NextActionChanged,
                ActivityKind.StatusChanged,
                ActivityKind.TaskCreated,
            ],
            await _fixture.ReadDiaryKindsAsync(new DiarySubject(TaskId: Company.Task.Id))
        );
        var diary = await _fixture.ReadDiaryAsync(new DiarySubject(ProjectId: Company.Project.Id));
        Assert.Equal([ActivityKind.ProjectClosed, ActivityKind.TaskMoved], diary.Take(2).Select(l => l.Kind));
        Assert.Equal(("Comercial 2026", "Comercial 2027", 1), (diary[1].From, diary[1].To, diary[1].Count));
        Assert.Contains(diary, l => l.Kind == ActivityKind.DedicationLogged);
        Assert.Single(await _fixture.ReadDiaryAsync(new DiarySubject(ClientId: Company.Client.Id)), l => l.Kind == ActivityKind.TaskMoved);
    }

    [Fact]
    public async Task Correction_of_an_old_entry_appears_in_the_old_projects_diary()
    {
        var entry = await _fixture.LogAsync(Company.Task.Id, EntryFollowUp.Keep);
        await _fixture.Renewals.RunAsync(_fixture.Manager, All, cancellationToken: Cancellation);
        await Database
            .Get<DedicationLog>()
            .CorrectAsync(_fixture.Rep, entry, 0, new DedicationFields(new DateOnly(2026, 3, 2), 25, "Mejor"), Cancellation);
        Assert.Equal(
            ActivityKind.DedicationCorrected,
            (await _fixture.ReadDiaryKindsAsync(new DiarySubject(ProjectId: Company.Project.Id)))[0]
        );
        Assert.Equal(25, (await Database.Get<ProjectList>().GetAsync(_fixture.Manager, Company.Project.Id, Cancellation)).Minutes);
    }

    [Fact]
    public async Task Renewal_skips_already_renewed_and_excluded_projects()
    {
        var other = await _fixture.CreateProjectAsync(new ProjectFields("Campaña", ProjectKind.Commercial, Company.Manager.Id));
        var third = await _fixture.CreateProjectAsync(new ProjectFields("Feria 2026", ProjectKind.Commercial, Company.Manager.Id));
        await _fixture.CreateProjectAsync(new ProjectFields("Comercial 2027", ProjectKind.Commercial, Company.Manager.Id));
        var page = await _fixture.List.PreviewAsync(_fixture.Manager, 2027, null, 1, Cancellation);
        Assert.Equal((3, 1), (page.Total, page.RenewedCount));
        Assert.Equal([false, true, false], page.Rows.Select(r => r.IsRenewed));

        var result = await _fixture.Renewals.RunAsync(
            _fixture.Manager,
            All with
            {
                ProjectIds = [other],
                ClosesOldProjects = false,
            },
            cancellationToken: Cancellation
        );
        Assert.Equal([third], result.Outcomes.Select(o => o.ProjectId));
        Assert.Null((await Database.Get<ProjectList>().GetAsync(_fixture.Manager, third, Cancellation)).Row.ClosedAt);
        // A project is not renewed a second time, even if the new project was renamed in the meantime.
        var next = await Database.Get<ProjectList>().GetAsync(_fixture.Manager, result.Outcomes[0].NewId!.Value, Cancellation);
        await Database
            .Get<ProjectEditing>()
            .EditAsync(
                _fixture.Manager,
                next.Row.Id,
                next.Version,
                new ProjectFields("Otro nombre", ProjectKind.Commercial, next.ManagerId),
                Cancellation
            );
        Assert.Empty(
            (
                await _fixture.Renewals.RunAsync(
                    _fixture.Manager,
                    All with
                    {
                        IncludesAllProjects = false,
                        ProjectIds = [third],
                    },
                    cancellationToken: Cancellation
                )
            ).Outcomes
        );
    }

    [Fact]
    public async Task Cancelled_renewal_reports_its_progress_and_can_be_continued()
    {
        for (var i = 0; i < 3; i++)
            await _fixture.CreateProjectAsync(new ProjectFields($"Campaña {i}", ProjectKind.Commercial, Company.Manager.Id));
        using var stop = new CancellationTokenSource();
        var result = await _fixture.Renewals.RunAsync(_fixture.Manager, All, new CancelAfter(stop, 2), stop.Token);
        Assert.True(result is { IsCancelled: true, Outcomes.Count: 2 });
        var rest = await _fixture.Renewals.RunAsync(_fixture.Manager, All, cancellationToken: Cancellation);
        Assert.True(rest is { IsCancelled: false, Outcomes.Count: 2 });
        Assert.Equal(2, (await _fixture.List.ListRunsAsync(_fixture.Manager, Cancellation)).Count);
    }

    [Fact]
    public async Task Concurrent_renewals_create_one_project_and_move_all_tasks()
    {
        for (var i = 0; i < 10; i++)
            await _fixture.CreateTaskAsync($"Tarea {i}");
        await using (var db = Database.Open())
        {
            var ids = await db.Tasks.Where(t => t.ClientId == Company.Client.Id).Select(t => t.Id).ToListAsync(Cancellation);
            await Task.WhenAll([
                Task.Run(() => _fixture.Renewals.RunAsync(_fixture.Manager, All)),
                Task.Run(() => _fixture.Renewals.RunAsync(_fixture.Admin, All)),
                .. ids.Select(id => Task.Run(() => _fixture.LogAsync(id, EntryFollowUp.Keep))),
            ]);
        }
        await using var after = Database.Open();
        var next = await after.Projects.SingleAsync(p => p.Name == "Comercial 2027" && p.ClientId == Company.Client.Id, Cancellation);
        Assert.Equal(11, await after.Tasks.CountAsync(t => t.ProjectId == next.Id, Cancellation));
        Assert.Equal(11, await after.Dedications.CountAsync(Cancellation));
    }

    // Creates projects that are not renewed: a production project, a project of several years, a closed project, and projects of two other
    // years.
    private async Task CreateProjectsThatEndAsync()
    {
        var manager = Company.Manager.Id;
        await _fixture.CreateProjectAsync(new ProjectFields("Nave", ProjectKind.Production, manager));
        await _fixture.CreateProjectAsync(new ProjectFields("Comercial 2024", ProjectKind.Commercial, manager));
        await _fixture.CreateProjectAsync(new ProjectFields("Plan 2026-2027", ProjectKind.Commercial, manager));
        await _fixture.CreateProjectAsync(
            new ProjectFields("De otro año", ProjectKind.Commercial, manager, null, new DateOnly(2024, 1, 1), new DateOnly(2025, 12, 31))
        );
        var closed = await _fixture.CreateProjectAsync(new ProjectFields("Cerrado 2026", ProjectKind.Commercial, manager));
        await Database.Get<ProjectEditing>().CloseAsync(_fixture.Manager, closed, Cancellation);
    }

    // Logs an entry that promises a call a week later.
    private Task LogCallAsync() =>
        _fixture.LogAsync(Company.Task.Id, new EntryFollowUp(new NextAction(new DateOnly(2026, 3, 9), null, "Llamar")));

    private sealed class CancelAfter(CancellationTokenSource stop, int after) : IProgress<RenewalProgress>
    {
        public void Report(RenewalProgress value)
        {
            if (value.Done == after)
                stop.Cancel();
        }
    }
}
