using System.Globalization;
using HexaLive.Domain;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Live;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace HexaLive.Web.Features.Reports.Schedules;

/// <summary>
/// The schedules of one report. Without a report, the page lists the viewer's own schedules or, for administrators, all schedules.
/// </summary>
public sealed partial class SchedulePage(
    ReportSchedules schedules,
    ReportScheduleEditing editing,
    ReportLibrary library,
    ISnackbar snackbar,
    TimeProvider time
)
{
    private ScheduleList _list = new([], 0, 0, 1);
    private ReportView? _report;
    private ScheduleDetail? _editing;
    private DeliveryPage? _history;
    private RuleException? _problem;
    private bool _adding;
    private bool _deleted;
    private int? _deleting;
    private int? _open;
    private int _page = 1;
    private int _historyPage = 1;
    private int? _loadedReportId;

    /// <summary>The id of the report; null shows the schedules of all reports.</summary>
    [Parameter]
    public int? Id { get; set; }

    // Sending a report writes no activity, so there is no event to subscribe to. The page polls instead.
    /// <inheritdoc />
    protected override IEnumerable<LiveTopic> Topics => [];

    private string Title =>
        Id is not null ? Text["Title"]
        : Viewer.IsAdministrator ? Text["TitleAll"]
        : Text["Mine"];

    /// <inheritdoc />
    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (_loadedReportId != Id)
            (_report, _editing, _history, _problem, _adding, _deleted, _deleting, _open, _page) = (
                null,
                null,
                null,
                null,
                false,
                false,
                null,
                null,
                1
            );
        _loadedReportId = Id;
        if (Id is { } id)
            _report ??= await library.GetAsync(Viewer, id.ToString(CultureInfo.InvariantCulture), cancellationToken);
        _list = await schedules.ListAsync(Viewer, Id, _page, _deleted, cancellationToken);
        if (_open is { } open)
            _history = _list.Rows.Any(r => r.Id == open)
                ? await schedules.GetHistoryAsync(Viewer, open, _historyPage, cancellationToken)
                : null;
    }

    /// <inheritdoc />
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _ = RefreshAsync();
    }

    private static string CapitalizeFirst(string text) =>
        text.Length == 0 ? text : char.ToUpper(text[0], CultureInfo.CurrentCulture) + text[1..];

    private async Task RefreshAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5), time);
            while (await timer.WaitForNextTickAsync(Disposed))
            {
                await ReloadAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            // The person has left the page.
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    private void Add() => (_adding, _editing, _deleting) = (true, null, null);

    private void Close() => (_adding, _editing) = (false, null);

    private async Task OnSavedAsync()
    {
        var id = _editing?.Id;
        Close();
        var before = _list.Rows.Select(r => r.Id).ToHashSet();
        await ReloadAsync();
        if (_list.Rows.FirstOrDefault(r => id is null ? !before.Contains(r.Id) : r.Id == id) is { NextAt: { } next })
            snackbar.Add(Text[id is null ? "Added" : "Changed", Format.Moment(next, Viewer.TimeZone)], Severity.Success);
    }

    private Task EditAsync(ScheduleRow row) =>
        RunAndShowErrorAsync(async () =>
        {
            var detail = await schedules.GetAsync(Viewer, row.Id);
            (_adding, _deleting, _editing) = (false, null, detail);
        });

    private Task SendNowAsync(ScheduleRow row) =>
        RunAndShowErrorAsync(async () =>
        {
            await editing.SendNowAsync(Viewer, row.Id);
            (_open, _historyPage) = (row.Id, 1);
            snackbar.Add(Text["Sending"], Severity.Success);
        });

    private Task StopAsync(ScheduleRow row, string name) =>
        RunAndShowErrorAsync(async () =>
        {
            await editing.StopAsync(Viewer, row.Id);
            snackbar.Add(Text["StoppedNow", name]);
        });

    private Task StartAsync(ScheduleRow row, string name) =>
        RunAndShowErrorAsync(async () =>
        {
            await editing.StartAsync(Viewer, row.Id, row.DefinitionVersion);
            snackbar.Add(Text["Started", name], Severity.Success);
        });

    private Task DeleteAsync(ScheduleRow row, string name) =>
        RunAndShowErrorAsync(async () =>
        {
            _deleting = null;
            await editing.DeleteAsync(Viewer, row.Id);
            snackbar.Add(Text["Deleted", name]);
        });

    private Task ToggleAsync(int id)
    {
        (_open, _history, _historyPage) = (_open == id ? null : id, null, 1);
        return ReloadAsync();
    }

    private Task GoToHistoryPageAsync(int page)
    {
        _historyPage = page;
        return ReloadAsync();
    }

    private Task ShowDeletedAsync()
    {
        (_deleted, _deleting, _open, _page) = (!_deleted, null, null, 1);
        Close();
        return ReloadAsync();
    }

    private Task GoToPageAsync(int page)
    {
        _page = page;
        Close();
        return ReloadAsync();
    }

    private async Task RunAndShowErrorAsync(Func<Task> action)
    {
        _problem = null;
        try
        {
            await action();
        }
        catch (RuleException refusal)
        {
            _problem = refusal;
        }
        await ReloadAsync();
        StateHasChanged();
    }
}
