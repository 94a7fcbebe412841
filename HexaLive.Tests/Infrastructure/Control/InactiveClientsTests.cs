using HexaLive.Domain.Holidays;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static HexaLive.Tests.Infrastructure.Control.ControlRoomFixture;

namespace HexaLive.Tests.Infrastructure.Control;

/// <summary>Clients and projects without entries for a number of working days.</summary>
public sealed class InactiveClientsTests : IAsyncLifetime
{
    private ControlRoomFixture _fixture = null!;

    private TestDatabase Database => _fixture.Database;
    private TestCompany Company => _fixture.Company;

    public async ValueTask InitializeAsync() => _fixture = await ControlRoomFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Client_is_inactive_after_15_working_days_without_entry_or_promise()
    {
        await WaitThreeWeeksAsync();
        Assert.Equal(0, (await ListAsync(_fixture.Manager, Everything, days: null)).Total);
        Database.Time.Advance(TimeSpan.FromDays(1));
        var view = await ListAsync(_fixture.Manager, Everything, days: null);
        var row = Assert.Single(view.Rows);
        Assert.Equal(
            (15, 15, "Construcciones Pérez", 15, Today, "Raúl Comercial", "Marta Jefa", 2),
            (
                view.InactiveAfterDays,
                view.DefaultDays,
                row.Name,
                row.WorkingDays,
                row.LastEntry,
                row.LastPerson,
                row.Manager,
                row.OpenTaskCount
            )
        );
        Assert.Equal("Olivares del Sur", Assert.Single((await ListAsync(_fixture.SouthManager, Everything)).Rows).Name);
        Assert.Equal(2, (await ListAsync(_fixture.Admin, Everything)).Total);
        Assert.Equal(1, (await ListAsync(_fixture.Admin, new ControlRoomFilter(TeamId: Company.South.Id))).Total);
    }

    [Fact]
    public async Task Project_inactive_for_the_longest_time_comes_first_even_without_entries()
    {
        var withoutEntries = await WaitThreeWeeksAsync();
        Database.Time.Advance(TimeSpan.FromDays(1));
        // A project without entries counts as inactive since the day on which its oldest task was created. If another project had its last
        // entry on that day, the project without entries comes first.
        Assert.Equal(
            [(withoutEntries, (DateOnly?)null), (Company.Project.Id, Today)],
            (await GetProjectsAsync()).Select(r => (r.Id, r.LastEntry))
        );
        // Projects are ordered by the day since which they are inactive. If the task is newer, the project without entries comes second.
        await using (var db = Database.Open())
            await db
                .Tasks.Where(t => t.ProjectId == withoutEntries)
                .ExecuteUpdateAsync(set => set.SetProperty(t => t.CreatedAt, Database.Now.AddDays(-12)), Cancellation);
        Assert.Equal([Company.Project.Id, withoutEntries], (await GetProjectsAsync()).Select(r => r.Id));
    }

    [Fact]
    public async Task Client_is_no_longer_inactive_after_a_future_promise_or_a_new_entry()
    {
        var withoutEntries = await WaitThreeWeeksAsync();
        Database.Time.Advance(TimeSpan.FromDays(1));
        await _fixture.RescheduleAsync(Company.Task.Id, new DateOnly(2026, 3, 30));
        Assert.Equal(0, (await ListAsync(_fixture.Manager, Everything)).Total);
        Assert.Equal(withoutEntries, Assert.Single(await GetProjectsAsync()).Id);
        await _fixture.LogAsync(_fixture.Stranger, 10, new DateOnly(2026, 3, 24), Company.SouthTask.Id);
        Assert.Equal(0, (await ListAsync(_fixture.SouthManager, Everything)).Total);
    }

    // Logs an entry, adds a second project with a task, moves the clock to Monday 23 March and returns the id of the second project. In the
    // north, Tuesday 24 is the fifteenth working day, because the 19th is a holiday. The holiday on the 20th applies to the south only.
    private async Task<int> WaitThreeWeeksAsync()
    {
        await _fixture.LogAsync(_fixture.Rep, 10);
        await using var db = Database.Open();
        var project = new Project(
            await db.Clients.SingleAsync(c => c.Id == Company.Client.Id, Cancellation),
            new ProjectFields("Nave nueva", ProjectKind.Production, Company.Manager.Id),
            new Actor(Company.Manager.Id, Database.Now)
        );
        db.Add(project);
        await db.SaveChangesAsync(Cancellation);
        await _fixture.CreateTaskAsync("Planos", null, project: project);
        Database.Time.Advance(TimeSpan.FromDays(21));
        db.Add(new Holiday(new DateOnly(2026, 3, 19), "San José", null, Database.System));
        db.Add(new Holiday(new DateOnly(2026, 3, 20), "Solo en el sur", Company.South.Id, Database.System));
        await db.SaveChangesAsync(Cancellation);
        return project.Id;
    }

    private Task<InactiveClientsView> ListAsync(Viewer viewer, ControlRoomFilter filter, int? days = 5) =>
        _fixture.Inactive.GetAsync(viewer, filter, false, days, 1, Cancellation);

    private async Task<IReadOnlyList<InactiveClientRow>> GetProjectsAsync() =>
        (await _fixture.Inactive.GetAsync(_fixture.Manager, Everything, true, 5, 1, Cancellation)).Rows;
}
