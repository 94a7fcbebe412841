using System.Security.Cryptography;
using System.Text;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.TaskTypes;
using HexaLive.Domain.Text;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>
/// Tasks. One that is there keeps its project; its status only goes forward, and a next action is set only where there is none: what people did here since is
/// not undone.
/// </summary>
internal sealed class TaskImport(ImportDirectory directory, ImportPlan plan, Viewer viewer, DateTime now) : RowImport(directory, plan, viewer, now)
{
    private sealed class State(string key)
    {
        public string Key => key;
        public int Id { get; set; }
        public Ref<Project>? Project { get; set; }
        public Ref<Person>? Responsible { get; set; }
        public Ref<Person>? Controller { get; set; }
        public Ref<Person>? Originator { get; set; }
        public Ref<TaskType>? Type { get; set; }
        public Ref<IncidenceOrigin>? Origin { get; set; }
    }

    // What tells a task apart when its file has no keys.
    private static readonly ImportField[] Identity = [ImportField.Client, ImportField.Project, ImportField.Type, ImportField.Title, ImportField.Created];

    // Words that say no more than that a task is finished.
    private static readonly HashSet<string> PlainFinished = ["finished", "terminada", "terminado", "finalizada", "finalizado", "done", "closed", "cerrada", "cerrado", "completed", "tf"];

    private readonly Dictionary<ulong, int> _seen = [];
    private Dictionary<string, WorkTask> _tasks = [];

    public override async Task FindAsync(HexaDbContext db, IReadOnlyList<ImportRow> rows)
    {
        foreach (var row in rows)
        {
            try
            {
                row.State = new State(Key(row) ?? row.DerivedKey(Identity, _seen));
            }
            catch (RuleException e)
            {
                row.Reject(e);
            }
        }
        var keys = rows.Select(r => r.State).OfType<State>().Select(s => s.Key).Distinct().ToArray();
        var ids = await db.Tasks.AsNoTracking().Where(t => keys.Contains(t.ExternalKey!)).Select(t => new { t.ExternalKey, t.Id }).ToDictionaryAsync(t => t.ExternalKey!, t => t.Id);
        foreach (var state in rows.Select(r => r.State).OfType<State>()) state.Id = ids.GetValueOrDefault(state.Key);
    }

    public override void Resolve(ImportRow row)
    {
        var state = (State)row.State!;
        row.Required(ImportField.Title);
        state.Responsible = Directory.Person(row, ImportField.Responsible);
        state.Controller = Directory.Person(row, ImportField.Controller);
        state.Originator = Directory.Person(row, ImportField.Originator);
        state.Type = Directory.Type(row);
        state.Origin = Directory.Origin(row);
        // Before what is only for new ones: the rest of the row is checked in any case.
        Status(row);
        row.Choice<TaskPriority>(ImportField.Priority);
        if (state.Id != 0) return;
        state.Project = Directory.Project(row);
        state.Responsible ??= Directory.Me;
        state.Controller ??= ImportDirectory.ManagerOf(state.Responsible) ?? Directory.Me;
        state.Originator ??= Directory.Me;
        foreach (var person in (Ref<Person>[])[state.Responsible, state.Controller, state.Originator]) row.Use(person);
        row.Show(ImportField.Project, state.Project, state.Project.Name);
        row.Show(ImportField.Responsible, state.Responsible, state.Responsible.Name);
        row.Show(ImportField.Controller, state.Controller, state.Controller.Name);
        row.Show(ImportField.Originator, state.Originator, state.Originator.Name);
    }

    public override async Task LoadAsync(HexaDbContext db, IReadOnlyList<ImportRow> rows, bool track)
    {
        var ids = rows.Select(r => ((State)r.State!).Id).Where(id => id != 0).Distinct().ToArray();
        var tasks = (track ? db.Tasks : db.Tasks.AsNoTracking()).Include(t => t.Responsible).Include(t => t.Controller)
            .Include(t => t.Project).Include(t => t.Client).Include(t => t.Promises.Where(p => p.Outcome == PromiseOutcome.Open));
        _tasks = ids.Length == 0 ? [] : await tasks.Where(t => ids.Contains(t.Id)).ToDictionaryAsync(t => t.ExternalKey!);
    }

    public override ImportOutcome Apply(ImportRow row, Action<object> add)
    {
        var state = (State)row.State!;
        if (WasPreviewed(state.Key) && !_tasks.ContainsKey(state.Key)) return ImportOutcome.Unchanged;
        if (_tasks.TryGetValue(state.Key, out var task)) return Change(row, state, task) ? ImportOutcome.Changed : ImportOutcome.Unchanged;
        var project = state.Project!.Entity;
        row.Show(ImportField.Client, (object)project.Client.Name);
        if (project.Client.Id == 0) row.Shown[ImportField.Client] = new ImportCell(project.Client.Name, true);
        var (status, finishedAt) = (Status(row), row.Instant(ImportField.FinishedAt));
        var created = row.Instant(ImportField.Created) ?? finishedAt ?? Now;
        if (finishedAt < created) throw new RuleException(RuleError.EndBeforeStart);
        task = new WorkTask(
            project,
            new TaskFields(row.Text(ImportField.Title)!, row.Text(ImportField.Description), state.Type?.Entity.Id, state.Origin?.Entity.Id, null,
                row.Choice<TaskPriority>(ImportField.Priority) ?? TaskPriority.Normal, row.Minutes(ImportField.Estimate)),
            state.Responsible!.Entity, state.Controller!.Entity, state.Originator!.Entity,
            status == WorkTaskStatus.Finished ? null : Next(row), Viewer.PersonId, created);
        task.SetExternalKey(state.Key);
        if (status == WorkTaskStatus.InProgress) task.Start(Viewer.PersonId, created);
        else if (status == WorkTaskStatus.Finished) Finish(row, task, finishedAt ?? Now);
        row.Show(ImportField.Status, task.Status);
        row.Show(ImportField.Priority, task.Priority);
        row.Show(ImportField.Outcome, task.Outcome);
        _tasks[state.Key] = task;
        add(task);
        return ImportOutcome.Made;
    }

    private bool Change(ImportRow row, State state, WorkTask task)
    {
        var entries = task.Activity.Count;
        var before = new TaskFields(task.Title, task.Description, task.TypeId, task.OriginId, task.ContactId, task.Priority, task.EstimatedMinutes);
        var after = new TaskFields(row.Text(ImportField.Title)!, row.Text(ImportField.Description) ?? before.Description, state.Type?.Entity.Id ?? before.TypeId, state.Origin?.Entity.Id ?? before.OriginId,
            before.ContactId, row.Choice<TaskPriority>(ImportField.Priority) ?? before.Priority, row.Minutes(ImportField.Estimate) ?? before.EstimatedMinutes);
        if (after != before) task.Edit(after, Viewer.PersonId, Now);
        if (task.Status != WorkTaskStatus.Finished)
        {
            var status = Status(row);
            task.Assign(state.Responsible?.Entity ?? task.Responsible, state.Controller?.Entity ?? task.Controller, Viewer.PersonId, Now);
            if (status == WorkTaskStatus.Finished) Finish(row, task, row.Instant(ImportField.FinishedAt) is { } at && at >= task.CreatedAt ? at : Now);
            else
            {
                if (status == WorkTaskStatus.InProgress) task.Start(Viewer.PersonId, Now);
                if (task.NextAction is null && Next(row) is { } next) task.Reschedule(next, Viewer.PersonId, Now);
            }
        }
        row.Show(ImportField.Project, (object)task.Project.Name);
        row.Show(ImportField.Client, (object)task.Client.Name);
        row.Show(ImportField.Status, task.Status);
        row.Show(ImportField.Priority, task.Priority);
        row.Show(ImportField.Responsible, (object)task.Responsible.Name);
        row.Show(ImportField.Controller, (object)task.Controller.Name);
        return task.Activity.Count != entries;
    }

    private static WorkTaskStatus? Status(ImportRow row) =>
        row.Choice<WorkTaskStatus>(ImportField.Status) ?? (row.Text(ImportField.Status) is null && row.Instant(ImportField.FinishedAt) is not null ? WorkTaskStatus.Finished : null);

    private static NextAction? Next(ImportRow row) =>
        row.Day(ImportField.NextDate) is { } day ? new NextAction(day, row.Time(ImportField.NextTime), row.Text(ImportField.NextNote)) : null;

    // Finishing asks for an outcome: the file's, with its own word for the status where that says more ("Won · 1054").
    private void Finish(ImportRow row, WorkTask task, DateTime at)
    {
        var word = row.Source.Cells.ElementAtOrDefault(Plan.ColumnOf(ImportField.Status))?.Trim();
        var says = word is { Length: > 0 } && !PlainFinished.Contains(SearchText.Of(word)) ? word : null;
        var outcome = Check.Optional(Plan.ColumnOf(ImportField.Outcome) is >= 0 and var column ? row.Source.Cells[column] : null, nameof(ImportField.Outcome), 2000);
        task.Finish(says is not null && outcome is not null ? $"{says} · {outcome}" : outcome ?? says ?? word ?? "–", Viewer.PersonId, at);
    }
}

/// <summary>Dedications, as the history they are: at the time of their day, on finished tasks too.</summary>
internal sealed class DedicationImport(ImportDirectory directory, ImportPlan plan, Viewer viewer, DateTime now) : RowImport(directory, plan, viewer, now)
{
    private sealed class State(string key, string task)
    {
        public string Key => key;
        public string TaskText => task;
        public int TaskId { get; set; }
        public Ref<Person> Person { get; set; } = null!;
    }

    private static readonly ImportField[] Identity =
        [ImportField.Task, ImportField.Person, ImportField.Date, ImportField.Minutes, ImportField.Comment, ImportField.Channel, ImportField.Contact];

    private readonly Dictionary<ulong, int> _seen = [];
    private Dictionary<string, int> _taskByKey = [];
    private HashSet<int> _taskIds = [];
    private Dictionary<int, WorkTask> _tasks = [];
    private Dictionary<string, Dedication> _entries = [];
    private readonly List<(Dedication Entry, Contact Contact)> _newContacts = [];

    public override async Task FindAsync(HexaDbContext db, IReadOnlyList<ImportRow> rows)
    {
        foreach (var row in rows)
        {
            try
            {
                row.State = new State(Key(row) ?? row.DerivedKey(Identity, _seen), row.Required(ImportField.Task));
            }
            catch (RuleException e)
            {
                row.Reject(e);
            }
        }
        var texts = rows.Select(r => r.State).OfType<State>().Select(s => s.TaskText).Where(t => t.Length <= 100).Distinct().ToArray();
        _taskByKey = await db.Tasks.AsNoTracking().Where(t => texts.Contains(t.ExternalKey!)).Select(t => new { t.ExternalKey, t.Id }).ToDictionaryAsync(t => t.ExternalKey!, t => t.Id);
        var numbers = texts.Where(t => !_taskByKey.ContainsKey(t)).Select(Number).Where(n => n > 0).ToArray();
        _taskIds = [.. await db.Tasks.AsNoTracking().Where(t => numbers.Contains(t.Id)).Select(t => t.Id).ToListAsync()];
    }

    public override void Resolve(ImportRow row)
    {
        var state = (State)row.State!;
        var number = Number(state.TaskText);
        state.TaskId = _taskByKey.TryGetValue(state.TaskText, out var id) ? id
            : _taskIds.Contains(number) ? number
            : throw new ImportException(ImportTrouble.Unknown, ImportField.Task, state.TaskText);
        row.Required(ImportField.Person);
        state.Person = Directory.Person(row, ImportField.Person)!;
        row.Show(ImportField.Person, state.Person, state.Person.Name);
    }

    public override async Task LoadAsync(HexaDbContext db, IReadOnlyList<ImportRow> rows, bool track)
    {
        var states = rows.Select(r => (State)r.State!).ToList();
        var ids = states.Select(s => s.TaskId).Distinct().ToArray();
        _newContacts.Clear();
        IQueryable<WorkTask> tasks = (track ? db.Tasks : db.Tasks.AsNoTrackingWithIdentityResolution()).Include(t => t.Client);
        if (Plan.Has(ImportField.Contact)) tasks = tasks.Include(t => t.Client).ThenInclude(c => c.Contacts).AsSplitQuery();
        _tasks = await tasks.Where(t => ids.Contains(t.Id)).ToDictionaryAsync(t => t.Id);
        var keys = states.Select(s => s.Key).Distinct().ToArray();
        _entries = await (track ? db.Dedications : db.Dedications.AsNoTracking()).Where(d => keys.Contains(d.ExternalKey!)).ToDictionaryAsync(d => d.ExternalKey!);
    }

    public override ImportOutcome Apply(ImportRow row, Action<object> add)
    {
        var state = (State)row.State!;
        var (task, person) = (_tasks[state.TaskId], state.Person.Entity);
        row.Show(ImportField.Task, (object)task.Title);
        var date = row.Day(ImportField.Date) ?? throw new RuleException(RuleError.Required, nameof(ImportField.Date));
        var minutes = row.Minutes(ImportField.Minutes) ?? throw new RuleException(RuleError.Required, nameof(ImportField.Minutes));
        var contact = Contact(row, task.Client, add);
        _entries.TryGetValue(state.Key, out var known);
        var fields = new DedicationFields(date, minutes, row.Required(ImportField.Comment),
            row.Choice<DedicationChannel>(ImportField.Channel) ?? known?.Channel ?? DedicationChannel.Other, contact is { Id: > 0 } ? contact.Id : known?.ContactId);
        if (WasPreviewed(state.Key) && known is null) return ImportOutcome.Unchanged;
        if (known is null)
        {
            var entry = task.LogHistory(fields, person, Viewer.PersonId, Now, new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(state.Key)).AsSpan(0, 16)));
            entry.SetExternalKey(state.Key);
            _entries[state.Key] = entry;
            if (contact is { Id: 0 }) _newContacts.Add((entry, contact));
            add(entry);
            return ImportOutcome.Made;
        }
        if (known.TaskId != task.Id || known.PersonId != person.Id) throw new ImportException(ImportTrouble.KeyTaken, state.Key);
        if (fields == new DedicationFields(known.Date, known.Minutes, known.Comment, known.Channel, known.ContactId)) return ImportOutcome.Unchanged;
        var before = known.Minutes;
        known.Correct(fields, Viewer.PersonId, canControl: true, person.Today(Now), Now);
        task.DedicationCorrected(known, Viewer.PersonId, Now, before);
        return ImportOutcome.Changed;
    }

    public override void Link(HexaDbContext db)
    {
        foreach (var (entry, contact) in _newContacts) db.Entry(entry).Reference(d => d.Contact).CurrentValue = contact;
    }

    private Contact? Contact(ImportRow row, Client client, Action<object> add)
    {
        if (row.Text(ImportField.Contact) is not { } name) return null;
        var contact = client.Contacts.FirstOrDefault(c => SearchText.Of(c.Name) == SearchText.Of(name));
        if (contact is not null) return contact;
        if (!Plan.Create.Contains(ImportReference.Contacts)) throw new ImportException(ImportTrouble.Unknown, ImportField.Contact, name);
        contact = client.AddContact(name, null, null, [], Viewer.PersonId, Now);
        row.Shown[ImportField.Contact] = new ImportCell(contact.Name, true);
        add(contact);
        return contact;
    }

    private static int Number(string text) => int.TryParse(text.TrimStart('#'), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var n) ? n : 0;
}
