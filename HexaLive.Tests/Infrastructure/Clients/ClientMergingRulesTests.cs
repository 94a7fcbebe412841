using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Infrastructure.Import;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static HexaLive.Tests.Infrastructure.Clients.ClientMergingFixture;
using static HexaLive.Tests.Support.Refusals;

namespace HexaLive.Tests.Infrastructure.Clients;

/// <summary>Who may merge which clients, and the conflicts if the clients change before the merge.</summary>
public sealed class ClientMergingRulesTests : IAsyncLifetime
{
    private ClientMergingFixture _fixture = null!;

    private TestDatabase Database => _fixture.Database;
    private TestCompany Company => _fixture.Company;

    public async ValueTask InitializeAsync() => _fixture = await ClientMergingFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Viewer_who_sees_only_one_of_two_clients_cannot_merge_them()
    {
        foreach (var viewer in new[] { _fixture.Rep, _fixture.Stranger, _fixture.Manager })
            await AssertRefusedAsync(
                RuleError.NotFound,
                () => _fixture.Merging.PreviewAsync(viewer, _fixture.Kept, _fixture.OtherClientId, Cancellation),
                () => _fixture.Merging.MergeAsync(viewer, _fixture.Kept, 0, _fixture.OtherClientId, 0, Cancellation)
            );
    }

    [Fact]
    public async Task Only_a_manager_of_the_teams_of_both_clients_can_merge_them()
    {
        await LetManagerSeeSouthClientAsync();
        await AssertRefusedAsync(
            RuleError.NotAllowed,
            () => _fixture.MergeAsync(_fixture.Manager),
            () => _fixture.Merging.MergeAsync(_fixture.Manager, _fixture.OtherClientId, 0, _fixture.Kept, 0, Cancellation)
        );
        await _fixture.MergeAsync(_fixture.Manager with { TeamIds = [Company.North.Id, Company.South.Id] });
    }

    [Fact]
    public async Task Client_cannot_be_merged_with_itself_or_merged_twice()
    {
        await _fixture.MergeAsync(_fixture.Admin);
        await AssertRefusedAsync(
            RuleError.InvalidValue,
            () => _fixture.Merging.MergeAsync(_fixture.Admin, _fixture.Kept, 1, _fixture.Kept, 1, Cancellation)
        );
        await AssertRefusedAsync(
            RuleError.NotFound,
            () => _fixture.Merging.MergeAsync(_fixture.Admin, _fixture.Kept, 1, _fixture.OtherClientId, 1, Cancellation)
        );
    }

    [Fact]
    public async Task Merge_is_rejected_if_a_client_changed_since_the_preview()
    {
        var preview = await _fixture.Merging.PreviewAsync(_fixture.Admin, _fixture.Kept, _fixture.OtherClientId, Cancellation);
        await _fixture.EditAsync(_fixture.OtherClientId, new ClientFields("Olivares Nuevo", TeamId: Company.South.Id));
        var refusal = await Assert.ThrowsAsync<RuleException>(() =>
            _fixture.Merging.MergeAsync(
                _fixture.Admin,
                _fixture.Kept,
                preview.Kept.Version,
                _fixture.OtherClientId,
                preview.Other.Version,
                Cancellation
            )
        );
        Assert.Equal((RuleError.Conflict, "Ana Admin", "Olivares Nuevo"), (refusal.Error, refusal.Args[0], refusal.Args[1]));
        await using var db = Database.Open();
        Assert.Equal(_fixture.OtherClientId, (await db.Tasks.SingleAsync(t => t.Id == Company.SouthTask.Id, Cancellation)).ClientId);
    }

    [Fact]
    public async Task Entries_logged_during_a_merge_end_up_on_the_kept_client()
    {
        await using var early = Database.Open();
        var project = await early.Projects.Include(p => p.Client).SingleAsync(p => p.ClientId == _fixture.OtherClientId, Cancellation);
        var client = await early.Clients.SingleAsync(c => c.Id == _fixture.OtherClientId, Cancellation);
        var preview = await _fixture.Merging.PreviewAsync(_fixture.Admin, _fixture.Kept, _fixture.OtherClientId, Cancellation);
        var logs = Enumerable.Range(0, 20).Select(_ => Task.Run(() => _fixture.LogAsync(_fixture.Stranger, Company.SouthTask.Id))).ToList();
        await _fixture.Merging.MergeAsync(
            _fixture.Admin,
            _fixture.Kept,
            preview.Kept.Version,
            _fixture.OtherClientId,
            preview.Other.Version,
            Cancellation
        );
        await Task.WhenAll(logs);
        var stranger = await early.People.SingleAsync(p => p.Id == _fixture.Stranger.PersonId, Cancellation);
        early.Tasks.Add(
            new WorkTask(project, new TaskFields("Tarde"), stranger, stranger, stranger, null, new Actor(stranger.Id, Database.Now))
        );
        await AssertRefusedAsync(RuleError.ClientMerged, () => early.SaveChangesAsync(Cancellation));
        early.ChangeTracker.Clear();
        early.Projects.Add(
            new Project(client, new ProjectFields("Tarde", ProjectKind.Commercial, null), new Actor(stranger.Id, Database.Now))
        );
        early.Entry(client).State = EntityState.Unchanged;
        await AssertRefusedAsync(RuleError.ClientMerged, () => early.SaveChangesAsync(Cancellation));
        await using var db = Database.Open();
        Assert.Equal(20, await db.Dedications.CountAsync(d => d.ClientId == _fixture.Kept, Cancellation));
        Assert.Equal(
            0,
            await db.Dedications.CountAsync(d => d.ClientId == _fixture.OtherClientId, Cancellation)
                + await db.Participations.CountAsync(d => d.ClientId == _fixture.OtherClientId, Cancellation)
        );
    }

    // Makes the manager responsible for a task of the southern client, so that the manager sees the client.
    private async Task LetManagerSeeSouthClientAsync()
    {
        var card = await Database.Get<TaskDetails>().GetAsync(_fixture.Stranger, Company.SouthTask.Id, Cancellation);
        var task = await Database
            .Get<TaskCreation>()
            .CreateAsync(
                _fixture.Stranger,
                new NewTask(card.ProjectId, "x", null, null, null, null, Company.Manager.Id, null, null, null, null),
                Cancellation
            );
        Assert.True(task > 0);
    }
}
