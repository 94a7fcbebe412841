using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Persistence;

/// <summary>Tells a database that takes no changes now from a fault of ours.</summary>
public static class StorageTrouble
{
    // https://sqlite.org/rescode.html: busy, locked, read-only, I/O error, full, cannot open.
    private static readonly int[] Codes = [5, 6, 8, 10, 13, 14];

    // https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors: out of time, chosen to end a deadlock, locked, full, no memory,
    // read-only, and, besides what SQL Server ends the connection for (severity 20 and more) or cannot be reached at all, what Azure says while it moves a database.
    private static readonly int[] SqlServerNumbers = [-2, -1, 2, 53, 64, 121, 233, 258, 701, 1105, 1204, 1205, 1222, 3906, 4060, 4221, 8645, 9002, 10053, 10054, 10060, 10061, 10928, 10929, 11001, 40143, 40197, 40501, 40540, 40613, 49918, 49919, 49920];

    /// <summary>Whether the exception, or what is inside it, says that the database is locked, read-only, full or out of reach.</summary>
    public static bool Is(Exception? e) => e switch
    {
        null => false,
        SqliteException sqlite => Codes.Contains(sqlite.SqliteErrorCode),
        SqlException server => server.Class >= 20 || SqlServerNumbers.Contains(server.Number),
        _ => Is(e.InnerException),
    };

    /// <summary>Whether a save broke a unique index.</summary>
    public static bool IsDuplicate(DbUpdateException e) => e.InnerException switch
    {
        SqliteException { SqliteExtendedErrorCode: 2067 or 1555 } => true,
        SqlException { Number: 2601 or 2627 } => true,
        _ => false,
    };
}
