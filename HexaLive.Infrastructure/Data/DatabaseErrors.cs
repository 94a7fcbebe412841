using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Data;

/// <summary>Classifies database exceptions: distinguishes temporary storage failures from programming errors.</summary>
public static class DatabaseErrors
{
    // https://sqlite.org/rescode.html: busy, locked, read-only, I/O error, full, cannot open.
    private static readonly int[] SqliteUnavailableCodes = [5, 6, 8, 10, 13, 14];

    // https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors: time-out, unreachable,
    // deadlock victim, locked, full, out of memory, read-only, and the errors of Azure SQL while Azure moves or throttles a
    // database. Errors of severity 20 and above, which close the connection, are checked separately.
    private static readonly int[] SqlServerUnavailableNumbers =
    [
        -2,
        -1,
        2,
        53,
        64,
        121,
        233,
        258,
        701,
        1105,
        1204,
        1205,
        1222,
        3906,
        4060,
        4221,
        8645,
        9002,
        10053,
        10054,
        10060,
        10061,
        10928,
        10929,
        11001,
        40143,
        40197,
        40501,
        40540,
        40613,
        49918,
        49919,
        49920,
    ];

    /// <summary>
    /// Returns whether the exception or an inner one means that the database is locked, read-only, full or unreachable.
    /// </summary>
    public static bool IsUnavailable(Exception? error) =>
        error switch
        {
            null => false,
            SqliteException sqlite => SqliteUnavailableCodes.Contains(sqlite.SqliteErrorCode),
            SqlException server => server.Class >= 20 || SqlServerUnavailableNumbers.Contains(server.Number),
            _ => IsUnavailable(error.InnerException),
        };

    /// <summary>
    /// Returns whether the exception or an inner one comes from the database, including errors for which
    /// <see cref="IsUnavailable"/> returns false.
    /// </summary>
    public static bool IsFromDatabase(Exception? error) =>
        error is not null && (error is DbException || IsUnavailable(error) || IsFromDatabase(error.InnerException));

    /// <summary>Returns whether a save violated a unique index.</summary>
    public static bool IsUniqueViolation(DbUpdateException e) =>
        e.InnerException switch
        {
            SqliteException { SqliteExtendedErrorCode: 2067 or 1555 } => true,
            SqlException { Number: 2601 or 2627 } => true,
            _ => false,
        };

    /// <summary>
    /// Returns whether a save failed because of a concurrent save: a row version changed, or the other save inserted the same
    /// unique key.
    /// </summary>
    public static bool IsConcurrentChange(DbUpdateException e) => e is DbUpdateConcurrencyException || IsUniqueViolation(e);
}
