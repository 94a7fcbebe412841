using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Domain.Presets;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Presets;

/// <summary>The two lists of items that preset the values of new tasks: task types and origins.</summary>
public enum PresetList
{
    Types = 0,
    Origins = 1,
}

/// <summary>
/// A task type or origin with its presets. <see cref="Responsible"/> and <see cref="Controller"/> are the names of the people in
/// the preset.
/// </summary>
public sealed record PresetRow(int Id, string Name, bool Active, int Version, TaskPreset Preset, string? Responsible, string? Controller);

/// <summary>Creates and edits task types and origins. For administrators.</summary>
public sealed class PresetEditing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    private const int MaxRows = 200;

    /// <summary>Returns the items of a list, active ones first, then by name; at most 200.</summary>
    /// <exception cref="RuleException">The viewer is not an administrator (<see cref="RuleError.NotAllowed"/>).</exception>
    public async Task<IReadOnlyList<PresetRow>> ListAsync(Viewer viewer, PresetList list, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return list == PresetList.Types
            ? await ListAsync<TaskType>(db, cancellationToken)
            : await ListAsync<TaskOrigin>(db, cancellationToken);
    }

    /// <summary>Returns the people to choose from, by name: active people and those already in the preset; at most 500.</summary>
    /// <exception cref="RuleException">The viewer is not an administrator (<see cref="RuleError.NotAllowed"/>).</exception>
    public async Task<IReadOnlyList<Choice>> ListPeopleAsync(
        Viewer viewer,
        TaskPreset preset,
        CancellationToken cancellationToken = default
    )
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (responsible, controller) = (preset.ResponsibleId, preset.ControllerId);
        return await db
            .People.AsNoTracking()
            .Where(p => p.Active || p.Id == responsible || p.Id == controller)
            .OrderBy(p => p.Name)
            .Take(500)
            .Select(p => new Choice(p.Id, p.Name))
            .ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Creates an item (<paramref name="id"/> null) or saves changes to the item that was read at <paramref name="version"/>;
    /// returns its id.
    /// </summary>
    /// <exception cref="RuleException">
    /// Not an administrator, a field is invalid, the name is taken, or somebody else changed the item in the meantime.
    /// </exception>
    public async Task<int> SaveAsync(
        Viewer viewer,
        PresetList list,
        int? id,
        int version,
        string name,
        TaskPreset preset,
        CancellationToken cancellationToken = default
    )
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var named in (int?[])[preset.ResponsibleId, preset.ControllerId])
            if (named is { } person && !await db.People.AnyAsync(p => p.Id == person, cancellationToken))
                throw new RuleException(RuleError.InvalidValue, nameof(Person));
        var actor = viewer.CreateActor(time);
        if (id is null)
        {
            PresetRule made = list == PresetList.Types ? new TaskType(name, preset, actor) : new TaskOrigin(name, preset, actor);
            db.Add(made);
            await db.SaveSettingAsync(made.Name, cancellationToken);
            return made.Id;
        }
        var rule = await FindAsync(db, list, id.Value, cancellationToken);
        await db.EnsureVersionAsync(version, rule.Version, rule.Name, cancellationToken);
        rule.Edit(name, preset, actor);
        await db.SaveSettingAsync(rule.Name, cancellationToken);
        return rule.Id;
    }

    /// <summary>Hides an item from new tasks, or shows it again.</summary>
    /// <exception cref="RuleException">Not an administrator, or the item does not exist.</exception>
    public async Task SetActiveAsync(Viewer viewer, PresetList list, int id, bool active, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rule = await FindAsync(db, list, id, cancellationToken);
        rule.SetActive(active, viewer.CreateActor(time));
        await db.SaveSettingAsync(rule.Name, cancellationToken);
    }

    private static async Task<PresetRule> FindAsync(HexaDbContext db, PresetList list, int id, CancellationToken cancellationToken) =>
        (
            list == PresetList.Types
                ? await db.TaskTypes.FirstOrDefaultAsync(t => t.Id == id, cancellationToken)
                : (PresetRule?)await db.Origins.FirstOrDefaultAsync(t => t.Id == id, cancellationToken)
        ) ?? throw new RuleException(RuleError.NotFound);

    private static async Task<IReadOnlyList<PresetRow>> ListAsync<T>(HexaDbContext db, CancellationToken cancellationToken)
        where T : PresetRule
    {
        var rules = await db.Set<T>()
            .AsNoTracking()
            .OrderByDescending(t => t.Active)
            .ThenBy(t => t.Name)
            .Take(MaxRows)
            .ToListAsync(cancellationToken);
        var ids = rules.SelectMany(r => (int?[])[r.Preset.ResponsibleId, r.Preset.ControllerId]).OfType<int>().Distinct().ToArray();
        var names = await db
            .People.AsNoTracking()
            .Where(p => ids.Contains(p.Id))
            .ToDictionaryAsync(p => p.Id, p => p.Name, cancellationToken);
        return
        [
            .. rules.Select(r => new PresetRow(
                r.Id,
                r.Name,
                r.Active,
                r.Version,
                r.Preset,
                NameOf(r.Preset.ResponsibleId),
                NameOf(r.Preset.ControllerId)
            )),
        ];

        string? NameOf(int? id) => id is { } known ? names.GetValueOrDefault(known) : null;
    }
}
