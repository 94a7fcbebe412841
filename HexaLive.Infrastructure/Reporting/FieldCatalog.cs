using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Reporting.Fields;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>
/// The fields that reports can use, by source. Saved definitions store the names of fields. Therefore, removing a field makes
/// definitions that use it invalid, and a field that changes its meaning must get a new name. Fields that aggregate other tables,
/// such as sums, exist only for the entity of the source. Related entities have only fields for their own values.
/// </summary>
public static class FieldCatalog
{
    private static readonly Dictionary<ReportSource, IReadOnlyList<ReportField>> Sources = new()
    {
        [ReportSource.Tasks] =
        [
            .. TaskReportFields.Create<WorkTask>(t => t),
            .. TaskFigureFields.CreateAll(),
            .. ProjectReportFields.Create<WorkTask>(t => t.Project),
            .. ClientReportFields.Create<WorkTask>(t => t.Client),
        ],
        [ReportSource.Dedications] =
        [
            .. EntryReportFields.CreateAll(),
            .. TaskReportFields.Create<Dedication>(d => d.Task),
            .. ProjectReportFields.Create<Dedication>(d => d.Project),
            .. ClientReportFields.Create<Dedication>(d => d.Client),
        ],
        [ReportSource.Projects] =
        [
            .. ProjectReportFields.Create<Project>(p => p),
            .. ProjectFigureFields.CreateAll(),
            .. ClientReportFields.Create<Project>(p => p.Client),
        ],
        [ReportSource.Clients] = [.. ClientReportFields.Create<Client>(c => c), .. ClientFigureFields.CreateAll()],
        [ReportSource.Promises] =
        [
            .. PromiseReportFields.CreateAll(),
            .. TaskReportFields.Create<Promise>(p => p.Task),
            .. ProjectReportFields.Create<Promise>(p => p.Task.Project),
            .. ClientReportFields.Create<Promise>(p => p.Task.Client),
        ],
    };

    private static readonly Dictionary<(ReportSource, string), ReportField> ByName = Sources
        .SelectMany(s => s.Value.Select(f => (Key: (s.Key, f.Name), Field: f)))
        .ToDictionary(f => f.Key, f => f.Field);

    /// <summary>Returns the fields of a source, ordered by part.</summary>
    public static IReadOnlyList<ReportField> FieldsOf(ReportSource source) => Sources.TryGetValue(source, out var fields) ? fields : [];

    /// <summary>Returns the field with this name, or null if the source has none.</summary>
    public static ReportField? Find(ReportSource source, string? name) => name is null ? null : ByName.GetValueOrDefault((source, name));

    /// <summary>Returns the default columns of a new report. A list of the rows behind a figure has the same columns.</summary>
    public static IReadOnlyList<string> DefaultColumns(ReportSource source) =>
        source switch
        {
            ReportSource.Tasks =>
            [
                "task.number",
                "task.title",
                "client.name",
                "task.status",
                "task.priority",
                "task.responsible",
                "task.next",
            ],
            ReportSource.Dedications =>
            [
                "entry.date",
                "entry.person",
                "client.name",
                "task.title",
                "entry.channel",
                "entry.minutes",
                "entry.comment",
            ],
            ReportSource.Projects =>
            [
                "project.name",
                "client.name",
                "project.kind",
                "project.pending",
                "project.inProgress",
                "project.finished",
            ],
            ReportSource.Clients => ["client.name", "client.team", "client.openTasks", "client.lastEntry", "client.daysSinceEntry"],
            _ => ["promise.date", "promise.person", "client.name", "task.title", "promise.outcome", "promise.moves"],
        };

    /// <summary>
    /// Returns the default order of a source: entries and promises by date, newest first; tasks by number; other rows by name.
    /// </summary>
    internal static ReportOrder DefaultOrder(ReportSource source) =>
        source switch
        {
            ReportSource.Tasks => new("task.number"),
            ReportSource.Dedications => new("entry.date", true),
            ReportSource.Projects => new("project.name"),
            ReportSource.Clients => new("client.name"),
            _ => new("promise.date", true),
        };
}
