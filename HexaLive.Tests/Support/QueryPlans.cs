using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Tasks;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HexaLive.Tests.Support;

/// <summary>Explains the queries on a SQLite file and finds full scans of large tables.</summary>
public sealed partial class QueryPlans : IDisposable
{
    /// <summary>A table is large if it has more rows than this.</summary>
    public const int LargeTableRows = 5000;

    private readonly SqliteConnection _connection;
    private readonly HashSet<string> _large = [];
    private readonly Dictionary<string, string> _indexes = [];
    private readonly ConcurrentDictionary<string, string[]> _known = [];

    public QueryPlans(string file)
    {
        _connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = file,
                Mode = SqliteOpenMode.ReadOnly,
                Pooling = false,
            }.ToString()
        );
        _connection.Open();
        SqlText.RegisterFunction(_connection);
        _connection.Handle!.enable_sqlite3_next_stmt(true);
        var tables = Read("SELECT name FROM sqlite_master WHERE type = 'table'", []).ConvertAll(r => r[0]);
        _large.UnionWith(tables.Where(t => Read($"SELECT 1 FROM \"{t}\" LIMIT 1 OFFSET {LargeTableRows}", []).Count > 0));
        foreach (var index in Read("SELECT name, tbl_name FROM sqlite_master WHERE type = 'index'", []))
            _indexes[index[0]] = index[1];
    }

    public IReadOnlySet<string> LargeTables => _large;

    /// <summary>
    /// Returns the steps of a query that scan a large table or one of its indexes from end to end. A scan that a LIMIT ends early is
    /// accepted if the query, when run, reads at most <paramref name="maxSteps"/> rows.
    /// </summary>
    public IReadOnlyList<string> FindScans(RecordedQuery query, int maxSteps) =>
        !query.Sql.TrimStart().StartsWith("SELECT", StringComparison.OrdinalIgnoreCase)
        && !query.Sql.TrimStart().StartsWith("WITH", StringComparison.OrdinalIgnoreCase)
            ? []
            : _known.GetOrAdd($"{query.Sql} {string.Join('|', query.Parameters)}", _ => Explain(query, maxSteps));

    /// <summary>Returns the steps of SQLite's query plan.</summary>
    public IReadOnlyList<string> ReadPlan(RecordedQuery query) =>
        Read("EXPLAIN QUERY PLAN " + query.Sql, query.Parameters).ConvertAll(r => r[3]);

    private string[] Explain(RecordedQuery query, int maxSteps)
    {
        var tables = SourcePattern()
            .Matches(query.Sql)
            .GroupBy(m => m.Groups["alias"].Value)
            .ToDictionary(g => g.Key, g => g.Select(m => m.Groups["table"].Value).ToList());
        // Automatic indexes and Bloom filters count as scans, because SQLite reads the whole table to build them.
        var scans = Read("EXPLAIN QUERY PLAN " + query.Sql, query.Parameters)
            .Select(r => r[3])
            .Where(step =>
                step.StartsWith("SCAN ", StringComparison.Ordinal)
                || step.Contains(" AUTOMATIC ", StringComparison.Ordinal)
                || step.StartsWith("BLOOM FILTER", StringComparison.Ordinal)
            )
            .Where(step => TablesOf(step, tables).Any(_large.Contains))
            .ToArray();
        if (scans.Length == 0)
            return [];
        // Counting a whole table is a single instruction, which SQLite's counter of scanned rows ignores.
        var steps = Read("EXPLAIN " + query.Sql, query.Parameters).Exists(r => r[1] == "Count") ? int.MaxValue : CountSteps(query);
        return steps > maxSteps ? [.. scans.Select(s => $"{s} ({steps} rows)")] : [];
    }

    private IEnumerable<string> TablesOf(string step, Dictionary<string, List<string>> aliases)
    {
        if (IndexNamePattern().Match(step) is { Success: true } index && _indexes.TryGetValue(index.Groups[1].Value, out var table))
            return [table];
        var name = step.StartsWith("BLOOM FILTER ON ", StringComparison.Ordinal) ? step.Split(' ')[3] : step.Split(' ')[1];
        return aliases.TryGetValue(name, out var known) ? known : [name];
    }

    // Runs the query and returns the number of rows that SQLite read in full scans or put into automatic indexes, by SQLite's counters.
    private int CountSteps(RecordedQuery query)
    {
        using var command = CreateCommand(query.Sql, query.Parameters);
        using var reader = command.ExecuteReader();
        while (reader.Read()) { }
        var steps = 0;
        for (
            var statement = raw.sqlite3_next_stmt(_connection.Handle!, null);
            statement is { IsInvalid: false };
            statement = raw.sqlite3_next_stmt(_connection.Handle!, statement)
        )
            steps +=
                raw.sqlite3_stmt_status(statement, raw.SQLITE_STMTSTATUS_FULLSCAN_STEP, 0)
                + raw.sqlite3_stmt_status(statement, raw.SQLITE_STMTSTATUS_AUTOINDEX, 0);
        return steps;
    }

    private List<string[]> Read(string sql, IReadOnlyList<(string Name, object? Value)> parameters)
    {
        using var command = CreateCommand(sql, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<string[]>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : reader.GetString(i))]);
        return rows;
    }

    private SqliteCommand CreateCommand(string sql, IReadOnlyList<(string Name, object? Value)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    public void Dispose() => _connection.Dispose();

    [GeneratedRegex("(?:FROM|JOIN) \"(?<table>\\w+)\" AS \"(?<alias>\\w+)\"")]
    private static partial Regex SourcePattern();

    [GeneratedRegex(@" USING (?:COVERING )?INDEX (\w+)")]
    private static partial Regex IndexNamePattern();
}
