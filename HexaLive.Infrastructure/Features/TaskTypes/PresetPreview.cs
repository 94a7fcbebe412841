using HexaLive.Domain.Calendar;
using HexaLive.Domain.TaskTypes;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.TaskTypes;

/// <summary>How many of the tasks would have gone to a person, and how many did.</summary>
public sealed record PresetShare(int PersonId, string Name, bool Active, int Would, int Did);

/// <summary>
/// Where the newest tasks would have gone. <see cref="OfAll"/>: there are none of this type or origin, so the newest of all were taken.
/// </summary>
public sealed record PresetForecast(int Tasks, bool OfAll, IReadOnlyList<PresetShare> Responsible, IReadOnlyList<PresetShare> Controller);

/// <summary>Tries presets, as typed and not yet saved, on what was made before: administrators.</summary>
public sealed class PresetPreview(IDbContextFactory<HexaDbContext> databases)
{
    /// <summary>How many tasks are looked at.</summary>
    public const int Tasks = 50;

    /// <summary>
    /// The people of the last fifty tasks of this type or origin (of all where it is new or has none), had <paramref name="typed"/> been its presets and nobody
    /// typed others. The other list's presets count as they stand; who made the task is its creator, and what no rule says falls as it does in a new task.
    /// </summary>
    /// <exception cref="Domain.RuleException"><see cref="Domain.RuleError.NotAllowed"/> to anybody but administrators.</exception>
    public async Task<PresetForecast> LastTasksAsync(Viewer viewer, PresetList list, int? id, TaskPreset typed, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var newest = db.Tasks.AsNoTracking().OrderByDescending(t => t.Id).Select(t => new
        {
            t.TypeId,
            t.OriginId,
            t.ResponsibleId,
            t.ControllerId,
            t.OriginatorId,
            ProjectManagerId = t.Project.ManagerId,
            TeamManagerId = t.Client.Team!.ManagerId,
        });
        var tasks = id is null ? [] : await newest.Where(t => list == PresetList.Types ? t.TypeId == id : t.OriginId == id).Take(Tasks).ToListAsync(cancellationToken);
        var all = tasks.Count == 0;
        if (all) tasks = await newest.Take(Tasks).ToListAsync(cancellationToken);

        var (typeIds, originIds) = (tasks.Select(t => t.TypeId).OfType<int>().Distinct().ToArray(), tasks.Select(t => t.OriginId).OfType<int>().Distinct().ToArray());
        var types = await db.TaskTypes.AsNoTracking().Where(t => typeIds.Contains(t.Id)).ToDictionaryAsync(t => t.Id, t => t.Preset, cancellationToken);
        var origins = await db.Origins.AsNoTracking().Where(t => originIds.Contains(t.Id)).ToDictionaryAsync(t => t.Id, t => t.Preset, cancellationToken);
        var would = tasks.Select(t =>
        {
            var type = list == PresetList.Types ? typed : Of(types, t.TypeId);
            var origin = list == PresetList.Origins ? typed : Of(origins, t.OriginId);
            var values = PresetValues.Resolve(type, origin, new TypedValues(), new PresetContext(t.OriginatorId, t.TeamManagerId, t.ProjectManagerId, default, WorkingCalendar.Usual));
            return (Responsible: values.ResponsibleId.Value ?? t.OriginatorId, Controller: values.ControllerId.Value ?? t.ProjectManagerId ?? t.OriginatorId);
        }).ToList();

        var ids = would.SelectMany(w => (int[])[w.Responsible, w.Controller]).Concat(tasks.SelectMany(t => (int[])[t.ResponsibleId, t.ControllerId])).Distinct().ToArray();
        var people = await db.People.AsNoTracking().Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Name, p.Active }).ToDictionaryAsync(p => p.Id, cancellationToken);
        return new PresetForecast(
            tasks.Count, all,
            Shares(would.Select(w => w.Responsible), tasks.Select(t => t.ResponsibleId)),
            Shares(would.Select(w => w.Controller), tasks.Select(t => t.ControllerId)));

        IReadOnlyList<PresetShare> Shares(IEnumerable<int> then, IEnumerable<int> now)
        {
            var (a, b) = (then.CountBy(i => i).ToDictionary(), now.CountBy(i => i).ToDictionary());
            return
            [
                .. a.Keys.Union(b.Keys).Where(people.ContainsKey).Select(p => new PresetShare(p, people[p].Name, people[p].Active, a.GetValueOrDefault(p), b.GetValueOrDefault(p)))
                    .OrderByDescending(s => s.Would).ThenByDescending(s => s.Did).ThenBy(s => s.Name, StringComparer.CurrentCulture),
            ];
        }

        static TaskPreset? Of(Dictionary<int, TaskPreset> presets, int? key) => key is { } known ? presets.GetValueOrDefault(known) : null;
    }
}
