using HexaLive.Domain;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Web.Components;
using HexaLive.Web.Components.Menus;
using HexaLive.Web.Features.Dedications;
using HexaLive.Web.Features.Reminders;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace HexaLive.Web.Features.Tasks;

/// <summary>The task of a row: its number, its title, and the note of its next step.</summary>
public sealed record RowTask(int Id, string Title, string? Note);

/// <summary>
/// The actions on a task from its row: reschedule, snooze, finish. Shows the menus, dialogs and messages. Each method raises its
/// <c>changed</c> parameter after the task has changed.
/// </summary>
public sealed class TaskRowActions(
    TaskEditing editing,
    ReminderList reminders,
    CurrentViewer current,
    ActionMenus menus,
    SnoozeActions snoozes,
    IDialogService dialogs,
    ISnackbar snackbar,
    TextFormatter format,
    IStringLocalizer<TaskPage> text,
    IStringLocalizer<RemindersPage> reminderText,
    IStringLocalizer<App> shared
)
{
    /// <summary>
    /// Opens the menu of a row: the days to reschedule to, the times to snooze until (if <paramref name="canSnooze"/> is true), and Finish.
    /// </summary>
    public async Task OpenMenuAsync(RowTask task, bool canSnooze, EventCallback changed)
    {
        var zone = (await current.GetAsync()).TimeZone;
        await menus.OpenAsync(
            task.Title,
            [
                .. RescheduleItems(task.Id, task.Note, changed).Select(i => i with { Group = text["Reschedule"] }),
                .. canSnooze ? snoozes.CreateItems(zone, until => SnoozeAsync(task.Id, until, changed), reminderText["Snooze"]) : [],
                new(text["Finish"], () => FinishAsync(task.Id, changed)) { Icon = SpriteIcons.Finish },
            ]
        );
    }

    /// <summary>Opens the menu of the days to reschedule to.</summary>
    public Task OpenRescheduleMenuAsync(int taskId, string? note, EventCallback changed) =>
        menus.OpenAsync(text["Reschedule"], [.. RescheduleItems(taskId, note, changed)]);

    /// <summary>Moves the next step to tomorrow, without a time and with the same note.</summary>
    public Task MoveToTomorrowAsync(int taskId, string? note, EventCallback changed) => MoveAsync(taskId, note, d => d.AddDays(1), changed);

    /// <summary>Asks for the outcome and finishes the task.</summary>
    public async Task FinishAsync(int taskId, EventCallback changed)
    {
        if (await FinishDialog.AskAsync(dialogs, text["Finish"]) is { } outcome)
            await ApplyAsync(taskId, TaskChange.Finish(outcome), text["Finished"], changed);
    }

    private IEnumerable<ActionMenuItem> RescheduleItems(int taskId, string? note, EventCallback changed) =>
        [
            new(text["Tomorrow"], () => MoveToTomorrowAsync(taskId, note, changed)),
            new(text["InThreeDays"], () => MoveAsync(taskId, note, d => d.AddDays(3), changed)),
            new(text["NextMonday"], () => MoveAsync(taskId, note, LogEntryModel.NextMonday, changed)),
            new(text["PickDay"], () => PickAsync(taskId, note, changed)),
        ];

    private async Task MoveAsync(int taskId, string? note, Func<DateOnly, DateOnly> to, EventCallback changed)
    {
        var viewer = await current.GetAsync();
        await RescheduleAsync(taskId, new NextAction(to(format.Today(viewer.TimeZone)), null, note), changed);
    }

    private async Task PickAsync(int taskId, string? note, EventCallback changed)
    {
        var parameters = new DialogParameters<RescheduleDialog> { { d => d.Note, note } };
        var dialog = await dialogs.ShowAsync<RescheduleDialog>(text["Reschedule"], parameters);
        if ((await dialog.Result)?.Data is NextAction next)
            await RescheduleAsync(taskId, next, changed);
    }

    private async Task RescheduleAsync(int taskId, NextAction next, EventCallback changed)
    {
        var zone = (await current.GetAsync()).TimeZone;
        await ApplyAsync(taskId, new TaskChange(Next: next), text["Rescheduled", format.Due(next.Date, next.Time, zone)], changed);
    }

    // The message offers to undo the change.
    private Task ApplyAsync(int taskId, TaskChange change, string message, EventCallback changed) =>
        RunAsync(async () =>
        {
            var viewer = await current.GetAsync();
            var before = await editing.ApplyAsync(viewer, taskId, null, change);
            snackbar.Add(
                message,
                Severity.Success,
                o => (o.Action, o.OnClick) = (shared["Undo"], _ => UndoAsync(viewer, before, change, changed))
            );
            await changed.InvokeAsync();
        });

    private Task UndoAsync(Viewer viewer, TaskSnapshot before, TaskChange change, EventCallback changed) =>
        RunAsync(async () =>
        {
            await editing.UndoAsync(viewer, before, change);
            await changed.InvokeAsync();
        });

    private Task SnoozeAsync(int taskId, DateTime until, EventCallback changed) =>
        RunAsync(async () =>
        {
            var viewer = await current.GetAsync();
            await reminders.SnoozeTaskAsync(viewer, taskId, until);
            snackbar.Add(reminderText["Snoozed", format.Moment(until, viewer.TimeZone)], Severity.Success);
            await changed.InvokeAsync();
        });

    private async Task RunAsync(Func<Task> change)
    {
        try
        {
            await change();
        }
        catch (RuleException refusal)
        {
            snackbar.Add(format.Describe(refusal), Severity.Error);
        }
    }
}
