using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reminders;

/// <summary>Tells people of tasks that others handed to them; saved with the change.</summary>
internal static class HandedOver
{
    /// <summary>Raises a reminder for the responsible of each of these tasks, unless they did it themselves; of whoever had the task before it is done.</summary>
    public static async Task RaiseAsync(HexaDbContext db, IReadOnlyCollection<WorkTask> tasks, int actorId, DateTime now, CancellationToken cancellationToken)
    {
        var ids = tasks.Where(t => t.Id != 0).Select(t => t.Id).ToList();
        var known = ids.Count == 0 ? [] : await db.Reminders.Where(r => ids.Contains(r.TaskId) && r.Kind == ReminderKind.HandedOver).ToListAsync(cancellationToken);
        foreach (var former in known.Where(r => r.DoneAt == null)) former.Done(now);
        foreach (var task in tasks.Where(t => t.ResponsibleId != actorId))
        {
            if (known.Find(r => r.TaskId == task.Id && r.PersonId == task.ResponsibleId) is { } again) again.RaiseAgain(now);
            else db.Reminders.Add(new Reminder(task.ResponsibleId, task, now));
        }
    }
}
