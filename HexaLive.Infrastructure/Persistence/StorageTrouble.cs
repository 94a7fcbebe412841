using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Persistence;

/// <summary>Tells a database that takes no changes now from a fault of ours.</summary>
public static class StorageTrouble
{
    // https://sqlite.org/rescode.html: busy, locked, read-only, I/O error, full, cannot open.
    private static readonly int[] Codes = [5, 6, 8, 10, 13, 14];

    /// <summary>Whether the exception, or what is inside it, says that the file is locked, read-only, full or out of reach.</summary>
    public static bool Is(Exception? e) => e switch
    {
        null => false,
        SqliteException sqlite => Codes.Contains(sqlite.SqliteErrorCode),
        _ => Is(e.InnerException),
    };

    /// <summary>Whether a save broke a unique index.</summary>
    public static bool IsDuplicate(DbUpdateException e) => e.InnerException switch
    {
        SqliteException { SqliteExtendedErrorCode: 2067 or 1555 } => true,
        Microsoft.Data.SqlClient.SqlException { Number: 2601 or 2627 } => true,
        _ => false,
    };
}
