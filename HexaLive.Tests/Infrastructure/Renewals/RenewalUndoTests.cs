using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Infrastructure.Features.Diary;
using HexaLive.Infrastructure.Features.Projects;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Infrastructure.Import;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static HexaLive.Tests.Infrastructure.Renewals.RenewalFixture;

namespace HexaLive.Tests.Infrastructure.Renewals;

/// <summary>Undoing a renewal.</summary>
public sealed class RenewalUndoTests : IAsyncLifetime
{
    private RenewalFixture _fixture = null!;

    private TestDatabase Database => _fixture.Database;
    private TestCompany Company => _fixture.Company;

    public async ValueTask InitializeAsync() => _fixture = await RenewalFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Undoing_a_renewal_restores_tasks_and_removes_the_new_project()
    {
        var result = await _fixture.Renewals.RunAsync(_fixture.Manager, All, cancellationToken: Cancellation);
        var run = Assert.Single(await _fixture.List.ListRunsAsync(_fixture.Manager, Cancellation));
        Assert.Equal(
            (result.RunId, 2027, "Marta Jefa", Database.Now, 1, 1, null, 1),
            (run.RunId, run.Year, run.By, run.At, run.ProjectCount, run.TaskCount, run.UndoneAt, run.KeptProjectCount)
        );
        Assert.Empty(await _fixture.List.ListRunsAsync(_fixture.Rep with { Role = PersonRole.Manager }, Cancellation));

        var outcome = Assert.Single(await _fixture.Undo.UndoAsync(_fixture.Manager, run.RunId, cancellationToken: Cancellation));
        Assert.Equal((1, null, false, null), (outcome.TaskCount, outcome.NewId, outcome.IsKept, outcome.Refusal));
        await using var db = Database.Open();
        Assert.Equal(
            ["Comercial 2026"],
            await db.Projects.Where(p => p.ClientId == Company.Client.Id).Select(p => p.Name).ToListAsync(Cancellation)
        );
        var card = await Database.Get<ProjectList>().GetAsync(_fixture.Manager, Company.Project.Id, Cancellation);
        Assert.True(card.Row is { ClosedAt: null, PendingCount: 1 });
        Assert.Equal(
            [ActivityKind.TaskMoved, ActivityKind.TaskMoved, ActivityKind.TaskCreated],
            await _fixture.ReadDiaryKindsAsync(new DiarySubject(TaskId: Company.Task.Id))
        );
        run = Assert.Single(await _fixture.List.ListRunsAsync(_fixture.Admin, Cancellation));
        Assert.Equal((Database.Now, 0), (run.UndoneAt!.Value, run.KeptProjectCount));
        // The same projects can be renewed again.
        Assert.Null(
            Assert.Single((await _fixture.Renewals.RunAsync(_fixture.Manager, All, cancellationToken: Cancellation)).Outcomes).Refusal
        );
    }

    [Fact]
    public async Task Undo_keeps_a_new_project_with_later_work_and_reports_that_it_was_kept()
    {
        var second = await _fixture.CreateTaskAsync("Otra");
        var result = await _fixture.Renewals.RunAsync(_fixture.Manager, All, cancellationToken: Cancellation);
        await _fixture.LogAsync(Company.Task.Id, EntryFollowUp.Keep);
        await Database.Get<TaskEditing>().FinishAsync(_fixture.Manager, second, "Hecha", Cancellation);
        var outcome = Assert.Single(await _fixture.Undo.UndoAsync(_fixture.Manager, result.RunId, cancellationToken: Cancellation));
        Assert.True(outcome is { IsKept: true, TaskCount: 1, Refusal: null });
        await using var db = Database.Open();
        Assert.Equal(Company.Project.Id, (await db.Tasks.SingleAsync(t => t.Id == Company.Task.Id, Cancellation)).ProjectId);
        Assert.Equal(outcome.NewId, (await db.Tasks.SingleAsync(t => t.Id == second, Cancellation)).ProjectId);
        Assert.Equal(outcome.NewId, (await db.Dedications.SingleAsync(Cancellation)).ProjectId);
        Assert.Equal(1, Assert.Single(await _fixture.List.ListRunsAsync(_fixture.Manager, Cancellation)).KeptProjectCount);
    }
}
