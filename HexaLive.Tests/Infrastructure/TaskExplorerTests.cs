using System.Globalization;
using System.Text;
using HexaLive.Domain;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Export;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using MiniExcelLibs;
using Xunit;

namespace HexaLive.Tests.Infrastructure;

/// <summary>The explorer of tasks: every filter, order and group; several at once and back; saved views. Monday 2 March 2026.</summary>
public sealed class TaskExplorerTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private Company _company = null!;
    private Viewer _manager = null!;
    private Viewer _rep = null!;
    private Viewer _stranger = null!;
    private int _urgent;

    private TaskExplorer Explorer => _database.Get<TaskExplorer>();
    private TaskEditing Editing => _database.Get<TaskEditing>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
        (_manager, _rep, _stranger) = (await _database.ViewerAsync(_company.Manager), await _database.ViewerAsync(_company.Rep), await _database.ViewerAsync(_company.Stranger));
        _urgent = await Editing.CreateAsync(_manager, new NewTask(
            _company.Project.Id, "Avería en línea", "Máquina parada", null, null, null, _company.OtherRep.Id, null, TaskPriority.Urgent, null, new NextAction(new DateOnly(2026, 3, 3))));
        await _database.Get<DedicationLog>().LogAsync(_rep, new LogRequest(_company.Task.Id, new DedicationFields(new DateOnly(2026, 3, 2), 25, "Hablo con Íñigo de la tarifa"), AfterLog.Keep, Guid.NewGuid()));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

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
    public async Task Each_filter_shows_what_it_says(string address, string expected)
    {
        var page = await Explorer.PageAsync(_manager, Query(address), 0, TestContext.Current.CancellationToken);
        int[] ids = expected switch { "both" => [_company.Task.Id, _urgent], "first" => [_company.Task.Id], "urgent" => [_urgent], _ => [] };
        Assert.Equal(ids.Order(), page.Rows.Select(r => r.Id).Order());
        Assert.Equal(ids.Length, page.Total);
    }

    [Fact]
    public async Task Every_column_sorts_both_ways_and_every_group_counts()
    {
        foreach (var column in Enum.GetValues<TaskColumn>().Where(TaskQuery.CanSort))
        {
            foreach (var sign in new[] { "", "-" })
                Assert.Equal(2, (await Explorer.PageAsync(_manager, Query($"sort={sign}{column}"), 0, TestContext.Current.CancellationToken)).Rows.Count);
        }
        foreach (var group in Enum.GetValues<TaskGroup>().Except([TaskGroup.None]))
        {
            var page = await Explorer.PageAsync(_manager, Query($"group={group}"), 0, TestContext.Current.CancellationToken);
            Assert.Equal(2, page.Rows.Sum(r => page.Groups[TaskExplorer.GroupKey(r, group, new DateOnly(2026, 3, 2))] > 0 ? 1 : 0));
            Assert.Equal(page.Total, page.Groups.Values.Sum());
        }
        Assert.Equal(["Olga Otra", "Raúl Comercial"], (await Explorer.PageAsync(_manager, Query("sort=responsible"), 0, TestContext.Current.CancellationToken)).Rows.Select(r => r.Responsible));
        Assert.Equal(25, (await Explorer.PageAsync(_manager, Query("sort=-minutes"), 0, TestContext.Current.CancellationToken)).Rows[0].Minutes);
    }

    [Fact]
    public async Task A_stranger_sees_and_changes_nothing_of_it()
    {
        Assert.DoesNotContain((await Explorer.PageAsync(_stranger, Query(""), 0, TestContext.Current.CancellationToken)).Rows, r => r.Id == _urgent);
        Assert.DoesNotContain((await Explorer.ChoicesAsync(_stranger, TestContext.Current.CancellationToken)).People, p => p.Id == _company.Rep.Id);
        Assert.Equal((null, null, null), await Explorer.NamesAsync(_stranger, new TaskFilter(ProjectId: _company.Project.Id, ClientId: _company.Client.Id), TestContext.Current.CancellationToken));
        var streamed = new List<int>();
        await foreach (var row in Explorer.StreamAsync(_stranger, Query("status=any"), TestContext.Current.CancellationToken)) streamed.Add(row.Id);
        Assert.Equal([_company.SouthTask.Id], streamed);
        var result = await _database.Get<TaskBulk>().ApplyAsync(_stranger, [_urgent], new TaskChange(Priority: TaskPriority.Low), null, TestContext.Current.CancellationToken);
        Assert.Equal(RuleError.NotFound, Assert.Single(result.Outcomes).Refusal!.Error);
    }

    [Fact]
    public async Task Several_are_changed_at_once_each_by_its_own_rules_and_put_back()
    {
        var bulk = _database.Get<TaskBulk>();
        await Editing.RescheduleAsync(_manager, _company.Task.Id, new NextAction(new DateOnly(2026, 3, 2), null, "Llamar"), TestContext.Current.CancellationToken);
        _database.Time.Advance(TimeSpan.FromDays(2));
        int[] both = [_company.Task.Id, _urgent];

        var finished = await bulk.ApplyAsync(_manager, [.. both, _company.SouthTask.Id], TaskChange.Finish("Hecho"), null, TestContext.Current.CancellationToken);
        Assert.Equal([null, null, RuleError.NotFound], finished.Outcomes.Select(o => o.Refusal?.Error));
        Assert.All(await TasksAsync(both), t => Assert.Equal(WorkTaskStatus.Finished, t.Status));
        Assert.All(await bulk.UndoAsync(_manager, finished, TestContext.Current.CancellationToken), o => Assert.Null(o.Refusal));
        Assert.Equal([WorkTaskStatus.InProgress, WorkTaskStatus.Pending], (await TasksAsync(both)).Select(t => t.Status));
        Assert.Equal(new NextAction(new DateOnly(2026, 3, 2), null, "Llamar"), (await TasksAsync(both))[0].NextAction);

        var moved = await bulk.ApplyAsync(_manager, both, new TaskChange(Next: new NextAction(new DateOnly(2026, 3, 9))), null, TestContext.Current.CancellationToken);
        Assert.Equal("Llamar", (await TasksAsync(both))[0].NextActionNote);
        await bulk.UndoAsync(_manager, moved, TestContext.Current.CancellationToken);
        Assert.Equal([new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 3)], (await TasksAsync(both)).Select(t => t.NextActionDate!.Value));

        var handed = await bulk.ApplyAsync(_manager, both, new TaskChange(ResponsibleId: _company.OtherRep.Id), null, TestContext.Current.CancellationToken);
        Assert.All(await TasksAsync(both), t => Assert.Equal(_company.OtherRep.Id, t.ResponsibleId));
        await bulk.UndoAsync(_manager, handed, TestContext.Current.CancellationToken);
        Assert.Equal([_company.Rep.Id, _company.OtherRep.Id], (await TasksAsync(both)).Select(t => t.ResponsibleId));

        // A rep may not give the control of a task to somebody.
        var refused = await bulk.ApplyAsync(_rep, [_company.Task.Id], new TaskChange(ControllerId: _company.Rep.Id), null, TestContext.Current.CancellationToken);
        Assert.Equal(RuleError.NotAllowed, Assert.Single(refused.Outcomes).Refusal!.Error);
        await Assert.ThrowsAsync<RuleException>(() => bulk.ApplyAsync(_manager, [.. Enumerable.Range(1, 201)], new TaskChange(Priority: TaskPriority.Low), null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Views_are_their_owners_or_shared_and_open_first_for_whom_they_are_chosen()
    {
        var views = _database.Get<SavedViews>();
        var mine = await views.AddAsync(_manager, " Las mías ", "role=responsible", false, TestContext.Current.CancellationToken);
        var shared = await views.AddAsync(_manager, "Urgentes", "priority=urgent", true, TestContext.Current.CancellationToken);

        Assert.Equal(["Urgentes"], (await views.ListAsync(_rep, TestContext.Current.CancellationToken)).Select(v => v.Name));
        Assert.Equal(["Las mías", "Urgentes"], (await views.ListAsync(_manager, TestContext.Current.CancellationToken)).Select(v => v.Name));
        await views.OpenWithAsync(_rep, shared, TestContext.Current.CancellationToken);
        Assert.True(Assert.Single(await views.ListAsync(_rep, TestContext.Current.CancellationToken)).IsDefault);

        foreach (var call in new Func<Task>[]
        {
            () => views.OpenWithAsync(_rep, mine, TestContext.Current.CancellationToken),
            () => views.ChangeAsync(_rep, shared, "x", "", true, TestContext.Current.CancellationToken),
            () => views.DeleteAsync(_rep, shared, TestContext.Current.CancellationToken),
            () => views.DeleteAsync(_rep, mine, TestContext.Current.CancellationToken),
        })
            Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(call)).Error);
        Assert.Equal(RuleError.Required, (await Assert.ThrowsAsync<RuleException>(() => views.AddAsync(_rep, " ", "", false, TestContext.Current.CancellationToken))).Error);

        await views.DeleteAsync(_manager, shared, TestContext.Current.CancellationToken);
        Assert.Empty(await views.ListAsync(_rep, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Exports_carry_real_values_and_no_formula()
    {
        object?[][] rows = [["=HYPERLINK(\"x\")", 12, new DateOnly(2026, 3, 2), null], ["+34 600", -5, new DateOnly(2025, 12, 31), "a;b \"c\""]];
        string[] titles = ["Texto", "Número", "Día", "Nota"];
        using var csv = new MemoryStream();
        await TableExport.CsvAsync(csv, titles, rows.ToAsyncEnumerable(), CultureInfo.GetCultureInfo("es"), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([0xEF, 0xBB, 0xBF], csv.ToArray()[..3]);
        Assert.Equal(["Texto;Número;Día;Nota", "\"'=HYPERLINK(\"\"x\"\")\";12;2/3/2026;", "'+34 600;-5;31/12/2025;\"a;b \"\"c\"\"\""],
            Encoding.UTF8.GetString(csv.ToArray()[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries));

        await using var excel = await TableExport.ExcelAsync("tareas", titles, rows.ToAsyncEnumerable(), TestContext.Current.CancellationToken);
        var read = (await excel.QueryAsync(useHeaderRow: true, cancellationToken: TestContext.Current.CancellationToken)).Cast<IDictionary<string, object?>>().ToList();
        Assert.Equal(["'=HYPERLINK(\"x\")", "'+34 600"], read.Select(r => r["Texto"]));
        Assert.Equal([12d, -5d], read.Select(r => r["Número"]));
        Assert.Equal([new DateTime(2026, 3, 2), new DateTime(2025, 12, 31)], read.Select(r => r["Día"]));
    }

    private async Task<List<WorkTask>> TasksAsync(int[] ids)
    {
        await using var db = _database.Open();
        return await db.Tasks.AsNoTracking().Where(t => ids.Contains(t.Id)).OrderBy(t => t.Id).ToListAsync();
    }

    private static TaskQuery Query(string address)
    {
        var values = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(address);
        return TaskQuery.Parse(name => values.TryGetValue(name, out var value) ? value.ToString() : null);
    }
}
