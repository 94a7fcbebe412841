using System.Net;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.ApiKeys;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Live;
using HexaLive.Infrastructure.Features.Shared;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using HexaLive.Web.Live;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HexaLive.Tests.Web.Live;

/// <summary>The live hub on a real server, accessed through the .NET client, as other programs do.</summary>
public sealed class LiveHubTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private HexaApp _app = null!;
    private TestCompany _company = null!;
    private int _saved;

    public async ValueTask InitializeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("hexalive-hub-").FullName;
        await using (var database = await TestDatabase.CreateAsync(folder: folder))
            _company = await TestCompany.CreateAsync(database);
        _app = new HexaApp(folder, "Production", services => services.AddSingleton<TimeProvider>(_time));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private ApiKeyEditing Keys => _app.Services.GetRequiredService<ApiKeyEditing>();

    [Fact]
    public async Task Hub_client_receives_only_changes_that_its_person_may_see()
    {
        await using var manager = await HubClient.ConnectAsync(_app.Address, await CreateKeyAsync(_company.Manager));
        await manager.WatchAsync(new LiveWatch(ControlRoom: true));
        await using var rep = await HubClient.ConnectAsync(_app.Address, await CreateKeyAsync(_company.Rep));
        await rep.WatchAsync(
            new LiveWatch(MyTasks: true, Clients: [_company.Client.Id], Projects: [_company.Project.Id], Tasks: [_company.Task.Id])
        );
        await using var stranger = await HubClient.ConnectAsync(_app.Address, await CreateKeyAsync(_company.Stranger));
        await stranger.WatchAsync(new LiveWatch(true, true, [_company.SouthClient.Id]));

        await SaveAsync(_company.Stranger, _company.SouthTask.Id);
        await SaveAsync(_company.Rep, _company.Task.Id);

        var note = await manager.WaitForNoteAsync(n => n.Kind == ActivityKind.DedicationLogged);
        Assert.Equal(
            (
                _company.Rep.Name,
                _company.Client.Id,
                "Construcciones Pérez",
                _company.Project.Id,
                "Comercial 2026",
                _company.Task.Id,
                "Seguimiento de oferta",
                (int?)2
            ),
            (
                note.Person!,
                note.ClientId!.Value,
                note.Client!,
                note.ProjectId!.Value,
                note.Project!,
                note.TaskId!.Value,
                note.Task!,
                note.Minutes
            )
        );
        await rep.WaitForNoteAsync(n => n.Minutes == 2);
        await stranger.WaitForNoteAsync(n => n.Minutes == 1);
        // Notes arrive in the order of their ids. When the last entry has arrived, no earlier note can still arrive.
        await SaveAsync(_company.Stranger, _company.SouthTask.Id);
        await stranger.WaitForNoteAsync(n => n.Minutes == 3);
        Assert.All(manager.Notes.Concat(rep.Notes), n => Assert.Equal(_company.Client.Id, n.ClientId));
        Assert.All(stranger.Notes, n => Assert.Equal(_company.SouthClient.Id, n.ClientId));
        // The entry matches four watched topics, but the hub sends it once.
        Assert.Single(rep.Notes, n => n.Kind == ActivityKind.DedicationLogged);
    }

    [Fact]
    public async Task Hub_refuses_to_watch_records_outside_the_scope_and_keeps_the_earlier_watch()
    {
        await using var rep = await HubClient.ConnectAsync(_app.Address, await CreateKeyAsync(_company.Rep));
        await rep.WatchAsync(new LiveWatch(Tasks: [_company.Task.Id]));
        LiveWatch[] outside =
        [
            new(Clients: [_company.SouthClient.Id]),
            new(Projects: [_company.SouthTask.ProjectId]),
            new(Tasks: [_company.SouthTask.Id]),
            new(Tasks: [_company.Task.Id, 999_999]),
        ];

        foreach (var watch in outside)
            Assert.Contains(
                "not found",
                (await Assert.ThrowsAsync<HubException>(() => rep.WatchAsync(watch))).Message,
                StringComparison.Ordinal
            );
        Assert.Contains(
            "at most",
            (
                await Assert.ThrowsAsync<HubException>(() =>
                    rep.WatchAsync(new LiveWatch(Tasks: [.. Enumerable.Range(1, LiveWatch.MaxIds + 1)]))
                )
            ).Message,
            StringComparison.Ordinal
        );

        await SaveAsync(_company.Rep, _company.Task.Id);
        await rep.WaitForNoteAsync(n => n.Minutes == 1);
    }

    [Fact]
    public async Task Hub_sends_nothing_about_a_client_once_the_person_loses_access_to_it()
    {
        await using var rep = await HubClient.ConnectAsync(_app.Address, await CreateKeyAsync(_company.Rep));
        await rep.WatchAsync(new LiveWatch(MyTasks: true, Clients: [_company.Client.Id]));
        await using var admin = await HubClient.ConnectAsync(_app.Address, await CreateKeyAsync(_company.Admin));
        await admin.WatchAsync(new LiveWatch(Clients: [_company.Client.Id]));

        var editing = _app.Services.GetRequiredService<TaskEditing>();
        await editing.ApplyAsync(
            await GetViewerAsync(_company.Manager),
            _company.Task.Id,
            null,
            new TaskChange(ResponsibleId: _company.OtherRep.Id),
            TestContext.Current.CancellationToken
        );
        await SaveAsync(_company.OtherRep, _company.Task.Id);
        await admin.WaitForNoteAsync(n => n.Minutes == 1);
        // Wait for a later change that the representative sees. Once it has arrived, no earlier change can still arrive.
        await editing.ApplyAsync(
            await GetViewerAsync(_company.Admin),
            _company.SouthTask.Id,
            null,
            new TaskChange(ResponsibleId: _company.Rep.Id),
            TestContext.Current.CancellationToken
        );
        await SaveAsync(_company.Rep, _company.SouthTask.Id);
        await rep.WaitForNoteAsync(n => n.Minutes == 2);

        Assert.DoesNotContain(rep.Notes, n => n.Minutes == 1);
    }

    [Fact]
    public async Task Reconnecting_hub_client_gets_missed_changes_once_and_in_order()
    {
        var key = await CreateKeyAsync(_company.Manager);
        await using (var before = await HubClient.ConnectAsync(_app.Address, key))
        {
            await before.WatchAsync(new LiveWatch(ControlRoom: true));
            await SaveAsync(_company.Rep, _company.Task.Id);
            await before.WaitForNoteAsync(n => n.Minutes == 1);
            var last = before.LastId;
            await before.DisposeAsync();
            for (var i = 0; i < 5; i++)
                await SaveAsync(_company.Rep, _company.Task.Id);

            await using var after = await HubClient.ConnectAsync(_app.Address, key);
            await after.WatchAsync(new LiveWatch(ControlRoom: true), last);
            await SaveAsync(_company.Rep, _company.Task.Id);
            await after.WaitForNoteAsync(n => n.Minutes == 7);
            Assert.Equal([2, 3, 4, 5, 6, 7], after.Notes.Where(n => n.Minutes != null).Select(n => n.Minutes!.Value));
        }
    }

    [Fact]
    public async Task Hub_refuses_a_missing_or_wrong_key()
    {
        foreach (var key in new[] { null, "hexa_0000", "" })
            Assert.Equal(
                HttpStatusCode.Unauthorized,
                (await Assert.ThrowsAsync<HttpRequestException>(() => HubClient.ConnectAsync(_app.Address, key))).StatusCode
            );
        var good = await CreateKeyAsync(_company.Rep);
        using var http = _app.CreateBrowser();
        // The hub also accepts the key in the query string, because browsers cannot set headers on a WebSocket. Pages accept no key at all.
        Assert.Equal(
            HttpStatusCode.OK,
            (
                await http.PostAsync(
                    $"{HexaLive.Web.Components.AppUrls.LiveHub}/negotiate?negotiateVersion=1&access_token={good}",
                    null,
                    TestContext.Current.CancellationToken
                )
            ).StatusCode
        );
        http.DefaultRequestHeaders.Authorization = new("Bearer", good);
        Assert.Equal(
            HttpStatusCode.OK,
            (
                await http.PostAsync(
                    $"{HexaLive.Web.Components.AppUrls.LiveHub}/negotiate?negotiateVersion=1",
                    null,
                    TestContext.Current.CancellationToken
                )
            ).StatusCode
        );
        Assert.Equal(HttpStatusCode.Redirect, (await http.GetAsync("/today", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await http.GetAsync("/account/keys", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Connections_of_a_revoked_key_are_closed_and_cannot_be_reopened()
    {
        var viewer = await GetViewerAsync(_company.Rep);
        var (key, other) = (await CreateKeyAsync(_company.Rep), await CreateKeyAsync(_company.Rep));
        await using var ended = await HubClient.ConnectAsync(_app.Address, key);
        await using var stays = await HubClient.ConnectAsync(_app.Address, other);
        // The server answers a call only after it has started to check the connection.
        await ended.WatchAsync(new LiveWatch(MyTasks: true));
        await stays.WatchAsync(new LiveWatch(MyTasks: true));
        var id = (await Keys.ListAsync(viewer, TestContext.Current.CancellationToken))[^1].Id;

        Assert.Equal(
            RuleError.NotFound,
            (await Assert.ThrowsAsync<RuleException>(async () => await Keys.RevokeAsync(await GetViewerAsync(_company.Manager), id))).Error
        );
        await Keys.RevokeAsync(viewer, id, TestContext.Current.CancellationToken);

        await ended.Closed.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.True(ended.HasEnded);
        await Assert.ThrowsAsync<HttpRequestException>(() => HubClient.ConnectAsync(_app.Address, key));
        await SaveAsync(_company.Rep, _company.Task.Id);
        await stays.WaitForNoteAsync(n => n.Minutes == 1);
    }

    [Fact]
    public async Task Deactivated_person_is_disconnected_within_a_minute()
    {
        var key = await CreateKeyAsync(_company.OtherRep);
        await using var hubClient = await HubClient.ConnectAsync(_app.Address, key);
        // The server answers a call only after it has started to check the connection.
        await hubClient.WatchAsync(new LiveWatch(MyTasks: true));
        await using var db = _app.Open();
        await db
            .People.Where(p => p.Id == _company.OtherRep.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.Active, false), TestContext.Current.CancellationToken);
        Assert.False(hubClient.Closed.Task.IsCompleted);

        _time.Advance(TimeSpan.FromMinutes(1));

        await hubClient.Closed.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<HttpRequestException>(() => HubClient.ConnectAsync(_app.Address, key));
    }

    [Fact]
    public async Task Use_of_a_key_is_recorded_at_most_every_five_minutes()
    {
        var viewer = await GetViewerAsync(_company.Rep);
        var key = await CreateKeyAsync(_company.Rep);
        Assert.Null((await Keys.ListAsync(viewer, TestContext.Current.CancellationToken))[0].LastUsedAt);
        await Keys.AuthenticateAsync(key, TestContext.Current.CancellationToken);
        var first = (await Keys.ListAsync(viewer, TestContext.Current.CancellationToken))[0].LastUsedAt;
        _time.Advance(TimeSpan.FromMinutes(4));
        await Keys.AuthenticateAsync(key, TestContext.Current.CancellationToken);
        Assert.Equal(first, (await Keys.ListAsync(viewer, TestContext.Current.CancellationToken))[0].LastUsedAt);
        _time.Advance(TimeSpan.FromMinutes(2));
        await Keys.AuthenticateAsync(key, TestContext.Current.CancellationToken);
        Assert.NotEqual(first, (await Keys.ListAsync(viewer, TestContext.Current.CancellationToken))[0].LastUsedAt);
    }

    [Fact]
    public async Task Hub_closes_a_connection_that_sends_an_oversized_message()
    {
        await using var hubClient = await HubClient.ConnectAsync(_app.Address, await CreateKeyAsync(_company.Rep));
        await Assert.ThrowsAnyAsync<Exception>(() => hubClient.WatchAsync(new LiveWatch(Tasks: [.. Enumerable.Range(1_000_000, 5000)])));
        await hubClient.Closed.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private async Task<string> CreateKeyAsync(Person person) =>
        await Keys.CreateAsync(await GetViewerAsync(person), "Prueba", TestContext.Current.CancellationToken);

    private async Task<Viewer> GetViewerAsync(Person person) => (await _app.Services.GetRequiredService<Viewers>().FindAsync(person.Id))!;

    private async Task SaveAsync(Person person, int task) =>
        await _app.LogTodayAsync(await GetViewerAsync(person), task, ++_saved, "Llamada");
}
