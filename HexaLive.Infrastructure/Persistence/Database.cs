using HexaLive.Infrastructure.Live;
using HexaLive.Infrastructure.Persistence.Sqlite;
using HexaLive.Infrastructure.Persistence.SqlServer;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Infrastructure.Persistence;

/// <summary>Which database, and how it is opened. <c>Database:Provider</c> is Sqlite (default) or SqlServer.</summary>
public static class Database
{
    /// <summary>Whether the configuration asks for SQL Server.</summary>
    public static bool IsSqlServer(IConfiguration configuration) =>
        string.Equals(configuration["Database:Provider"], "SqlServer", StringComparison.OrdinalIgnoreCase);

    /// <summary>The tables of Identity with passkeys: the context asks its services for the version, at design time too.</summary>
    public static IServiceCollection AddIdentitySchema(this IServiceCollection services) =>
        services.Configure<IdentityOptions>(options => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3);

    /// <summary>Registers the context's factory for the provider that the configuration names, and a scoped context for Identity.</summary>
    public static IServiceCollection AddHexaDatabase(this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        services.AddIdentitySchema();
        if (IsSqlServer(configuration))
        {
            var connection = configuration.GetConnectionString("HexaLive")
                ?? throw new InvalidOperationException("ConnectionStrings:HexaLive is needed with Database:Provider=SqlServer.");
            services.AddPooledDbContextFactory<SqlServerHexaDbContext>(o => o.UseSqlServer(connection, sql =>
            {
                if (configuration.GetValue<int?>("Database:MaxBatchSize") is { } batch) sql.MaxBatchSize(batch);
                if (configuration.GetValue<int?>("Database:CompatibilityLevel") is { } level) sql.UseCompatibilityLevel(level);
            }));
            services.AddSingleton<IDbContextFactory<HexaDbContext>>(sp => new HexaDbContextFactory<SqlServerHexaDbContext>(
                sp.GetRequiredService<IDbContextFactory<SqlServerHexaDbContext>>(), sp.GetService<ActivityFeed>(), null));
        }
        else
        {
            var connection = configuration.GetConnectionString("HexaLive") ?? $"Data Source={Path.Combine(dataFolder, "hexalive.db")}";
            services.AddPooledDbContextFactory<SqliteHexaDbContext>(o => UseHexaSqlite(o, connection));
            services.AddSingleton<WriteGate>();
            services.AddSingleton<IDbContextFactory<HexaDbContext>>(sp => new HexaDbContextFactory<SqliteHexaDbContext>(
                sp.GetRequiredService<IDbContextFactory<SqliteHexaDbContext>>(), sp.GetService<ActivityFeed>(), sp.GetRequiredService<WriteGate>()));
        }
        services.AddScoped(sp => sp.GetRequiredService<IDbContextFactory<HexaDbContext>>().CreateDbContext());
        return services;
    }

    /// <summary>Options of a SQLite file: waits at most five seconds for a lock, foreign keys on.</summary>
    public static DbContextOptionsBuilder UseHexaSqlite(DbContextOptionsBuilder options, string connectionString) =>
        options
            .UseSqlite(new SqliteConnectionStringBuilder(connectionString) { DefaultTimeout = 5, ForeignKeys = true }.ToString())
            .AddInterceptors(new SqlitePragmas());

    /// <summary>Creates the database where there is none and applies all migrations.</summary>
    public static async Task MigrateAsync(IDbContextFactory<HexaDbContext> factory, CancellationToken cancellationToken = default)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (db.Database.IsSqlite())
        {
            var file = new SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource;
            if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder) Directory.CreateDirectory(folder);
        }
        await db.Database.MigrateAsync(cancellationToken);
        // WAL is a property of the file: readers and the one writer do not wait for each other.
        if (db.Database.IsSqlite()) await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
    }
}

/// <summary>Gives the provider's context under the name that features know; factories are invariant.</summary>
internal sealed class HexaDbContextFactory<T>(IDbContextFactory<T> inner, ActivityFeed? feed, WriteGate? gate) : IDbContextFactory<HexaDbContext>
    where T : HexaDbContext
{
    public HexaDbContext CreateDbContext()
    {
        var db = inner.CreateDbContext();
        db.Use(feed, gate);
        return db;
    }

    public async Task<HexaDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default)
    {
        var db = await inner.CreateDbContextAsync(cancellationToken);
        db.Use(feed, gate);
        return db;
    }
}
