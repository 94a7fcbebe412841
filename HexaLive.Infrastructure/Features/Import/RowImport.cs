using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Text;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>
/// How rows of one kind become entities, a batch at a time: <see cref="FindAsync"/> looks for what has their keys, <see cref="Resolve"/> for what they
/// name, <see cref="LoadAsync"/> reads what is there, <see cref="Apply"/> makes or changes. A cell that is empty leaves what is there.
/// </summary>
internal abstract class RowImport(ImportDirectory directory, ImportPlan plan, Viewer viewer, DateTime now)
{
    private readonly HashSet<ulong> _previewed = [];

    /// <summary>Nothing is saved: a key that came in an earlier batch is not in the database.</summary>
    public bool IsPreview { get; init; }

    protected ImportDirectory Directory => directory;
    protected ImportPlan Plan => plan;
    protected Viewer Viewer => viewer;
    protected DateTime Now => now;

    /// <summary>Whether what rows name is brought with its contacts.</summary>
    public virtual bool NeedsContacts => false;

    /// <summary>Finds by key; rejects rows whose key cannot be.</summary>
    public virtual Task FindAsync(HexaDbContext db, IReadOnlyList<ImportRow> rows) => Task.CompletedTask;

    /// <summary>Finds what the row is and names.</summary>
    public abstract void Resolve(ImportRow row);

    /// <summary>Reads what <see cref="Apply"/> changes, beyond what rows name.</summary>
    public virtual Task LoadAsync(HexaDbContext db, IReadOnlyList<ImportRow> rows, bool track) => Task.CompletedTask;

    /// <summary>Ties what can only be tied once the context knows both.</summary>
    public virtual void Link(HexaDbContext db) { }

    /// <summary>Makes or changes; what is new goes to <paramref name="add"/>.</summary>
    public abstract ImportOutcome Apply(ImportRow row, Action<object> add);

    public static RowImport Of(ImportDirectory directory, ImportPlan plan, Viewer viewer, DateTime now, bool preview) => plan.Kind switch
    {
        ImportKind.People => new PeopleImport(directory, plan, viewer, now) { IsPreview = preview },
        ImportKind.Clients => new ClientImport(directory, plan, viewer, now) { IsPreview = preview },
        ImportKind.Projects => new ProjectImport(directory, plan, viewer, now) { IsPreview = preview },
        ImportKind.Tasks => new TaskImport(directory, plan, viewer, now) { IsPreview = preview },
        _ => new DedicationImport(directory, plan, viewer, now) { IsPreview = preview },
    };

    /// <summary>Whether a preview met this key before; from now on it has.</summary>
    protected bool WasPreviewed(string key) => IsPreview && !_previewed.Add(ImportRow.Hash(key, 'k', 0));

    protected static string? Key(ImportRow row) => Check.Optional(row.Text(ImportField.ExternalKey), nameof(ImportField.ExternalKey), 100);

    // Another spelling of the same name is no change.
    protected static string Spelled(string name, string now) => SearchText.Of(name) == SearchText.Of(now) ? now : name;

    protected static ImportOutcome End(ImportRow row, Ref own, bool changed) =>
        own.Owner == row ? ImportOutcome.Made : changed ? ImportOutcome.Changed : ImportOutcome.Unchanged;
}

internal sealed class PeopleImport(ImportDirectory directory, ImportPlan plan, Viewer viewer, DateTime now) : RowImport(directory, plan, viewer, now)
{
    private sealed record State(Ref<Person> Own, Ref<Team>? Team, Ref<Person>? Manager);

    private readonly Dictionary<string, HashSet<string>> _managersOfTeam = [];
    private ILookup<int, WorkTask> _promised = Array.Empty<WorkTask>().ToLookup(t => t.Id);

    /// <summary>Reads all rows once: a team that the file gives several managers is cut into one for each.</summary>
    public void ReadTeams(IEnumerable<CsvRow> rows)
    {
        if (!Plan.Has(ImportField.Team) || !Plan.Has(ImportField.Manager)) return;
        foreach (var row in rows)
        {
            var (team, manager) = (row.Cells[Plan.ColumnOf(ImportField.Team)].Trim(), row.Cells[Plan.ColumnOf(ImportField.Manager)].Trim());
            if (team.Length == 0 || manager.Length == 0 || _managersOfTeam.Count > 100_000) continue;
            if (!_managersOfTeam.TryGetValue(SearchText.Of(team), out var managers)) _managersOfTeam[SearchText.Of(team)] = managers = [];
            managers.Add(SearchText.Of(manager));
        }
    }

    public override void Resolve(ImportRow row)
    {
        var name = Check.Required(row.Text(ImportField.Name), nameof(ImportField.Name), 200);
        var email = Check.Optional(row.Text(ImportField.Email), nameof(ImportField.Email), 254);
        var key = Key(row);
        var language = row.Choice(ImportField.Language);
        var zone = row.Text(ImportField.TimeZone);
        if (zone is not null) _ = Domain.Calendar.LocalTime.Zone(zone);
        var manager = Directory.Person(row, ImportField.Manager, PersonRole.Manager);
        if (manager is not null) row.Show(ImportField.Manager, manager, manager.Name);
        var team = TeamFor(row, row.Text(ImportField.Team), manager);
        if (team is not null) row.Show(ImportField.Team, team, team.Name);
        var own = Directory.Own(row, name, email, key, () =>
        {
            var person = new Person(name, email, PersonRole.Representative, null, zone ?? Plan.TimeZone, language);
            person.SetExternalKey(key);
            return person;
        });
        own.Team = team ?? own.Team;
        row.State = new State(own, team, manager);
    }

    public override async Task LoadAsync(HexaDbContext db, IReadOnlyList<ImportRow> rows, bool track)
    {
        if (!track || !Plan.Has(ImportField.TimeZone)) return;
        var ids = rows.Select(r => ((State)r.State!).Own.Id).Where(id => id != 0).Distinct().ToArray();
        _promised = (await db.Tasks.Where(t => ids.Contains(t.ResponsibleId) && t.Status != WorkTaskStatus.Finished && t.DueAt != null)
            .Include(t => t.Promises.Where(p => p.Outcome == PromiseOutcome.Open)).ToListAsync()).ToLookup(t => t.ResponsibleId);
    }

    public override ImportOutcome Apply(ImportRow row, Action<object> add)
    {
        var (own, teamRef, managerRef) = (State)row.State!;
        var (person, team, manager) = (own.Entity, teamRef?.Entity, managerRef?.Entity);
        var before = (person.Name, person.Email, person.TeamId, person.TimeZone, person.Language, person.ExternalKey);
        if (manager is not null)
        {
            if (team!.ManagerId != manager.Id)
            {
                team.ManagedBy(manager);
                add(new ActivityEntry(ActivityKind.SettingsChanged, Viewer.PersonId, Now, to: manager.Name, note: team.Name));
            }
            if (manager.Role == PersonRole.Representative)
            {
                manager.SetRole(PersonRole.Manager);
                add(new ActivityEntry(ActivityKind.PersonChanged, Viewer.PersonId, Now, nameof(PersonRole.Representative), nameof(PersonRole.Manager), manager.Name));
            }
            // Who manages a team and is in none belongs to it.
            if (manager.TeamId is null && manager != person) manager.Join(team);
        }
        person.Edit(Spelled(row.Text(ImportField.Name)!, person.Name), row.Text(ImportField.Email) ?? person.Email, person.TeamId);
        if (team is not null && person.TeamId != team.Id) person.Join(team);
        if (Key(row) is { } key) person.SetExternalKey(key);
        person.SetLocale(row.Text(ImportField.TimeZone) ?? person.TimeZone, row.Choice(ImportField.Language) ?? person.Language);
        if (before.TimeZone != person.TimeZone)
            foreach (var task in _promised[person.Id]) task.ChangeZone(person.TimeZone);
        var changed = before != (person.Name, person.Email, person.TeamId, person.TimeZone, person.Language, person.ExternalKey);
        if (changed && own.Owner != row) add(new ActivityEntry(ActivityKind.PersonChanged, Viewer.PersonId, Now, before.Name, person.Name));
        return End(row, own, changed);
    }

    private Ref<Team>? TeamFor(ImportRow row, string? name, Ref<Person>? manager)
    {
        if (name is null) return manager is null ? null : Directory.TeamOf(row, manager);
        if (manager is null) return Directory.Team(row, name);
        var several = _managersOfTeam.TryGetValue(SearchText.Of(name), out var managers) && managers.Count > 1;
        if (!several)
        {
            var team = Directory.Team(row, name);
            if (team.Manager is null || team.Manager == manager) return Directory.Manages(manager, team);
        }
        var above = Directory.Team(row, name);
        return Directory.Manages(manager, Directory.Team(row, $"{name} · {manager.Name}", above));
    }
}

internal sealed class ClientImport(ImportDirectory directory, ImportPlan plan, Viewer viewer, DateTime now) : RowImport(directory, plan, viewer, now)
{
    private sealed record State(Ref<Client> Own, Ref<Team>? Team);

    public override bool NeedsContacts => Plan.Has(ImportField.ContactName) || Plan.Has(ImportField.ContactEmail) || Plan.Has(ImportField.ContactPhone);

    public override void Resolve(ImportRow row)
    {
        var name = row.Required(ImportField.Name);
        var team = row.Text(ImportField.Team) is { } text ? Directory.Team(row, text) : null;
        if (team is not null) row.Show(ImportField.Team, team, team.Name);
        var own = Directory.Own(row, name, Key(row), row.Text(ImportField.Code), row.Text(ImportField.TaxId), () =>
        {
            var client = new Client(Fields(row, new ClientFields(name), team), Viewer.PersonId, Now);
            client.SetExternalKey(Key(row));
            return client;
        }, team);
        row.State = new State(own, team);
    }

    public override ImportOutcome Apply(ImportRow row, Action<object> add)
    {
        var (own, team) = (State)row.State!;
        var client = own.Entity;
        var changed = false;
        // A row of a client that was merged into this one leaves what was kept as it is.
        var merged = ImportDirectory.IsMerged(own, Key(row), row.Text(ImportField.Code), row.Text(ImportField.TaxId), row.Required(ImportField.Name));
        if (own.Owner != row && !merged)
        {
            var before = new ClientFields(client.Name, client.Code, client.TaxId, client.TeamId, client.Phone, client.Email, client.Address, client.Notes);
            var after = Fields(row, before, team);
            after = after with { Name = Spelled(after.Name, before.Name) };
            if (after != before)
            {
                client.Edit(after, Viewer.PersonId, Now);
                changed = true;
            }
            if (Key(row) is { } key && key != client.ExternalKey)
            {
                client.SetExternalKey(key);
                changed = true;
            }
        }
        changed |= ApplyContact(row, client);
        row.Show(ImportField.Code, client.Code);
        return End(row, own, changed);
    }

    private static ClientFields Fields(ImportRow row, ClientFields now, Ref<Team>? team) => new(
        row.Text(ImportField.Name) ?? now.Name, row.Text(ImportField.Code) ?? now.Code, row.Text(ImportField.TaxId) ?? now.TaxId, team?.Entity.Id ?? now.TeamId,
        row.Text(ImportField.Phone) ?? now.Phone, row.Text(ImportField.Email) ?? now.Email, row.Text(ImportField.Address) ?? now.Address, row.Text(ImportField.Notes) ?? now.Notes);

    private bool ApplyContact(ImportRow row, Client client)
    {
        var (phone, email, position) = (row.Text(ImportField.ContactPhone), row.Text(ImportField.ContactEmail), row.Text(ImportField.ContactPosition));
        if ((row.Text(ImportField.ContactName) ?? email ?? phone) is not { } name) return false;
        var contact = client.Contacts.FirstOrDefault(c => SearchText.Of(c.Name) == SearchText.Of(name));
        if (contact is null)
        {
            client.AddContact(name, position, email, phone is null ? [] : [phone], Viewer.PersonId, Now);
            return true;
        }
        var numbers = contact.Phones.Select(p => p.Number).ToList();
        if ((position ?? contact.Position) == contact.Position && (email ?? contact.Email) == contact.Email && (phone is null || numbers.Contains(phone))) return false;
        contact.Edit(contact.Name, position ?? contact.Position, email ?? contact.Email, phone is null ? numbers : [.. numbers, phone]);
        client.ContactChanged(contact, Viewer.PersonId, Now);
        return true;
    }
}

internal sealed class ProjectImport(ImportDirectory directory, ImportPlan plan, Viewer viewer, DateTime now) : RowImport(directory, plan, viewer, now)
{
    private sealed record State(Ref<Project> Own, Ref<Client> Client, Ref<Person>? Manager);

    public override void Resolve(ImportRow row)
    {
        var name = row.Required(ImportField.Name);
        var client = Directory.Client(row);
        row.Show(ImportField.Client, client, client.Name);
        var manager = Directory.Person(row, ImportField.Manager);
        if (manager is not null) row.Show(ImportField.Manager, manager, manager.Name);
        row.Choice<ProjectKind>(ImportField.Kind);
        var own = Directory.Own(row, client, name, Key(row), row.Text(ImportField.Code), () =>
        {
            var project = new Project(client.Entity, Fields(row, new ProjectFields(name, ProjectKind.Commercial, null), manager), Viewer.PersonId, Now);
            project.SetExternalKey(Key(row));
            return project;
        }, manager);
        row.State = new State(own, client, manager);
    }

    public override ImportOutcome Apply(ImportRow row, Action<object> add)
    {
        var (own, client, manager) = (State)row.State!;
        var project = own.Entity;
        row.Show(ImportField.Kind, project.Kind);
        if (own.Owner == row) return ImportOutcome.Made;
        if (project.ClientId != client.Entity.Id) throw new ImportException(ImportTrouble.KeyTaken, Key(row) ?? project.Name);
        var changed = false;
        var before = new ProjectFields(project.Name, project.Kind, project.ManagerId, project.Code, project.PlannedStart, project.PlannedEnd, project.Description);
        var after = Fields(row, before, manager);
        after = after with { Name = Spelled(after.Name, before.Name) };
        if (after != before)
        {
            project.Edit(after, Viewer.PersonId, Now);
            changed = true;
        }
        if (Key(row) is { } key && key != project.ExternalKey)
        {
            project.SetExternalKey(key);
            changed = true;
        }
        return End(row, own, changed);
    }

    private static ProjectFields Fields(ImportRow row, ProjectFields now, Ref<Person>? manager) => new(
        row.Text(ImportField.Name) ?? now.Name, row.Choice<ProjectKind>(ImportField.Kind) ?? now.Kind, manager?.Entity.Id ?? now.ManagerId, row.Text(ImportField.Code) ?? now.Code,
        row.Day(ImportField.PlannedStart) ?? now.PlannedStart, row.Day(ImportField.PlannedEnd) ?? now.PlannedEnd, row.Text(ImportField.Description) ?? now.Description);
}
