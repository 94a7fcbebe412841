using System.Globalization;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data.Seed;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Diary;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Infrastructure.Import;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Data.Seed;

/// <summary>The seed command, which creates databases of any size.</summary>
public sealed class SeedCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hexalive-seed-").FullName;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(300, 3000)]
    [InlineData(1, 0)]
    [InlineData(2, 500)]
    [InlineData(500, 20)]
    public async Task Seed_command_creates_the_requested_rows_without_breaking_a_rule(int tasks, int dedications)
    {
        var (code, said) = await RunAsync(
            "--tasks",
            FormatInvariant(tasks),
            "--dedications",
            FormatInvariant(dedications),
            "--database",
            Path.Combine(_folder, "hexalive.db")
        );
        Assert.True(code == 0, said);
        await using var database = await TestDatabase.CreateAsync(folder: _folder);
        await using var db = database.Open();

        Assert.Equal((tasks, dedications), (await db.Tasks.CountAsync(), await db.Dedications.CountAsync()));
        Assert.Equal(
            dedications,
            await db.Activity.CountAsync(a =>
                a.Kind == ActivityKind.DedicationLogged && a.Dedication!.TaskId == a.TaskId && a.Dedication.ClientId == a.ClientId
            )
        );
        Assert.Equal(tasks, await db.Activity.CountAsync(a => a.Kind == ActivityKind.TaskCreated));
        Assert.False(await db.Tasks.AnyAsync(t => (t.Status == WorkTaskStatus.Finished) != (t.FinishedAt != null && t.Outcome != null)));
        Assert.False(await db.Tasks.AnyAsync(t => t.Status == WorkTaskStatus.Finished && (t.NextActionDate != null || t.DueAt != null)));
        Assert.False(
            await db.Tasks.AnyAsync(t => t.Promises.Count(p => p.Outcome == PromiseOutcome.Open) != (t.NextActionDate == null ? 0 : 1))
        );
        Assert.False(await db.Tasks.AnyAsync(t => t.Status == WorkTaskStatus.Pending && db.Dedications.Any(d => d.TaskId == t.Id)));
        Assert.False(await db.Promises.AnyAsync(p => p.Outcome == PromiseOutcome.Kept && p.EndedAt > p.KeepBy));
        Assert.False(await db.Dedications.AnyAsync(d => !db.Participations.Any(p => p.ClientId == d.ClientId && p.PersonId == d.PersonId)));
        Assert.Empty(await db.Database.SqlQueryRaw<string>("SELECT \"table\" AS Value FROM pragma_foreign_key_check").ToListAsync());
        Assert.Equal(
            ["ok"],
            await db.Database.SqlQueryRaw<string>("SELECT integrity_check AS Value FROM pragma_integrity_check").ToListAsync()
        );
    }

    [Fact]
    public async Task Application_works_on_a_seeded_database()
    {
        await RunAsync("--tasks", "600", "--dedications", "6000", "--database", Path.Combine(_folder, "hexalive.db"));
        await using var database = await TestDatabase.CreateAsync(folder: _folder);
        database.Time.SetUtcNow(DateTimeOffset.UtcNow);
        var (rep, manager) = (await GetViewerAsync(database, "rep@demo.local"), await GetViewerAsync(database, "manager@demo.local"));

        Assert.NotEmpty((await database.Get<TaskList>().GetPageAsync(rep, new TaskFilter(), 1)).Items);
        Assert.NotEmpty(await database.Get<ControlFeed>().GetPageAsync(manager, new ControlRoomFilter(), null));
        var client = (await database.Get<ClientList>().GetPageAsync(rep, null, 1)).Items[0];
        Assert.NotEmpty(
            await database
                .Get<DiaryList>()
                .GetPageAsync(rep, new DiarySubject(ClientId: client.Id), new DiaryFilter(OnlyEntries: true), null)
        );
    }

    [Theory]
    [InlineData("Missing: --dedications, --database", "--tasks", "5")]
    [InlineData("--tasks must be a whole number from 1 to 20000000, not 0.", "--tasks", "0", "--dedications", "1", "--database", "x")]
    [InlineData("--tasks must be a whole number from 1 to 20000000, not many.", "--tasks", "many")]
    [InlineData("--database needs a value.", "--database")]
    [InlineData("Unknown argument: --size", "--size", "5")]
    public async Task Invalid_arguments_are_reported_with_the_correct_usage(string problem, params string[] args)
    {
        var (code, said) = await RunAsync(args);
        Assert.Equal(2, code);
        Assert.StartsWith(problem, said, StringComparison.Ordinal);
        Assert.Contains("Usage: seed", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Existing_file_is_replaced_only_if_seeding_with_force_succeeds()
    {
        var file = Path.Combine(_folder, "mine.db");
        await File.WriteAllTextAsync(file, "mine", TestContext.Current.CancellationToken);
        Assert.Equal(1, (await RunAsync("--tasks", "5", "--dedications", "5", "--database", file)).Code);
        Assert.Equal("mine", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));

        using var stop = new CancellationTokenSource();
        await using var console = new CancellingWriter("clients", stop);
        Assert.Equal(
            1,
            await SeedCommand.RunAsync(["seed", "--tasks", "50", "--dedications", "50", "--database", file, "--force"], console, stop.Token)
        );
        Assert.Equal([file], Directory.GetFiles(_folder));
        Assert.Equal("mine", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));

        Assert.Equal(0, (await RunAsync("--tasks", "5", "--dedications", "5", "--database", file, "--force")).Code);
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] args)
    {
        await using var console = new StringWriter();
        return (await SeedCommand.RunAsync(["seed", .. args], console, TestContext.Current.CancellationToken), console.ToString());
    }

    private static async Task<Viewer> GetViewerAsync(TestDatabase database, string email)
    {
        await using var db = database.Open();
        return await database.GetViewerAsync(await db.People.SingleAsync(p => p.Email == email));
    }

    private static string FormatInvariant(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A writer that requests cancellation when a line with the given word is written.</summary>
    private sealed class CancellingWriter(string word, CancellationTokenSource stop) : StringWriter
    {
        public override async Task WriteLineAsync(string? value)
        {
            if (value?.Contains(word, StringComparison.Ordinal) == true)
                await stop.CancelAsync();
            await base.WriteLineAsync(value);
        }
    }
}
