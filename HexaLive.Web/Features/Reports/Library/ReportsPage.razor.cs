using HexaLive.Domain;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Live;
using HexaLive.Web.Components;
using HexaLive.Web.Features.Search;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using Plain = HexaLive.Domain.Shared.SearchText;

namespace HexaLive.Web.Features.Reports.Library;

/// <summary>An action on a report of the list.</summary>
public enum ReportAction
{
    Copy,
    Rename,
    Share,
    Schedule,
    Delete,
}

/// <summary>The reports that the viewer can see, grouped by folder. Favourites come first and built-in reports last.</summary>
public sealed partial class ReportsPage(
    ReportSearch search,
    ReportEditing editing,
    PersonalReportStates marks,
    ISnackbar snackbar,
    NavigationManager navigation,
    TimeProvider time
)
{
    private const string FavouriteKey = "favourites",
        BuiltInKey = "ready",
        NoFolderKey = "plain";

    private readonly HashSet<string> _folded = [];
    private IReadOnlyList<ReportListRow> _rows = [];
    private string _text = "";
    private string? _asked;
    private int _maxRows = ReportSearch.MaxReports;
    private bool _more;
    private ReportNameDialog _name = default!;
    private ReportShareDialog _share = default!;
    private ReportImportDialog _import = default!;

    private IReadOnlyList<string> Folders =>
        [.. _rows.Select(r => r.Folder).OfType<string>().Distinct().Order(StringComparer.CurrentCultureIgnoreCase)];

    /// <inheritdoc/>
    protected override IEnumerable<LiveTopic> Topics => [];

    /// <inheritdoc/>
    protected override async Task LoadAsync(CancellationToken cancellationToken) =>
        (_rows, _more) = await search.GetPageAsync(Viewer, _asked, _maxRows, cancellationToken);

    // Filter the loaded reports at once, and query the database only if there are more reports than those loaded.
    private async Task SearchAsync(string text)
    {
        _text = text;
        if (!_more && _asked is null)
            return;
        await Task.Delay(SearchBox.DebounceTime, time, Disposed);
        if (text != _text)
            return;
        _asked = text.Trim() is { Length: > 0 } asked ? asked : null;
        await ReloadAsync();
    }

    private Task LoadMoreAsync()
    {
        _maxRows += ReportSearch.MaxReports;
        return ReloadAsync();
    }

    // A favourite is listed only among the favourites, not in its folder as well.
    private IEnumerable<ReportGroupRows> GroupRows()
    {
        var words = Plain.SplitWords(_text);
        var found = _rows
            .Where(r => Plain.Normalize(r.Name, r.Folder, r.Owner) is var all && words.All(w => all.Contains(w, StringComparison.Ordinal)))
            .ToList();
        var rest = found.Where(r => !r.IsFavourite).ToList();
        var folders = rest.Where(r => r is { Id: not null, Folder: not null })
            .GroupBy(r => r.Folder!, StringComparer.CurrentCultureIgnoreCase)
            .OrderBy(g => g.Key, StringComparer.CurrentCultureIgnoreCase)
            .ToList();
        List<ReportGroupRows> groups =
        [
            new(FavouriteKey, Text["Favourites"], [.. found.Where(r => r.IsFavourite)]),
            .. folders.Select(g => new ReportGroupRows($"folder-{Plain.Normalize(g.Key).Replace(' ', '-')}", g.Key, [.. g])),
            new(
                NoFolderKey,
                folders.Count > 0 ? Text["NoFolder"] : Text["Saved"],
                [.. rest.Where(r => r is { Id: not null, Folder: null })]
            ),
            new(BuiltInKey, Text["ReadyMade"], [.. rest.Where(r => r.Id is null)]),
        ];
        return groups.Where(g => g.Rows.Count > 0);
    }

    private void ToggleFolder(string key)
    {
        if (!_folded.Remove(key))
            _folded.Add(key);
    }

    private Task SetFavouriteAsync(ReportListRow row) => RunAsync(viewer => marks.SetFavouriteAsync(viewer, row.Key, !row.IsFavourite));

    private async Task RunActionAsync((ReportListRow Row, ReportAction Action) request)
    {
        switch (request.Action)
        {
            case ReportAction.Copy:
                _name.Copy(request.Row);
                break;
            case ReportAction.Rename:
                _name.Rename(request.Row);
                break;
            case ReportAction.Share:
                await _share.OpenAsync(request.Row);
                break;
            case ReportAction.Schedule:
                await ScheduleAsync(request.Row);
                break;
            case ReportAction.Delete:
                await DeleteAsync(request.Row);
                break;
        }
    }

    // A schedule runs with the rights of the report's owner. A built-in report has no owner, so first make a copy for the viewer.
    private async Task ScheduleAsync(ReportListRow row)
    {
        var id = 0;
        if (await RunAsync(async viewer => id = await editing.CopyAsync(viewer, row.Key, row.Name)))
            navigation.NavigateTo(AppUrls.ReportSchedules(id));
    }

    private async Task DeleteAsync(ReportListRow row)
    {
        if (!await RunAsync(viewer => editing.DeleteAsync(viewer, row.Id!.Value)))
            return;
        snackbar.Add(
            Text["Deleted", row.Name],
            Severity.Normal,
            o =>
                (o.Action, o.OnClick) = (
                    Shared["Undo"],
                    _ =>
                        InvokeAsync(async () =>
                        {
                            if (await RunAsync(viewer => editing.RestoreAsync(viewer, row.Id!.Value)))
                                snackbar.Add(Text["Restored", row.Name], Severity.Success);
                            StateHasChanged();
                        })
                )
        );
    }

    private async Task<bool> RunAsync(Func<Viewer, Task> action)
    {
        try
        {
            await action(Viewer);
        }
        catch (RuleException refusal)
        {
            snackbar.Add(Format.Describe(refusal), Severity.Error);
            await ReloadAsync();
            return false;
        }
        await ReloadAsync();
        return true;
    }

    private sealed record ReportGroupRows(string Key, string Title, IReadOnlyList<ReportListRow> Rows);
}
