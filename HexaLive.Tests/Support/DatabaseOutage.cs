using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace HexaLive.Tests.Support;

/// <summary>
/// Makes every database read fail while <see cref="IsOn"/> is true, as if the database file could not be opened. The class also lets a
/// test wait for session checks.
/// </summary>
public sealed class DatabaseOutage : DbCommandInterceptor
{
    private TaskCompletionSource _check = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsOn { get; set; }

    /// <summary>Returns a task that completes at the next session check that reads the database.</summary>
    public Task WaitForSessionCheckAsync()
    {
        _check = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return _check.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        if (IsOn)
        {
            if (IsSessionCheck(command))
                _check.TrySetResult();
            throw new SqliteException("unable to open database file", 14);
        }
        return new(result);
    }

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        DbDataReader result,
        CancellationToken cancellationToken = default
    )
    {
        if (IsSessionCheck(command))
            _check.TrySetResult();
        return new(result);
    }

    private static bool IsSessionCheck(DbCommand command) =>
        command.CommandText.Contains("SecurityStamp", StringComparison.Ordinal)
        && command.CommandText.Contains("\"Role\"", StringComparison.Ordinal);
}
