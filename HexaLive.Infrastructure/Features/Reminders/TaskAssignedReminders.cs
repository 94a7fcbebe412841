using HexaLive.Domain.Reminders;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reminders;

/// <summary>
/// Raises reminders about tasks that somebody else assigned to a person. The caller saves the reminders together with the
/// assignment.
/// </summary>
internal static class TaskAssignedReminders
{
    /// <summary>
    /// Completes the open assignment reminders of these tasks, and raises a reminder for the person to whom each task is now
    /// assigned, unless that person made the assignment.
    /// </summary>
    public static async Task RaiseAsync(
        HexaDbContext db,
        IReadOnlyCollection<WorkTask> tasks,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var ids = tasks.Where(t => t.Id != 0).Select(t => t.Id).ToList();
        var known =
            ids.Count == 0
                ? []
                : await db
                    .Reminders.Where(r => ids.Contains(r.TaskId) && r.Kind == ReminderKind.TaskAssigned)
                    .ToListAsync(cancellationToken);
        foreach (var former in known.Where(r => r.DoneAt == null))
            former.Dismiss(actor.Now);
        foreach (var task in tasks.Where(t => t.ResponsibleId != actor.PersonId))
        {
            if (known.Find(r => r.TaskId == task.Id && r.PersonId == task.ResponsibleId) is { } again)
                again.RaiseAgain(actor.Now);
            else
                db.Reminders.Add(new Reminder(task.ResponsibleId, task, actor.Now));
        }
    }
}
