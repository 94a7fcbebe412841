using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace HexaLive.Infrastructure.Data;

/// <summary>Makes long SQLite reads cancellable.</summary>
internal static class SqliteQueryCancellation
{
    // https://sqlite.org/rescode.html#interrupt
    private const int Interrupted = 9;

    /// <summary>
    /// Runs a read. On SQLite, which does not observe cancellation while it computes, cancelling interrupts the running query
    /// (https://sqlite.org/c3ref/interrupt.html).
    /// </summary>
    /// <exception cref="OperationCanceledException">The read was cancelled.</exception>
    public static async Task<T> InterruptibleAsync<T>(this HexaDbContext db, Func<Task<T>> read, CancellationToken cancellationToken)
    {
        if (db.Database.GetDbConnection() is not SqliteConnection connection)
            return await read();
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            // The registration ends before the connection returns to the pool, so that no interrupt hits another user's query.
            await using var stop = cancellationToken.Register(() => raw.sqlite3_interrupt(connection.Handle));
            return await read();
        }
        catch (SqliteException e) when (e.SqliteErrorCode == Interrupted && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }
}
