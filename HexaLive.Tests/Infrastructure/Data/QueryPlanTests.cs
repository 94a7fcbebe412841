using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.Data.Sqlite;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Data;

/// <summary>Tests <see cref="QueryPlans"/>: which queries count as full scans of a large table.</summary>
public sealed class QueryPlanTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("hexalive-plans-").FullName, "plans.db");

    public QueryPlanTests()
    {
        using var connection = new SqliteConnection($"Data Source={_file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            CREATE TABLE "Large" ("Id" INTEGER PRIMARY KEY, "Kind" INTEGER, "Day" TEXT, "Bare" INTEGER);
            CREATE INDEX "IX_Large_Kind" ON "Large" ("Kind", "Day");
            CREATE TABLE "Small" ("Id" INTEGER PRIMARY KEY, "Kind" INTEGER);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000) INSERT INTO "Large" SELECT i, i % 7, date('2026-01-01', i || ' days'), i FROM n;
            INSERT INTO "Small" SELECT "Id", "Kind" FROM "Large" LIMIT 20;
            """;
        command.ExecuteNonQuery();
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    [Theory]
    [InlineData(true, """SELECT "l"."Bare" FROM "Large" AS "l" """)]
    [InlineData(true, """SELECT COUNT(*) FROM "Large" AS "l" """)]
    [InlineData(true, """SELECT "l"."Id" FROM "Large" AS "l" WHERE "l"."Kind" <> @kind""")]
    [InlineData(true, """SELECT "l"."Id" FROM "Large" AS "l" WHERE "l"."Bare" = 7 ORDER BY "l"."Kind" LIMIT 10""")]
    [InlineData(true, """SELECT "s"."Id" FROM "Small" AS "s" JOIN "Large" AS "l" ON "l"."Bare" = "s"."Id" """)]
    [InlineData(true, """SELECT "s"."Id" FROM "Small" AS "s" WHERE EXISTS (SELECT 1 FROM "Large" AS "l" WHERE "l"."Bare" = -"s"."Id")""")]
    [InlineData(false, """SELECT "l"."Bare" FROM "Large" AS "l" WHERE "l"."Kind" = @kind""")]
    [InlineData(false, """SELECT "l"."Bare" FROM "Large" AS "l" ORDER BY "l"."Id" DESC LIMIT 10""")]
    [InlineData(false, """SELECT "l"."Bare" FROM "Large" AS "l" ORDER BY "l"."Kind", "l"."Day" LIMIT 10""")]
    [InlineData(false, """SELECT "s"."Id", (SELECT COUNT(*) FROM "Large" AS "l" WHERE "l"."Kind" = "s"."Kind") FROM "Small" AS "s" """)]
    public void Full_scan_of_a_large_table_is_reported_but_a_search_by_index_is_not(bool scans, string sql)
    {
        using var plans = new QueryPlans(_file);
        Assert.Equal(["Large"], plans.LargeTables);
        Assert.Equal(scans, plans.FindScans(new RecordedQuery(sql, [("@kind", 3)], 0, TimeSpan.Zero), 500).Count > 0);
    }
}
