using HexaLive.Domain.Holidays;
using HexaLive.Domain.Presets;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Presets;

/// <summary>
/// The number of tasks that the presets would have assigned to a person, and the number that were assigned to that person.
/// </summary>
public sealed record PresetShare(int PersonId, string Name, bool Active, int PresetCount, int ActualCount);

/// <summary>
/// The simulated assignment of recent tasks. If no task has this type or origin, <see cref="CoversAllTasks"/> is true and the simulation
/// uses the newest tasks of any type and origin.
/// </summary>
public sealed record PresetForecast(
    int TaskCount,
    bool CoversAllTasks,
    IReadOnlyList<PresetShare> Responsible,
    IReadOnlyList<PresetShare> Controller
);

/// <summary>Simulates unsaved presets on existing tasks. For administrators.</summary>
public sealed class PresetPreview(IDbContextFactory<HexaDbContext> databases)
{
    /// <summary>The number of tasks on which the presets are simulated.</summary>
    public const int MaxTasks = 50;

    /// <summary>
    /// Simulates to whom the presets <paramref name="editedPreset"/> would have assigned the newest 50 tasks of a type or origin. If there
    /// are no such tasks, uses the newest 50 of all tasks. Assumes that the users entered no other values. In a simulation for a
    /// task type, the saved presets of the origins apply too, and vice versa. The originator counts as the creator, and values
    /// without a preset get the defaults of a new task.
    /// </summary>
    /// <exception cref="Domain.RuleException">
    /// The viewer is not an administrator (<see cref="Domain.RuleError.NotAllowed"/>).
    /// </exception>
    public async Task<PresetForecast> ForecastAsync(
        Viewer viewer,
        PresetList list,
        int? id,
        TaskPreset editedPreset,
        CancellationToken cancellationToken = default
    )
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var newest = db
            .Tasks.AsNoTracking()
            .OrderByDescending(t => t.Id)
            .Select(t => new AssignedTask
            {
                TypeId = t.TypeId,
                OriginId = t.OriginId,
                ResponsibleId = t.ResponsibleId,
                ControllerId = t.ControllerId,
                OriginatorId = t.OriginatorId,
                ProjectManagerId = t.Project.ManagerId,
                TeamManagerId = t.Client.Team!.ManagerId,
            });
        var tasks = id is null
            ? []
            : await newest
                .Where(t => list == PresetList.Types ? t.TypeId == id : t.OriginId == id)
                .Take(MaxTasks)
                .ToListAsync(cancellationToken);
        var all = tasks.Count == 0;
        if (all)
            tasks = await newest.Take(MaxTasks).ToListAsync(cancellationToken);
        var would = await ResolveAsync(db, tasks, list, editedPreset, cancellationToken);
        var ids = would
            .SelectMany(w => (int[])[w.Responsible, w.Controller])
            .Concat(tasks.SelectMany(t => (int[])[t.ResponsibleId, t.ControllerId]))
            .Distinct()
            .ToArray();
        var people = await db
            .People.AsNoTracking()
            .Where(p => ids.Contains(p.Id))
            .Select(p => new PersonState(p.Id, p.Name, p.Active))
            .ToDictionaryAsync(p => p.Id, cancellationToken);
        return new PresetForecast(
            tasks.Count,
            all,
            ComputeShares(people, would.Select(w => w.Responsible), tasks.Select(t => t.ResponsibleId)),
            ComputeShares(people, would.Select(w => w.Controller), tasks.Select(t => t.ControllerId))
        );
    }

    // Returns the people each task would have been assigned to.
    private static async Task<List<(int Responsible, int Controller)>> ResolveAsync(
        HexaDbContext db,
        List<AssignedTask> tasks,
        PresetList list,
        TaskPreset editedPreset,
        CancellationToken cancellationToken
    )
    {
        var (typeIds, originIds) = (
            tasks.Select(t => t.TypeId).OfType<int>().Distinct().ToArray(),
            tasks.Select(t => t.OriginId).OfType<int>().Distinct().ToArray()
        );
        var types = await db
            .TaskTypes.AsNoTracking()
            .Where(t => typeIds.Contains(t.Id))
            .ToDictionaryAsync(t => t.Id, t => t.Preset, cancellationToken);
        var origins = await db
            .Origins.AsNoTracking()
            .Where(t => originIds.Contains(t.Id))
            .ToDictionaryAsync(t => t.Id, t => t.Preset, cancellationToken);
        return tasks.ConvertAll(t =>
        {
            var values = PresetValues.Resolve(
                list == PresetList.Types ? editedPreset : FindPreset(types, t.TypeId),
                list == PresetList.Origins ? editedPreset : FindPreset(origins, t.OriginId),
                new EnteredTaskValues(),
                new PresetContext(t.OriginatorId, t.TeamManagerId, t.ProjectManagerId, default, WorkingCalendar.Default)
            );
            return (values.ResponsibleId.Value ?? t.OriginatorId, values.ControllerId.Value ?? t.ProjectManagerId ?? t.OriginatorId);
        });

        static TaskPreset? FindPreset(Dictionary<int, TaskPreset> presets, int? key) =>
            key is { } known ? presets.GetValueOrDefault(known) : null;
    }

    // Counts how many tasks the presets would have assigned to each person, and how many were assigned to that person.
    private static IReadOnlyList<PresetShare> ComputeShares(
        Dictionary<int, PersonState> people,
        IEnumerable<int> withPreset,
        IEnumerable<int> actual
    )
    {
        var (then, now) = (withPreset.CountBy(i => i).ToDictionary(), actual.CountBy(i => i).ToDictionary());
        return
        [
            .. then
                .Keys.Union(now.Keys)
                .Where(people.ContainsKey)
                .Select(p => new PresetShare(p, people[p].Name, people[p].Active, then.GetValueOrDefault(p), now.GetValueOrDefault(p)))
                .OrderByDescending(s => s.PresetCount)
                .ThenByDescending(s => s.ActualCount)
                .ThenBy(s => s.Name, StringComparer.CurrentCulture),
        ];
    }

    private sealed record AssignedTask
    {
        public int? TypeId { get; init; }
        public int? OriginId { get; init; }
        public int ResponsibleId { get; init; }
        public int ControllerId { get; init; }
        public int OriginatorId { get; init; }
        public int? ProjectManagerId { get; init; }
        public int? TeamManagerId { get; init; }
    }

    private sealed record PersonState(int Id, string Name, bool Active);
}
