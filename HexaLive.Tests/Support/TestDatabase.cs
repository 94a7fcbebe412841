using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Data.Sqlite;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Live;
using HexaLive.Infrastructure.Mail;
using HexaLive.Web;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HexaLive.Tests.Support;

/// <summary>
/// A new SQLite database with all use cases registered and a clock that the test controls. If <c>HEXALIVE_TEST_SQLSERVER</c> holds a
/// connection string, the database is created on that server instead. The clock starts on Monday 2 March 2026, 09:00 UTC.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    /// <summary>
    /// The cache of compiled EF Core queries for the whole test run. The tests use more queries than EF Core's own cache keeps (1,024);
    /// compiling queries again would take half of the processor time.
    /// </summary>
    internal static readonly MemoryCache CompiledQueries = new(new MemoryCacheOptions());

    private static byte[]? _empty;

    private readonly ServiceProvider _services;
    private readonly OpenConnections _connections;
    private bool _keepFolder;

    private TestDatabase(string folder, ServiceProvider services, FakeTimeProvider time, OpenConnections connections) =>
        (Folder, _services, Time, _connections) = (folder, services, time, connections);

    public string Folder { get; }
    public FakeTimeProvider Time { get; }
    public IServiceProvider Services => _services;
    public DateTime Now => Time.GetUtcNow().UtcDateTime;

    /// <summary>The system as the actor, for test data that no person creates.</summary>
    public Actor System => new(null, Now);

    public IDbContextFactory<HexaDbContext> Factory => Get<IDbContextFactory<HexaDbContext>>();
    public ActivityFeed Feed => Get<ActivityFeed>();

    /// <summary>Creates an empty database, or opens the database in <paramref name="folder"/>, which is not deleted on disposal.</summary>
    public static async Task<TestDatabase> CreateAsync(Action<IServiceCollection>? more = null, string? folder = null)
    {
        var keep = folder is not null;
        folder ??= Directory.CreateTempSubdirectory("hexalive-test-").FullName;
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        var connections = new OpenConnections();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(keep ? [] : ReadSqlServerSettings()).Build();
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(configuration)
            .AddHexaFeatures()
            .AddHexaDatabase(configuration, folder)
            .AddSingleton(new ImportFolder(Path.Combine(folder, "import")))
            .AddSingleton(new MailFolder(Path.Combine(folder, "mail")))
            .AddSingleton<TimeProvider>(time)
            .AddSingleton<SiteAddress>()
            .AddSingleton<ISiteLinks, SiteLinks>()
            // Throw if a query takes the first row of an unordered result, which is arbitrary. By default, EF Core only logs a warning.
            .ConfigureDbContext<SqliteHexaDbContext>(o =>
                o.ConfigureWarnings(w => w.Throw(CoreEventId.FirstWithoutOrderByAndFilterWarning))
                    .UseMemoryCache(CompiledQueries)
                    .AddInterceptors(connections)
            );
        more?.Invoke(services);
        var database = new TestDatabase(folder, services.BuildServiceProvider(), time, connections) { _keepFolder = keep };
        // Only the first test migrates a new file. Later tests start from a copy of this file.
        var newFile = !keep && !Database.IsSqlServer(configuration);
        if (newFile && _empty is not null)
            await File.WriteAllBytesAsync(Path.Combine(folder, "hexalive.db"), _empty);
        await Database.MigrateAsync(database.Factory);
        if (newFile && _empty is null)
            _empty = await CopyAsync(database.Factory, folder);
        return database;
    }

    /// <summary>Returns the content of an open SQLite database, by way of a copy in <paramref name="folder"/>.</summary>
    public static async Task<byte[]> CopyAsync(IDbContextFactory<HexaDbContext> databases, string folder)
    {
        var file = Path.Combine(folder, "copy.db");
        await using var db = await databases.CreateDbContextAsync();
        await db.Database.ExecuteSqlAsync($"VACUUM INTO {file}");
        var copy = await File.ReadAllBytesAsync(file);
        File.Delete(file);
        return copy;
    }

    /// <summary>Skips a test that applies only to SQLite.</summary>
    public void SkipUnlessSqlite()
    {
        if (Database.IsSqlServer(Get<IConfiguration>()))
            Assert.Skip("Of SQLite files only.");
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public HexaDbContext Open() => Factory.CreateDbContext();

    /// <summary>Saves <paramref name="entity"/> together with the new entities that it refers to.</summary>
    public async Task<T> AddAsync<T>(T entity)
        where T : class
    {
        await using var db = Open();
        // Entities with a key already exist, so attach them. Add all others.
        db.ChangeTracker.TrackGraph(entity, n => n.Entry.State = n.Entry.IsKeySet ? EntityState.Unchanged : EntityState.Added);
        await db.SaveChangesAsync();
        return entity;
    }

    public async Task<Viewer> GetViewerAsync(Person person) => (await Get<Viewers>().FindAsync(person.Id))!;

    private static IEnumerable<KeyValuePair<string, string?>> ReadSqlServerSettings()
    {
        if (Environment.GetEnvironmentVariable("HEXALIVE_TEST_SQLSERVER") is not { Length: > 0 } server)
            return [];
        var connection = new SqlConnectionStringBuilder(server) { InitialCatalog = $"hexalive-test-{Guid.NewGuid():N}" };
        return [new("Database:Provider", "SqlServer"), new("ConnectionStrings:HexaLive", connection.ConnectionString)];
    }

    public async ValueTask DisposeAsync()
    {
        if (Database.IsSqlServer(Get<IConfiguration>()))
        {
            await using var db = Open();
            await db.Database.EnsureDeletedAsync();
        }
        // Wait for reads that are still running before the pool of contexts is disposed. A context that is returned during the disposal
        // would stay in the pool with its connection open.
        await _connections.WaitUntilClosedAsync();
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        if (!_keepFolder)
            Directory.Delete(Folder, recursive: true);
    }
}
