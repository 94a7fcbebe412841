using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace HexaLive.Tests.Support;

/// <summary>
/// Counts open connections, so that a test can delete its database folder after the last connection has closed. Before that, a closing live
/// screen may still read, and its SQLite connection creates files in the folder.
/// </summary>
public sealed class OpenConnections : DbConnectionInterceptor
{
    private readonly Lock _lock = new();
    private readonly HashSet<DbConnection> _open = [];
    private TaskCompletionSource? _none;

    /// <summary>Waits until no connection is open. The wait ends after at most 30 seconds.</summary>
    /// <exception cref="TimeoutException">A connection stayed open.</exception>
    public Task WaitUntilClosedAsync()
    {
        lock (_lock)
        {
            if (_open.Count == 0)
                return Task.CompletedTask;
            _none = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return WaitAsync(_none.Task);
        }
    }

    private async Task WaitAsync(Task closed)
    {
        try
        {
            await closed.WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (TimeoutException e)
        {
            lock (_lock)
                throw new TimeoutException($"Connections stayed open: {string.Join(", ", _open.Select(c => c.State))}.", e);
        }
    }

    public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
    {
        lock (_lock)
            if (_open.Add(connection))
                connection.StateChange += OnStateChange;
        return result;
    }

    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection,
        ConnectionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default
    ) => new(ConnectionOpening(connection, eventData, result));

    public override void ConnectionFailed(DbConnection connection, ConnectionErrorEventData eventData) => RemoveClosed(connection);

    public override Task ConnectionFailedAsync(
        DbConnection connection,
        ConnectionErrorEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        RemoveClosed(connection);
        return Task.CompletedTask;
    }

    public override void ConnectionCanceled(DbConnection connection, ConnectionEndEventData eventData) => RemoveClosed(connection);

    public override Task ConnectionCanceledAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        RemoveClosed(connection);
        return Task.CompletedTask;
    }

    // Handles the closing of a connection. EF Core raises no event for one case: a pooled context fails to begin a transaction and is
    // returned to the pool with its connection open. Therefore the event of the connection itself is used.
    private void OnStateChange(object sender, StateChangeEventArgs e) => RemoveClosed((DbConnection)sender);

    private void RemoveClosed(DbConnection connection)
    {
        if (connection.State != ConnectionState.Closed)
            return;
        lock (_lock)
        {
            if (_open.Remove(connection))
                connection.StateChange -= OnStateChange;
            if (_open.Count == 0)
                _none?.TrySetResult();
        }
    }
}
