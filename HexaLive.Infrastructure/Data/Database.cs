using HexaLive.Infrastructure.Data.Sqlite;
using HexaLive.Infrastructure.Data.SqlServer;
using HexaLive.Infrastructure.Live;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HexaLive.Infrastructure.Data;

/// <summary>Configures and migrates the database. <c>Database:Provider</c> is Sqlite (default) or SqlServer.</summary>
public static class Database
{
    /// <summary>Whether the configuration selects SQL Server.</summary>
    public static bool IsSqlServer(IConfiguration configuration) =>
        string.Equals(configuration["Database:Provider"], "SqlServer", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Selects the version of the Identity schema that includes passkeys. The tool that creates migrations needs this setting too.
    /// </summary>
    public static IServiceCollection AddIdentitySchema(this IServiceCollection services) =>
        services.Configure<IdentityOptions>(options => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3);

    /// <summary>Registers the context factory of the configured provider, and a scoped context for Identity.</summary>
    public static IServiceCollection AddHexaDatabase(this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        services.AddIdentitySchema();
        if (IsSqlServer(configuration))
        {
            var connection =
                configuration.GetConnectionString("HexaLive")
                ?? throw new InvalidOperationException("ConnectionStrings:HexaLive is needed with Database:Provider=SqlServer.");
            services.AddPooledDbContextFactory<SqlServerHexaDbContext>(o =>
                o.UseSqlServer(
                    connection,
                    sql =>
                    {
                        if (configuration.GetValue<int?>("Database:MaxBatchSize") is { } batch)
                            sql.MaxBatchSize(batch);
                        if (configuration.GetValue<int?>("Database:CompatibilityLevel") is { } level)
                            sql.UseCompatibilityLevel(level);
                    }
                )
            );
            services.AddSingleton<IDbContextFactory<HexaDbContext>>(sp => new HexaDbContextFactory<SqlServerHexaDbContext>(
                sp.GetRequiredService<IDbContextFactory<SqlServerHexaDbContext>>(),
                sp.GetService<ActivityFeed>(),
                null
            ));
        }
        else
        {
            var connection = configuration.GetConnectionString("HexaLive") ?? $"Data Source={Path.Combine(dataFolder, "hexalive.db")}";
            services.AddPooledDbContextFactory<SqliteHexaDbContext>(o => UseHexaSqlite(o, connection));
            services.AddSingleton<WriteLock>();
            services.AddSingleton<IDbContextFactory<HexaDbContext>>(sp => new HexaDbContextFactory<SqliteHexaDbContext>(
                sp.GetRequiredService<IDbContextFactory<SqliteHexaDbContext>>(),
                sp.GetService<ActivityFeed>(),
                sp.GetRequiredService<WriteLock>()
            ));
        }
        services.AddScoped(sp => sp.GetRequiredService<IDbContextFactory<HexaDbContext>>().CreateDbContext());
        return services;
    }

    /// <summary>
    /// Sets the options of a SQLite file: commands wait at most five seconds for a lock, and foreign keys are enforced.
    /// </summary>
    public static DbContextOptionsBuilder UseHexaSqlite(DbContextOptionsBuilder options, string connectionString) =>
        options
            .UseSqlite(new SqliteConnectionStringBuilder(connectionString) { DefaultTimeout = 5, ForeignKeys = true }.ToString())
            .AddInterceptors(new SqlitePragmas());

    /// <summary>Creates or migrates the database that is registered in <paramref name="services"/>.</summary>
    /// <exception cref="UnsupportedDatabaseException">The database has migrations that this version does not know.</exception>
    public static Task MigrateAsync(IServiceProvider services, ILogger log) =>
        MigrateAsync(services.GetRequiredService<IDbContextFactory<HexaDbContext>>(), log);

    /// <summary>
    /// Creates the database if it does not exist and applies the pending migrations. If no migration is pending, takes no lock.
    /// </summary>
    /// <exception cref="UnsupportedDatabaseException">The database has migrations that this version does not know.</exception>
    public static async Task MigrateAsync(
        IDbContextFactory<HexaDbContext> factory,
        ILogger? log = null,
        CancellationToken cancellationToken = default
    )
    {
        log ??= NullLogger.Instance;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (db.Database.IsSqlite())
            await SqliteMigration.ApplyAsync(db, log, cancellationToken);
        else if (await HasPendingMigrationsAsync(db, log, cancellationToken))
            await db.Database.MigrateAsync(cancellationToken);
    }

    /// <summary>
    /// Returns whether migrations are pending, and logs their number. The log entry explains why a start is slow, for example because it
    /// has to wait for another node to apply the migrations.
    /// </summary>
    /// <exception cref="UnsupportedDatabaseException">The database has migrations that this version does not know.</exception>
    internal static async Task<bool> HasPendingMigrationsAsync(HexaDbContext db, ILogger log, CancellationToken cancellationToken)
    {
        var known = db.Database.GetMigrations().ToList();
        var applied = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        if (applied.Except(known).FirstOrDefault() is { } unknown)
            throw new UnsupportedDatabaseException(unknown);
        var pending = known.Count - applied.Count;
        if (pending > 0)
            log.LogInformation("Applying database migrations ({Count}). This waits while another process migrates.", pending);
        return pending > 0;
    }
}

/// <summary>The database was created by a pre-release version or by a newer version of the application.</summary>
public sealed class UnsupportedDatabaseException(string migration)
    : Exception(
        $"The database was made by another version of HexaLive (migration {migration}) and cannot be upgraded: "
            + "delete it to start anew, or name another one in ConnectionStrings:HexaLive."
    );

/// <summary>
/// Creates the provider's context as a <see cref="HexaDbContext"/>, the type that features use. The provider's factory does not
/// fit, because <see cref="IDbContextFactory{TContext}"/> of a derived context does not convert to a factory of the base context.
/// </summary>
internal sealed class HexaDbContextFactory<T>(IDbContextFactory<T> inner, ActivityFeed? feed, WriteLock? writeLock)
    : IDbContextFactory<HexaDbContext>
    where T : HexaDbContext
{
    public HexaDbContext CreateDbContext()
    {
        var db = inner.CreateDbContext();
        db.Attach(feed, writeLock);
        return db;
    }

    public async Task<HexaDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default)
    {
        var db = await inner.CreateDbContextAsync(cancellationToken);
        db.Attach(feed, writeLock);
        return db;
    }
}
