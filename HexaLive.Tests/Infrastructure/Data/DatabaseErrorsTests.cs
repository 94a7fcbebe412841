using System.Data.Common;
using HexaLive.Domain;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Data.Sqlite;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Live;
using HexaLive.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Data;

/// <summary>
/// Database failures while an entry is saved. Either the whole entry is stored or nothing, the error is reported, and the same entry can be
/// saved afterwards.
/// </summary>
public sealed class DatabaseErrorsTests : IAsyncLifetime
{
    private readonly FaultInterceptor _faults = new();
    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _rep = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(services =>
            services.ConfigureDbContext<SqliteHexaDbContext>(o => o.AddInterceptors(_faults))
        );
        _database.SkipUnlessSqlite();
        _company = await TestCompany.CreateAsync(_database);
        _rep = await _database.GetViewerAsync(_company.Rep);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Failed_commit_stores_nothing_and_notifies_nobody()
    {
        var before = await CountAsync();
        using var subscription = _database.Feed.Subscribe(LiveTopic.All);
        var request = Request();
        _faults.FailOn = "\"Activity\"";

        await Assert.ThrowsAsync<DbUpdateException>(() => LogAsync(request));
        Assert.Equal(before, await CountAsync());

        _faults.FailOn = null;
        await LogAsync(request);
        Assert.Equal(before.Entries + 1, (await CountAsync()).Entries);
        subscription.Dispose();
        var rings = 0;
        await foreach (var _ in subscription.ChangesAsync(TimeSpan.Zero))
            rings++;
        Assert.Equal(1, rings);
    }

    [Fact]
    public async Task Locked_database_is_reported_and_a_later_retry_succeeds()
    {
        var before = await CountAsync();
        var request = Request();
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(_database.Folder, "hexalive.db")}"))
        {
            await other.OpenAsync();
            await using var transaction = await other.BeginTransactionAsync(System.Data.IsolationLevel.Serializable);
            await AssertUnavailableAsync(request);
        }
        Assert.Equal(before, await CountAsync());
        await LogAsync(request);
    }

    [Theory]
    [InlineData("PRAGMA query_only=ON")]
    [InlineData("PRAGMA max_page_count=1")]
    public async Task Read_only_file_or_full_disk_is_reported_and_a_retry_succeeds(string trouble)
    {
        var before = await CountAsync();
        // A long comment needs new database pages, which a full disk cannot provide.
        var request = Request() with
        {
            Fields = new DedicationFields(new DateOnly(2026, 3, 2), 5, new string('x', Dedication.MaxComment)),
        };
        _faults.OnOpen = trouble;
        await AssertUnavailableAsync(request);
        _faults.OnOpen = "PRAGMA query_only=OFF; PRAGMA max_page_count=1073741823";
        Assert.Equal(before, await CountAsync());
        await LogAsync(request);
        Assert.Equal(before.Entries + 1, (await CountAsync()).Entries);
    }

    private LogRequest Request() =>
        new(_company.Task.Id, new DedicationFields(new DateOnly(2026, 3, 2), 5, "Llamada"), EntryFollowUp.Keep, Guid.NewGuid());

    private Task<int> LogAsync(LogRequest request) => _database.Get<DedicationLog>().LogAsync(_rep, request);

    private async Task AssertUnavailableAsync(LogRequest request) =>
        Assert.Equal(RuleError.StorageUnavailable, (await Assert.ThrowsAsync<RuleException>(() => LogAsync(request))).Error);

    private async Task<(int Entries, int Activity, WorkTaskStatus Status)> CountAsync()
    {
        await using var db = _database.Open();
        return (
            await db.Dedications.CountAsync(),
            await db.Activity.CountAsync(),
            await db.Tasks.Where(t => t.Id == _company.Task.Id).Select(t => t.Status).SingleAsync()
        );
    }

    private sealed class FaultInterceptor : DbCommandInterceptor, IDbConnectionInterceptor
    {
        public string? FailOn { get; set; }
        public string? OnOpen { get; set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        )
        {
            if (FailOn is not null && command.CommandText.Contains($"INSERT INTO {FailOn}", StringComparison.Ordinal))
                throw new DbUpdateException("The disk went away.");
            return new(result);
        }

        public async Task ConnectionOpenedAsync(
            DbConnection connection,
            ConnectionEndEventData eventData,
            CancellationToken cancellationToken = default
        )
        {
            if (OnOpen is null)
                return;
            await using var command = connection.CreateCommand();
            command.CommandText = OnOpen;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
