using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>
/// Checks that the SQL Server queries of random definitions parse, and that they contain no construct that the server refuses at run time.
/// </summary>
public sealed class ReportSqlServerTests(ITestOutputHelper output)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ReportSource.Tasks)]
    [InlineData(ReportSource.Dedications)]
    [InlineData(ReportSource.Projects)]
    [InlineData(ReportSource.Clients)]
    [InlineData(ReportSource.Promises)]
    public async Task Random_definitions_produce_valid_T_SQL(ReportSource source)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var probe = new SqlServerProbe();
        await using (var db = database.Open())
            await ReportSampleData.FillAsync(db, new Random(7), database.Now);
        await using var fresh = database.Open();
        var facts = await ReportFacts.LoadAsync(fresh);
        var viewers = new List<Viewer>();
        foreach (var person in facts.People.Where(p => p.Email is not null).Take(3))
            viewers.Add(await database.GetViewerAsync(person));
        var maker = new DefinitionGenerator(facts, source, new Random(4), database.Now);
        var runner = (ReportRunner)probe.Get(typeof(ReportRunner));
        var (round, cutShort) = (0, 0);
        for (; !maker.HasUsedAll; round++)
        {
            var viewer = viewers[round % viewers.Count];
            var (definition, parameters) = maker.Next(viewer);
            var ask = new ReportRequest { Parameters = parameters };
            foreach (
                var run in new Func<Task>[]
                {
                    () => ReadFirstAsync(runner.StreamAsync(viewer, definition, ask, Cancellation)),
                    () => runner.ReadFiguresAsync(viewer, definition, ask, Cancellation),
                    () => runner.CountAsync(viewer, definition, ask, Cancellation),
                }
            )
            {
                probe.Commands.Clear();
                try
                {
                    await run();
                }
                catch (Exception e)
                    when (e is InvalidCastException or RuleException or OverflowException or ArgumentException
                        || (e is InvalidOperationException && !e.Message.Contains("translated", StringComparison.Ordinal))
                    )
                {
                    // The run failed on the made-up results of the probe. Only the SQL that was sent before the failure matters.
                    cutShort++;
                }
                Assert.NotEmpty(probe.Commands);
                foreach (var sql in probe.Commands)
                    AssertValidSql(sql, definition);
            }
        }
        output.WriteLine($"{round} definitions; {cutShort} ended by an answer that was made up.");
    }

    [Fact]
    public async Task Report_search_produces_valid_T_SQL()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var probe = new SqlServerProbe();
        var company = await TestCompany.CreateAsync(database);
        var library = (ReportLibrary)probe.Get(typeof(ReportLibrary));
        var search = (ReportSearch)probe.Get(typeof(ReportSearch));
        foreach (
            var viewer in new[]
            {
                await database.GetViewerAsync(company.Rep),
                await database.GetViewerAsync(company.Manager),
                await database.GetViewerAsync(company.Admin),
            }
        )
        {
            foreach (
                var run in new Func<Task>[]
                {
                    () => search.FindAsync(viewer, "árbol norte", 5, Cancellation),
                    () => search.GetPageAsync(viewer, "árbol norte", ReportSearch.MaxReports, Cancellation),
                    () => library.GetAsync(viewer, "1", Cancellation),
                }
            )
            {
                probe.Commands.Clear();
                try
                {
                    await run();
                }
                catch (Exception e)
                    when (e is InvalidCastException or RuleException or ArgumentException
                        || (e is InvalidOperationException && !e.Message.Contains("translated", StringComparison.Ordinal))
                    )
                {
                    // The run failed on the made-up results of the probe. Only the SQL that was sent before the failure matters.
                }
                Assert.NotEmpty(probe.Commands);
                foreach (var sql in probe.Commands)
                    AssertValidSql(sql, new());
            }
        }
    }

    private static void AssertValidSql(string sql, ReportDefinition definition)
    {
        var script = new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
        Assert.True(errors.Count == 0, $"{string.Join("; ", errors.Select(e => e.Message))}\n{ReportJson.Serialize(definition)}\n{sql}");
        var refused = new InvalidAggregateVisitor();
        script.Accept(refused);
        Assert.True(refused.Reason is null, $"{refused.Reason}\n{ReportJson.Serialize(definition)}\n{sql}");
    }

    private static async Task ReadFirstAsync(IAsyncEnumerable<ReportRow> rows)
    {
        await foreach (var _ in rows)
            return;
    }

    // Finds the causes of SQL Server errors 130 and 144: an aggregate of a subquery or of another aggregate, and GROUP BY on a subquery.
    private sealed class InvalidAggregateVisitor : TSqlFragmentVisitor
    {
        private static readonly HashSet<string> Aggregates = new(StringComparer.OrdinalIgnoreCase)
        {
            "SUM",
            "COUNT",
            "MIN",
            "MAX",
            "AVG",
            "COUNT_BIG",
        };

        public string? Reason { get; private set; }

        public override void Visit(FunctionCall node)
        {
            if (!Aggregates.Contains(node.FunctionName.Value))
                return;
            foreach (var argument in node.Parameters)
            {
                var inner = new SubexpressionVisitor();
                argument.Accept(inner);
                if (inner.HasSubquery)
                    Reason = "An aggregate of a subquery.";
                if (inner.HasAggregate)
                    Reason = "An aggregate of an aggregate.";
            }
        }

        public override void Visit(GroupByClause node)
        {
            var inner = new SubexpressionVisitor();
            node.Accept(inner);
            if (inner.HasSubquery)
                Reason = "A group by a subquery.";
        }

        private sealed class SubexpressionVisitor : TSqlFragmentVisitor
        {
            public bool HasSubquery { get; private set; }
            public bool HasAggregate { get; private set; }

            public override void Visit(ScalarSubquery node) => HasSubquery = true;

            public override void Visit(FunctionCall node) => HasAggregate |= Aggregates.Contains(node.FunctionName.Value);
        }
    }
}
