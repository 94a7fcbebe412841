using Bunit;
using HexaLive.Domain.Activity;
using HexaLive.Infrastructure.Live;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using Microsoft.Data.Sqlite;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Web;

/// <summary>What every live screen rests on.</summary>
public sealed class LiveComponentTests
{
    [Fact]
    public async Task What_is_new_comes_after_the_snapshot_that_is_being_read()
    {
        await using var database = await TestDatabase.CreateAsync();
        var company = await Company.CreateAsync(database);
        await using var screens = new Screens(database, company.Rep);
        var screen = screens.Render<Slow>().Instance;

        database.Feed.Publish([new LiveEvent(long.MaxValue, ActivityKind.DedicationLogged, null, null, null, null, null, null)]);
        await screen.Rung.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        // What rang is through on the screen's own thread of work.
        await screens.Renderer.Dispatcher.InvokeAsync(() => Assert.Equal(["begun"], screen.Reads));

        screen.Snapshot.SetResult();
        await screen.Refreshed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(["begun", "there", "new"], screen.Reads);
    }

    [Fact]
    public async Task A_database_that_is_away_for_a_moment_ends_no_screen()
    {
        await using var database = await TestDatabase.CreateAsync();
        var company = await Company.CreateAsync(database);
        await using var screens = new Screens(database, company.Rep);
        var screen = screens.Render<Troubled>();
        database.Feed.Publish([new LiveEvent(long.MaxValue, ActivityKind.DedicationLogged, null, null, null, null, null, null)]);
        screen.WaitForAssertion(() => Assert.Equal(2, screen.Instance.Reads));
    }

    private sealed class Troubled : LiveComponent
    {
        public int Reads { get; private set; }

        protected override IEnumerable<LiveTopic> Topics => [LiveTopic.All];

        protected override Task LoadAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        // Busy, as SQLite says it, the first time.
        protected override Task RefreshAsync(CancellationToken cancellationToken) => ++Reads == 1 ? throw new SqliteException("database is locked", 5) : Task.CompletedTask;
    }

    private sealed class Slow : LiveComponent
    {
        public TaskCompletionSource Snapshot { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public TaskCompletionSource Rung { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public TaskCompletionSource Refreshed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public List<string> Reads { get; } = [];

        protected override IEnumerable<LiveTopic> Topics => [LiveTopic.All];

        protected override async Task LoadAsync(CancellationToken cancellationToken)
        {
            Reads.Add("begun");
            await Snapshot.Task;
            Reads.Add("there");
        }

        protected override Task PaceAsync(CancellationToken cancellationToken)
        {
            Rung.SetResult();
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
