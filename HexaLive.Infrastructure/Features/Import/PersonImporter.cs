using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Teams;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>Imports people with their team and its manager.</summary>
internal sealed class PersonImporter(ImportContext context) : RowImporter(context)
{
    private const int MaxTeams = 100_000;

    private sealed record ResolvedPerson(PersonReference Person, TeamReference? Team, PersonReference? Manager);

    private readonly Dictionary<string, HashSet<string>> _managersByTeam = [];
    private ILookup<int, WorkTask> _tasksWithPromise = Array.Empty<WorkTask>().ToLookup(t => t.Id);

    /// <summary>Finds the teams that have several managers in the file. Each of these teams is split into one team per manager.</summary>
    public override void ReadAll(IEnumerable<CsvRow> rows)
    {
        if (!Plan.HasColumn(ImportField.Team) || !Plan.HasColumn(ImportField.TeamLead))
            return;
        foreach (var row in rows)
        {
            var team = row.Cells[Plan.ColumnOf(ImportField.Team)].Trim();
            var manager = row.Cells[Plan.ColumnOf(ImportField.TeamLead)].Trim();
            if (team.Length == 0 || manager.Length == 0 || _managersByTeam.Count > MaxTeams)
                continue;
            if (!_managersByTeam.TryGetValue(SearchText.Normalize(team), out var managers))
                _managersByTeam[SearchText.Normalize(team)] = managers = [];
            managers.Add(SearchText.Normalize(manager));
        }
    }

    public override void Resolve(ImportRow row)
    {
        var name = Check.Required(row.ReadText(ImportField.Name), nameof(ImportField.Name), 200);
        var email = Check.Optional(row.ReadText(ImportField.Email), nameof(ImportField.Email), 254);
        var key = ReadExternalKey(row);
        var language = row.ReadChoice(ImportField.Language);
        var zone = row.ReadText(ImportField.TimeZone);
        if (zone is not null)
            _ = LocalTime.FindZone(zone);
        var manager = Lookups.People.FindOrCreate(row, ImportField.TeamLead, PersonRole.Manager);
        row.SetPreview(ImportField.TeamLead, manager);
        var team = FindTeam(row, row.ReadText(ImportField.Team), manager);
        row.SetPreview(ImportField.Team, team);
        var reference = Lookups.People.FindOrCreateDefined(
            row,
            name,
            email,
            key,
            () =>
            {
                var person = new Person(
                    new PersonFields(name, email, PersonRole.Representative, TimeZone: zone ?? Plan.TimeZone, Language: language),
                    Actor
                );
                person.SetExternalKey(key);
                return person;
            }
        );
        reference.Team = team ?? reference.Team;
        row.Resolved = new ResolvedPerson(reference, team, manager);
    }

    public override async Task LoadAsync(HexaDbContext db, IReadOnlyList<ImportRow> rows, bool track)
    {
        if (!track || !Plan.HasColumn(ImportField.TimeZone))
            return;
        var ids = rows.Select(r => ((ResolvedPerson)r.Resolved!).Person.Id).Where(id => id != 0).Distinct().ToArray();
        _tasksWithPromise = (
            await db
                .Tasks.WhereOpen()
                .Where(t => ids.Contains(t.ResponsibleId) && t.DueAt != null)
                .Include(t => t.Promises.Where(p => p.Outcome == PromiseOutcome.Open))
                .ToListAsync()
        ).ToLookup(t => t.ResponsibleId);
    }

    public override ImportOutcome Apply(ImportRow row, Action<object> add)
    {
        var (reference, teamReference, managerReference) = (ResolvedPerson)row.Resolved!;
        var (person, team) = (reference.Entity, teamReference?.Entity);
        if (managerReference?.Entity is { } manager)
            ApplyManager(team!, manager, person);
        var before = person.GetFields();
        var after = before with
        {
            Name = KeepSpelling(row.ReadText(ImportField.Name)!, person.Name),
            Email = row.ReadText(ImportField.Email) ?? person.Email,
            TeamId = team?.Id ?? person.TeamId,
            TimeZone = row.ReadText(ImportField.TimeZone) ?? person.TimeZone,
            Language = row.ReadChoice(ImportField.Language) ?? person.Language,
        };
        var key = ReadExternalKey(row) ?? person.ExternalKey;
        var changed = after != before || key != person.ExternalKey;
        if (!changed)
            return OutcomeOf(row, reference, changed: false);
        person.Edit(after, Actor);
        person.SetExternalKey(key);
        if (before.TimeZone != person.TimeZone)
            foreach (var task in _tasksWithPromise[person.Id])
                task.ChangeTimeZone(person.TimeZone);
        return OutcomeOf(row, reference, changed: true);
    }

    private void ApplyManager(Team team, Person manager, Person member)
    {
        if (team.ManagerId != manager.Id)
            team.SetManager(manager, Actor);
        manager.PromoteToManager(Actor);
        // A manager without a team joins the team that they manage.
        if (manager.TeamId is null && manager != member)
            manager.SetTeam(team, Actor);
    }

    private TeamReference? FindTeam(ImportRow row, string? name, PersonReference? manager)
    {
        if (name is null)
            return manager is null ? null : Lookups.Teams.FindOrCreateManagedBy(row, manager);
        var team = Lookups.Teams.FindOrCreate(row, name);
        if (manager is null)
            return team;
        var hasSeveralManagers = _managersByTeam.TryGetValue(SearchText.Normalize(name), out var managers) && managers.Count > 1;
        if (!hasSeveralManagers && (team.Manager is null || team.Manager == manager))
            return Lookups.Teams.SetManager(team, manager);
        return Lookups.Teams.SetManager(Lookups.Teams.FindOrCreate(row, $"{name} · {manager.Name}", parent: team), manager);
    }
}
