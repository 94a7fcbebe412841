using System.Collections;
using System.Data.Common;
using HexaLive.Infrastructure;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Data.SqlServer;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace HexaLive.Tests.Support;

/// <summary>
/// Runs the use cases with the SQL Server provider, but without a server. The probe records each command instead of executing it, and
/// returns one row of plausible values, so that a use case also reaches its writes.
/// </summary>
public sealed class SqlServerProbe : IAsyncDisposable
{
    private const string Features = "HexaLive.Infrastructure.Features";

    private readonly ServiceProvider _services;
    private readonly string _folder = Directory.CreateTempSubdirectory("hexalive-probe-").FullName;

    public SqlServerProbe()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["Database:Provider"] = "SqlServer",
                    ["ConnectionStrings:HexaLive"] = "Server=nowhere;Database=HexaLive",
                }
            )
            .Build();
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(configuration)
            .AddHexaFeatures()
            .AddHexaDatabase(configuration, "unused")
            .AddSingleton(new ImportFolder(_folder))
            .AddSingleton(new HexaLive.Infrastructure.Mail.MailFolder(_folder))
            .AddSingleton<HexaLive.Web.SiteAddress>()
            .AddSingleton<HexaLive.Infrastructure.Mail.ISiteLinks, HexaLive.Web.SiteLinks>();
        services.AddIdentityCore<HexaUser>().AddEntityFrameworkStores<HexaDbContext>();
        services.ConfigureDbContext<SqlServerHexaDbContext>(o =>
            o.UseMemoryCache(TestDatabase.CompiledQueries)
                .AddInterceptors(new NoConnection(), new NoTransaction(), new CommandCatcher(Commands))
        );
        Registered =
        [
            .. services
                .Where(s =>
                    s.ServiceType is { IsInterface: false, Namespace: { } space } && space.StartsWith(Features, StringComparison.Ordinal)
                )
                .Select(s => s.ServiceType),
        ];
        _services = services.BuildServiceProvider();
    }

    /// <summary>The use cases that the product registers as services.</summary>
    public IReadOnlyList<Type> Registered { get; }

    /// <summary>The recorded commands, in the order in which they were sent.</summary>
    public List<string> Commands { get; } = [];

    public object Get(Type type) => _services.GetRequiredService(type);

    /// <summary>Returns the syntax errors that Microsoft's T-SQL parser finds in a batch.</summary>
    public static IList<ParseError> ParseErrors(string sql)
    {
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
        return errors;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class NoConnection : DbConnectionInterceptor
    {
        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection,
            ConnectionEventData eventData,
            InterceptionResult result,
            CancellationToken cancellationToken = default
        ) => new(InterceptionResult.Suppress());
    }

    private sealed class NoTransaction : DbTransactionInterceptor
    {
        public override ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
            DbConnection connection,
            TransactionStartingEventData eventData,
            InterceptionResult<DbTransaction> result,
            CancellationToken cancellationToken = default
        ) => new(InterceptionResult<DbTransaction>.SuppressWithResult(new FakeTransaction(connection)));
    }

    private sealed class FakeTransaction(DbConnection connection) : DbTransaction
    {
        public override System.Data.IsolationLevel IsolationLevel => System.Data.IsolationLevel.ReadCommitted;
        protected override DbConnection DbConnection => connection;

        public override void Commit() { }

        public override void Rollback() { }
    }

    // Replaces SqlCommand, which rejects transactions other than SqlTransaction. The parameters come from a real SqlCommand.
    private sealed class FakeCommand : DbCommand
    {
        private readonly Microsoft.Data.SqlClient.SqlCommand _real = new();

        [System.Diagnostics.CodeAnalysis.AllowNull]
        public override string CommandText
        {
            get => _real.CommandText;
            set => _real.CommandText = value;
        }
        public override int CommandTimeout { get; set; }
        public override System.Data.CommandType CommandType { get; set; } = System.Data.CommandType.Text;
        public override bool DesignTimeVisible { get; set; }
        public override System.Data.UpdateRowSource UpdatedRowSource { get; set; }
        protected override DbConnection? DbConnection { get; set; }
        protected override DbParameterCollection DbParameterCollection => _real.Parameters;
        protected override DbTransaction? DbTransaction { get; set; }

        public override void Cancel() { }

        public override int ExecuteNonQuery() => throw new NotSupportedException();

        public override object? ExecuteScalar() => throw new NotSupportedException();

        public override void Prepare() { }

        protected override DbParameter CreateDbParameter() => _real.CreateParameter();

        protected override DbDataReader ExecuteDbDataReader(System.Data.CommandBehavior behavior) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _real.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class CommandCatcher(List<string> commands) : DbCommandInterceptor
    {
        public override InterceptionResult<DbCommand> CommandCreating(
            CommandCorrelatedEventData eventData,
            InterceptionResult<DbCommand> result
        ) => InterceptionResult<DbCommand>.SuppressWithResult(new FakeCommand());

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        )
        {
            commands.Add(command.CommandText);
            return new(InterceptionResult<DbDataReader>.SuppressWithResult(new OneRow()));
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<int> result,
            CancellationToken cancellationToken = default
        )
        {
            commands.Add(command.CommandText);
            return new(InterceptionResult<int>.SuppressWithResult(1));
        }
    }

    // Returns one row of plausible values in each result set, so that EF Core finds the output values of batched writes.
    private sealed class OneRow : DbDataReader
    {
        // The number of result sets left. The initial number is larger than that of any batch, but finite, because some callers read all
        // result sets.
        private int _results = 2000;
        private bool _read;

        public override int FieldCount => 64;
        public override bool HasRows => true;
        public override bool IsClosed => false;
        public override int Depth => 0;
        public override int RecordsAffected => 1;
        public override object this[int ordinal] => 1;
        public override object this[string name] => 1;

        public override bool Read() => !_read && (_read = true);

        public override bool NextResult()
        {
            _read = false;
            return --_results > 0;
        }

        public override bool GetBoolean(int ordinal) => true;

        public override byte GetByte(int ordinal) => 1;

        public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => 0;

        public override char GetChar(int ordinal) => 'x';

        public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => 0;

        public override string GetDataTypeName(int ordinal) => "int";

        public override DateTime GetDateTime(int ordinal) => new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

        public override decimal GetDecimal(int ordinal) => 1;

        public override double GetDouble(int ordinal) => 1;

        public override IEnumerator GetEnumerator() => Array.Empty<object>().GetEnumerator();

        public override Type GetFieldType(int ordinal) => typeof(int);

        public override float GetFloat(int ordinal) => 1;

        public override Guid GetGuid(int ordinal) => Guid.Empty;

        public override short GetInt16(int ordinal) => 1;

        public override int GetInt32(int ordinal) => 1;

        public override long GetInt64(int ordinal) => 1;

        public override string GetName(int ordinal) => $"c{ordinal}";

        public override int GetOrdinal(string name) => 0;

        public override string GetString(int ordinal) => "Europe/Madrid";

        public override object GetValue(int ordinal) => 1;

        public override int GetValues(object[] values) => 0;

        public override bool IsDBNull(int ordinal) => false;

        public override T GetFieldValue<T>(int ordinal) =>
            typeof(T) == typeof(DateOnly) ? (T)(object)new DateOnly(2026, 1, 1)
            : typeof(T) == typeof(TimeOnly) ? (T)(object)new TimeOnly(9, 0)
            : typeof(T) == typeof(string) ? (T)(object)"Europe/Madrid"
            : typeof(T) == typeof(byte[]) ? (T)(object)new byte[] { 1 }
            : typeof(T) == typeof(DateTime) ? (T)(object)GetDateTime(ordinal)
            : typeof(T) == typeof(Guid) ? (T)(object)Guid.Empty
            : (T)
                Convert.ChangeType(
                    1,
                    Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T),
                    System.Globalization.CultureInfo.InvariantCulture
                );
    }
}
