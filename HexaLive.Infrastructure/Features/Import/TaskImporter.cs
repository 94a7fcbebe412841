using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>
/// Imports tasks. An existing task keeps its project, its status only moves forward, and its next action is set only if the task
/// has no next action. The import therefore does not overwrite work done in HexaLive.
/// </summary>
internal sealed class TaskImporter(ImportContext context) : RowImporter(context)
{
    private sealed class ResolvedTask(string key)
    {
        public string Key => key;

        /// <summary>The id of the stored task; 0 if the row creates one.</summary>
        public int Id { get; set; }
        public ProjectReference? Project { get; set; }
        public PersonReference? Responsible { get; set; }
        public PersonReference? Controller { get; set; }
        public PersonReference? Originator { get; set; }
        public RecordReference<TaskType>? Type { get; set; }
        public RecordReference<TaskOrigin>? Origin { get; set; }
    }

    // The fields that identify a task if the file has no keys.
    private static readonly ImportField[] IdentifyingFields =
    [
        ImportField.Client,
        ImportField.Project,
        ImportField.Type,
        ImportField.Title,
        ImportField.Created,
    ];

    // Status words that mean only "finished" and say nothing about the outcome.
    private static readonly HashSet<string> PlainFinishedWords =
    [
        "finished",
        "terminada",
        "terminado",
        "finalizada",
        "finalizado",
        "done",
        "closed",
        "cerrada",
        "cerrado",
        "completed",
        "tf",
    ];

    private readonly Dictionary<ulong, int> _repetitions = [];
    private Dictionary<string, WorkTask> _taskByKey = [];

    public override async Task MatchRowsByKeyAsync(HexaDbContext db, IReadOnlyList<ImportRow> rows)
    {
        foreach (var row in rows)
        {
            try
            {
                row.Resolved = new ResolvedTask(ReadExternalKey(row) ?? row.CreateDerivedKey(IdentifyingFields, _repetitions));
            }
            catch (RuleException e)
            {
                row.Reject(e);
            }
        }
        var resolved = rows.Select(r => r.Resolved).OfType<ResolvedTask>().ToList();
        var keys = resolved.Select(r => r.Key).Distinct().ToArray();
        var idByKey = await db
            .Tasks.AsNoTracking()
            .Where(t => keys.Contains(t.ExternalKey!))
            .Select(t => new { t.ExternalKey, t.Id })
            .ToDictionaryAsync(t => t.ExternalKey!, t => t.Id);
        foreach (var task in resolved)
            task.Id = idByKey.GetValueOrDefault(task.Key);
    }

    public override void Resolve(ImportRow row)
    {
        var resolved = (ResolvedTask)row.Resolved!;
        row.ReadRequired(ImportField.Title);
        resolved.Responsible = Lookups.People.FindOrCreate(row, ImportField.Responsible);
        resolved.Controller = Lookups.People.FindOrCreate(row, ImportField.Controller);
        resolved.Originator = Lookups.People.FindOrCreate(row, ImportField.Originator);
        resolved.Type = Lookups.Types.FindOrCreate(row);
        resolved.Origin = Lookups.Origins.FindOrCreate(row);
        // Read status and priority before returning for an existing task, so that invalid values are reported for every row.
        StatusOf(row);
        row.ReadChoice<TaskPriority>(ImportField.Priority);
        if (resolved.Id != 0)
            return;
        resolved.Project = Lookups.Projects.FindOrCreate(row);
        resolved.Responsible ??= Lookups.ImportingPerson;
        resolved.Controller ??= resolved.Responsible.FindManager() ?? Lookups.ImportingPerson;
        resolved.Originator ??= Lookups.ImportingPerson;
        foreach (var person in (PersonReference[])[resolved.Responsible, resolved.Controller, resolved.Originator])
            row.AddReference(person);
        row.SetPreview(ImportField.Project, resolved.Project);
        row.SetPreview(ImportField.Responsible, resolved.Responsible);
        row.SetPreview(ImportField.Controller, resolved.Controller);
        row.SetPreview(ImportField.Originator, resolved.Originator);
    }

    public override async Task LoadAsync(HexaDbContext db, IReadOnlyList<ImportRow> rows, bool track)
    {
        var ids = rows.Select(r => ((ResolvedTask)r.Resolved!).Id).Where(id => id != 0).Distinct().ToArray();
        var tasks = (track ? db.Tasks : db.Tasks.AsNoTracking())
            .Include(t => t.Responsible)
            .Include(t => t.Controller)
            .Include(t => t.Project)
            .Include(t => t.Client)
            .Include(t => t.Promises.Where(p => p.Outcome == PromiseOutcome.Open));
        _taskByKey = ids.Length == 0 ? [] : await tasks.Where(t => ids.Contains(t.Id)).ToDictionaryAsync(t => t.ExternalKey!);
    }

    public override ImportOutcome Apply(ImportRow row, Action<object> add)
    {
        var resolved = (ResolvedTask)row.Resolved!;
        if (WasPreviewed(resolved.Key) && !_taskByKey.ContainsKey(resolved.Key))
            return ImportOutcome.Unchanged;
        if (_taskByKey.TryGetValue(resolved.Key, out var task))
            return Change(row, resolved, task) ? ImportOutcome.Changed : ImportOutcome.Unchanged;
        task = Create(row, resolved);
        _taskByKey[resolved.Key] = task;
        add(task);
        return ImportOutcome.Created;
    }

    private WorkTask Create(ImportRow row, ResolvedTask resolved)
    {
        var project = resolved.Project!.Entity;
        row.PreviewCells[ImportField.Client] = new ImportCell(project.Client.Name, IsNew: project.Client.Id == 0);
        var (status, finishedAt) = (StatusOf(row), row.ReadInstant(ImportField.FinishedAt));
        var createdAt = row.ReadInstant(ImportField.Created) ?? finishedAt ?? Now;
        if (finishedAt < createdAt)
            throw new RuleException(RuleError.EndBeforeStart);
        var task = new WorkTask(
            project,
            new TaskFields(
                row.ReadText(ImportField.Title)!,
                row.ReadText(ImportField.Description),
                resolved.Type?.Entity.Id,
                resolved.Origin?.Entity.Id,
                null,
                row.ReadChoice<TaskPriority>(ImportField.Priority) ?? TaskPriority.Normal,
                row.ReadMinutes(ImportField.Estimate)
            ),
            resolved.Responsible!.Entity,
            resolved.Controller!.Entity,
            resolved.Originator!.Entity,
            status == WorkTaskStatus.Finished ? null : NextActionOf(row),
            Actor.WithTime(createdAt)
        );
        task.SetExternalKey(resolved.Key);
        if (status == WorkTaskStatus.InProgress)
            task.Start(Actor.WithTime(createdAt));
        else if (status == WorkTaskStatus.Finished)
            Finish(row, task, finishedAt ?? Now);
        row.SetPreview(ImportField.Status, task.Status);
        row.SetPreview(ImportField.Priority, task.Priority);
        row.SetPreview(ImportField.Outcome, task.Outcome);
        return task;
    }

    private bool Change(ImportRow row, ResolvedTask resolved, WorkTask task)
    {
        var activityBefore = task.Activity.Count;
        ChangeFields(row, resolved, task);
        if (task.Status != WorkTaskStatus.Finished)
        {
            task.Assign(resolved.Responsible?.Entity ?? task.Responsible, resolved.Controller?.Entity ?? task.Controller, Actor);
            ChangeStatus(row, task);
        }
        row.SetPreview(ImportField.Project, task.Project.Name);
        row.SetPreview(ImportField.Client, task.Client.Name);
        row.SetPreview(ImportField.Status, task.Status);
        row.SetPreview(ImportField.Priority, task.Priority);
        row.SetPreview(ImportField.Responsible, task.Responsible.Name);
        row.SetPreview(ImportField.Controller, task.Controller.Name);
        return task.Activity.Count != activityBefore;
    }

    private void ChangeFields(ImportRow row, ResolvedTask resolved, WorkTask task)
    {
        var before = new TaskFields(
            task.Title,
            task.Description,
            task.TypeId,
            task.OriginId,
            task.ContactId,
            task.Priority,
            task.EstimatedMinutes
        );
        var after = new TaskFields(
            row.ReadText(ImportField.Title)!,
            row.ReadText(ImportField.Description) ?? before.Description,
            resolved.Type?.Entity.Id ?? before.TypeId,
            resolved.Origin?.Entity.Id ?? before.OriginId,
            before.ContactId,
            row.ReadChoice<TaskPriority>(ImportField.Priority) ?? before.Priority,
            row.ReadMinutes(ImportField.Estimate) ?? before.EstimatedMinutes
        );
        if (after != before)
            task.Edit(after, Actor);
    }

    private void ChangeStatus(ImportRow row, WorkTask task)
    {
        var status = StatusOf(row);
        if (status == WorkTaskStatus.Finished)
        {
            Finish(row, task, row.ReadInstant(ImportField.FinishedAt) is { } at && at >= task.CreatedAt ? at : Now);
            return;
        }
        if (status == WorkTaskStatus.InProgress)
            task.Start(Actor);
        if (task.NextAction is null && NextActionOf(row) is { } next)
            task.Reschedule(next, Actor);
    }

    private static WorkTaskStatus? StatusOf(ImportRow row) =>
        row.ReadChoice<WorkTaskStatus>(ImportField.Status)
        ?? (
            row.ReadText(ImportField.Status) is null && row.ReadInstant(ImportField.FinishedAt) is not null ? WorkTaskStatus.Finished : null
        );

    private static NextAction? NextActionOf(ImportRow row) =>
        row.ReadDay(ImportField.NextDate) is { } day
            ? new NextAction(day, row.ReadTime(ImportField.NextTime), row.ReadText(ImportField.NextNote))
            : null;

    // Finishes a task, which requires an outcome. If the status in the file is more specific than "finished", the outcome starts
    // with that status: in "Won · 1054", "Won" is the status and "1054" the outcome in the file.
    private void Finish(ImportRow row, WorkTask task, DateTime at)
    {
        var word = row.Source.Cells.ElementAtOrDefault(Plan.ColumnOf(ImportField.Status))?.Trim();
        var result = word is { Length: > 0 } && !PlainFinishedWords.Contains(SearchText.Normalize(word)) ? word : null;
        var outcome = Check.Optional(
            Plan.ColumnOf(ImportField.Outcome) is >= 0 and var column ? row.Source.Cells[column] : null,
            nameof(ImportField.Outcome),
            2000
        );
        var text = result is not null && outcome is not null ? $"{result} · {outcome}" : outcome ?? result ?? word ?? "–";
        task.Finish(text, Actor.WithTime(at));
    }
}
