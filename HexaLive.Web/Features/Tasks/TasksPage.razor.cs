using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Web.Components;
using HexaLive.Web.Components.Menus;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace HexaLive.Web.Features.Tasks;

/// <summary>The task explorer. All its state is in the URL, so that Back, a reload and a pasted link show the same content.</summary>
public sealed partial class TasksPage(TaskExplorer explorer, ActionMenus menus, IDialogService dialogs) : TaskScreen
{
    private readonly HashSet<int> _selected = [];
    private ExplorerPage? _page;

    private TaskQuery Query => State.Content.Query;
    private bool IsFiltered => TaskAddress.ToValues(State.Content).Any(v => v.Value is not null);

    /// <inheritdoc />
    protected override string Route => AppUrls.Tasks;

    // The list may contain the tasks of the whole company, so a refresh every two seconds is enough.
    /// <inheritdoc />
    protected override TimeSpan RefreshEvery => TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    protected override async Task RefreshAsync(CancellationToken cancellationToken)
    {
        _page = await explorer.GetPageAsync(Viewer, Query, State.Page, cancellationToken);
        _selected.IntersectWith(_page.Rows.Select(r => r.Id));
        if (_selected.Count > 0)
            await LoadChoicesAsync();
    }

    /// <inheritdoc />
    protected override void OnStateChanged() => _selected.Clear();

    private void ShowQuery(TaskQuery query) => Show(State.Content with { Query = query });

    private void SortBy((TaskColumn Column, bool Add) request)
    {
        var sorted = Query.Sort;
        var known = sorted.FirstOrDefault(s => s.Column == request.Column);
        // Cycles through ascending, descending and the default order.
        TaskSort? next =
            known is null ? new TaskSort(request.Column, false)
            : known.Descending ? null
            : known with { Descending = true };
        var sort = request.Add ? sorted.Where(s => s.Column != request.Column).ToList() : [];
        if (next is not null)
            sort.Add(next);
        ShowQuery(Query with { Sort = sort });
    }

    private Task OpenMenuAsync() =>
        menus.OpenAsync(
            Text["More"],
            [
                new(Text["Columns"], ChooseColumnsAsync) { Icon = SpriteIcons.Columns },
                ActionMenuItem.Link(Text["Excel"], AppUrls.TaskExport("xlsx", State.Content), isDownload: true) with
                {
                    Icon = SpriteIcons.Download,
                },
                ActionMenuItem.Link(Text["Csv"], AppUrls.TaskExport("csv", State.Content), isDownload: true) with
                {
                    Icon = SpriteIcons.Download,
                },
            ]
        );

    private async Task ChooseColumnsAsync()
    {
        var dialog = await dialogs.ShowAsync<ColumnsDialog>(
            Text["Columns"],
            new DialogParameters<ColumnsDialog> { { d => d.Columns, Query.Columns } }
        );
        if ((await dialog.Result)?.Data is IReadOnlyList<TaskColumn> columns)
            ShowQuery(Query with { Columns = columns });
    }
}
