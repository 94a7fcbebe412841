using Microsoft.Data.Sqlite;

namespace HexaLive.Infrastructure.Data.Seed;

/// <summary>
/// Writes many rows directly to a SQLite file. Indexes are dropped first and recreated at the end, because sorting all rows once
/// is faster than a million insertions into an index.
/// </summary>
internal sealed class BulkDatabaseWriter : IAsyncDisposable
{
    private const int RowsPerTransaction = 200_000;

    private const string FastPragmas =
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF; PRAGMA locking_mode=EXCLUSIVE; "
        + "PRAGMA cache_size=-200000; PRAGMA temp_store=MEMORY; PRAGMA threads=4;";

    private static readonly string[] TaskColumns =
    [
        .. "Id ProjectId ClientId ContactId TypeId OriginId Title Description Priority ResponsibleId ControllerId".Split(' '),
        .. "OriginatorId CreatedAt EstimatedMinutes SearchKey Status NextActionDate NextActionTime NextActionNote".Split(' '),
        .. "DueAt FinishedAt Outcome Version".Split(' '),
    ];
    private static readonly string[] DedicationColumns =
    [
        .. "Id TaskId ProjectId ClientId PersonId Date Minutes Comment SearchKey Channel ContactId CreatedAt".Split(' '),
        .. "CreatedById SubmissionId Version".Split(' '),
    ];
    private static readonly string[] PromiseColumns =
        "Id TaskId PersonId SetById SetAt SetByDedicationId Date Time Note DueAt KeepBy Outcome EndedAt Moves".Split(' ');
    private static readonly string[] ActivityColumns =
        "At ActorId PersonId Kind ClientId ProjectId TaskId DedicationId ResponsibleId ControllerId From To Note Count".Split(' ');

    private readonly SqliteConnection _connection;
    private readonly List<string> _indexes;
    private readonly BulkInserter _tasks;
    private readonly BulkInserter _dedications;
    private readonly BulkInserter _promises;
    private readonly BulkInserter _activity;
    private readonly BulkInserter _participations;
    private SqliteTransaction? _transaction;
    private int _rows;

    /// <summary>Opens the file and drops the indexes of the four large tables.</summary>
    public BulkDatabaseWriter(string connectionString)
    {
        _connection = new SqliteConnection(connectionString);
        _connection.Open();
        Execute(FastPragmas);
        _indexes = DropIndexes();
        _tasks = new BulkInserter(_connection, "Tasks", TaskColumns);
        _dedications = new BulkInserter(_connection, "Dedications", DedicationColumns);
        _promises = new BulkInserter(_connection, "Promises", PromiseColumns);
        _activity = new BulkInserter(_connection, "Activity", ActivityColumns);
        _participations = new BulkInserter(_connection, "Participations", "PersonId", "ClientId");
    }

    public void InsertTask(params ReadOnlySpan<object?> values) => Insert(_tasks, values);

    public void InsertDedication(params ReadOnlySpan<object?> values) => Insert(_dedications, values);

    public void InsertPromise(params ReadOnlySpan<object?> values) => Insert(_promises, values);

    public void InsertActivity(params ReadOnlySpan<object?> values) => Insert(_activity, values);

    public void InsertParticipation(int person, int client) => Insert(_participations, [person, client]);

    /// <summary>
    /// Reads and deletes the participations that were saved with the projects. The caller writes all participations at the end, in
    /// key order.
    /// </summary>
    public IEnumerable<(int Person, int Client)> DrainParticipations()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "DELETE FROM \"Participations\" RETURNING \"PersonId\", \"ClientId\"";
        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return (reader.GetInt32(0), reader.GetInt32(1));
    }

    public void Begin()
    {
        _transaction = _connection.BeginTransaction();
        _rows = 0;
    }

    public void Commit()
    {
        _transaction!.Commit();
        _transaction.Dispose();
        _transaction = null;
    }

    /// <summary>Commits the current transaction and begins another one if many rows were inserted.</summary>
    public void CommitIfLarge(CancellationToken cancellationToken)
    {
        if (_rows < RowsPerTransaction)
            return;
        cancellationToken.ThrowIfCancellationRequested();
        Commit();
        Begin();
    }

    /// <summary>Recreates the indexes, ends the exclusive lock and switches the file to WAL mode.</summary>
    public async Task FinishAsync(TextWriter console, CancellationToken cancellationToken)
    {
        for (var i = 0; i < _indexes.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Execute(_indexes[i]);
            await console.WriteLineAsync($"Index {i + 1} of {_indexes.Count}");
        }
        Execute("PRAGMA locking_mode=NORMAL; PRAGMA journal_mode=WAL; PRAGMA wal_checkpoint(TRUNCATE);");
    }

    public async ValueTask DisposeAsync()
    {
        _transaction?.Dispose();
        foreach (var inserter in new[] { _tasks, _dedications, _promises, _activity, _participations })
            inserter.Dispose();
        await _connection.DisposeAsync();
    }

    private void Insert(BulkInserter inserter, ReadOnlySpan<object?> values)
    {
        inserter.Insert(values);
        _rows++;
    }

    // Drops the indexes and returns the SQL statements that recreate them.
    private List<string> DropIndexes()
    {
        var found = new List<(string Name, string Sql)>();
        using (var command = _connection.CreateCommand())
        {
            command.CommandText = """
                SELECT name, sql FROM sqlite_master
                WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('Tasks', 'Dedications', 'Promises', 'Activity')
                """;
            using var reader = command.ExecuteReader();
            while (reader.Read())
                found.Add((reader.GetString(0), reader.GetString(1)));
        }
        foreach (var (name, _) in found)
            Execute($"DROP INDEX \"{name}\"");
        return found.ConvertAll(f => f.Sql);
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
