using System.Globalization;
using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace HexaLive.Infrastructure.Data.Seed;

/// <summary>Simulates any number of tasks and entries in chronological order and writes their rows to a SQLite file.</summary>
internal sealed class BulkTaskGenerator(
    BulkDatabaseWriter writer,
    DemoMasterData data,
    BulkCalendar calendar,
    BulkTextPool texts,
    Random random,
    DateTime start,
    DateTime now
)
{
    private readonly HashSet<(int Person, int Client)> _participations = [.. writer.DrainParticipations()];
    private readonly List<(DemoClient Client, Project Project, int[] Contacts)> _projects =
    [
        .. data.Clients.SelectMany(c => c.Projects.Select(p => (c, p, c.Client.Contacts.Select(k => k.Id).ToArray()))),
    ];
    private readonly BulkTaskRows _rows = new(writer, calendar, texts, random);
    private readonly DateOnly _today = LocalTime.Day(now, DemoMasterData.Zone);

    // _active: tasks that will get more entries. _waiting: tasks that have all their planned entries but stay unfinished.
    private readonly List<BulkTask> _active = [];
    private readonly List<BulkTask> _waiting = [];
    private long _entriesLeft;
    private int _taskCount;
    private int _entryCount;

    /// <summary>Inserts the given numbers of tasks and entries, with their promises, activity rows and participations.</summary>
    public async Task RunAsync(int tasks, int dedications, TextWriter console, CancellationToken cancellationToken)
    {
        await console.WriteLineAsync("Tasks and dedications:");
        var watch = Stopwatch.StartNew();
        var reported = 0;
        writer.Begin();
        while (_entryCount < dedications || _taskCount < tasks)
        {
            // Create tasks in proportion to the entries while fewer than MaxActive are active. Also create a task if no task is active,
            // because entries need an active task, and create the remaining tasks once all entries are logged.
            var at = InterpolateInstant(dedications == 0 ? (double)_taskCount / tasks : (double)_entryCount / dedications);
            var due = dedications == 0 ? tasks : (long)_entryCount * tasks / dedications + 1;
            if (
                _taskCount < tasks
                && (_taskCount < due && _active.Count < LimitActiveTasks(tasks) || _active.Count == 0 || _entryCount == dedications)
            )
                CreateTask(at, dedications - _entryCount, tasks - _taskCount);
            else
                LogEntry(at);
            writer.CommitIfLarge(cancellationToken);
            var percent = (int)((_taskCount + (long)_entryCount) * 100 / (tasks + (long)dedications));
            if (percent == reported || (percent / 5 <= reported / 5 && percent < 100))
                continue;
            reported = percent;
            await console.WriteLineAsync(FormatProgress(percent, watch.Elapsed));
        }
        foreach (var task in _active.Concat(_waiting))
            _rows.WriteOpenTask(task);
        foreach (var (person, client) in _participations.Order())
            writer.InsertParticipation(person, client);
        writer.Commit();
        await writer.FinishAsync(console, cancellationToken);
    }

    private string FormatProgress(int percent, TimeSpan elapsed) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{percent, 3} %  {_entryCount, 11:N0} dedications  {(_taskCount + _entryCount) / elapsed.TotalSeconds, 9:N0} rows/s"
        );

    private void CreateTask(DateTime at, int entriesToLog, int tasksToCreate)
    {
        var (client, project, contacts) = _projects[random.Next(_projects.Count)];
        var (team, text) = (client.Team, texts.PickTask(project.Kind));
        var mean = Math.Max(0, (entriesToLog - _entriesLeft) / (double)tasksToCreate);
        // A third of the recent tasks have no entries yet.
        var isRecent = (now - at).TotalDays < 20;
        var entries = isRecent && random.Next(3) == 0 ? 0 : (int)Math.Round(mean * 2 * random.NextDouble());
        var responsible = random.Next(3) > 0 ? client.Owner : team.Reps[random.Next(team.Reps.Count)];
        var originator = random.Next(3) switch
        {
            0 => team.Manager,
            1 => responsible,
            _ => team.Reps[random.Next(team.Reps.Count)],
        };
        var task = new BulkTask
        {
            Id = ++_taskCount,
            EntriesLeft = entries,
            ResponsibleId = responsible.Id,
            ControllerId = team.Manager.Id,
            Project = project,
            Client = client,
            Contacts = contacts,
            ContactId = contacts[random.Next(contacts.Length)],
            // Most old tasks are finished; more than half of the newest stay open.
            StaysOpen = random.NextDouble() < 0.08 + 0.5 * Math.Pow((at - start) / (now - start), 6),
        };
        task.FixedValues = GetFixedValues(task, text, originator, at);
        foreach (var person in new[] { responsible, team.Manager, originator })
            _participations.Add((person.Id, client.Client.Id));
        _rows.WriteActivity(ActivityKind.TaskCreated, task, originator.Id, at, null, null, text.Title, null);
        _rows.SetPromise(task, calendar.LocalDay(at), at, originator.Id, null, text.Note);
        _entriesLeft += entries;
        (entries > 0 ? _active : _waiting).Add(task);
    }

    private object?[] GetFixedValues(BulkTask task, BulkTaskText text, Person originator, DateTime createdAt)
    {
        var deviation = random.Next(5) switch
        {
            0 => -1,
            1 => 1,
            _ => 0,
        };
        return
        [
            task.Id,
            task.Project.Id,
            task.Client.Client.Id,
            task.ContactId,
            data.Types[text.Template.Type].Id,
            text.Template.Origin is { } o ? data.Origins[o].Id : null,
            text.Title,
            text.Description,
            Math.Clamp(text.Template.Priority + deviation, 0, 3),
            task.ResponsibleId,
            task.ControllerId,
            originator.Id,
            createdAt,
            text.Template.Estimate,
            SearchText.Normalize(text.Title, text.Description),
        ];
    }

    private void LogEntry(DateTime at)
    {
        // Log an entry on a random active task. If all tasks have all their entries, log further entries on tasks that stay
        // unfinished.
        var index = random.Next(_active.Count > 0 ? _active.Count : _waiting.Count);
        var task = _active.Count > 0 ? _active[index] : _waiting[index];
        var person = random.Next(20) == 0 ? task.ControllerId : task.ResponsibleId;
        var (day, id) = (calendar.LocalDay(at), ++_entryCount);
        _participations.Add((person, task.Client.Client.Id));
        _rows.WriteEntry(task, id, person, at, day);
        if (task.Status == WorkTaskStatus.Pending)
            _rows.SetStatus(task, WorkTaskStatus.InProgress, person, at, null);

        if (task.EntriesLeft > 0)
            _entriesLeft--;
        var isLast = --task.EntriesLeft <= 0 && _active.Count > 0;
        if (isLast)
        {
            _active[index] = _active[^1];
            _active.RemoveAt(_active.Count - 1);
        }
        if (isLast && (task.StaysOpen || _active.Count + _waiting.Count == 0))
        {
            _rows.EndPromise(task, at);
            _rows.SetPromise(task, ChooseFinalDay(day), at, person, id, texts.PickTask(task.Project.Kind).Note);
            _waiting.Add(task);
        }
        else if (isLast)
        {
            _rows.EndPromise(task, at);
            (task.Promise, task.FinishedAt, task.Outcome) = (null, at, texts.PickTask(task.Project.Kind).Outcome);
            _rows.SetStatus(task, WorkTaskStatus.Finished, person, at, task.Outcome);
            _rows.WriteTask(task);
        }
        else if (task.Promise is null || task.Promise.Day <= day || random.Next(2) == 0)
        {
            _rows.EndPromise(task, at);
            _rows.SetPromise(task, day.AddDays(1 + random.Next(12)), at, person, id, texts.PickTask(task.Project.Kind).Note);
        }
    }

    // Returns the promised day of a task that stays open: 15 % overdue, 10 % today, the others later.
    private DateOnly ChooseFinalDay(DateOnly lastEntry)
    {
        var day = _today.AddDays(
            random.Next(20) switch
            {
                < 3 => -1 - random.Next(20),
                < 5 => 0,
                _ => 1 + random.Next(40),
            }
        );
        return day > lastEntry ? day : _today.AddDays(random.Next(10));
    }

    // Returns the maximum number of tasks that receive entries at the same time.
    private static int LimitActiveTasks(int tasks) => Math.Clamp(tasks / 20, 20, 20_000);

    private DateTime InterpolateInstant(double fraction) =>
        new(start.Ticks + (long)((now - start).Ticks * Math.Clamp(fraction, 0, 1)), DateTimeKind.Utc);
}
