using System.Net;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Features.Activity;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Live;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HexaLive.Tests.Live;

/// <summary>Other programs, by the .NET client, at a real server.</summary>
public sealed class LiveHubTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private HexaApp _app = null!;
    private Company _company = null!;
    private int _saved;

    public async ValueTask InitializeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("hexalive-hub-").FullName;
        await using (var database = await TestDatabase.CreateAsync(folder: folder)) _company = await Company.CreateAsync(database);
        _app = new HexaApp(folder, "Production", services => services.AddSingleton<TimeProvider>(_time));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private ApiKeys Keys => _app.Services.GetRequiredService<ApiKeys>();

    [Fact]
    public async Task A_program_is_told_what_its_person_may_see_and_nothing_else()
    {
        await using var manager = await HubClient.ConnectAsync(_app.Address, await KeyAsync(_company.Manager));
        await manager.WatchAsync(new LiveWatch(ControlRoom: true));
        await using var rep = await HubClient.ConnectAsync(_app.Address, await KeyAsync(_company.Rep));
        await rep.WatchAsync(new LiveWatch(MyTasks: true, Clients: [_company.Client.Id], Projects: [_company.Project.Id], Tasks: [_company.Task.Id]));
        await using var stranger = await HubClient.ConnectAsync(_app.Address, await KeyAsync(_company.Stranger));
        await stranger.WatchAsync(new LiveWatch(true, true, [_company.SouthClient.Id]));

        await SaveAsync(_company.Stranger, _company.SouthTask.Id);
        await SaveAsync(_company.Rep, _company.Task.Id);

        var note = (await manager.TellAsync(n => n.Kind == ActivityKind.DedicationLogged)).Note;
        Assert.Equal(
            (_company.Rep.Name, _company.Client.Id, "Construcciones Pérez", _company.Project.Id, "Comercial 2026", _company.Task.Id, "Seguimiento de oferta", (int?)2),
            (note.Person!, note.ClientId!.Value, note.Client!, note.ProjectId!.Value, note.Project!, note.TaskId!.Value, note.Task!, note.Minutes));
        await rep.TellAsync(n => n.Minutes == 2);
        await stranger.TellAsync(n => n.Minutes == 1);
        // The order of ids says that nothing is on its way any more: the last entry is the stranger's.
        await SaveAsync(_company.Stranger, _company.SouthTask.Id);
        await stranger.TellAsync(n => n.Minutes == 3);
        Assert.All(manager.Notes.Concat(rep.Notes), n => Assert.Equal(_company.Client.Id, n.Note.ClientId));
        Assert.All(stranger.Notes, n => Assert.Equal(_company.SouthClient.Id, n.Note.ClientId));
        // Watched four times over, told once.
        Assert.Single(rep.Notes, n => n.Note.Kind == ActivityKind.DedicationLogged);
    }

    [Fact]
    public async Task What_is_outside_the_scope_is_not_found_and_what_was_watched_stays()
    {
        await using var rep = await HubClient.ConnectAsync(_app.Address, await KeyAsync(_company.Rep));
        await rep.WatchAsync(new LiveWatch(Tasks: [_company.Task.Id]));
        LiveWatch[] outside = [new(Clients: [_company.SouthClient.Id]), new(Projects: [_company.SouthTask.ProjectId]), new(Tasks: [_company.SouthTask.Id]), new(Tasks: [_company.Task.Id, 999_999])];

        foreach (var watch in outside)
            Assert.Contains("not found", (await Assert.ThrowsAsync<HubException>(() => rep.WatchAsync(watch))).Message, StringComparison.Ordinal);
        Assert.Contains("at most", (await Assert.ThrowsAsync<HubException>(() => rep.WatchAsync(new LiveWatch(Tasks: [.. Enumerable.Range(1, LiveWatch.Most + 1)])))).Message, StringComparison.Ordinal);

        await SaveAsync(_company.Rep, _company.Task.Id);
        await rep.TellAsync(n => n.Minutes == 1);
    }

    [Fact]
    public async Task Whoever_lost_sight_of_a_client_is_told_nothing_more_of_it()
    {
        await using var rep = await HubClient.ConnectAsync(_app.Address, await KeyAsync(_company.Rep));
        await rep.WatchAsync(new LiveWatch(MyTasks: true, Clients: [_company.Client.Id]));
        await using var admin = await HubClient.ConnectAsync(_app.Address, await KeyAsync(_company.Admin));
        await admin.WatchAsync(new LiveWatch(Clients: [_company.Client.Id]));

        var editing = _app.Services.GetRequiredService<TaskEditing>();
        await editing.ApplyAsync(await ViewerAsync(_company.Manager), _company.Task.Id, null, new TaskChange(ResponsibleId: _company.OtherRep.Id), TestContext.Current.CancellationToken);
        await SaveAsync(_company.OtherRep, _company.Task.Id);
        await admin.TellAsync(n => n.Minutes == 1);
        // What comes later and may be seen has come: what did not come until then never does.
        await editing.ApplyAsync(await ViewerAsync(_company.Admin), _company.SouthTask.Id, null, new TaskChange(ResponsibleId: _company.Rep.Id), TestContext.Current.CancellationToken);
        await SaveAsync(_company.Rep, _company.SouthTask.Id);
        await rep.TellAsync(n => n.Minutes == 2);

        Assert.DoesNotContain(rep.Notes, n => n.Note.Minutes == 1);
    }

    [Fact]
    public async Task After_a_break_it_is_told_what_it_missed_once_and_in_order()
    {
        var key = await KeyAsync(_company.Manager);
        await using (var before = await HubClient.ConnectAsync(_app.Address, key))
        {
            await before.WatchAsync(new LiveWatch(ControlRoom: true));
            await SaveAsync(_company.Rep, _company.Task.Id);
            await before.TellAsync(n => n.Minutes == 1);
            var last = before.Last;
            await before.DisposeAsync();
            for (var i = 0; i < 5; i++) await SaveAsync(_company.Rep, _company.Task.Id);

            await using var after = await HubClient.ConnectAsync(_app.Address, key);
            await after.WatchAsync(new LiveWatch(ControlRoom: true), last);
            await SaveAsync(_company.Rep, _company.Task.Id);
            await after.TellAsync(n => n.Minutes == 7);
            Assert.Equal([2, 3, 4, 5, 6, 7], after.Notes.Where(n => n.Note.Minutes != null).Select(n => n.Note.Minutes!.Value));
        }
    }

    [Fact]
    public async Task Nobody_comes_in_without_a_key_or_with_a_wrong_one()
    {
        foreach (var key in new[] { null, "hexa_0000", "" })
            Assert.Equal(HttpStatusCode.Unauthorized, (await Assert.ThrowsAsync<HttpRequestException>(() => HubClient.ConnectAsync(_app.Address, key))).StatusCode);
        var good = await KeyAsync(_company.Rep);
        using var http = _app.Browser();
        // Browsers' WebSockets can only say it in the address; pages know no keys.
        Assert.Equal(HttpStatusCode.OK, (await http.PostAsync($"{LiveHub.Path}/negotiate?negotiateVersion=1&access_token={good}", null, TestContext.Current.CancellationToken)).StatusCode);
        http.DefaultRequestHeaders.Authorization = new("Bearer", good);
        Assert.Equal(HttpStatusCode.OK, (await http.PostAsync($"{LiveHub.Path}/negotiate?negotiateVersion=1", null, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await http.GetAsync("/today", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await http.GetAsync("/account/keys", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_revoked_key_ends_its_connections_at_once_and_opens_nothing_any_more()
    {
        var viewer = await ViewerAsync(_company.Rep);
        var (key, other) = (await KeyAsync(_company.Rep), await KeyAsync(_company.Rep));
        await using var ended = await HubClient.ConnectAsync(_app.Address, key);
        await using var stays = await HubClient.ConnectAsync(_app.Address, other);
        await stays.WatchAsync(new LiveWatch(MyTasks: true));
        var id = (await Keys.ListAsync(viewer, TestContext.Current.CancellationToken))[^1].Id;

        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(async () => await Keys.RevokeAsync(await ViewerAsync(_company.Manager), id))).Error);
        await Keys.RevokeAsync(viewer, id, TestContext.Current.CancellationToken);

        await ended.Closed.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.True(ended.Ended);
        await Assert.ThrowsAsync<HttpRequestException>(() => HubClient.ConnectAsync(_app.Address, key));
        await SaveAsync(_company.Rep, _company.Task.Id);
        await stays.TellAsync(n => n.Minutes == 1);
    }

    [Fact]
    public async Task A_deactivated_person_is_out_within_a_minute()
    {
        var key = await KeyAsync(_company.OtherRep);
        await using var program = await HubClient.ConnectAsync(_app.Address, key);
        await using var db = _app.Open();
        await db.People.Where(p => p.Id == _company.OtherRep.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.Active, false), TestContext.Current.CancellationToken);
        Assert.False(program.Closed.Task.IsCompleted);

        _time.Advance(TimeSpan.FromMinutes(1));

        await program.Closed.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<HttpRequestException>(() => HubClient.ConnectAsync(_app.Address, key));
    }

    [Fact]
    public async Task That_a_key_was_used_is_noted_each_five_minutes()
    {
        var viewer = await ViewerAsync(_company.Rep);
        var key = await KeyAsync(_company.Rep);
        Assert.Null((await Keys.ListAsync(viewer, TestContext.Current.CancellationToken))[0].LastUsedAt);
        await Keys.OpenAsync(key, TestContext.Current.CancellationToken);
        var first = (await Keys.ListAsync(viewer, TestContext.Current.CancellationToken))[0].LastUsedAt;
        _time.Advance(TimeSpan.FromMinutes(4));
        await Keys.OpenAsync(key, TestContext.Current.CancellationToken);
        Assert.Equal(first, (await Keys.ListAsync(viewer, TestContext.Current.CancellationToken))[0].LastUsedAt);
        _time.Advance(TimeSpan.FromMinutes(2));
        await Keys.OpenAsync(key, TestContext.Current.CancellationToken);
        Assert.NotEqual(first, (await Keys.ListAsync(viewer, TestContext.Current.CancellationToken))[0].LastUsedAt);
    }

    [Fact]
    public async Task A_message_that_is_far_too_long_ends_the_connection()
    {
        await using var program = await HubClient.ConnectAsync(_app.Address, await KeyAsync(_company.Rep));
        await Assert.ThrowsAnyAsync<Exception>(() => program.WatchAsync(new LiveWatch(Tasks: [.. Enumerable.Range(1_000_000, 5000)])));
        await program.Closed.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private async Task<string> KeyAsync(Person person) => await Keys.MakeAsync(await ViewerAsync(person), "Prueba", TestContext.Current.CancellationToken);

    private async Task<Viewer> ViewerAsync(Person person) => (await _app.Services.GetRequiredService<Viewers>().FindAsync(person.Id))!;

    private async Task SaveAsync(Person person, int task) =>
        await _app.Services.GetRequiredService<DedicationLog>().LogAsync(await ViewerAsync(person), new LogRequest(task, new DedicationFields(DateOnly.FromDateTime(DateTime.UtcNow.AddDays(-1)), ++_saved, "Llamada"), AfterLog.Keep, Guid.NewGuid()));
}
