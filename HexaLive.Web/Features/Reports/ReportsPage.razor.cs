using HexaLive.Domain;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Live;
using HexaLive.Web.Components;
using HexaLive.Web.Features.Search;
using HexaLive.Web.Resources;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using Plain = HexaLive.Domain.Text.SearchText;

namespace HexaLive.Web.Features.Reports;

/// <summary>What is done with a report of the list.</summary>
public enum ReportAct { Copy, Rename, Share, Schedule, Delete }

/// <summary>The reports that somebody finds: favourites first, then by folder, the ready-made ones apart.</summary>
public sealed partial class ReportsPage(ReportLibrary library, ISnackbar snackbar, Texts say, IStringLocalizer<ReportsText> texts, IStringLocalizer<SharedText> shared, NavigationManager navigation, TimeProvider time)
{
    private const string FavouriteKey = "favourites", ReadyKey = "ready", PlainKey = "plain";

    private readonly HashSet<string> _folded = [];
    private IReadOnlyList<ReportListRow> _rows = [];
    private string _text = "";
    private string? _asked;
    private int _most = ReportLibrary.Most;
    private bool _more;
    private ReportNameDialog _name = default!;
    private ReportShareDialog _share = default!;
    private ReportImportDialog _import = default!;

    private Texts T => say;
    private IStringLocalizer<ReportsText> L => texts;
    private IStringLocalizer<SharedText> S => shared;

    private IReadOnlyList<string> Folders => [.. _rows.Select(r => r.Folder).OfType<string>().Distinct().Order(StringComparer.CurrentCultureIgnoreCase)];

    /// <inheritdoc/>
    protected override IEnumerable<LiveTopic> Topics => [];

    /// <inheritdoc/>
    protected override async Task LoadAsync(CancellationToken cancellationToken) => (_rows, _more) = await library.PageAsync(Viewer, _asked, _most, cancellationToken);

    // What is here is sifted at once; the database is asked where it has more than that.
    private async Task TypedAsync(ChangeEventArgs change)
    {
        _text = change.Value?.ToString() ?? "";
        if (!_more && _asked is null) return;
        var text = _text;
        await Task.Delay(SearchBox.Wait, time, Gone);
        if (text != _text) return;
        _asked = text.Trim() is { Length: > 0 } asked ? asked : null;
        await ReloadAsync();
    }

    private Task MoreAsync()
    {
        _most += ReportLibrary.Most;
        return ReloadAsync();
    }

    // A favourite stands once: on top.
    private IEnumerable<ReportGroupRows> Groups()
    {
        var words = Plain.Words(_text);
        var found = _rows.Where(r => Plain.Of(r.Name, r.Folder, r.Owner) is var all && words.All(w => all.Contains(w, StringComparison.Ordinal))).ToList();
        var rest = found.Where(r => !r.Favourite).ToList();
        var folders = rest.Where(r => r is { Id: not null, Folder: not null }).GroupBy(r => r.Folder!, StringComparer.CurrentCultureIgnoreCase).OrderBy(g => g.Key, StringComparer.CurrentCultureIgnoreCase).ToList();
        List<ReportGroupRows> groups =
        [
            new(FavouriteKey, texts["Favourites"], [.. found.Where(r => r.Favourite)]),
            .. folders.Select(g => new ReportGroupRows($"folder-{Plain.Of(g.Key).Replace(' ', '-')}", g.Key, [.. g])),
            new(PlainKey, folders.Count > 0 ? texts["NoFolder"] : texts["Saved"], [.. rest.Where(r => r is { Id: not null, Folder: null })]),
            new(ReadyKey, texts["ReadyMade"], [.. rest.Where(r => r.Id is null)]),
        ];
        return groups.Where(g => g.Rows.Count > 0);
    }

    private void Fold(string key)
    {
        if (!_folded.Remove(key)) _folded.Add(key);
    }

    private Task FavouriteAsync(ReportListRow row) => DoAsync(viewer => library.FavouriteAsync(viewer, row.Key, !row.Favourite));

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

    // Nobody's report is sent by nobody's rights: a ready-made one becomes the viewer's own first.
    private async Task ScheduleAsync(ReportListRow row)
    {
        var id = 0;
        if (await DoAsync(async viewer => id = await library.CopyAsync(viewer, row.Key, row.Name))) navigation.NavigateTo($"/reports/{id}/schedules");
    }

    private async Task DeleteAsync(ReportListRow row)
    {
        if (!await DoAsync(viewer => library.DeleteAsync(viewer, row.Id!.Value))) return;
        snackbar.Add(texts["Deleted", row.Name], Severity.Normal, o => (o.Action, o.OnClick) = (shared["Undo"], _ => InvokeAsync(async () =>
        {
            if (await DoAsync(viewer => library.RestoreAsync(viewer, row.Id!.Value))) snackbar.Add(texts["Restored", row.Name], Severity.Success);
            StateHasChanged();
        })));
    }

    private async Task<bool> DoAsync(Func<Viewer, Task> act)
    {
        try
        {
            await act(Viewer);
        }
        catch (RuleException refusal)
        {
            snackbar.Add(say.Of(refusal), Severity.Error);
            await ReloadAsync();
            return false;
        }
        await ReloadAsync();
        return true;
    }

    private sealed record ReportGroupRows(string Key, string Title, IReadOnlyList<ReportListRow> Rows);
}
