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
public enum ReportAct
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
    ReportMarks marks,
    ISnackbar snackbar,
    NavigationManager navigation,
    TimeProvider time
)
{
    private const string FavouriteKey = "favourites",
        ReadyKey = "ready",
        PlainKey = "plain";

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
        (_rows, _more) = await search.PageAsync(Viewer, _asked, _maxRows, cancellationToken);

    // Filter the loaded reports at once, and query the database only if there are more reports than those loaded.
    private async Task TypedAsync(string text)
    {
        _text = text;
        if (!_more && _asked is null)
            return;
        await Task.Delay(SearchBox.Wait, time, Gone);
        if (text != _text)
            return;
        _asked = text.Trim() is { Length: > 0 } asked ? asked : null;
        await ReloadAsync();
    }

    private Task MoreAsync()
    {
        _maxRows += ReportSearch.MaxReports;
        return ReloadAsync();
    }

    // A favourite is listed only among the favourites, not in its folder as well.
    private IEnumerable<ReportGroupRows> Groups()
    {
        var words = Plain.Words(_text);
        var found = _rows
            .Where(r => Plain.Of(r.Name, r.Folder, r.Owner) is var all && words.All(w => all.Contains(w, StringComparison.Ordinal)))
            .ToList();
        var rest = found.Where(r => !r.Favourite).ToList();
        var folders = rest.Where(r => r is { Id: not null, Folder: not null })
            .GroupBy(r => r.Folder!, StringComparer.CurrentCultureIgnoreCase)
            .OrderBy(g => g.Key, StringComparer.CurrentCultureIgnoreCase)
            .ToList();
        List<ReportGroupRows> groups =
        [
            new(FavouriteKey, L["Favourites"], [.. found.Where(r => r.Favourite)]),
            .. folders.Select(g => new ReportGroupRows($"folder-{Plain.Of(g.Key).Replace(' ', '-')}", g.Key, [.. g])),
            new(PlainKey, folders.Count > 0 ? L["NoFolder"] : L["Saved"], [.. rest.Where(r => r is { Id: not null, Folder: null })]),
            new(ReadyKey, L["ReadyMade"], [.. rest.Where(r => r.Id is null)]),
        ];
        return groups.Where(g => g.Rows.Count > 0);
    }

    private void Fold(string key)
    {
        if (!_folded.Remove(key))
            _folded.Add(key);
    }

    private Task FavouriteAsync(ReportListRow row) => DoAsync(viewer => marks.FavouriteAsync(viewer, row.Key, !row.Favourite));

    private async Task ActAsync((ReportListRow Row, ReportAct Act) wanted)
    {
        switch (wanted.Act)
        {
            case ReportAct.Copy:
                _name.Copy(wanted.Row);
                break;
            case ReportAct.Rename:
                _name.Rename(wanted.Row);
                break;
            case ReportAct.Share:
                await _share.OpenAsync(wanted.Row);
                break;
            case ReportAct.Schedule:
                await ScheduleAsync(wanted.Row);
                break;
            case ReportAct.Delete:
                await DeleteAsync(wanted.Row);
                break;
        }
    }

    // A schedule runs with the rights of the report's owner. A built-in report has no owner, so first make a copy for the viewer.
    private async Task ScheduleAsync(ReportListRow row)
    {
        var id = 0;
        if (await DoAsync(async viewer => id = await editing.CopyAsync(viewer, row.Key, row.Name)))
            navigation.NavigateTo(AppUrls.ReportSchedules(id));
    }

    private async Task DeleteAsync(ReportListRow row)
    {
        if (!await DoAsync(viewer => editing.DeleteAsync(viewer, row.Id!.Value)))
            return;
        snackbar.Add(
            L["Deleted", row.Name],
            Severity.Normal,
            o =>
                (o.Action, o.OnClick) = (
                    S["Undo"],
                    _ =>
                        InvokeAsync(async () =>
                        {
                            if (await DoAsync(viewer => editing.RestoreAsync(viewer, row.Id!.Value)))
                                snackbar.Add(L["Restored", row.Name], Severity.Success);
                            StateHasChanged();
                        })
                )
        );
    }

    private async Task<bool> DoAsync(Func<Viewer, Task> act)
    {
        try
        {
            await act(Viewer);
        }
        catch (RuleException refusal)
        {
            snackbar.Add(T.Of(refusal), Severity.Error);
            await ReloadAsync();
            return false;
        }
        await ReloadAsync();
        return true;
    }

    private sealed record ReportGroupRows(string Key, string Title, IReadOnlyList<ReportListRow> Rows);
}
