using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Absences;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Absences;

/// <summary>The summary of an absence, which a person reads after the absence.</summary>
public sealed class AbsenceSummaryTests : IAsyncLifetime
{
    private AbsenceFixture _fixture = null!;

    private TestDatabase Database => _fixture.Database;
    private TestCompany Company => _fixture.Company;

    public async ValueTask InitializeAsync() => _fixture = await AbsenceFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Absence_summary_is_shown_on_return_until_it_is_read()
    {
        var (handed, finished) = (
            await _fixture.CreateTaskAsync(Company.Rep, Company.Rep),
            await _fixture.CreateTaskAsync(Company.Rep, Company.Rep)
        );
        var theirs = await _fixture.CreateTaskAsync(Company.OtherRep, Company.OtherRep);
        var (rep, manager) = (await _fixture.GetViewerAsync(Company.Rep), await _fixture.GetViewerAsync(Company.Manager));
        await _fixture.LogAsync(manager, "Antes de irse");
        await _fixture.AddAsync(Company.Rep, Company.Rep, 1, 3, Company.OtherRep);
        Assert.Null(await _fixture.Summaries.GetAsync(rep));

        _fixture.SetTime("2026-03-04T09:00:00Z");
        Assert.Null(await _fixture.Summaries.GetAsync(rep));
        var other = await _fixture.GetViewerAsync(Company.OtherRep);
        await _fixture.LogAsync(other, "Ha llamado el cliente");
        await _fixture.LogAsync(rep, "Desde la playa");
        await Database.Get<TaskEditing>().RescheduleAsync(other, Company.Task.Id, new NextAction(new DateOnly(2026, 3, 9), null, "Llamar"));
        await ReassignAsync(manager, handed, Company.OtherRep);
        await ReassignAsync(manager, theirs, Company.Rep);
        await Database.Get<TaskEditing>().FinishAsync(manager, finished, "Firmado");

        _fixture.SetTime("2026-03-06T09:00:00Z");
        await _fixture.LogAsync(await _fixture.GetViewerAsync(Company.Manager), "Después de volver");
        var away = (await _fixture.Summaries.GetAsync(rep))!;
        Assert.Equal((1, 1, 1, 1, 1), (away.EntryCount, away.PromiseCount, away.ReassignedCount, away.ReceivedCount, away.FinishedCount));
        Assert.Equal((new DateOnly(2026, 3, 3), new DateOnly(2026, 3, 5), false), (away.From, away.To, away.HasMore));
        Assert.Equal(away.Total, away.Lines.Count);
        Assert.Equal(away.Lines.Select(l => l.Id).OrderDescending(), away.Lines.Select(l => l.Id));
        Assert.Equal("Firmado", away.Lines[0].Comment);
        var logged = Assert.Single(away.Lines, l => l.Kind == ActivityKind.DedicationLogged);
        Assert.Equal(("Olga Otra", "Ha llamado el cliente", 10, true), (logged.Actor, logged.Comment, logged.Minutes, logged.IsVisible));

        // The manager was not away, and can neither read nor dismiss the representative's summary.
        Assert.Null(await _fixture.Summaries.GetAsync(manager));
        await _fixture.Summaries.MarkReadAsync(manager, away.AbsenceId);
        Assert.Empty((await _fixture.Summaries.LoadMoreLinesAsync(manager, away.AbsenceId, long.MaxValue)).Lines);
        Assert.NotNull(await _fixture.Summaries.GetAsync(rep));

        await _fixture.Summaries.MarkReadAsync(rep, away.AbsenceId);
        Assert.Null(await _fixture.Summaries.GetAsync(rep));
    }

    [Fact]
    public async Task Absence_summary_is_paged_and_offered_for_30_days()
    {
        var (rep, manager) = (await _fixture.GetViewerAsync(Company.Rep), await _fixture.GetViewerAsync(Company.Manager));
        await _fixture.AddAsync(Company.Rep, Company.Rep, 0, 0);
        for (var i = 1; i <= AbsenceSummaries.PageSize + 3; i++)
            await _fixture.LogAsync(manager, $"Llamada {i}");
        _fixture.SetTime("2026-03-03T09:00:00Z");
        var away = (await _fixture.Summaries.GetAsync(rep))!;
        Assert.True(away.HasMore);
        Assert.Equal(AbsenceSummaries.PageSize + 3, away.EntryCount);
        var (rest, more) = await _fixture.Summaries.LoadMoreLinesAsync(rep, away.AbsenceId, away.Lines[^1].Id);
        Assert.False(more);
        // The oldest line is the creation of the task, which has no comment.
        Assert.Equal(["Llamada 3", "Llamada 2", "Llamada 1", null], rest.Select(l => l.Comment));

        _fixture.SetTime("2026-04-01T21:59:00Z");
        Assert.NotNull(await _fixture.Summaries.GetAsync(rep));
        _fixture.SetTime("2026-04-01T23:01:00Z");
        Assert.Null(await _fixture.Summaries.GetAsync(rep));
    }

    private Task ReassignAsync(Viewer viewer, int task, Person responsible) =>
        Database.Get<BulkTaskEditing>().ApplyAsync(viewer, [task], new TaskChange(ResponsibleId: responsible.Id));
}
