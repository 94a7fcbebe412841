using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Week;
using HexaLive.Infrastructure.Live;
using HexaLive.Web.Components;
using HexaLive.Web.Components.Forms;
using HexaLive.Web.Features.Dedications;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using MudBlazor;

namespace HexaLive.Web.Features.Week;

/// <summary>A cell of the weekly timesheet.</summary>
public sealed record WeekCellKey(int TaskId, DateOnly Day)
{
    /// <summary>The id of the HTML element.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"week-{TaskId}-{Day:yyyyMMdd}");
}

/// <summary>
/// The weekly timesheet. Time typed into a cell corrects the cell's only entry, or begins a new entry. A form below the sheet asks for
/// the comment of the new entry, which is kept as a draft until it is saved.
/// </summary>
public sealed partial class WeekPage(
    WeekSheet sheet,
    DedicationLog log,
    Drafts drafts,
    IJSRuntime js,
    IDialogService dialogs,
    ISnackbar snackbar
) : UrlStateComponent<WeekState>
{
    private WeekView? _week;
    private WeekCellKey? _chosen;
    private LogEntryModel _pending = new();
    private ElementReference _table;
    private string _draftKey = "";
    private string? _problem;
    private string? _listening;
    private DateOnly _day;
    private bool _adding;

    /// <inheritdoc />
    protected override IEnumerable<LiveTopic> Topics => [LiveTopic.Responsible(State.PersonId ?? Viewer.PersonId)];

    private List<WeekEntry>? ChosenEntries =>
        _chosen is null
            ? null
            : _week!.Rows.FirstOrDefault(r => r.TaskId == _chosen.TaskId)?.Entries.Where(e => e.Date == _chosen.Day).ToList();

    /// <inheritdoc />
    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var week = await sheet.GetAsync(
            Viewer,
            State.PersonId,
            State.Week,
            [.. State.AddedTaskIds, .. _pending.TaskId is { } begun ? new[] { begun } : []],
            cancellationToken
        );
        if (_week is null || _week.Monday != week.Monday || _week.PersonId != week.PersonId)
        {
            _chosen = null;
            _day = week.Days.Contains(week.Today) ? week.Today : week.Monday;
        }
        _week = week;
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _draftKey = await drafts.GetKeyAsync("week");
            if (await drafts.ReadAsync<LogEntryModel>(_draftKey) is { HasText: true, TaskId: not null, Date: not null } draft)
            {
                _pending = draft;
                await ReloadAsync();
                StateHasChanged();
            }
        }
        if (_table.Id is { } table && table != _listening)
        {
            _listening = table;
            await js.InvokeVoidAsync("hexa.grid", _table);
        }
    }

    private static string FormatMinutes(WeekRow row, DateOnly day) =>
        row.Entries.Where(e => e.Date == day).Sum(e => e.Minutes) is var minutes and > 0 ? FormatClock(minutes) : "";

    // Formats minutes as "1:30", so that hours and minutes line up in a column.
    private static string FormatClock(int minutes) =>
        minutes == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{minutes / 60}:{minutes % 60:00}");

    private static string FormatClock(string minutes) =>
        int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? FormatClock(number)
            : minutes;

    private string DayClass(DateOnly day) =>
        $"day{(day == _week!.Today ? " today" : "")}{(day == _day ? " on" : "")}{(day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? " weekend" : "")}";

    private bool CanType(WeekRow row, DateOnly day) =>
        _week!.IsOwn && day <= _week.Today && (row.CanLog || row.Entries.Count(e => e.Date == day) == 1);

    private string TitleOf(int taskId) =>
        _week!.Rows.FirstOrDefault(r => r.TaskId == taskId) is { } row ? $"{row.Client} · {row.Title}" : "";

    private async Task OnTypedAsync(WeekRow row, DateOnly day, string? text)
    {
        _problem = null;
        var (typed, entries) = ((text ?? "").Trim(), row.Entries.Where(e => e.Date == day).ToList());
        var cell = new WeekCellKey(row.TaskId, day);
        if (typed == FormatMinutes(row, day) || !CanType(row, day))
            return;
        var more = typed.StartsWith('+');
        if (!Duration.TryParse(typed.TrimStart('+'), out var minutes))
        {
            await RestoreAsync(
                cell,
                FormatMinutes(row, day),
                entries.Count > 0 && typed.Length == 0 ? Text["NotRemoved"] : Text["NotATime"]
            );
            return;
        }
        var sum = entries.Sum(e => e.Minutes);
        if (entries is [{ CorrectionError: null } one] && !more)
            await ChangeAsync(cell, one, minutes, FormatMinutes(row, day));
        else if (more || minutes > sum)
            await BeginEntryAsync(cell, row, more ? minutes : minutes - sum, FormatMinutes(row, day));
        else
            await RestoreAsync(
                cell,
                FormatMinutes(row, day),
                entries is [{ CorrectionError: { } why }] ? Format.Describe(new RuleException(why)) : Text["Several"]
            );
    }

    private async Task ChangeAsync(WeekCellKey cell, WeekEntry entry, int minutes, string previousText)
    {
        try
        {
            // The sheet has only the beginning of the comment. Read the whole entry first, because a correction replaces the whole entry.
            var whole = await log.GetAsync(Viewer, entry.Id, Disposed);
            await log.CorrectAsync(Viewer, entry.Id, entry.Version, whole.Fields with { Minutes = minutes }, Disposed);
            snackbar.Add(Text["Corrected", Format.Minutes(minutes)], Severity.Success);
            await ReloadAsync();
            StateHasChanged();
            await js.InvokeVoidAsync("hexa.refocus", $"#{cell.Id}");
        }
        catch (RuleException refusal)
        {
            await ReloadAsync();
            await RestoreAsync(cell, previousText, Format.Describe(refusal));
        }
    }

    // Begins a new entry with these minutes. The form below the sheet asks for its comment.
    private async Task BeginEntryAsync(WeekCellKey cell, WeekRow row, int minutes, string previousText)
    {
        if (!row.CanLog)
        {
            await RestoreAsync(cell, previousText, Format.Describe(new RuleException(RuleError.TaskFinished)));
            return;
        }
        if (_pending.HasText && (_pending.TaskId, _pending.Date) != (cell.TaskId, cell.Day))
        {
            await RestoreAsync(cell, previousText, Text["Unsaved"]);
            return;
        }
        if ((_pending.TaskId, _pending.Date) != (cell.TaskId, cell.Day))
            _pending = new LogEntryModel
            {
                TaskId = cell.TaskId,
                Date = cell.Day,
                Channel = _pending.Channel,
            };
        _pending.Minutes = minutes.ToString(CultureInfo.InvariantCulture);
        await drafts.StoreAsync(_draftKey, _pending);
        StateHasChanged();
        await Task.Yield();
        await js.InvokeVoidAsync("hexa.focus", "#week-comment");
    }

    private async Task RestoreAsync(WeekCellKey cell, string previousText, string reason)
    {
        _problem = reason;
        await js.InvokeVoidAsync("hexa.put", $"#{cell.Id}", previousText);
        await js.InvokeVoidAsync("hexa.refocus", $"#{cell.Id}");
    }

    private Task SaveAsync(Viewer viewer)
    {
        _problem = null;
        return log.LogAsync(viewer, _pending.ToRequest(_week!.Today), Disposed);
    }

    private async Task OnSavedAsync()
    {
        var cell = new WeekCellKey(_pending.TaskId!.Value, _pending.Date!.Value);
        _pending = new LogEntryModel { Channel = _pending.Channel };
        await ReloadAsync();
        StateHasChanged();
        await js.InvokeVoidAsync("hexa.focus", $"#{cell.Id}");
    }

    private async Task DiscardAsync()
    {
        var cell = new WeekCellKey(_pending.TaskId!.Value, _pending.Date!.Value);
        _pending = new LogEntryModel();
        await js.InvokeVoidAsync(
            "hexa.put",
            $"#{cell.Id}",
            _week!.Rows.FirstOrDefault(r => r.TaskId == cell.TaskId) is { } row ? FormatMinutes(row, cell.Day) : ""
        );
        await js.InvokeVoidAsync("hexa.focus", $"#{cell.Id}");
    }

    private Task CorrectAsync(int entry) =>
        dialogs.ShowAsync<EntryDialog>(
            null,
            new DialogParameters<EntryDialog> { { d => d.Id, entry } },
            new DialogOptions
            {
                MaxWidth = MaxWidth.Small,
                FullWidth = true,
                BackdropClick = false,
            }
        );

    private async Task ShowTaskPickerAsync()
    {
        _adding = true;
        StateHasChanged();
        await Task.Yield();
        await js.InvokeVoidAsync("hexa.focus", "#quick-log-search");
    }

    private void AddTask(int taskId)
    {
        _adding = false;
        GoTo(State with { AddedTaskIds = [.. State.AddedTaskIds.Append(taskId).Distinct()] });
    }

    private void GoToWeek(int days) => GoTo(State with { Week = _week!.Monday.AddDays(days) });
}
