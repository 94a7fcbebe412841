using System.Globalization;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Shared;
using HexaLive.Web.Components.Menus;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace HexaLive.Web.Features.Reminders;

/// <summary>Lets the person choose until when a reminder is snoozed.</summary>
public sealed class SnoozeActions(TimeProvider clock, ActionMenus menus, IDialogService dialogs, IStringLocalizer<RemindersPage> text)
{
    /// <summary>Opens the menu of the choices. <paramref name="snooze"/> receives the end of the snooze (UTC).</summary>
    public Task OpenMenuAsync(string zone, Func<DateTime, Task> snooze) => menus.OpenAsync(text["Snooze"], [.. CreateItems(zone, snooze)]);

    /// <summary>
    /// Returns the choices as menu items, with a heading if it is given. <paramref name="snooze"/> receives the end of the snooze (UTC).
    /// </summary>
    public IEnumerable<ActionMenuItem> CreateItems(string zone, Func<DateTime, Task> snooze, string? group = null) =>
        Enum.GetValues<SnoozeChoice>()
            .Select(choice => (Choice: choice, Until: GetEnd(choice, zone)))
            .Where(c => c.Until is not null)
            .Select(c => new ActionMenuItem(
                text[$"Snooze_{c.Choice}", LocalTime.FromUtc(c.Until!.Value, zone).ToString("t", CultureInfo.CurrentCulture)],
                // The chosen time may have passed while the menu was open. In that case, nothing happens.
                () => GetEnd(c.Choice, zone) is { } until ? snooze(until) : Task.CompletedTask
            ))
            .Append(new ActionMenuItem(text["Snooze_Pick"], () => PickAsync(zone, snooze)))
            .Select(i => i with { Group = group });

    private DateTime? GetEnd(SnoozeChoice choice, string zone) => SnoozeTimes.GetEnd(choice, clock.GetUtcNow().UtcDateTime, zone);

    private async Task PickAsync(string zone, Func<DateTime, Task> snooze)
    {
        var dialog = await dialogs.ShowAsync<SnoozeDialog>(text["Snooze"], new DialogParameters<SnoozeDialog> { { d => d.Zone, zone } });
        if ((await dialog.Result)?.Data is DateTime until)
            await snooze(until);
    }
}
