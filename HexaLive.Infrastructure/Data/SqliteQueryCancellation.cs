using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace HexaLive.Infrastructure.Data;

/// <summary>Makes long SQLite reads cancellable.</summary>
internal static class SqliteQueryCancellation
{
    // https://sqlite.org/rescode.html#interrupt
    private const int InterruptedErrorCode = 9;

    /// <summary>
    /// Runs a read. SQLite does not observe cancellation tokens during a query, so a cancellation calls sqlite3_interrupt
    /// (https://sqlite.org/c3ref/interrupt.html).
    /// </summary>
    /// <exception cref="OperationCanceledException">The read was cancelled.</exception>
    public static async Task<T> RunInterruptiblyAsync<T>(this HexaDbContext db, Func<Task<T>> read, CancellationToken cancellationToken)
    {
        if (db.Database.GetDbConnection() is not SqliteConnection connection)
            return await read();
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            // Dispose the registration before the connection returns to the pool. Otherwise, cancelling could interrupt the query
            // of another user.
            await using var stop = cancellationToken.Register(() => raw.sqlite3_interrupt(connection.Handle));
            return await read();
        }
        catch (SqliteException e) when (e.SqliteErrorCode == InterruptedErrorCode && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }
}
