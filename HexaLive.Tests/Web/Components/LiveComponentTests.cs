using Bunit;
using HexaLive.Domain.Activity;
using HexaLive.Infrastructure.Live;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using Microsoft.Data.Sqlite;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Web.Components;

/// <summary><c>LiveComponent</c>, the base class of all live screens.</summary>
public sealed class LiveComponentTests
{
    [Fact]
    public async Task Refresh_of_a_live_component_waits_for_its_initial_load()
    {
        await using var database = await TestDatabase.CreateAsync();
        var company = await TestCompany.CreateAsync(database);
        await using var screens = new ScreenContext(database, company.Rep);
        var screen = screens.Render<SlowComponent>().Instance;

        database.Feed.Publish([new LiveEvent(long.MaxValue, ActivityKind.DedicationLogged, null, null, null, null, null, null)]);
        await screen.Notified.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        // The screen handles notifications on its dispatcher. When this call runs there, the notification has been handled.
        await screens.Renderer.Dispatcher.InvokeAsync(() => Assert.Equal(["begun"], screen.Reads));

        screen.Snapshot.SetResult();
        await screen.Refreshed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(["begun", "there", "new"], screen.Reads);
    }

    [Fact]
    public async Task Refresh_is_retried_when_the_database_is_busy()
    {
        await using var database = await TestDatabase.CreateAsync();
        var company = await TestCompany.CreateAsync(database);
        await using var screens = new ScreenContext(database, company.Rep);
        var screen = screens.Render<FailingComponent>();
        database.Feed.Publish([new LiveEvent(long.MaxValue, ActivityKind.DedicationLogged, null, null, null, null, null, null)]);
        screen.WaitForAssertion(() => Assert.Equal(2, screen.Instance.Reads));
    }

    private sealed class FailingComponent : LiveComponent
    {
        public int Reads { get; private set; }

        protected override IEnumerable<LiveTopic> Topics => [LiveTopic.All];

        protected override Task LoadAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        // The first refresh fails as if the SQLite database were locked.
        protected override Task RefreshAsync(CancellationToken cancellationToken) =>
            ++Reads == 1 ? throw new SqliteException("database is locked", 5) : Task.CompletedTask;
    }

    private sealed class SlowComponent : LiveComponent
    {
        public TaskCompletionSource Snapshot { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public TaskCompletionSource Notified { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public TaskCompletionSource Refreshed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public List<string> Reads { get; } = [];

        protected override IEnumerable<LiveTopic> Topics => [LiveTopic.All];

        protected override async Task LoadAsync(CancellationToken cancellationToken)
        {
            Reads.Add("begun");
            await Snapshot.Task;
            Reads.Add("there");
        }

        protected override Task DelayRefreshAsync(CancellationToken cancellationToken)
        {
            Notified.SetResult();
            return Task.CompletedTask;
        }

        protected override Task RefreshAsync(CancellationToken cancellationToken)
        {
            Reads.Add("new");
            Refreshed.SetResult();
            return Task.CompletedTask;
        }
    }
}
