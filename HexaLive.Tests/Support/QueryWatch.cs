using System.Collections.Concurrent;
using System.Data.Common;
using HexaLive.Infrastructure.Live;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace HexaLive.Tests.Support;

/// <summary>A query that the product ran: its text and parameters, the rows that it gave, and how long it took until the last was read.</summary>
public sealed record WatchedQuery(string Sql, IReadOnlyList<(string Name, object? Value)> Parameters, int Rows, TimeSpan Took);

/// <summary>Writes down every command that goes through the product's contexts.</summary>
public sealed class QueryWatch : DbCommandInterceptor
{
    private readonly ConcurrentDictionary<Guid, TimeSpan> _executed = [];
    private readonly Lock _lock = new();
    private List<WatchedQuery> _queries = [];

    /// <summary>How many commands there were since the last <see cref="Take"/>.</summary>
    public int Count
    {
        get { lock (_lock) return _queries.Count; }
    }

    /// <summary>What was run since the last time.</summary>
    public IReadOnlyList<WatchedQuery> Take()
    {
        lock (_lock)
        {
            var taken = _queries;
            _queries = [];
            return taken;
        }
    }

    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
    {
        _executed[eventData.CommandId] = eventData.Duration;
        return result;
    }

    public override ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default) =>
        new(ReaderExecuted(command, eventData, result));

    public override InterceptionResult DataReaderDisposing(DbCommand command, DataReaderDisposingEventData eventData, InterceptionResult result)
    {
        _executed.TryRemove(eventData.CommandId, out var executed);
        // The reads are one more than the rows where it was read to its end.
        Add(command, eventData.ReadCount, executed + eventData.Duration);
        return result;
    }

    public override object? ScalarExecuted(DbCommand command, CommandExecutedEventData eventData, object? result)
    {
        Add(command, 1, eventData.Duration);
        return result;
    }

    public override ValueTask<object?> ScalarExecutedAsync(DbCommand command, CommandExecutedEventData eventData, object? result, CancellationToken cancellationToken = default) =>
        new(ScalarExecuted(command, eventData, result));

    public override int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result)
    {
        Add(command, 0, eventData.Duration);
        return result;
    }

    public override ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default) =>
        new(NonQueryExecuted(command, eventData, result));

    private void Add(DbCommand command, int rows, TimeSpan took)
    {
        // Once a second, whoever looks at what.
        if (command.CommandText.StartsWith($"-- {ActivityTail.Tag}", StringComparison.Ordinal)) return;
        var query = new WatchedQuery(command.CommandText, [.. command.Parameters.Cast<SqliteParameter>().Select(p => (p.ParameterName, p.Value))], rows, took);
        lock (_lock) _queries.Add(query);
    }
}
