using System.Text.RegularExpressions;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Data.Sqlite;
using HexaLive.Infrastructure.Data.SqlServer;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Data;

/// <summary>The database schema for SQL Server, checked without a server.</summary>
public sealed partial class SqlServerSchemaTests
{
    [Fact]
    public void Migrations_of_both_providers_match_the_model()
    {
        using var sqlite = new SqliteDesignTimeFactory().CreateDbContext([]);
        using var sqlServer = new SqlServerDesignTimeFactory().CreateDbContext([]);
        Assert.False(sqlite.Database.HasPendingModelChanges());
        Assert.False(sqlServer.Database.HasPendingModelChanges());
    }

    [Theory]
    [InlineData(MigrationsSqlGenerationOptions.Default)]
    [InlineData(MigrationsSqlGenerationOptions.Idempotent)]
    public void Migration_script_and_its_embedded_SQL_are_valid_T_SQL(MigrationsSqlGenerationOptions options)
    {
        using var db = new SqlServerDesignTimeFactory().CreateDbContext([]);
        var script = db.GetService<IMigrator>().GenerateScript(options: options);
        Assert.Empty(SqlServerProbe.ParseErrors(script).Select(e => e.Message));
        Assert.Contains("CREATE TABLE [Dedications]", script, StringComparison.Ordinal);
        foreach (Match inner in EmbeddedSqlPattern().Matches(script))
            Assert.Empty(
                SqlServerProbe.ParseErrors(inner.Groups[1].Value.Replace("''", "'", StringComparison.Ordinal)).Select(e => e.Message)
            );
    }

    [Fact]
    public void No_table_is_reached_by_two_cascade_paths()
    {
        // SQL Server refuses two cascade paths to one table (error 1785); SQLite accepts them.
        using var db = new SqlServerDesignTimeFactory().CreateDbContext([]);
        foreach (var root in db.Model.GetEntityTypes())
        {
            var reached = new HashSet<IEntityType>();
            var open = new Stack<IEntityType>([root]);
            while (open.TryPop(out var type))
            {
                foreach (
                    var key in type.GetReferencingForeignKeys()
                        .Where(k => k.DeleteBehavior is DeleteBehavior.Cascade or DeleteBehavior.SetNull)
                )
                {
                    Assert.True(
                        reached.Add(key.DeclaringEntityType),
                        $"{key.DeclaringEntityType.DisplayName()} is reached twice from {root.DisplayName()}"
                    );
                    open.Push(key.DeclaringEntityType);
                }
            }
        }
    }

    [GeneratedRegex(@"EXEC\(N'((?:[^']|'')*)'\)")]
    private static partial Regex EmbeddedSqlPattern();
}
