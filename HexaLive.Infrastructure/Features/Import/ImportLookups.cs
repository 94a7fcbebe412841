using HexaLive.Domain;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>
/// Finds the records that rows refer to, and determines which records must be created. All stored records are read once, before the
/// first row.
/// </summary>
internal sealed class ImportLookups
{
    private ImportLookups(ImportPlan plan, Actor actor)
    {
        People = new PersonLookup(plan, actor);
        Teams = new TeamLookup(plan, actor);
        Types = new(plan, ImportReferenceKind.Types, ImportField.Type, name => new TaskType(name, new TaskPreset(), actor));
        Origins = new(plan, ImportReferenceKind.Origins, ImportField.Origin, name => new TaskOrigin(name, new TaskPreset(), actor));
        Clients = new ClientLookup(plan, actor);
        Projects = new ProjectLookup(plan, actor, Clients);
    }

    public PersonLookup People { get; }
    public TeamLookup Teams { get; }
    public TaskPresetLookup<TaskType> Types { get; }
    public TaskPresetLookup<TaskOrigin> Origins { get; }
    public ClientLookup Clients { get; }
    public ProjectLookup Projects { get; }

    /// <summary>The person who runs the import.</summary>
    public PersonReference ImportingPerson { get; private set; } = null!;

    /// <summary>Reads the stored records to which rows of the plan's kind can refer.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> if the actor does not exist any more.</exception>
    public static async Task<ImportLookups> LoadAsync(HexaDbContext db, ImportPlan plan, Actor actor)
    {
        var lookups = new ImportLookups(plan, actor);
        var people = await lookups.People.LoadAsync(db);
        lookups.ImportingPerson =
            people.Select(p => p.Person).FirstOrDefault(p => p.Id == actor.RequiredPersonId) ?? throw new RuleException(RuleError.NotFound);
        await lookups.Teams.LoadAsync(db, people);
        if (plan.Kind == ImportKind.Tasks)
        {
            foreach (var type in await db.TaskTypes.AsNoTracking().Select(t => new { t.Id, t.Name }).ToListAsync())
                lookups.Types.Add(type.Id, type.Name);
            foreach (var origin in await db.Origins.AsNoTracking().Select(o => new { o.Id, o.Name }).ToListAsync())
                lookups.Origins.Add(origin.Id, origin.Name);
        }
        if (plan.Kind is ImportKind.People or ImportKind.Dedications)
            return lookups;
        var clients = await lookups.Clients.LoadAsync(db);
        if (plan.Kind != ImportKind.Clients)
            await lookups.Projects.LoadAsync(db, clients);
        return lookups;
    }
}
