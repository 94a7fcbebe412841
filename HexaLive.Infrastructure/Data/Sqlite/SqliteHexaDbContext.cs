using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Infrastructure.Data.Sqlite;

/// <summary>The database context for SQLite.</summary>
public sealed class SqliteHexaDbContext(DbContextOptions<SqliteHexaDbContext> options) : HexaDbContext(options)
{
    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasDbFunction(SqlText.FoldMethod).HasName(SqlText.FoldFunction);
    }
}

/// <summary>Creates the context for the EF Core tool that creates migrations.</summary>
public sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteHexaDbContext>
{
    /// <inheritdoc />
    public SqliteHexaDbContext CreateDbContext(string[] args) =>
        new(
            new DbContextOptionsBuilder<SqliteHexaDbContext>()
                .UseSqlite("Data Source=design.db")
                .UseApplicationServiceProvider(new ServiceCollection().AddIdentitySchema().BuildServiceProvider())
                .Options
        );
}

/// <summary>Applies the settings that SQLite requires for each connection.</summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    // Memory-map the first 2 GB of the file, SQLite's maximum: scans of large indexes take half the time.
    private const string Pragmas =
        "PRAGMA busy_timeout=5000; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA mmap_size=2147418112;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        SqlText.RegisterFunction(connection);
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    // Ignore the cancellation token. If this method were cancelled, EF Core would keep the open connection in its pooled context, and the
    // next user of the context would get the connection without these settings.
    public override Task ConnectionOpenedAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
