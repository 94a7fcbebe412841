using System.Globalization;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Web.Resources;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace HexaLive.Web.Features.Tasks;

/// <summary>The explorer of tasks. All that it shows is in its address, so that Back, a reload and a pasted link give the same.</summary>
public sealed partial class TasksPage(TaskExplorer explorer, IDialogService dialogs, IStringLocalizer<ExplorerText> texts, IStringLocalizer<SharedText> shared) : TaskScreen
{
    private readonly HashSet<int> _selected = [];
    private ExplorerPage? _page;

    private IStringLocalizer<ExplorerText> L => texts;
    private IStringLocalizer<SharedText> S => shared;
    private TaskQuery Query => TaskQuery.Parse(Value);
    private int Number => int.TryParse(Value("page"), NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? page : 0;

    /// <inheritdoc />
    protected override string Route => "tasks";

    // The whole list may concern everybody's work: once in two seconds is lively enough.
    /// <inheritdoc />
    protected override TimeSpan RefreshEvery => TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    protected override async Task RefreshAsync(CancellationToken cancellationToken)
    {
        _page = await explorer.PageAsync(Viewer, Query, Number, cancellationToken);
        _selected.IntersectWith(_page.Rows.Select(r => r.Id));
        if (_selected.Count > 0) await LoadChoicesAsync();
    }

    /// <inheritdoc />
    protected override void OnMoved() => _selected.Clear();

    private void SortBy((TaskColumn Column, bool Add) by)
    {
        var sorted = Query.Sort;
        var known = sorted.FirstOrDefault(s => s.Column == by.Column);
        // Up, down, and back to "which first?".
        TaskSort? next = known is null ? new TaskSort(by.Column, false) : known.Descending ? null : known with { Descending = true };
        var sort = by.Add ? sorted.Where(s => s.Column != by.Column).ToList() : [];
        if (next is not null) sort.Add(next);
        Go("sort", TaskQuery.SortText(sort));
    }

    private async Task ChooseColumnsAsync()
    {
        var dialog = await dialogs.ShowAsync<ColumnsDialog>(L["Columns"], new DialogParameters<ColumnsDialog> { { d => d.Columns, Query.Columns } });
        if ((await dialog.Result)?.Data is IReadOnlyList<TaskColumn> columns)
            Go("columns", columns.SequenceEqual(TaskQuery.DefaultColumns) ? null : string.Join(',', columns.Select(c => c.ToString().ToLowerInvariant())));
    }
}
