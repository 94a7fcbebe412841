using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Live;
using HexaLive.Infrastructure.Mail;
using HexaLive.Infrastructure.Persistence;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HexaLive.Tests.Support;

/// <summary>
/// A real SQLite file of its own, with every use case registered on a clock that the test moves; or, where <c>HEXALIVE_TEST_SQLSERVER</c> holds a connection
/// string, a database of its own on that server. The clock starts on Monday 2 March 2026, 09:00 UTC.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static byte[]? _empty;

    private readonly ServiceProvider _services;
    private bool _keepFolder;

    private TestDatabase(string folder, ServiceProvider services, FakeTimeProvider time) => (Folder, _services, Time) = (folder, services, time);

    public string Folder { get; }
    public FakeTimeProvider Time { get; }
    public IServiceProvider Services => _services;
    public DateTime Now => Time.GetUtcNow().UtcDateTime;
    public IDbContextFactory<HexaDbContext> Factory => Get<IDbContextFactory<HexaDbContext>>();
    public ActivityFeed Feed => Get<ActivityFeed>();

    /// <summary>A new, empty one, or the one that is in <paramref name="folder"/> already, which stays when this is disposed.</summary>
    public static async Task<TestDatabase> CreateAsync(Action<IServiceCollection>? more = null, string? folder = null)
    {
        var keep = folder is not null;
        folder ??= Directory.CreateTempSubdirectory("hexalive-test-").FullName;
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(keep ? [] : OnServer()).Build();
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(configuration)
            .AddHexaFeatures()
            .AddHexaDatabase(configuration, folder)
            .AddSingleton(new ImportFolder(Path.Combine(folder, "import")))
            .AddSingleton(new MailFolder(Path.Combine(folder, "mail")))
            .AddSingleton<TimeProvider>(time);
        more?.Invoke(services);
        var database = new TestDatabase(folder, services.BuildServiceProvider(), time) { _keepFolder = keep };
        // A hundred tests need not migrate a hundred times: the first one's empty file serves the others.
        var newFile = !keep && !Database.IsSqlServer(configuration);
        if (newFile && _empty is not null) await File.WriteAllBytesAsync(Path.Combine(folder, "hexalive.db"), _empty);
        await Database.MigrateAsync(database.Factory);
        if (newFile && _empty is null) _empty = await CopyAsync(database.Factory, folder);
        return database;
    }

    /// <summary>The whole of a SQLite file that is open, by way of a file in <paramref name="folder"/>.</summary>
    public static async Task<byte[]> CopyAsync(IDbContextFactory<HexaDbContext> databases, string folder)
    {
        var file = Path.Combine(folder, "copy.db");
        await using var db = await databases.CreateDbContextAsync();
        await db.Database.ExecuteSqlAsync($"VACUUM INTO {file}");
        var copy = await File.ReadAllBytesAsync(file);
        File.Delete(file);
        return copy;
    }

    /// <summary>Skips a test of what only a SQLite file has.</summary>
    public void MustBeSqlite()
    {
        if (Database.IsSqlServer(Get<IConfiguration>())) Assert.Skip("Of SQLite files only.");
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public HexaDbContext Open() => Factory.CreateDbContext();

    /// <summary>Saves what <paramref name="build"/> makes.</summary>
    public async Task<T> AddAsync<T>(T entity) where T : class
    {
        await using var db = Open();
        // Attach what is saved already, add what is new.
        db.ChangeTracker.TrackGraph(entity, n => n.Entry.State = n.Entry.IsKeySet ? EntityState.Unchanged : EntityState.Added);
        await db.SaveChangesAsync();
        return entity;
    }

    public async Task<Viewer> ViewerAsync(Person person) => (await Get<Viewers>().FindAsync(person.Id))!;

    private static IEnumerable<KeyValuePair<string, string?>> OnServer()
    {
        if (Environment.GetEnvironmentVariable("HEXALIVE_TEST_SQLSERVER") is not { Length: > 0 } server) return [];
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
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        if (!_keepFolder) Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>
/// A small company: a northern team (manager, rep, second rep), a southern rep apart, an administrator; one client and project of the north
/// with a task of the rep, controlled by the manager; one of the south.
/// </summary>
public sealed class Company
{
    public Person Admin { get; private init; } = null!;
    public Person Manager { get; private init; } = null!;
    public Person Rep { get; private init; } = null!;
    public Person OtherRep { get; private init; } = null!;
    public Person Stranger { get; private init; } = null!;
    public Team North { get; private init; } = null!;
    public Team South { get; private init; } = null!;
    public Client Client { get; private init; } = null!;
    public Project Project { get; private init; } = null!;
    public WorkTask Task { get; private init; } = null!;
    public Client SouthClient { get; private init; } = null!;
    public WorkTask SouthTask { get; private init; } = null!;

    public static async Task<Company> CreateAsync(TestDatabase database)
    {
        await using var db = database.Open();
        var now = database.Now;
        Team north = new("Norte"), south = new("Sur");
        Person admin = new("Ana Admin", "admin@test.local", PersonRole.Administrator),
            manager = new("Marta Jefa", "manager@test.local", PersonRole.Manager),
            rep = new("Raúl Comercial", "rep@test.local", PersonRole.Representative),
            other = new("Olga Otra", "other@test.local", PersonRole.Representative),
            stranger = new("Sergio Sur", "stranger@test.local", PersonRole.Representative);
        db.AddRange(north, south, admin, manager, rep, other, stranger);
        await db.SaveChangesAsync();
        north.ManagedBy(manager);
        manager.Join(north);
        rep.Join(north);
        other.Join(north);
        stranger.Join(south);
        await db.SaveChangesAsync();

        Client client = new(new ClientFields("Construcciones Pérez", TeamId: north.Id), admin.Id, now),
            southClient = new(new ClientFields("Olivares del Sur", TeamId: south.Id), admin.Id, now);
        Project project = new(client, new ProjectFields("Comercial 2026", ProjectKind.Commercial, manager.Id), admin.Id, now),
            southProject = new(southClient, new ProjectFields("Comercial 2026", ProjectKind.Commercial, stranger.Id), admin.Id, now);
        WorkTask task = new(project, new TaskFields("Seguimiento de oferta"), rep, manager, admin, null, admin.Id, now),
            southTask = new(southProject, new TaskFields("Visita anual"), stranger, stranger, stranger, null, stranger.Id, now);
        db.AddRange(task, southTask);
        await db.SaveChangesAsync();
        return new Company
        {
            Admin = admin,
            Manager = manager,
            Rep = rep,
            OtherRep = other,
            Stranger = stranger,
            North = north,
            South = south,
            Client = client,
            Project = project,
            Task = task,
            SouthClient = southClient,
            SouthTask = southTask,
        };
    }
}
