using System.Collections.Concurrent;
using System.Data.Common;
using HexaLive.Infrastructure.Features.Company;
using HexaLive.Infrastructure.Identity;
using HexaLive.Infrastructure.Live;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace HexaLive.Tests.Support;

/// <summary>
/// A query that the product ran: its text, parameters, number of rows, and the time until the last row was read.
/// </summary>
public sealed record RecordedQuery(string Sql, IReadOnlyList<(string Name, object? Value)> Parameters, int Rows, TimeSpan Duration);

/// <summary>Records every command of the product's database contexts. Periodic commands, such as polls, are left out.</summary>
public sealed class QueryRecorder : DbCommandInterceptor
{
    private static readonly string[] Periodic = [ActivityPoller.Tag, EndedSessions.Tag, CompanySettings.LogoCacheTag];

    private readonly ConcurrentDictionary<Guid, TimeSpan> _executed = [];
    private readonly Lock _lock = new();
    private List<RecordedQuery> _queries = [];

    /// <summary>The number of commands since the last <see cref="Take"/>.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _queries.Count;
        }
    }

    /// <summary>Returns the commands since the previous call.</summary>
    public IReadOnlyList<RecordedQuery> Drain()
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

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        DbDataReader result,
        CancellationToken cancellationToken = default
    ) => new(ReaderExecuted(command, eventData, result));

    public override InterceptionResult DataReaderDisposing(
        DbCommand command,
        DataReaderDisposingEventData eventData,
        InterceptionResult result
    )
    {
        _executed.TryRemove(eventData.CommandId, out var executed);
        // ReadCount also counts the final read that returns no row, so the number of rows is one less if the reader was read to its end.
        Add(command, eventData.ReadCount, executed + eventData.Duration);
        return result;
    }

    public override object? ScalarExecuted(DbCommand command, CommandExecutedEventData eventData, object? result)
    {
        Add(command, 1, eventData.Duration);
        return result;
    }

    public override ValueTask<object?> ScalarExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        object? result,
        CancellationToken cancellationToken = default
    ) => new(ScalarExecuted(command, eventData, result));

    public override int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result)
    {
        Add(command, 0, eventData.Duration);
        return result;
    }

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        int result,
        CancellationToken cancellationToken = default
    ) => new(NonQueryExecuted(command, eventData, result));

    private void Add(DbCommand command, int rows, TimeSpan took)
    {
        // Leave out periodic commands, which run every second or two and do not belong to a screen.
        if (Periodic.Any(tag => command.CommandText.StartsWith($"-- {tag}", StringComparison.Ordinal)))
            return;
        var query = new RecordedQuery(
            command.CommandText,
            [.. command.Parameters.Cast<SqliteParameter>().Select(p => (p.ParameterName, p.Value))],
            rows,
            took
        );
        lock (_lock)
            _queries.Add(query);
    }
}
