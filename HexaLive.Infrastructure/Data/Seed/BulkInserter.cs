using System.Globalization;
using System.Text;
using HexaLive.Domain.Shared;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HexaLive.Infrastructure.Data.Seed;

/// <summary>
/// Inserts rows into a table with a prepared SQLite statement. Values are given in the order of the columns and stored in the
/// format that Microsoft.Data.Sqlite uses. ADO.NET parameters are not used, because for millions of rows they take longer than the
/// inserts.
/// </summary>
internal sealed class BulkInserter : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _insert;
    private byte[] _text = new byte[4096];

    public BulkInserter(SqliteConnection connection, string table, params string[] columns)
    {
        _database = connection.Handle!;
        var names = string.Join(", ", columns.Select(c => $"\"{c}\""));
        var placeholders = string.Join(", ", columns.Select(_ => "?"));
        var sql = $"INSERT INTO \"{table}\" ({names}) VALUES ({placeholders})";
        ThrowIfFailed(raw.sqlite3_prepare_v2(_database, sql, out _insert));
    }

    public void Insert(ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
            ThrowIfFailed(Bind(i + 1, values[i]));
        if (raw.sqlite3_step(_insert) is not raw.SQLITE_DONE and var code)
            ThrowIfFailed(code);
        ThrowIfFailed(raw.sqlite3_reset(_insert));
    }

    public void Dispose() => _insert.Dispose();

    private int Bind(int column, object? value)
    {
        switch (value)
        {
            case null:
                return raw.sqlite3_bind_null(_insert, column);
            case int number:
                return raw.sqlite3_bind_int64(_insert, column, number);
            case string text:
                var maxBytes = Encoding.UTF8.GetMaxByteCount(text.Length);
                if (_text.Length < maxBytes)
                    _text = new byte[maxBytes];
                return raw.sqlite3_bind_text(_insert, column, _text.AsSpan(0, Encoding.UTF8.GetBytes(text, _text)));
            case DateTime at:
                return BindText(column, at, "yyyy-MM-dd HH:mm:ss.FFFFFFF");
            case DateOnly day:
                return BindText(column, day, "yyyy-MM-dd");
            case TimeOnly time:
                return BindText(column, time, "HH:mm:ss.FFFFFFF");
            case Guid key:
                return raw.sqlite3_bind_text(_insert, column, key.ToString().ToUpperInvariant());
            default:
                throw new ArgumentException($"{value.GetType()} is not supported.", nameof(value));
        }
    }

    private int BindText<T>(int column, T value, string format)
        where T : IUtf8SpanFormattable
    {
        value.TryFormat(_text, out var length, format, CultureInfo.InvariantCulture);
        return raw.sqlite3_bind_text(_insert, column, _text.AsSpan(0, length));
    }

    private void ThrowIfFailed(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
