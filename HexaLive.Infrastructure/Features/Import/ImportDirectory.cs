using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.TaskTypes;
using HexaLive.Domain.Text;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>Something that rows name: there already (<see cref="Id"/>), or made with the first accepted row that needs it.</summary>
internal abstract class Ref
{
    private static uint _last;

    public int Id { get; set; }
    /// <summary>Tells one from another where an id is not there yet.</summary>
    public uint Serial { get; } = Interlocked.Increment(ref _last);
    /// <summary>The row that is this thing; null for what rows only name.</summary>
    public ImportRow? Owner { get; set; }
    /// <summary>What has to be there before it is made.</summary>
    public IReadOnlyList<Ref> Needs { get; init; } = [];
    /// <summary>A row of an earlier batch of a preview was this: nothing more of it is kept.</summary>
    public bool Released { get; set; }
    /// <summary>Whether it was counted as made.</summary>
    public bool Counted { get; set; }
    public abstract ImportReference Kind { get; }
    public abstract object? Loaded { get; }
    public abstract void Forget();
    public abstract void Ensure();
    public abstract void TakeId();
    public abstract void Release();
}

internal sealed class Ref<T> : Ref where T : class
{
    private readonly Func<T, int> _idOf;
    private T? _entity;

    public Ref(ImportReference kind, int id, Func<T>? make, Func<T, int> idOf) => (Kind, Id, Make, _idOf) = (kind, id, make, idOf);

    public override ImportReference Kind { get; }
    public Func<T>? Make { get; set; }
    /// <summary>The thing in the context of the batch at hand.</summary>
    public T Entity => _entity ?? throw new InvalidOperationException($"{Kind} {Id} is not loaded.");
    public override object? Loaded => _entity;
    public void Load(T entity) => _entity = entity;
    public override void Forget() => _entity = null;
    public override void Ensure() => _entity ??= (Make ?? throw new InvalidOperationException($"{Kind} {Id} was not found."))();
    public override void TakeId() => Id = _idOf(_entity!);

    /// <summary>Lets go of the rows of the batch at hand.</summary>
    public override void Release()
    {
        Forget();
        if (Owner is not null && Id == 0) (Released, Make) = (true, Light);
        if (Id != 0) Make = null;
        Owner = null;
    }

    /// <summary>Makes as much of it as a preview's later rows need.</summary>
    public Func<T>? Light { get; init; }

    /// <summary>Of a person: the team. Of a team: the team above.</summary>
    public Ref<Team>? Team { get; set; }
    /// <summary>Of a team: who manages it.</summary>
    public Ref<Person>? Manager { get; set; }
    /// <summary>Of a client: the project for tasks that name none.</summary>
    public Ref<Project>? Commercial { get; set; }
    /// <summary>Of a client: keys, codes, tax numbers and names of those that were merged into it, as the index has them.</summary>
    public HashSet<(char By, string Text)>? Merged { get; set; }
    /// <summary>Of a client: whether its code was given, not made from the name.</summary>
    public bool HasOwnCode { get; set; }
    public string Name { get; init; } = "";
}

/// <summary>
/// Finds people, teams, clients, projects, types and origins by key, code, e-mail or name (case and accents do not count), from one reading; says which
/// are to be made. A name is kept as a hash: the directory of a million clients is some tens of megabytes.
/// </summary>
internal sealed class ImportDirectory(ImportPlan plan, Viewer viewer, DateTime now)
{
    private readonly Index<Person> _people = new();
    private readonly Index<Team> _teams = new();
    private readonly Index<TaskType> _types = new();
    private readonly Index<IncidenceOrigin> _origins = new();
    private readonly Index<Client> _clients = new();
    private readonly Index<Project> _projects = new();
    private readonly Dictionary<Ref<Person>, Ref<Team>> _teamOfManager = [];

    /// <summary>Who imports.</summary>
    public Ref<Person> Me { get; private set; } = null!;

    public async Task LoadAsync(HexaDbContext db)
    {
        var people = new Dictionary<int, Ref<Person>>();
        var teamOf = new List<(Ref<Person> Person, int Team)>();
        // Those who left come last: a name that somebody active has means that one.
        await foreach (var p in db.People.AsNoTracking().OrderByDescending(p => p.Active).ThenBy(p => p.Id).Select(p => new { p.Id, p.Name, p.Email, p.ExternalKey, p.TeamId, p.Active }).AsAsyncEnumerable())
        {
            var person = people[p.Id] = new Ref<Person>(ImportReference.People, p.Id, null, x => x.Id) { Name = p.Name };
            Add(person, p.ExternalKey, p.Email, p.Name, p.Active);
            if (p.TeamId is { } team) teamOf.Add((person, team));
        }
        Me = people.TryGetValue(viewer.PersonId, out var me) ? me : throw new RuleException(RuleError.NotFound);
        var teams = await db.Teams.AsNoTracking().OrderBy(t => t.Id).Select(t => new { t.Id, t.Name, t.ManagerId, t.ParentId }).ToListAsync();
        var teamById = teams.ToDictionary(t => t.Id, t => new Ref<Team>(ImportReference.Teams, t.Id, null, x => x.Id)
        {
            Name = t.Name,
            Manager = t.ManagerId is { } manager ? people.GetValueOrDefault(manager) : null,
        });
        foreach (var t in teams)
        {
            var team = teamById[t.Id];
            team.Team = t.ParentId is { } parent ? teamById.GetValueOrDefault(parent) : null;
            _teams.Add('n', t.Name, team);
            if (team.Manager is not null) _teamOfManager.TryAdd(team.Manager, team);
        }
        foreach (var (person, team) in teamOf) person.Team = teamById.GetValueOrDefault(team);

        if (plan.Kind == ImportKind.Tasks)
        {
            foreach (var t in await db.TaskTypes.AsNoTracking().Select(t => new { t.Id, t.Name }).ToListAsync())
                _types.Add('n', t.Name, new Ref<TaskType>(ImportReference.Types, t.Id, null, x => x.Id) { Name = t.Name });
            foreach (var o in await db.Origins.AsNoTracking().Select(o => new { o.Id, o.Name }).ToListAsync())
                _origins.Add('n', o.Name, new Ref<IncidenceOrigin>(ImportReference.Origins, o.Id, null, x => x.Id) { Name = o.Name });
        }
        if (plan.Kind is ImportKind.People or ImportKind.Dedications) return;

        var clients = new Dictionary<int, Ref<Client>>();
        await foreach (var c in db.Clients.AsNoTracking().Where(c => c.MergedIntoId == null).OrderByDescending(c => c.Active).ThenBy(c => c.Id).Select(c => new { c.Id, c.Name, c.Code, c.TaxId, c.ExternalKey, c.Active }).AsAsyncEnumerable())
            Add(clients[c.Id] = new Ref<Client>(ImportReference.Clients, c.Id, null, x => x.Id) { Name = c.Name, HasOwnCode = c.Code != Domain.Clients.Client.CodeOf(c.Name) }, c.ExternalKey, c.Code, c.TaxId, c.Name, c.Active);
        await foreach (var c in db.Clients.AsNoTracking().Where(c => c.MergedIntoId != null).OrderBy(c => c.Id).Select(c => new { c.MergedIntoId, c.Name, c.Code, c.TaxId, c.ExternalKey }).AsAsyncEnumerable())
            if (clients.TryGetValue(c.MergedIntoId!.Value, out var kept)) AddMerged(kept, ('k', c.ExternalKey), ('c', c.Code), ('t', c.TaxId), ('n', c.Name));
        if (plan.Kind == ImportKind.Clients) return;
        await foreach (var p in db.Projects.AsNoTracking().OrderBy(p => p.Id).Select(p => new { p.Id, p.ClientId, p.Name, p.Code, p.ExternalKey, p.Kind, Closed = p.ClosedAt != null }).AsAsyncEnumerable())
        {
            if (!clients.TryGetValue(p.ClientId, out var client)) continue;
            var project = new Ref<Project>(ImportReference.Projects, p.Id, null, x => x.Id) { Name = p.Name };
            Add(project, client, p.ExternalKey, p.Code, p.Name);
            if (p.Kind == ProjectKind.Commercial && !p.Closed) client.Commercial ??= project;
        }
    }

    /// <summary>The person that a row names, perhaps to be made; null when the cell is empty.</summary>
    public Ref<Person>? Person(ImportRow row, ImportField field, PersonRole role = PersonRole.Representative)
    {
        if (row.Text(field) is not { } text) return null;
        var found = FindPerson(text, text, text, field, text);
        if (found is null)
        {
            MustCreate(ImportReference.People, field, text);
            found = NewPerson(text.Contains('@', StringComparison.Ordinal) ? text[..text.IndexOf('@', StringComparison.Ordinal)] : text, text.Contains('@', StringComparison.Ordinal) ? text : null, role);
            Add(found, null, text.Contains('@', StringComparison.Ordinal) ? text : null, found.Name, true);
        }
        row.Use(found);
        return found;
    }

    /// <summary>The person that a row is: by key, e-mail, then name.</summary>
    public Ref<Person> Own(ImportRow row, string name, string? email, string? key, Func<Person> make)
    {
        var found = FindPerson(key, email, email is null && key is null ? name : null, ImportField.Name, name)
            // Two people of one name are told apart by what only one has.
            ?? (_people.Find('n', name) is { } byName && !(key is not null && _hasKey.Contains(byName)) && !(email is not null && _hasEmail.Contains(byName)) ? byName : null);
        if (found is null)
        {
            found = new Ref<Person>(ImportReference.People, 0, make, x => x.Id) { Name = name, Owner = row, Light = () => new Person(name, email, PersonRole.Representative) };
        }
        Add(found, key, email, name, true);
        row.Own = found;
        return found;
    }

    public Ref<Person> NewPerson(string name, string? email, PersonRole role) =>
        new(ImportReference.People, 0, () => new Person(name, email, role, null, plan.TimeZone), x => x.Id) { Name = name };

    /// <summary>The team that a row names, perhaps to be made.</summary>
    public Ref<Team> Team(ImportRow row, string name, Ref<Team>? parent = null)
    {
        var team = _teams.Find('n', name);
        if (team is null)
        {
            MustCreate(ImportReference.Teams, ImportField.Team, name);
            team = new Ref<Team>(ImportReference.Teams, 0, () => new Team(name, parent?.Entity), x => x.Id) { Name = name, Team = parent, Needs = parent is null ? [] : [parent] };
            _teams.Add('n', name, team);
        }
        row.Use(team);
        return team;
    }

    /// <summary>The team that somebody manages: theirs, or one with their name.</summary>
    public Ref<Team> TeamOf(ImportRow row, Ref<Person> manager)
    {
        if (!_teamOfManager.TryGetValue(manager, out var team)) return Manages(manager, Team(row, manager.Name));
        row.Use(team);
        return team;
    }

    /// <summary>Remembers who manages a team.</summary>
    public Ref<Team> Manages(Ref<Person> manager, Ref<Team> team)
    {
        team.Manager = manager;
        _teamOfManager.TryAdd(manager, team);
        return team;
    }

    /// <summary>Who manages the person's team, or the first above it that somebody else manages; null where nobody does.</summary>
    public static Ref<Person>? ManagerOf(Ref<Person> person)
    {
        for (var team = person.Team; team is not null; team = team.Team)
            if (team.Manager is { } manager && manager != person) return manager;
        return null;
    }

    /// <summary>The type or origin that a row names, perhaps to be made; null when the cell is empty.</summary>
    public Ref<TaskType>? Type(ImportRow row) => Named(row, ImportField.Type, ImportReference.Types, _types, name => new TaskType(name, new TaskPreset()), x => x.Id);

    /// <inheritdoc cref="Type"/>
    public Ref<IncidenceOrigin>? Origin(ImportRow row) => Named(row, ImportField.Origin, ImportReference.Origins, _origins, name => new IncidenceOrigin(name, new TaskPreset()), x => x.Id);

    /// <summary>The client that a row names, or the plan's for rows that name none; perhaps to be made.</summary>
    public Ref<Client> Client(ImportRow row)
    {
        var text = row.Text(ImportField.Client) ?? plan.NoClient ?? throw new ImportException(ImportTrouble.NoClient);
        var found = _clients.Find('k', text) ?? Unambiguous(_clients, 'n', text, ImportField.Client, text) ?? _clients.Find('c', text) ?? _clients.Find('t', text);
        if (found is null)
        {
            // The client for rows without one was asked for by name: it is made in any case.
            if (row.Text(ImportField.Client) is not null) MustCreate(ImportReference.Clients, ImportField.Client, text);
            found = new Ref<Client>(ImportReference.Clients, 0, () => new Client(new ClientFields(text), viewer.PersonId, now), x => x.Id) { Name = text };
            Add(found, null, null, null, text, true);
        }
        row.Use(found);
        return found;
    }

    /// <summary>The client that a row is: by key, code, tax number, then name.</summary>
    public Ref<Client> Own(ImportRow row, string name, string? key, string? code, string? taxId, Func<Client> make, Ref? needs)
    {
        var found = (key is null ? null : _clients.Find('k', key))
            ?? (code is null ? null : _clients.Find('c', code) is { } byCode && (byCode.HasOwnCode || SearchText.Of(byCode.Name) == SearchText.Of(name)) ? byCode : null)
            ?? (taxId is null ? null : _clients.Find('t', taxId));
        if (found is null && _clients.Find('n', name) is { } byName)
        {
            // Two clients of one name are told apart by what only one has.
            var another = (key is not null && _hasKey.Contains(byName)) || (code is not null && byName.HasOwnCode) || (taxId is not null && _hasTaxId.Contains(byName));
            if (!another) found = byName;
        }
        else if (found is null && key is null && code is null && taxId is null) Unambiguous(_clients, 'n', name, ImportField.Name, name);
        found ??= new Ref<Client>(ImportReference.Clients, 0, make, x => x.Id) { Name = name, Owner = row, Needs = needs is null ? [] : [needs] };
        if (code is not null) found.HasOwnCode = true;
        Add(found, key, code, taxId, name, true);
        row.Own = found;
        return found;
    }

    /// <summary>The project of a task: the one named, else the client's commercial one; perhaps to be made.</summary>
    public Ref<Project> Project(ImportRow row)
    {
        var name = row.Text(ImportField.Project);
        if (name is null)
        {
            var of = Client(row);
            if (of.Commercial is null)
            {
                of.Commercial = NewProject(of, plan.ProjectName);
                Add(of.Commercial, of, null, null, plan.ProjectName);
            }
            row.Use(of.Commercial);
            return of.Commercial;
        }
        var found = _projects.Find('k', name);
        if (found is null && row.Text(ImportField.Client) is null && !_projects.Has('n', name) && !_projects.Has('c', name) && plan.NoClient is null)
            throw new ImportException(ImportTrouble.Unknown, ImportField.Project, name);
        if (found is null && row.Text(ImportField.Client) is null)
            found = Unambiguous(_projects, 'c', name, ImportField.Project, name) ?? Unambiguous(_projects, 'n', name, ImportField.Project, name);
        if (found is null)
        {
            var client = Client(row);
            found = _projects.Find('c', name, client) ?? Unambiguous(_projects, 'n', name, ImportField.Project, name, client);
            if (found is null)
            {
                MustCreate(ImportReference.Projects, ImportField.Project, name);
                found = NewProject(client, name);
                Add(found, client, null, null, name);
            }
        }
        row.Use(found);
        return found;
    }

    /// <summary>The project that a row is: by key, else by code or name within its client.</summary>
    public Ref<Project> Own(ImportRow row, Ref<Client> client, string name, string? key, string? code, Func<Project> make, Ref? manager)
    {
        var found = (key is null ? null : _projects.Find('k', key))
            ?? (code is null ? null : _projects.Find('c', code, client))
            ?? Unambiguous(_projects, 'n', name, ImportField.Name, name, client)
            ?? new Ref<Project>(ImportReference.Projects, 0, make, x => x.Id) { Name = name, Owner = row, Needs = manager is null ? [client] : [client, manager] };
        Add(found, client, key, code, name);
        row.Own = found;
        return found;
    }

    /// <summary>Brings what the rows use into a context: what is there is read, what is not is built. A row that names what cannot be built is rejected.</summary>
    public static async Task BringAsync(HexaDbContext db, IReadOnlyList<ImportRow> rows, bool track, bool withContacts)
    {
        var uses = rows.SelectMany(r => r.Uses).Distinct().ToList();
        foreach (var use in uses) use.Forget();
        await ReadAsync(track ? db.Teams : db.Teams.AsNoTracking(), uses, t => t.Id);
        await ReadAsync(track ? db.People : db.People.AsNoTracking(), uses, p => p.Id);
        await ReadAsync(track ? db.TaskTypes : db.TaskTypes.AsNoTracking(), uses, t => t.Id);
        await ReadAsync(track ? db.Origins : db.Origins.AsNoTracking(), uses, o => o.Id);
        var clients = track ? db.Clients : db.Clients.AsNoTracking();
        await ReadAsync(withContacts ? clients.Include(c => c.Contacts).ThenInclude(c => c.Phones) : clients, uses, c => c.Id);
        await ReadAsync((track ? db.Projects : db.Projects.AsNoTracking()).Include(p => p.Client), uses, p => p.Id);
    }

    /// <summary>Saves what accepted rows need and is not there, in an order in which each finds what it refers to.</summary>
    public async Task MakeAsync(HexaDbContext db, IReadOnlyList<ImportRow> rows)
    {
        var missing = rows.SelectMany(r => r.Uses).Distinct().Where(u => u.Id == 0).ToList();
        foreach (var step in (ImportReference[][])[[ImportReference.Teams, ImportReference.People, ImportReference.Types, ImportReference.Origins], [ImportReference.Clients], [ImportReference.Projects]])
        {
            var made = missing.Where(m => step.Contains(m.Kind)).ToList();
            if (made.Count == 0) continue;
            foreach (var use in made)
            {
                use.Ensure();
                db.Add(use.Loaded!);
                if (use.Loaded is Person person) db.Activity.Add(new ActivityEntry(ActivityKind.PersonCreated, viewer.PersonId, now, to: person.Name));
                else if (use.Kind is ImportReference.Teams or ImportReference.Types or ImportReference.Origins)
                    db.Activity.Add(new ActivityEntry(ActivityKind.SettingsChanged, viewer.PersonId, now, to: NameOf(use.Loaded!), note: use.Kind.ToString()));
            }
            await db.SaveChangesAsync();
            foreach (var use in made) use.TakeId();
        }
    }

    private static string NameOf(object entity) => entity switch { Team t => t.Name, TaskType t => t.Name, IncidenceOrigin o => o.Name, _ => "" };

    private static async Task ReadAsync<T>(IQueryable<T> query, List<Ref> uses, Func<T, int> idOf) where T : class
    {
        var wanted = uses.OfType<Ref<T>>().Where(u => u.Id != 0).ToDictionary(u => u.Id);
        foreach (var ids in wanted.Keys.Chunk(1000))
        {
            foreach (var entity in await query.Where(e => ids.Contains(EF.Property<int>(e, "Id"))).ToListAsync()) wanted[idOf(entity)].Load(entity);
        }
    }

    private readonly HashSet<Ref> _hasEmail = [];
    private readonly HashSet<Ref> _hasKey = [];
    private readonly HashSet<Ref> _hasTaxId = [];

    private void Add(Ref<Person> person, string? key, string? email, string name, bool active)
    {
        if (key is not null) { _people.Add('k', key, person); _hasKey.Add(person); }
        if (email is not null) { _people.Add('e', email, person); _hasEmail.Add(person); }
        if (active || _people.Find('n', name) is null) _people.Add('n', name, person);
    }

    private void Add(Ref<Client> client, string? key, string? code, string? taxId, string name, bool active)
    {
        if (key is not null) { _clients.Add('k', key, client); _hasKey.Add(client); }
        if (code is not null) _clients.Add('c', code, client);
        if (taxId is not null) { _clients.Add('t', taxId, client); _hasTaxId.Add(client); }
        if (active || _clients.Find('n', name) is null) _clients.Add('n', name, client);
    }

    // What the other client was called leads to the one that was kept, unless somebody else is called so.
    private void AddMerged(Ref<Client> kept, params (char By, string? Text)[] names)
    {
        foreach (var (by, text) in names)
        {
            if (text is null || _clients.Has(by, text)) continue;
            _clients.Add(by, text, kept);
            (kept.Merged ??= []).Add((by, Plain(by, text)));
        }
    }

    /// <summary>Whether a row that was found to be this client is of one that was merged into it.</summary>
    public static bool IsMerged(Ref<Client> own, string? key, string? code, string? taxId, string name)
    {
        if (own.Merged is not { } merged || (key is not null && key == own.Entity.ExternalKey) || (key is null && code is not null && code == own.Entity.Code)) return false;
        return (key is not null && merged.Contains(('k', key))) || (code is not null && merged.Contains(('c', Plain('c', code))))
            || (taxId is not null && merged.Contains(('t', Plain('t', taxId)))) || merged.Contains(('n', Plain('n', name)));
    }

    // Keys are compared as they are, all else as people read it.
    private static string Plain(char by, string text) => by == 'k' ? text : SearchText.Of(text);

    private void Add(Ref<Project> project, Ref<Client> client, string? key, string? code, string name)
    {
        if (key is not null) _projects.Add('k', key, project);
        if (code is not null) { _projects.Add('c', code, project); _projects.Add('c', code, project, client); }
        _projects.Add('n', name, project);
        _projects.Add('n', name, project, client);
    }

    private Ref<Person>? FindPerson(string? key, string? email, string? name, ImportField field, string text) =>
        (key is null ? null : _people.Find('k', key)) ?? (email is null ? null : _people.Find('e', email)) ?? (name is null ? null : Unambiguous(_people, 'n', name, field, text));

    private Ref<Project> NewProject(Ref<Client> client, string name) =>
        new(ImportReference.Projects, 0, () => new Project(client.Entity, new ProjectFields(name, ProjectKind.Commercial, null), viewer.PersonId, now), x => x.Id) { Name = name, Needs = [client] };

    private Ref<T>? Named<T>(ImportRow row, ImportField field, ImportReference reference, Index<T> index, Func<string, T> make, Func<T, int> idOf) where T : class
    {
        if (row.Text(field) is not { } name) return null;
        var found = index.Find('n', name);
        if (found is null)
        {
            MustCreate(reference, field, name);
            found = new Ref<T>(reference, 0, () => make(name), idOf) { Name = name };
            index.Add('n', name, found);
        }
        row.Use(found);
        return found;
    }

    private void MustCreate(ImportReference reference, ImportField field, string text)
    {
        if (!plan.Create.Contains(reference)) throw new ImportException(ImportTrouble.Unknown, field, text);
    }

    private static Ref<T>? Unambiguous<T>(Index<T> index, char by, string text, ImportField field, string shown, Ref? within = null) where T : class =>
        index.IsAmbiguous(by, text, within) ? throw new ImportException(ImportTrouble.Ambiguous, field, shown) : index.Find(by, text, within);

    private sealed class Index<T> where T : class
    {
        // Null: several have this name.
        private readonly Dictionary<ulong, Ref<T>?> _found = [];

        public void Add(char by, string text, Ref<T> value, Ref? within = null)
        {
            var hash = Hash(by, text, within);
            if (!_found.TryAdd(hash, value) && _found[hash] != value) _found[hash] = null;
        }

        public Ref<T>? Find(char by, string text, Ref? within = null) => _found.GetValueOrDefault(Hash(by, text, within));

        public bool Has(char by, string text) => _found.ContainsKey(Hash(by, text, null));

        public bool IsAmbiguous(char by, string text, Ref? within) => _found.TryGetValue(Hash(by, text, within), out var found) && found is null;

        private static ulong Hash(char by, string text, Ref? within)
        {
            return ImportRow.Hash(Plain(by, text), by, within?.Serial ?? 0);
        }
    }
}
