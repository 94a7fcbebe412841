using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Domain.TaskTypes;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Settings;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.TaskTypes;

/// <summary>The two lists of names that preset values of new tasks.</summary>
public enum PresetList { Types = 0, Origins = 1 }

/// <summary>A type or origin in its list; the names are those of the people that it names.</summary>
public sealed record PresetRow(int Id, string Name, bool Active, int Version, TaskPreset Preset, string? Responsible, string? Controller);

/// <summary>Makes and changes task types and origins of incidences: administrators.</summary>
public sealed class PresetEditing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    private const int Most = 200;

    /// <summary>All of them by name, active ones first; at most two hundred.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to anybody but administrators.</exception>
    public async Task<IReadOnlyList<PresetRow>> ListAsync(Viewer viewer, PresetList list, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return list == PresetList.Types ? await ListAsync<TaskType>(db, cancellationToken) : await ListAsync<IncidenceOrigin>(db, cancellationToken);
    }

    /// <summary>Active people by name, at most five hundred, and whoever a preset names already.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to anybody but administrators.</exception>
    public async Task<IReadOnlyList<Choice>> PeopleAsync(Viewer viewer, TaskPreset preset, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (responsible, controller) = (preset.ResponsibleId, preset.ControllerId);
        return await db.People.AsNoTracking().Where(p => p.Active || p.Id == responsible || p.Id == controller)
            .OrderBy(p => p.Name).Take(500).Select(p => new Choice(p.Id, p.Name)).ToListAsync(cancellationToken);
    }

    /// <summary>Makes one (<paramref name="id"/> null) or changes the one that was read at <paramref name="version"/>; returns its id.</summary>
    /// <exception cref="RuleException">Not an administrator, a field is refused, the name is taken, or somebody changed it first.</exception>
    public async Task<int> SaveAsync(Viewer viewer, PresetList list, int? id, int version, string name, TaskPreset preset, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var named in (int?[])[preset.ResponsibleId, preset.ControllerId])
            if (named is { } person && !await db.People.AnyAsync(p => p.Id == person, cancellationToken)) throw new RuleException(RuleError.InvalidValue, nameof(Person));
        if (id is null)
        {
            IPresetRule made = list == PresetList.Types ? new TaskType(name, preset) : new IncidenceOrigin(name, preset);
            db.Add(made);
            db.Tell(viewer, Now, list.ToString(), null, made.Name);
            await db.SaveSettingAsync(made.Name, cancellationToken);
            return made.Id;
        }
        var rule = await FindAsync(db, list, id.Value, cancellationToken);
        await db.MustBeVersionAsync(version, rule.Version, rule.Name, cancellationToken);
        var before = rule.Name;
        rule.Edit(name, preset);
        db.Tell(viewer, Now, list.ToString(), before, rule.Name);
        await db.SaveSettingAsync(rule.Name, cancellationToken);
        return rule.Id;
    }

    /// <summary>Hides one from new tasks, or brings it back.</summary>
    /// <exception cref="RuleException">Not an administrator, or there is no such one.</exception>
    public async Task SetActiveAsync(Viewer viewer, PresetList list, int id, bool active, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rule = await FindAsync(db, list, id, cancellationToken);
        if (rule.Active == active) return;
        rule.SetActive(active);
        db.Tell(viewer, Now, list.ToString(), rule.Name, rule.Name);
        await db.SaveSettingAsync(rule.Name, cancellationToken);
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private static async Task<IPresetRule> FindAsync(HexaDbContext db, PresetList list, int id, CancellationToken cancellationToken) =>
        (list == PresetList.Types ? await db.TaskTypes.FirstOrDefaultAsync(t => t.Id == id, cancellationToken) : (IPresetRule?)await db.Origins.FirstOrDefaultAsync(t => t.Id == id, cancellationToken))
        ?? throw new RuleException(RuleError.NotFound);

    private static async Task<IReadOnlyList<PresetRow>> ListAsync<T>(HexaDbContext db, CancellationToken cancellationToken) where T : class, IPresetRule
    {
        var rules = await db.Set<T>().AsNoTracking().OrderByDescending(t => t.Active).ThenBy(t => t.Name).Take(Most).ToListAsync(cancellationToken);
        var ids = rules.SelectMany(r => (int?[])[r.Preset.ResponsibleId, r.Preset.ControllerId]).OfType<int>().Distinct().ToArray();
        var names = await db.People.AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, cancellationToken);
        return [.. rules.Select(r => new PresetRow(r.Id, r.Name, r.Active, r.Version, r.Preset, NameOf(r.Preset.ResponsibleId), NameOf(r.Preset.ControllerId)))];

        string? NameOf(int? id) => id is { } known ? names.GetValueOrDefault(known) : null;
    }
}
