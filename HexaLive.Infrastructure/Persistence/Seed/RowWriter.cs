using Microsoft.Data.Sqlite;

namespace HexaLive.Infrastructure.Persistence.Seed;

/// <summary>Inserts rows into one table by a prepared command, in the order of the columns named.</summary>
internal sealed class RowWriter : IDisposable
{
    private readonly SqliteCommand _command;

    public RowWriter(SqliteConnection connection, string table, params string[] columns)
    {
        _command = connection.CreateCommand();
        _command.CommandText =
            $"INSERT INTO \"{table}\" ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) VALUES ({string.Join(", ", columns.Select((_, i) => $"${i}"))})";
        for (var i = 0; i < columns.Length; i++) _command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        _command.Prepare();
    }

    public void Write(params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++) _command.Parameters[i].Value = values[i] ?? DBNull.Value;
        _command.ExecuteNonQuery();
    }

    /// <summary>Goes on in another transaction.</summary>
    public void Use(SqliteTransaction? transaction) => _command.Transaction = transaction;

    public void Dispose() => _command.Dispose();
}
