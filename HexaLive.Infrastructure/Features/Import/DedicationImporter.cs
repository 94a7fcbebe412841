using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>
/// Imports entries as history. Each entry gets midday of its day as its time, or the current time if that midday is in the future.
/// The task may be finished.
/// </summary>
internal sealed class DedicationImporter(ImportContext context) : RowImporter(context)
{
    private sealed class ResolvedDedication(string key, string task, bool isNumber)
    {
        public string Key => key;

        /// <summary>The key of an imported task, or HexaLive's own number if <see cref="IsNumber"/>.</summary>
        public string Task => task;
        public bool IsNumber => isNumber;
        public ImportField TaskField => isNumber ? ImportField.TaskNumber : ImportField.Task;
        public int TaskId { get; set; }
        public PersonReference Person { get; set; } = null!;
    }

    // The fields that identify an entry if the file has no keys.
    private static readonly ImportField[] IdentifyingFields =
    [
        ImportField.Task,
        ImportField.Person,
        ImportField.Date,
        ImportField.Minutes,
        ImportField.Comment,
        ImportField.Channel,
        ImportField.Contact,
    ];

    private readonly ImportField[] _identifyingFields =
        !context.Plan.HasColumn(ImportField.TaskNumber) ? IdentifyingFields
        : context.Plan.HasColumn(ImportField.Task) ? [.. IdentifyingFields, ImportField.TaskNumber]
        : [ImportField.TaskNumber, .. IdentifyingFields[1..]];
    private readonly Dictionary<ulong, int> _repetitions = [];
    private readonly List<(Dedication Entry, Contact Contact)> _newContacts = [];
    private Dictionary<string, int> _taskIdByKey = [];
    private HashSet<int> _taskIds = [];
    private Dictionary<int, WorkTask> _taskById = [];
    private Dictionary<string, Dedication> _entryByKey = [];

    public override async Task MatchRowsByKeyAsync(HexaDbContext db, IReadOnlyList<ImportRow> rows)
    {
        foreach (var row in rows)
        {
            try
            {
                var taskKey = Plan.HasColumn(ImportField.TaskNumber) ? row.ReadText(ImportField.Task) : row.ReadRequired(ImportField.Task);
                var task = taskKey ?? row.ReadRequired(ImportField.TaskNumber);
                row.Resolved = new ResolvedDedication(
                    ReadExternalKey(row) ?? row.CreateDerivedKey(_identifyingFields, _repetitions),
                    task,
                    isNumber: taskKey is null
                );
            }
            catch (RuleException e)
            {
                row.Reject(e);
            }
        }
        var resolved = rows.Select(r => r.Resolved).OfType<ResolvedDedication>().ToList();
        var keys = resolved.Where(r => !r.IsNumber && r.Task.Length <= 100).Select(r => r.Task).Distinct().ToArray();
        _taskIdByKey = await db
            .Tasks.AsNoTracking()
            .Where(t => keys.Contains(t.ExternalKey!))
            .Select(t => new { t.ExternalKey, t.Id })
            .ToDictionaryAsync(t => t.ExternalKey!, t => t.Id);
        var numbers = resolved.Where(r => r.IsNumber).Select(r => ParseTaskNumber(r.Task)).Where(n => n > 0).Distinct().ToArray();
        _taskIds = [.. await db.Tasks.AsNoTracking().Where(t => numbers.Contains(t.Id)).Select(t => t.Id).ToListAsync()];
    }

    public override void Resolve(ImportRow row)
    {
        var resolved = (ResolvedDedication)row.Resolved!;
        // Keep keys and task numbers apart, because the key of a task in another system can equal the number of a different task
        // here.
        var id = resolved.IsNumber ? ParseTaskNumber(resolved.Task) : _taskIdByKey.GetValueOrDefault(resolved.Task);
        if (id == 0 || (resolved.IsNumber && !_taskIds.Contains(id)))
            throw new ImportException(ImportError.Unknown, resolved.TaskField, resolved.Task);
        resolved.TaskId = id;
        row.ReadRequired(ImportField.Person);
        resolved.Person = Lookups.People.FindOrCreate(row, ImportField.Person)!;
        row.SetPreview(ImportField.Person, resolved.Person);
    }

    public override async Task LoadAsync(HexaDbContext db, IReadOnlyList<ImportRow> rows, bool track)
    {
        var resolved = rows.Select(r => (ResolvedDedication)r.Resolved!).ToList();
        var ids = resolved.Select(r => r.TaskId).Distinct().ToArray();
        _newContacts.Clear();
        IQueryable<WorkTask> tasks = (track ? db.Tasks : db.Tasks.AsNoTrackingWithIdentityResolution()).Include(t => t.Client);
        if (Plan.HasColumn(ImportField.Contact))
            tasks = tasks.Include(t => t.Client).ThenInclude(c => c.Contacts).AsSplitQuery();
        _taskById = await tasks.Where(t => ids.Contains(t.Id)).ToDictionaryAsync(t => t.Id);
        var keys = resolved.Select(r => r.Key).Distinct().ToArray();
        _entryByKey = await (track ? db.Dedications : db.Dedications.AsNoTracking())
            .Include(d => d.Task)
            .Include(d => d.Person)
            .Where(d => keys.Contains(d.ExternalKey!))
            .ToDictionaryAsync(d => d.ExternalKey!);
    }

    public override ImportOutcome Apply(ImportRow row, Action<object> add)
    {
        var resolved = (ResolvedDedication)row.Resolved!;
        var (task, person) = (_taskById[resolved.TaskId], resolved.Person.Entity);
        row.SetPreview(resolved.TaskField, task.Title);
        _entryByKey.TryGetValue(resolved.Key, out var stored);
        var date = row.ReadDay(ImportField.Date) ?? throw new RuleException(RuleError.Required, nameof(ImportField.Date));
        var minutes = row.ReadMinutes(ImportField.Minutes) ?? throw new RuleException(RuleError.Required, nameof(ImportField.Minutes));
        var contact = FindOrAddContact(row, task.Client, add);
        var fields = new DedicationFields(
            date,
            minutes,
            row.ReadRequired(ImportField.Comment),
            row.ReadChoice<DedicationChannel>(ImportField.Channel) ?? stored?.Channel ?? DedicationChannel.Other,
            contact is { Id: > 0 } ? contact.Id : stored?.ContactId
        );
        if (WasPreviewed(resolved.Key) && stored is null)
            return ImportOutcome.Unchanged;
        if (stored is not null)
            return CorrectIfChanged(stored, fields, task, resolved) ? ImportOutcome.Changed : ImportOutcome.Unchanged;
        var submissionId = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(resolved.Key)).AsSpan(0, 16));
        var entry = task.LogHistory(fields, person, Actor, submissionId);
        entry.SetExternalKey(resolved.Key);
        _entryByKey[resolved.Key] = entry;
        if (contact is { Id: 0 })
            _newContacts.Add((entry, contact));
        add(entry);
        return ImportOutcome.Created;
    }

    public override void SetReferences(HexaDbContext db)
    {
        foreach (var (entry, contact) in _newContacts)
            db.Entry(entry).Reference(d => d.Contact).CurrentValue = contact;
    }

    private bool CorrectIfChanged(Dedication entry, DedicationFields fields, WorkTask task, ResolvedDedication resolved)
    {
        var person = resolved.Person.Entity;
        if (entry.TaskId != task.Id || entry.PersonId != person.Id)
            throw new ImportException(ImportError.KeyTaken, resolved.Key);
        if (fields == new DedicationFields(entry.Date, entry.Minutes, entry.Comment, entry.Channel, entry.ContactId))
            return false;
        entry.Correct(fields, canControl: true, Actor);
        return true;
    }

    private Contact? FindOrAddContact(ImportRow row, Client client, Action<object> add)
    {
        if (row.ReadText(ImportField.Contact) is not { } name)
            return null;
        var contact = client.Contacts.FirstOrDefault(c => SearchText.Normalize(c.Name) == SearchText.Normalize(name));
        if (contact is not null)
            return contact;
        Plan.EnsureMayCreate(ImportReferenceKind.Contacts, ImportField.Contact, name);
        contact = client.AddContact(name, null, null, [], Actor);
        row.PreviewCells[ImportField.Contact] = new ImportCell(contact.Name, IsNew: true);
        add(contact);
        return contact;
    }

    private static int ParseTaskNumber(string text) =>
        int.TryParse(text.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
