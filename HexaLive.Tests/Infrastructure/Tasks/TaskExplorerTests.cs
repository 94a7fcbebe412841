using HexaLive.Domain;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Tasks;
using Xunit;
using static HexaLive.Tests.Infrastructure.Tasks.TaskExplorerFixture;

namespace HexaLive.Tests.Infrastructure.Tasks;

/// <summary>The task explorer: every filter, sort order and group, and the scope of the viewer.</summary>
public sealed class TaskExplorerTests : IAsyncLifetime
{
    private TaskExplorerFixture _fixture = null!;

    private TestDatabase Database => _fixture.Database;
    private TestCompany Company => _fixture.Company;

    public async ValueTask InitializeAsync() => _fixture = await TaskExplorerFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData("", "both")]
    [InlineData("text=AVERIA", "urgent")]
    [InlineData("text=construcciones perez", "both")]
    [InlineData("text=inigo", "none")]
    [InlineData("text=inigo&comments=1", "first")]
    [InlineData("priority=urgent", "urgent")]
    [InlineData("priority=low", "none")]
    [InlineData("status=inprogress", "first")]
    [InlineData("status=pending", "urgent")]
    [InlineData("status=finished", "none")]
    [InlineData("kind=commercial", "both")]
    [InlineData("kind=production", "none")]
    [InlineData("due=tomorrow", "urgent")]
    [InlineData("due=week", "urgent")]
    [InlineData("due=none", "first")]
    [InlineData("due=overdue", "none")]
    [InlineData("due=nextweek", "none")]
    [InlineData("nextfrom=2026-03-03&nextto=2026-03-03", "urgent")]
    [InlineData("createdfrom=2026-03-02&createdto=2026-03-02", "both")]
    [InlineData("createdto=2026-03-01", "none")]
    [InlineData("silent=1", "urgent")]
    [InlineData("role=controller", "both")]
    [InlineData("role=team", "both")]
    [InlineData("role=originator", "urgent")]
    [InlineData("role=responsible", "none")]
    [InlineData("priority=7&status=nonsense&due=%27--&nextfrom=99-99", "both")]
    public async Task Each_filter_shows_only_matching_tasks(string address, string expected)
    {
        var page = await _fixture.Explorer.GetPageAsync(_fixture.Manager, ParseQuery(address), 1, Cancellation);
        int[] ids = expected switch
        {
            "both" => [Company.Task.Id, _fixture.Urgent],
            "first" => [Company.Task.Id],
            "urgent" => [_fixture.Urgent],
            _ => [],
        };
        Assert.Equal(ids.Order(), page.Rows.Select(r => r.Id).Order());
        Assert.Equal(ids.Length, page.Total);
    }

    [Fact]
    public async Task Tasks_can_be_sorted_by_every_column_and_counted_by_every_kind_of_group()
    {
        foreach (var column in Enum.GetValues<TaskColumn>().Where(TaskQuery.CanSort))
        {
            foreach (var sign in new[] { "", "-" })
                Assert.Equal(
                    2,
                    (await _fixture.Explorer.GetPageAsync(_fixture.Manager, ParseQuery($"sort={sign}{column}"), 1, Cancellation)).Rows.Count
                );
        }
        foreach (var group in Enum.GetValues<TaskGroup>().Except([TaskGroup.None]))
        {
            var page = await _fixture.Explorer.GetPageAsync(_fixture.Manager, ParseQuery($"group={group}"), 1, Cancellation);
            Assert.Equal(2, page.Rows.Sum(r => page.Groups[TaskGroups.KeyOf(r, group, new DateOnly(2026, 3, 2))] > 0 ? 1 : 0));
            Assert.Equal(page.Total, page.Groups.Values.Sum());
        }
        Assert.Equal(
            ["Olga Otra", "Raúl Comercial"],
            (await _fixture.Explorer.GetPageAsync(_fixture.Manager, ParseQuery("sort=responsible"), 1, Cancellation)).Rows.Select(r =>
                r.Responsible
            )
        );
        Assert.Equal(
            25,
            (await _fixture.Explorer.GetPageAsync(_fixture.Manager, ParseQuery("sort=-minutes"), 1, Cancellation)).Rows[0].Minutes
        );
    }

    [Fact]
    public async Task Tasks_outside_the_scope_are_neither_shown_nor_changed()
    {
        Assert.DoesNotContain(
            (await _fixture.Explorer.GetPageAsync(_fixture.Stranger, ParseQuery(""), 1, Cancellation)).Rows,
            r => r.Id == _fixture.Urgent
        );
        Assert.DoesNotContain(
            (await _fixture.Explorer.GetChoicesAsync(_fixture.Stranger, Cancellation)).People,
            p => p.Id == Company.Rep.Id
        );
        Assert.Equal(
            (null, null, null),
            await _fixture.Explorer.ReadFilterNamesAsync(
                _fixture.Stranger,
                new TaskFilter(ProjectId: Company.Project.Id, ClientId: Company.Client.Id),
                Cancellation
            )
        );
        var streamed = new List<int>();
        await foreach (var row in _fixture.Explorer.StreamAsync(_fixture.Stranger, ParseQuery("status=any"), Cancellation))
            streamed.Add(row.Id);
        Assert.Equal([Company.SouthTask.Id], streamed);
        var result = await Database
            .Get<BulkTaskEditing>()
            .ApplyAsync(_fixture.Stranger, [_fixture.Urgent], new TaskChange(Priority: TaskPriority.Low), null, Cancellation);
        Assert.Equal(RuleError.NotFound, Assert.Single(result.Outcomes).Refusal!.Error);
    }

    private static TaskQuery ParseQuery(string address) => TaskAddress.ParseQuery(QueryText.ParseValues(address));
}
