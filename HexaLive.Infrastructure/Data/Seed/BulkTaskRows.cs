using HexaLive.Domain.Activity;
using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Data.Seed;

/// <summary>Writes the rows of simulated tasks: tasks, entries, promises and activity.</summary>
internal sealed class BulkTaskRows(BulkDatabaseWriter writer, BulkCalendar calendar, BulkTextPool texts, Random random)
{
    private int _promiseCount;

    /// <summary>Writes an entry with random text, and its activity row.</summary>
    public void WriteEntry(BulkTask task, int id, int person, DateTime at, DateOnly day)
    {
        var text = texts.PickEntry();
        writer.InsertDedication(
            id,
            task.Id,
            task.Project.Id,
            task.Client.Client.Id,
            person,
            day,
            text.Minutes,
            text.Comment,
            text.SearchKey,
            (int)text.Channel,
            task.Contacts[random.Next(task.Contacts.Length)],
            at,
            person,
            NewGuid(),
            0
        );
        WriteActivity(ActivityKind.DedicationLogged, task, person, at, id, null, null, null, text.Minutes);
    }

    /// <summary>Gives a task a new promise and writes the activity row.</summary>
    public void SetPromise(BulkTask task, DateOnly day, DateTime at, int actorId, int? dedicationId, string note)
    {
        var before = task.Promise is { } known ? WorkTask.Describe(new NextAction(known.Day, known.Time)) : null;
        TimeOnly? time = random.Next(4) == 0 ? new TimeOnly(9 + random.Next(9), random.Next(2) * 30) : null;
        task.Promise = new BulkPromise(day, time, note, at, actorId, dedicationId);
        WriteActivity(ActivityKind.NextActionChanged, task, actorId, at, null, before, WorkTask.Describe(new NextAction(day, time)), note);
    }

    /// <summary>Writes the promise of a task, if any, as kept or broken at an instant (UTC).</summary>
    public void EndPromise(BulkTask task, DateTime at)
    {
        if (task.Promise is { } promise)
            WritePromise(task, promise, at > calendar.Midnight(promise.Day.AddDays(1)) ? PromiseOutcome.Broken : PromiseOutcome.Kept, at);
    }

    /// <summary>Writes a task that stays open, with its open promise, if any.</summary>
    public void WriteOpenTask(BulkTask task)
    {
        if (task.Promise is { } promise)
            WritePromise(task, promise, PromiseOutcome.Open, null);
        WriteTask(task);
    }

    /// <summary>Writes a task in its final state.</summary>
    public void WriteTask(BulkTask task) =>
        writer.InsertTask([
            .. task.FixedValues,
            (int)task.Status,
            task.Promise?.Day,
            task.Promise?.Time,
            task.Promise?.Note,
            task.Promise is { } promise ? calendar.DueAt(promise.Day, promise.Time) : null,
            task.FinishedAt,
            task.Outcome,
            0,
        ]);

    /// <summary>Changes the status of a task and writes the activity row.</summary>
    public void SetStatus(BulkTask task, WorkTaskStatus status, int actorId, DateTime at, string? note)
    {
        WriteActivity(ActivityKind.StatusChanged, task, actorId, at, null, task.Status.ToString(), status.ToString(), note);
        task.Status = status;
    }

    public void WriteActivity(
        ActivityKind kind,
        BulkTask task,
        int actorId,
        DateTime at,
        int? dedicationId,
        string? from,
        string? to,
        string? note,
        int? count = null
    )
    {
        var (client, project) = (task.Client.Client.Id, task.Project.Id);
        writer.InsertActivity([
            at,
            actorId,
            actorId,
            (int)kind,
            client,
            project,
            task.Id,
            dedicationId,
            task.ResponsibleId,
            task.ControllerId,
            from,
            to,
            note,
            count,
        ]);
    }

    private void WritePromise(BulkTask task, BulkPromise promise, PromiseOutcome outcome, DateTime? endedAt) =>
        writer.InsertPromise(
            ++_promiseCount,
            task.Id,
            task.ResponsibleId,
            promise.SetById,
            promise.SetAt,
            promise.SetByDedicationId,
            promise.Day,
            promise.Time,
            promise.Note,
            calendar.DueAt(promise.Day, promise.Time),
            calendar.Midnight(promise.Day.AddDays(1)),
            (int)outcome,
            endedAt,
            0
        );

    private Guid NewGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
