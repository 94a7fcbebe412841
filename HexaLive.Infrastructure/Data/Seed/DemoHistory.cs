using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;

namespace HexaLive.Infrastructure.Data.Seed;

/// <summary>Plans the demo company's history: how many tasks each person has, in which state, and which projects are closed.</summary>
internal sealed class DemoHistory(HexaDbContext db, DemoMasterData data, DemoTimeline timeline, Random random)
{
    private sealed record Workload(int Finished, int Overdue, int DueToday, int Coming, int Undated, int Pending, int EntriesToday);

    private readonly DemoTextGenerator _texts = new(random);
    private readonly Dictionary<Project, DateOnly> _lastEntry = [];

    // Production projects that will be closed; they must not contain open tasks.
    private readonly HashSet<Project> _closing = [.. data.Clients.SelectMany(c => c.Projects.Skip(1)).Where((_, i) => i % 5 == 2)];

    /// <summary>Adds all events to the timeline.</summary>
    public void Plan()
    {
        foreach (var team in data.Teams)
        {
            PlanTasks(team, team.Manager, new Workload(7, Overdue: 1, DueToday: 1, Coming: 3, Undated: 0, Pending: 0, EntriesToday: 1));
            foreach (var rep in team.Reps)
            {
                // The console suggests this account for trying the application, so give it a full day's work.
                var workload =
                    rep.Email == "rep@demo.local"
                        ? new Workload(32, Overdue: 5, DueToday: 6, Coming: 15, Undated: 1, Pending: 3, EntriesToday: 4)
                        : new Workload(
                            28 + random.Next(5),
                            Overdue: 2 + random.Next(4),
                            DueToday: 2 + random.Next(3),
                            Coming: 9 + random.Next(5),
                            Undated: 1,
                            Pending: 2,
                            EntriesToday: 1 + random.Next(2)
                        );
                PlanTasks(team, rep, workload);
            }
        }
        foreach (var project in _closing)
            PlanProjectClosing(project);
    }

    private void PlanTasks(DemoTeam team, Person person, Workload workload)
    {
        (DemoTaskState State, int Count)[] counts =
        [
            (DemoTaskState.Finished, workload.Finished),
            (DemoTaskState.Overdue, workload.Overdue),
            (DemoTaskState.DueToday, workload.DueToday),
            (DemoTaskState.Coming, workload.Coming),
            (DemoTaskState.Undated, workload.Undated),
            (DemoTaskState.Pending, workload.Pending),
        ];
        foreach (var (state, count) in counts)
            for (var i = 0; i < count; i++)
                PlanTask(team, person, state, state == DemoTaskState.Coming && i < workload.EntriesToday);
    }

    private void PlanTask(DemoTeam team, Person person, DemoTaskState state, bool hasEntryToday)
    {
        var (client, project) = PickProject(team, person, state);
        var plan = new DemoTaskPlan(team, person, client, project, state, hasEntryToday, _closing.Contains(project));
        if (new DemoTaskHistory(db, data, timeline, _texts, random, plan).AddEvents() is not { } lastDay)
            return;
        if (!_lastEntry.TryGetValue(project, out var known) || known <= lastDay)
            _lastEntry[project] = lastDay;
    }

    private (DemoClient, Project) PickProject(DemoTeam team, Person person, DemoTaskState state)
    {
        while (true)
        {
            var client = _texts.PickAny(
                data.Clients.Where(c => c.Team == team && (c.Owner == person || random.Next(5) == 0 || person == team.Manager)).ToArray()
            );
            var project = _texts.PickAny(client.Projects);
            if (state == DemoTaskState.Finished || !_closing.Contains(project))
                return (client, project);
        }
    }

    private void PlanProjectClosing(Project project)
    {
        if (!_lastEntry.TryGetValue(project, out var lastDay))
            return;
        var at = DemoTimeline.Utc(timeline.Calendar.AddWorkingDays(lastDay, 3), new TimeOnly(13, 15));
        timeline.Add(
            at,
            () =>
            {
                project.Close(0, new Actor(project.ManagerId!.Value, at));
                timeline.DetachActivity(project);
            }
        );
    }
}
