using System.Globalization;
using HexaLive.Domain;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Live;
using HexaLive.Web.Components;
using HexaLive.Web.Resources;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace HexaLive.Web.Features.Reports;

/// <summary>When a report is sent to whom; without a report all that are the viewer's, to administrators everybody's.</summary>
public sealed partial class SchedulePage
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
    private int _page;
    private int _historyPage;
    private int? _of;

    [Inject] private ReportSchedules Schedules { get; set; } = default!;
    [Inject] private ReportLibrary Library { get; set; } = default!;
    [Inject] private ScheduleWords Words { get; set; } = default!;
    [Inject] private ISnackbar Snackbar { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;
    [Inject] private Texts T { get; set; } = default!;
    [Inject] private IStringLocalizer<ScheduleText> L { get; set; } = default!;
    [Inject] private IStringLocalizer<SharedText> S { get; set; } = default!;

    /// <summary>The report; null: all.</summary>
    [Parameter] public int? Id { get; set; }

    // Sending writes no activity that could ring: it looks by itself.
    /// <inheritdoc />
    protected override IEnumerable<LiveTopic> Topics => [];

    private string Title => Id is not null ? L["Title"] : Viewer.IsAdministrator ? L["TitleAll"] : L["Mine"];

    /// <inheritdoc />
    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (_of != Id) (_report, _editing, _history, _problem, _adding, _deleted, _deleting, _open, _page) = (null, null, null, null, false, false, null, null, 0);
        _of = Id;
        if (Id is { } id) _report ??= await Library.GetAsync(Viewer, id.ToString(CultureInfo.InvariantCulture), cancellationToken);
        _list = await Schedules.ListAsync(Viewer, Id, _page, _deleted, cancellationToken);
        if (_open is { } open) _history = _list.Rows.Any(r => r.Id == open) ? await Schedules.HistoryAsync(Viewer, open, _historyPage, cancellationToken) : null;
    }

    /// <inheritdoc />
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) _ = LookAsync();
    }

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpper(text[0], CultureInfo.CurrentCulture) + text[1..];

    private async Task LookAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5), Time);
            while (await timer.WaitForNextTickAsync(Gone))
            {
                await ReloadAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            // The screen was left.
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    private void Add() => (_adding, _editing, _deleting) = (true, null, null);

    private void Close() => (_adding, _editing) = (false, null);

    private async Task SavedAsync()
    {
        var id = _editing?.Id;
        Close();
        var before = _list.Rows.Select(r => r.Id).ToHashSet();
        await ReloadAsync();
        if (_list.Rows.FirstOrDefault(r => id is null ? !before.Contains(r.Id) : r.Id == id) is { NextAt: { } next }) Snackbar.Add(L[id is null ? "Added" : "Changed", T.Moment(next, Viewer.TimeZone)], Severity.Success);
    }

    private Task EditAsync(ScheduleRow row) => DoAsync(async () =>
    {
        var detail = await Schedules.GetAsync(Viewer, row.Id);
        (_adding, _deleting, _editing) = (false, null, detail);
    });

    private Task SendNowAsync(ScheduleRow row) => DoAsync(async () =>
    {
        await Schedules.SendNowAsync(Viewer, row.Id);
        (_open, _historyPage) = (row.Id, 0);
        Snackbar.Add(L["Sending"], Severity.Success);
    });

    private Task StopAsync(ScheduleRow row, string name) => DoAsync(async () =>
    {
        await Schedules.StopAsync(Viewer, row.Id);
        Snackbar.Add(L["StoppedNow", name]);
    });

    private Task StartAsync(ScheduleRow row, string name) => DoAsync(async () =>
    {
        await Schedules.StartAsync(Viewer, row.Id, row.DefinitionVersion);
        Snackbar.Add(L["Started", name], Severity.Success);
    });

    private Task DeleteAsync(ScheduleRow row, string name) => DoAsync(async () =>
    {
        _deleting = null;
        await Schedules.DeleteAsync(Viewer, row.Id);
        Snackbar.Add(L["Deleted", name]);
    });

    private Task ToggleAsync(int id)
    {
        (_open, _history, _historyPage) = (_open == id ? null : id, null, 0);
        return ReloadAsync();
    }

    private Task TurnAsync(int page)
    {
        _historyPage = page;
        return ReloadAsync();
    }

    private Task ShowDeletedAsync()
    {
        (_deleted, _deleting, _open, _page) = (!_deleted, null, null, 0);
        Close();
        return ReloadAsync();
    }

    private Task GoAsync(int page)
    {
        _page = page;
        Close();
        return ReloadAsync();
    }

    private async Task DoAsync(Func<Task> act)
    {
        _problem = null;
        try
        {
            await act();
        }
        catch (RuleException refusal)
        {
            _problem = refusal;
        }
        await ReloadAsync();
        StateHasChanged();
    }
}
