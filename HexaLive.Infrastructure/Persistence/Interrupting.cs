using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace HexaLive.Infrastructure.Persistence;

/// <summary>Ends long reads that nobody waits for any more.</summary>
internal static class Interrupting
{
    // https://sqlite.org/rescode.html#interrupt
    private const int Interrupted = 9;

    /// <summary>Reads; SQLite, which hears of no cancellation while it computes, is interrupted by it. https://sqlite.org/c3ref/interrupt.html</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<T> InterruptibleAsync<T>(this HexaDbContext db, Func<Task<T>> read, CancellationToken cancellationToken)
    {
        if (db.Database.GetDbConnection() is not SqliteConnection connection) return await read();
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            // Ended before the connection serves somebody else.
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
