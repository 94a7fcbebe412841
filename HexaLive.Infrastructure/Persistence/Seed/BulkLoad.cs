using System.Globalization;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Text;
using Microsoft.Data.Sqlite;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace HexaLive.Infrastructure.Persistence.Seed;

/// <summary>
/// Lives through tasks and dedications in the order of time and writes their rows straight into a SQLite file: indexes go before and come back
/// afterwards, for a sort of all rows is faster than a million searches.
/// </summary>
internal sealed class BulkLoad(string connectionString, DemoDirectory directory, Random random, DateTime start, DateTime now) : IAsyncDisposable
{
    private const int Texts = 20_000;
    private const int RowsPerTransaction = 200_000;

    private sealed class Live
    {
        public int Id, Left, PromiseBy, ResponsibleId, ControllerId, ContactId;
        public required int[] Contacts;
        public required Project Project;
        public required DemoClient Client;
        public required object?[] Row;
        public bool StaysOpen;
        public DateTime PromiseSetAt;
        public int? PromiseSetBy;
        public DateOnly? PromiseDay;
        public TimeOnly? PromiseTime;
        public string? PromiseNote;
        public WorkTaskStatus Status;
        public DateTime? FinishedAt;
        public string? Outcome;
    }

    private sealed record Line(DedicationChannel Channel, int Minutes, string Comment, string Search);
    private sealed record Subject(Story Story, string Title, string Description, string Note, string Outcome);

    private readonly SqliteConnection _connection = new(connectionString);
    private readonly Dictionary<DateOnly, DateTime> _midnights = [];
    private readonly HashSet<(int Person, int Client)> _participations = [];
    private readonly List<Live> _open = [];
    private readonly List<Live> _parked = [];
    private readonly DateOnly _today = LocalTime.Day(now, DemoDirectory.Zone);
    private SqliteTransaction? _transaction;
    private RowWriter _tasks = null!, _dedications = null!, _promises = null!, _activity = null!, _taking = null!;
    private List<(DemoClient Client, Project Project, int[] Contacts)> _places = [];
    private Line[] _lines = [];
    private Subject[] _subjects = [];
    private long _outstanding;
    private int _made, _logged, _promised, _rows;

    /// <summary>Writes that many tasks and dedications, and what follows from them.</summary>
    public async Task RunAsync(int tasks, int dedications, TextWriter console, CancellationToken cancellationToken)
    {
        _connection.Open();
        Execute("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF; PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-200000; PRAGMA temp_store=MEMORY; PRAGMA threads=4;");
        var indexes = TakeIndexes();
        Prepare();
        _places = [.. directory.Clients.SelectMany(c => c.Projects.Select(p => (c, p, c.Client.Contacts.Select(k => k.Id).ToArray())))];
        MakeTexts();
        await console.WriteLineAsync("Tasks and dedications:");
        var watch = Stopwatch.StartNew();
        var told = 0;
        Begin();
        for (var step = 0; _logged < dedications || _made < tasks; step++)
        {
            // New tasks come evenly; while few are open they come sooner, so that there is always something to log on.
            var at = At(dedications == 0 ? (double)_made / tasks : (double)_logged / dedications);
            var due = dedications == 0 ? tasks : (long)_logged * tasks / dedications + 1;
            if (_made < tasks && (_made < due && _open.Count < Room(tasks) || _open.Count == 0 || _logged == dedications))
                Make(at, dedications - _logged, tasks - _made);
            else Log(at);
            if (_rows >= RowsPerTransaction)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Commit();
                Begin();
            }
            var percent = (int)((_made + (long)_logged) * 100 / (tasks + (long)dedications));
            if (percent / 5 <= told / 5 && percent < 100) continue;
            if (percent == told) continue;
            told = percent;
            await console.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{percent,3} %  {_logged,11:N0} dedications  {(_made + _logged) / watch.Elapsed.TotalSeconds,9:N0} rows/s"));
        }
        foreach (var task in _open.Concat(_parked)) WriteOpen(task);
        foreach (var (person, client) in _participations.Order()) _taking.Write(person, client);
        Commit();

        for (var i = 0; i < indexes.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Execute(indexes[i]);
            await console.WriteLineAsync($"Index {i + 1} of {indexes.Count}");
        }
        Execute("PRAGMA locking_mode=NORMAL; PRAGMA journal_mode=WAL; PRAGMA wal_checkpoint(TRUNCATE);");
    }

    public async ValueTask DisposeAsync()
    {
        _transaction?.Dispose();
        foreach (var writer in new[] { _tasks, _dedications, _promises, _activity, _taking }) writer?.Dispose();
        await _connection.DisposeAsync();
    }

    private void Make(DateTime at, int dedicationsLeft, int tasksLeft)
    {
        var place = _places[random.Next(_places.Count)];
        var (team, subject) = (place.Client.Team, SubjectOf(place.Project.Kind));
        var mean = Math.Max(0, (dedicationsLeft - _outstanding) / (double)tasksLeft);
        // The last ones may not have been touched yet.
        var recent = (now - at).TotalDays < 20;
        var left = recent && random.Next(3) == 0 ? 0 : (int)Math.Round(mean * 2 * random.NextDouble());
        var responsible = random.Next(3) > 0 ? place.Client.Owner : team.Reps[random.Next(team.Reps.Count)];
        var originator = random.Next(3) switch { 0 => team.Manager, 1 => responsible, _ => team.Reps[random.Next(team.Reps.Count)] };
        var task = new Live
        {
            Id = ++_made,
            Left = left,
            ResponsibleId = responsible.Id,
            ControllerId = team.Manager.Id,
            Project = place.Project,
            Client = place.Client,
            Contacts = place.Contacts,
            ContactId = place.Contacts[random.Next(place.Contacts.Length)],
            Row = [],
            // Old ones are finished, most of the late ones are not.
            StaysOpen = random.NextDouble() < 0.08 + 0.5 * Math.Pow((at - start) / (now - start), 6),
        };
        var priority = Math.Clamp(subject.Story.Priority + random.Next(5) switch { 0 => -1, 1 => 1, _ => 0 }, 0, 3);
        task.Row =
        [
            task.Id, place.Project.Id, place.Client.Client.Id, task.ContactId, directory.Types[subject.Story.Type].Id, subject.Story.Origin is { } o ? directory.Origins[o].Id : null,
            subject.Title, subject.Description, priority, responsible.Id, team.Manager.Id, originator.Id, at, subject.Story.Estimate, SearchText.Of(subject.Title, subject.Description),
        ];
        foreach (var person in new[] { responsible, team.Manager, originator }) _participations.Add((person.Id, place.Client.Client.Id));
        Tell(ActivityKind.TaskCreated, task, originator.Id, at, null, null, subject.Title, null);
        Promise(task, LocalDay(at), at, originator.Id, null, subject.Note);
        _outstanding += left;
        if (left > 0) _open.Add(task);
        else _parked.Add(task);
    }

    private void Log(DateTime at)
    {
        // Where each task has had its share, the rest goes to those that are open, or opens the last again.
        var index = random.Next(_open.Count > 0 ? _open.Count : _parked.Count);
        var task = _open.Count > 0 ? _open[index] : _parked[index];
        var person = random.Next(20) == 0 ? task.ControllerId : task.ResponsibleId;
        var line = _lines[random.Next(_lines.Length)];
        var (day, id) = (LocalDay(at), ++_logged);
        _participations.Add((person, task.Client.Client.Id));
        _dedications.Write(
            id, task.Id, task.Project.Id, task.Client.Client.Id, person, day, line.Minutes, line.Comment, line.Search, (int)line.Channel, task.Contacts[random.Next(task.Contacts.Length)], at, person, NewKey(), 0);
        Tell(ActivityKind.DedicationLogged, task, person, at, id, null, null, line.Minutes.ToString(CultureInfo.InvariantCulture));
        _rows++;
        if (task.Status == WorkTaskStatus.Pending) SetStatus(task, WorkTaskStatus.InProgress, person, at, null);

        if (task.Left > 0) _outstanding--;
        var last = --task.Left <= 0 && _open.Count > 0;
        if (last)
        {
            _open[index] = _open[^1];
            _open.RemoveAt(_open.Count - 1);
        }
        if (last && (task.StaysOpen || _open.Count + _parked.Count == 0))
        {
            EndPromise(task, at, PromiseOutcome.Kept);
            Promise(task, Target(day), at, person, id, SubjectOf(task.Project.Kind).Note);
            _parked.Add(task);
        }
        else if (last)
        {
            EndPromise(task, at, PromiseOutcome.Kept);
            (task.PromiseDay, task.FinishedAt, task.Outcome) = (null, at, SubjectOf(task.Project.Kind).Outcome);
            SetStatus(task, WorkTaskStatus.Finished, person, at, task.Outcome);
            WriteTask(task);
        }
        else if (task.PromiseDay is null || task.PromiseDay <= day || random.Next(2) == 0)
        {
            EndPromise(task, at, PromiseOutcome.Kept);
            Promise(task, day.AddDays(1 + random.Next(12)), at, person, id, SubjectOf(task.Project.Kind).Note);
        }
    }

    private void Promise(Live task, DateOnly day, DateTime at, int by, int? dedication, string note)
    {
        var before = task.PromiseDay is { } known ? WorkTask.Describe(new NextAction(known, task.PromiseTime)) : null;
        (task.PromiseDay, task.PromiseTime, task.PromiseNote) = (day, random.Next(4) == 0 ? new TimeOnly(9 + random.Next(9), random.Next(2) * 30) : null, note);
        (task.PromiseSetAt, task.PromiseSetBy, task.PromiseBy) = (at, dedication, by);
        Tell(ActivityKind.NextActionChanged, task, by, at, null, before, WorkTask.Describe(new NextAction(day, task.PromiseTime)), note);
    }

    private void EndPromise(Live task, DateTime at, PromiseOutcome outcome)
    {
        if (task.PromiseDay is not { } day) return;
        WritePromise(task, day, at > Midnight(day.AddDays(1)) ? PromiseOutcome.Broken : outcome, at);
    }

    private void WritePromise(Live task, DateOnly day, PromiseOutcome outcome, DateTime? endedAt)
    {
        _promises.Write(
            ++_promised, task.Id, task.ResponsibleId, task.PromiseBy, task.PromiseSetAt, task.PromiseSetBy, day, task.PromiseTime, task.PromiseNote,
            DueAt(day, task.PromiseTime), Midnight(day.AddDays(1)), (int)outcome, endedAt, 0);
        _rows++;
    }

    private void WriteOpen(Live task)
    {
        if (task.PromiseDay is { } day) WritePromise(task, day, PromiseOutcome.Open, null);
        WriteTask(task);
    }

    private void WriteTask(Live task)
    {
        _tasks.Write(
            [.. task.Row, (int)task.Status, task.PromiseDay, task.PromiseDay is null ? null : task.PromiseTime, task.PromiseDay is null ? null : task.PromiseNote,
            task.PromiseDay is { } day ? DueAt(day, task.PromiseTime) : null, task.FinishedAt, task.Outcome, 0]);
        _rows++;
    }

    private void SetStatus(Live task, WorkTaskStatus status, int by, DateTime at, string? note)
    {
        Tell(ActivityKind.StatusChanged, task, by, at, null, task.Status.ToString(), status.ToString(), note);
        task.Status = status;
    }

    private void Tell(ActivityKind kind, Live task, int by, DateTime at, int? dedication, string? from, string? to, string? note)
    {
        _activity.Write(at, by, by, (int)kind, task.Client.Client.Id, task.Project.Id, task.Id, dedication, task.ResponsibleId, task.ControllerId, from, to, note);
        _rows++;
    }

    // How an open task stands today: some late, some for now, most to come.
    private DateOnly Target(DateOnly day)
    {
        var target = _today.AddDays(random.Next(20) switch { < 3 => -1 - random.Next(20), < 5 => 0, _ => 1 + random.Next(40) });
        return target > day ? target : _today.AddDays(random.Next(10));
    }

    // As many as are worked on at a time.
    private static int Room(int tasks) => Math.Clamp(tasks / 20, 20, 20_000);

    private DateTime At(double part) => new(start.Ticks + (long)((now - start).Ticks * Math.Clamp(part, 0, 1)), DateTimeKind.Utc);

    private DateTime DueAt(DateOnly day, TimeOnly? time) =>
        time is null ? Midnight(day) : LocalTime.ToUtc(day, time, DemoDirectory.Zone);

    private DateTime Midnight(DateOnly day)
    {
        if (!_midnights.TryGetValue(day, out var utc)) _midnights[day] = utc = LocalTime.ToUtc(day, null, DemoDirectory.Zone);
        return utc;
    }

    private DateOnly LocalDay(DateTime at)
    {
        var day = DateOnly.FromDateTime(at);
        return at >= Midnight(day.AddDays(1)) ? day.AddDays(1) : day;
    }

    private Guid NewKey()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private void Prepare()
    {
        _tasks = new RowWriter(_connection, "Tasks",
            "Id", "ProjectId", "ClientId", "ContactId", "TypeId", "OriginId", "Title", "Description", "Priority", "ResponsibleId", "ControllerId", "OriginatorId", "CreatedAt",
            "EstimatedMinutes", "Search", "Status", "NextActionDate", "NextActionTime", "NextActionNote", "DueAt", "FinishedAt", "Outcome", "Version");
        _dedications = new RowWriter(_connection, "Dedications",
            "Id", "TaskId", "ProjectId", "ClientId", "PersonId", "Date", "Minutes", "Comment", "Search", "Channel", "ContactId", "CreatedAt", "CreatedById", "ClientKey", "Version");
        _promises = new RowWriter(_connection, "Promises",
            "Id", "TaskId", "PersonId", "SetById", "SetAt", "SetByDedicationId", "Date", "Time", "Note", "DueAt", "KeepBy", "Outcome", "EndedAt", "Moves");
        _activity = new RowWriter(_connection, "Activity",
            "At", "ActorId", "PersonId", "Kind", "ClientId", "ProjectId", "TaskId", "DedicationId", "ResponsibleId", "ControllerId", "From", "To", "Note");
        // Whoever manages a project takes part already.
        _taking = new RowWriter(_connection, "Participations", "PersonId", "ClientId");
        using var known = _connection.CreateCommand();
        known.CommandText = "DELETE FROM \"Participations\" RETURNING \"PersonId\", \"ClientId\"";
        using var reader = known.ExecuteReader();
        while (reader.Read()) _participations.Add((reader.GetInt32(0), reader.GetInt32(1)));
    }

    // Drops the indexes of the four large tables and returns what makes them again.
    private List<string> TakeIndexes()
    {
        var found = new List<(string Name, string Sql)>();
        using (var command = _connection.CreateCommand())
        {
            command.CommandText = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('Tasks', 'Dedications', 'Promises', 'Activity')";
            using var reader = command.ExecuteReader();
            while (reader.Read()) found.Add((reader.GetString(0), reader.GetString(1)));
        }
        foreach (var (name, _) in found) Execute($"DROP INDEX \"{name}\"");
        return found.ConvertAll(f => f.Sql);
    }

    // A million entries need not be a million different texts: a pool of them is told by the same teller as the demo company's.
    private void MakeTexts()
    {
        var teller = new Storyteller(random);
        var (lines, subjects) = (new List<Line>(), new List<Subject>());
        var trades = directory.Clients.Select(c => c.Trade).Distinct().ToArray();
        while (lines.Count < Texts)
        {
            var story = teller.Pick(DemoStories.All);
            var facts = teller.Begin(
                story, teller.Pick(trades), $"{teller.Pick(DemoTexts.FirstNames)} {teller.Pick(DemoTexts.Surnames)}", teller.Pick(DemoTexts.Positions), directory.Admin.Name, _today.Year);
            subjects.Add(new Subject(story, teller.Title(facts), teller.Description(facts), teller.Note(facts), teller.Outcome(facts)));
            for (var i = 0; i < 6; i++)
            {
                var told = teller.Tell(facts, i / 6.0, _today, null, null, null);
                lines.Add(new Line(told.Channel, teller.Minutes(told.Channel), told.Comment, SearchText.Of(told.Comment)));
            }
        }
        (_lines, _subjects) = ([.. lines], [.. subjects]);
    }

    private Subject SubjectOf(ProjectKind kind)
    {
        while (true)
        {
            if (_subjects[random.Next(_subjects.Length)] is var subject && subject.Story.Kind == kind) return subject;
        }
    }

    private void Begin()
    {
        _transaction = _connection.BeginTransaction();
        _rows = 0;
    }

    private void Commit()
    {
        _transaction!.Commit();
        _transaction.Dispose();
        _transaction = null;
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
