using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Infrastructure.Persistence.Sqlite;

/// <summary>The database in a SQLite file.</summary>
public sealed class SqliteHexaDbContext(DbContextOptions<SqliteHexaDbContext> options) : HexaDbContext(options)
{
    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasDbFunction(SqlText.FoldMethod).HasName(SqlText.FoldFunction);
    }
}

/// <summary>For the migrations tool.</summary>
public sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteHexaDbContext>
{
    /// <inheritdoc />
    public SqliteHexaDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteHexaDbContext>().UseSqlite("Data Source=design.db")
            .UseApplicationServiceProvider(new ServiceCollection().AddIdentitySchema().BuildServiceProvider()).Options);
}

/// <summary>Settings that SQLite keeps by connection.</summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    // What is read comes from the mapped file (the first two gigabytes, SQLite's most): a look through a large index takes half the time.
    private const string Pragmas = "PRAGMA busy_timeout=5000; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA mmap_size=2147418112;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        SqlText.AddTo(connection);
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        SqlText.AddTo(connection);
        await using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
