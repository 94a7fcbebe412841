using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HexaLive.Infrastructure.Data.Sqlite;

/// <summary>
/// Migrates a SQLite file. EF Core marks a running migration with a row in <c>__EFMigrationsLock</c>, which stays behind when the
/// process is killed and then blocks every later start. Therefore the process also locks a file beside the database. The operating
/// system releases that lock when the process ends, so the process that holds the lock may delete the row.
/// </summary>
internal static class SqliteMigration
{
    /// <summary>
    /// The suffix of the lock file, appended to the name of the database file. A migrating process keeps the lock file open.
    /// </summary>
    internal const string LockFileSuffix = ".migrating";

    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until no other process is migrating this file, then applies the pending migrations.</summary>
    public static async Task ApplyAsync(HexaDbContext db, ILogger log, CancellationToken cancellationToken)
    {
        var file = Path.GetFullPath(new SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        if (await Database.HasPendingMigrationsAsync(db, log, cancellationToken))
        {
            await using var lockFile = await OpenLockFileAsync(file + LockFileSuffix, log, cancellationToken);
            await DeleteAbandonedLockAsync(db, log, cancellationToken);
            await db.Database.MigrateAsync(cancellationToken);
        }
        // The journal mode belongs to the file. With WAL, readers and the writer do not wait for each other.
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
    }

    private static async Task<FileStream> OpenLockFileAsync(string path, ILogger log, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                if (attempt == 0)
                    log.LogWarning("Another process is migrating the database. Waiting until it has finished.");
                await Task.Delay(RetryInterval, cancellationToken);
            }
        }
    }

    private static async Task DeleteAbandonedLockAsync(HexaDbContext db, ILogger log, CancellationToken cancellationToken)
    {
        var exists = await db
            .Database.SqlQuery<int>($"SELECT COUNT(*) AS Value FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'")
            .SingleAsync(cancellationToken);
        if (exists == 0)
            return;
        var deleted = await db.Database.ExecuteSqlAsync($"DELETE FROM __EFMigrationsLock", cancellationToken);
        if (deleted > 0)
            log.LogWarning("Removed the migration lock of a process that ended before it had finished.");
    }
}
