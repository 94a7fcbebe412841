using System.Globalization;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>
/// Runs random definitions on a small random database and compares the result with a simple evaluation in memory: rows, their order and
/// cells, pages, groups, subtotals and totals. The definitions cover every field, operator, type and total, with existing and missing
/// values.
/// </summary>
public sealed class ReportPropertyTests : IAsyncLifetime
{
    private const int Rounds = 40;

    private TestDatabase _database = null!;
    private ReportFacts _facts = null!;
    private readonly List<Viewer> _viewers = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await using var db = _database.Open();
        await ReportSampleData.FillAsync(db, new Random(7), _database.Now);
        foreach (var email in new[] { "a@test.local", "b@test.local", "d@test.local" })
            _viewers.Add(await _database.GetViewerAsync(await db.People.SingleAsync(p => p.Email == email, Cancellation)));
        await using var fresh = _database.Open();
        _facts = await ReportFacts.LoadAsync(fresh);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(ReportSource.Tasks)]
    [InlineData(ReportSource.Dedications)]
    [InlineData(ReportSource.Projects)]
    [InlineData(ReportSource.Clients)]
    [InlineData(ReportSource.Promises)]
    public async Task Random_reports_return_the_same_results_as_their_evaluation_in_memory(ReportSource source)
    {
        var maker = new DefinitionGenerator(_facts, source, new Random(2026 + (int)source), _database.Now);
        var runner = _database.Get<ReportRunner>();
        var (found, empty) = (0, 0);
        for (var round = 0; round < Rounds || !maker.HasUsedAll; round++)
        {
            Assert.True(round < 400, $"Never met: {maker.UnusedItems}");
            var viewer = _viewers[round % _viewers.Count];
            var (definition, parameters) = maker.Next(viewer);
            Assert.Empty(ReportValidator.Validate(definition));
            var context = $"{source} {round} {viewer.Name}: {ReportJson.Serialize(definition)} {string.Join(',', parameters)}";
            var plain = new PlainReport(_facts, definition, parameters, viewer, _database.Now);
            var ask = new ReportRequest { Parameters = parameters };

            var rows = new List<ReportRow>();
            await foreach (var row in runner.StreamAsync(viewer, definition, ask, Cancellation))
                rows.Add(row);
            AssertSame(plain.Rows.Select(r => r.Id), rows.Select(r => r.Id), context);
            for (var i = 0; i < rows.Count; i++)
            {
                AssertSame(plain.Rows[i].Cells, rows[i].Cells, $"{context} cells of {rows[i].Id}");
                AssertSame(plain.Rows[i].Keys, rows[i].Keys, $"{context} keys of {rows[i].Id}");
            }
            Assert.Equal(rows.Count, await runner.CountAsync(viewer, definition, ask, Cancellation));
            var figures = await runner.ReadFiguresAsync(viewer, definition, ask, Cancellation);
            AssertSame(plain.Figures, figures, context);

            // A page is a slice of all rows, even if the page begins or ends inside a group.
            if (definition.Columns.Count > 0)
            {
                var page = maker.Random.Next(1, rows.Count / 7 + 2);
                var paged = await runner.ReadPageAsync(viewer, definition, ask with { Page = page, PageSize = 7 }, Cancellation);
                AssertSame(
                    rows.Skip((paged.Page - 1) * 7).Take(7).Select(r => r.Id),
                    paged.Rows.Select(r => r.Id),
                    $"{context} page {page}"
                );
                AssertSame(
                    rows.Take(5).Select(r => r.Id),
                    (await runner.ReadFirstRowsAsync(viewer, definition, ask, 5, Cancellation)).Rows.Select(r => r.Id),
                    $"{context} first"
                );
            }
            // The rows of an opened group are the rows that its figure counts.
            if (figures.Groups.Count > 0)
            {
                var node = figures.Groups[maker.Random.Next(figures.Groups.Count)];
                var behind = await runner.ReadPageAsync(
                    viewer,
                    definition,
                    ask with
                    {
                        Path = [node.Token],
                        IncludesRows = true,
                        PageSize = 200,
                    },
                    Cancellation
                );
                Assert.True(
                    node.RowCount == behind.Figures.RowCount,
                    $"{context} behind {node.Key}: {node.RowCount}, {behind.Figures.RowCount}"
                );
                if (definition.Columns.Count > 0)
                    AssertSame(
                        rows.Where(r => Equals(r.Keys[0], node.Key)).Select(r => r.Id).Take(200),
                        behind.Rows.Select(r => r.Id),
                        $"{context} behind {node.Key}"
                    );
                Assert.Equal(node.Key, behind.Path[0]);
            }
            if (rows.Count > 0)
                found++;
            else
                empty++;
        }
        // Definitions that find no rows test little, so most definitions must find some.
        Assert.True(found > empty, $"{found} found something, {empty} nothing.");
    }

    private static void AssertSame(ReportFigures expected, ReportFigures actual, string context)
    {
        Assert.True(expected.RowCount == actual.RowCount, $"{context}: {expected.RowCount} rows, {actual.RowCount}");
        AssertSame(expected.Totals, actual.Totals, context);
        AssertSameGroups(expected.Groups, actual.Groups, context);
    }

    private static void AssertSameGroups(IReadOnlyList<ReportGroupNode> expected, IReadOnlyList<ReportGroupNode> actual, string context)
    {
        AssertSame(expected.Select(n => n.Key), actual.Select(n => n.Key), context);
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.True(expected[i].RowCount == actual[i].RowCount, $"{context}: rows of {expected[i].Key}");
            AssertSame(expected[i].Totals, actual[i].Totals, $"{context}: totals of {expected[i].Key}");
            AssertSameGroups(expected[i].Groups, actual[i].Groups, context);
        }
    }

    private static void AssertSame<T>(IEnumerable<T> expected, IEnumerable<T> actual, string context)
    {
        var (left, right) = (expected.Select(v => ToPlain(v)).ToList(), actual.Select(v => ToPlain(v)).ToList());
        Assert.True(left.SequenceEqual(right), $"{context}\nexpected {string.Join(" | ", left)}\nactual   {string.Join(" | ", right)}");
    }

    private static string ToPlain(object? value) =>
        value switch
        {
            null => "–",
            double number => number.ToString("0.######", CultureInfo.InvariantCulture),
            DateTime at => at.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        };
}
