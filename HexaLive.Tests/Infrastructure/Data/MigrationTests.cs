using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Data.Sqlite;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Company;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Data;

/// <summary>A process that is killed during a migration does not prevent the next process from starting.</summary>
public sealed class MigrationTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hexalive-migration-").FullName;
    private readonly FakeLogger _log = new();
    private readonly ServiceProvider _services;

    public MigrationTests() =>
        _services = new ServiceCollection().AddHexaDatabase(new ConfigurationBuilder().Build(), _folder).BuildServiceProvider();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
    private string File => Path.Combine(_folder, "hexalive.db");

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Abandoned_migration_lock_is_removed_if_migrations_are_pending()
    {
        await LeaveLockAsync();

        await MigrateAsync().WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        Assert.Empty(await GetPendingMigrationsAsync());
        Assert.Contains(_log.Collector.GetSnapshot(), r => r.Message.StartsWith("Removed the migration lock", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Migration_lock_is_not_touched_if_no_migration_is_pending()
    {
        await MigrateAsync();
        await LeaveLockAsync();

        await MigrateAsync().WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        Assert.Equal(1, await ReadScalarAsync("SELECT COUNT(*) FROM __EFMigrationsLock"));
    }

    [Fact]
    public async Task Migration_waits_for_a_process_that_is_still_migrating()
    {
        Task migrating;
        await using (new FileStream(File + SqliteMigration.LockFileSuffix, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            migrating = MigrateAsync();
            await Eventually.BecomesTrueAsync(
                () => _log.Collector.GetSnapshot().Any(r => r.Message.Contains("Waiting until it has finished", StringComparison.Ordinal)),
                "it waits"
            );
            Assert.NotEmpty(await GetPendingMigrationsAsync());
        }

        await migrating.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.Empty(await GetPendingMigrationsAsync());
    }

    [Fact]
    public async Task Server_starts_after_earlier_starts_were_killed_during_the_migration()
    {
        Func<Task<bool>>[] moments =
        [
            () => Task.FromResult(System.IO.File.Exists(File + SqliteMigration.LockFileSuffix)),
            HasMigratedAsync,
        ];
        foreach (var moment in moments)
        {
            await using var killed = HexaProcess.Launch(_folder, "Production");
            // Kill the process at this moment or, if polling misses the moment, as soon as the process listens.
            await Eventually.BecomesTrueAsync(async () => killed.IsListening || await moment(), "the start has reached the moment");
        }
        await LeaveLockAsync();

        await using var server = await HexaProcess.StartAsync(_folder, "Production");
        using var browser = new HttpClient { BaseAddress = server.Address };
        Assert.True((await browser.GetAsync("/health/live", Cancellation)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Database_with_unknown_migrations_is_refused()
    {
        await MigrateAsync();
        await ReadScalarAsync("INSERT INTO __EFMigrationsHistory VALUES ('20261125173612_WeeksConsentAndLapses', '10.0.14')");

        var refused = await Assert.ThrowsAsync<UnsupportedDatabaseException>(MigrateAsync);

        Assert.Contains("20261125173612_WeeksConsentAndLapses", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_refuses_a_database_gives_the_reason_in_one_sentence()
    {
        await MigrateAsync();
        await ReadScalarAsync("INSERT INTO __EFMigrationsHistory VALUES ('20261125173612_WeeksConsentAndLapses', '10.0.14')");

        var ended = await Assert.ThrowsAsync<InvalidOperationException>(() => HexaProcess.StartAsync(_folder, "Production"));

        Assert.Contains("The database was made by another version of HexaLive", ended.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_migration_has_a_test_database_with_that_schema_version()
    {
        await using var db = await _services.GetRequiredService<IDbContextFactory<HexaDbContext>>().CreateDbContextAsync(Cancellation);
        Assert.Equal(db.Database.GetMigrations(), EarlierDatabases.Names);
    }

    [Theory]
    [MemberData(nameof(EarlierDatabases.TestCases), MemberType = typeof(EarlierDatabases))]
    public async Task Database_of_an_earlier_version_is_upgraded_and_can_be_used(string name)
    {
        await EarlierDatabases.RestoreAsync(name, File);
        await using var database = await TestDatabase.CreateAsync(folder: _folder);
        await using var db = database.Open();
        var rep = await database.GetViewerAsync(await db.People.SingleAsync(p => p.Email == "rep@test.local", Cancellation));
        var task = await db.Tasks.SingleAsync(t => t.Title == "Seguimiento de oferta", Cancellation);

        var entry = await database
            .Get<DedicationLog>()
            .LogAsync(
                rep,
                new LogRequest(
                    task.Id,
                    new DedicationFields(new DateOnly(2026, 3, 2), 10, "Otra llamada"),
                    EntryFollowUp.Keep,
                    Guid.NewGuid()
                ),
                Cancellation
            );

        Assert.Equal("Otra llamada", (await database.Get<DedicationLog>().GetAsync(rep, entry, Cancellation)).Fields.Comment);
        Assert.Equal(2, await db.Dedications.CountAsync(d => d.TaskId == task.Id, Cancellation));
        Assert.Single(await db.Promises.Where(p => p.TaskId == task.Id && p.Outcome == PromiseOutcome.Open).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Upgrade_from_the_first_version_recomputes_phone_keys()
    {
        await EarlierDatabases.RestoreAsync("20261126223242_Initial", File);
        await ReadScalarAsync("UPDATE Clients SET Phone = '+34 600 12 34 56', PhoneKey = '600123456' WHERE Name = 'Construcciones Pérez'");
        await ReadScalarAsync(
            """
            INSERT INTO Contacts (ClientId, Name, Active, SearchKey, Version) SELECT Id, 'Luis', 1, 'luis', 0 FROM Clients WHERE Phone IS NOT NULL;
            INSERT INTO ContactPhone (ContactId, Number, "Key") SELECT Id, '968 11 22 33', '968112233' FROM Contacts;
            INSERT INTO ContactPhone (ContactId, Number, "Key") SELECT Id, 'no', '' FROM Contacts;
            """
        );
        await using var database = await TestDatabase.CreateAsync(folder: _folder);

        Assert.Equal(3, await database.Get<PhoneKeyUpdate>().RunAsync(Cancellation));

        await using var db = database.Open();
        Assert.Equal(["+34600123456"], await db.Clients.Where(c => c.PhoneKey != null).Select(c => c.PhoneKey).ToListAsync(Cancellation));
        Assert.Equal(["+34968112233", ""], await db.Set<ContactPhone>().OrderBy(p => p.Id).Select(p => p.Key).ToListAsync(Cancellation));
        var admin = await database.GetViewerAsync(await db.People.SingleAsync(p => p.Email == "admin@test.local", Cancellation));
        Assert.Single((await database.Get<ClientList>().GetPageAsync(admin, "968112233", 1, Cancellation)).Items);
        Assert.Equal(CountryCodes.Default, (await database.Get<CompanySettings>().GetAsync(Cancellation)).Country);
    }

    private Task MigrateAsync() =>
        Database.MigrateAsync(_services.GetRequiredService<IDbContextFactory<HexaDbContext>>(), _log, Cancellation);

    private async Task<IEnumerable<string>> GetPendingMigrationsAsync()
    {
        await using var db = await _services.GetRequiredService<IDbContextFactory<HexaDbContext>>().CreateDbContextAsync(Cancellation);
        return await db.Database.GetPendingMigrationsAsync(Cancellation);
    }

    // Returns whether a migration was committed. Before that, the table can be missing and the file can be locked.
    private async Task<bool> HasMigratedAsync()
    {
        try
        {
            return await ReadScalarAsync("SELECT COUNT(*) FROM __EFMigrationsHistory") > 0;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    // Leaves the migration lock in the database, as EF Core does if the process is killed during a migration.
    private async Task LeaveLockAsync()
    {
        await ReadScalarAsync("CREATE TABLE IF NOT EXISTS __EFMigrationsLock (Id INTEGER NOT NULL PRIMARY KEY, Timestamp TEXT NOT NULL)");
        await ReadScalarAsync("INSERT OR IGNORE INTO __EFMigrationsLock VALUES (1, '2026-11-26 08:00:00+00:00')");
    }

    private async Task<long?> ReadScalarAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={File}");
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(Cancellation) as long?;
    }
}
