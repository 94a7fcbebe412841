using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Web.Components;

namespace HexaLive.Web.Features.Tasks;

/// <summary>
/// Converts query-string values to the filter, query and layout of the task explorer and the board, and back. Reading treats invalid
/// values as absent; writing leaves out default values.
/// </summary>
public static class TaskAddress
{
    /// <summary>Reads a filter from the query-string values.</summary>
    public static TaskFilter Filter(Func<string, string?> value) =>
        new(
            QueryValue.Enum<TaskRole>(value("role")),
            QueryValue.Text(value("text")),
            QueryValue.Enum(value("status"), TaskStatusFilter.Open),
            QueryValue.Enum(value("due"), TaskDue.Any),
            QueryValue.Number(value("project")),
            QueryValue.Number(value("client"))
        )
        {
            InComments = value("comments") == "1",
            Kind = QueryValue.Enum<ProjectKind>(value("kind")),
            Priority = QueryValue.Enum<TaskPriority>(value("priority")),
            TypeId = QueryValue.Number(value("type")),
            OriginId = QueryValue.Number(value("origin")),
            ResponsibleId = QueryValue.Number(value("responsible")),
            TeamId = QueryValue.Number(value("team")),
            ControllerId = QueryValue.Number(value("controller")),
            OriginatorId = QueryValue.Number(value("originator")),
            NextFrom = QueryValue.Day(value("nextfrom")),
            NextTo = QueryValue.Day(value("nextto")),
            CreatedFrom = QueryValue.Day(value("createdfrom")),
            CreatedTo = QueryValue.Day(value("createdto")),
            FinishedFrom = QueryValue.Day(value("finishedfrom")),
            FinishedTo = QueryValue.Day(value("finishedto")),
            SilentDays = QueryValue.Number(value("silent")),
        };

    /// <summary>Reads the query of the explorer.</summary>
    public static TaskQuery Query(Func<string, string?> value)
    {
        var sort = Parts(value("sort"))
            .Select(part => (Column: QueryValue.Enum<TaskColumn>(part.TrimStart('-')), Descending: part[0] == '-'))
            .Where(s => s.Column is { } column && TaskQuery.CanSort(column))
            .DistinctBy(s => s.Column)
            .Select(s => new TaskSort(s.Column!.Value, s.Descending));
        var columns = Parts(value("columns")).Select(QueryValue.Enum<TaskColumn>).OfType<TaskColumn>().Distinct().ToList();
        return new TaskQuery(
            Filter(value),
            [.. sort.Take(4)],
            QueryValue.Enum(value("group"), TaskGroup.None),
            columns.Count > 0 ? columns : TaskQuery.DefaultColumns
        );

        static string[] Parts(string? text) =>
            (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>Reads everything that a saved view keeps.</summary>
    public static TaskViewContent Content(Func<string, string?> value) =>
        new(Query(value), QueryValue.Enum(value("by"), BoardBy.When), QueryValue.Enum(value("lanes"), BoardLanes.None));

    /// <summary>Writes a filter as query-string values.</summary>
    public static IEnumerable<(string Name, string? Value)> Values(TaskFilter filter) =>
        [
            ("role", QueryValue.Of(filter.Role)),
            ("project", QueryValue.Of(filter.ProjectId)),
            ("client", QueryValue.Of(filter.ClientId)),
            ("responsible", QueryValue.Of(filter.ResponsibleId)),
            ("team", QueryValue.Of(filter.TeamId)),
            ("controller", QueryValue.Of(filter.ControllerId)),
            ("originator", QueryValue.Of(filter.OriginatorId)),
            ("kind", QueryValue.Of(filter.Kind)),
            ("priority", QueryValue.Of(filter.Priority)),
            ("type", QueryValue.Of(filter.TypeId)),
            ("origin", QueryValue.Of(filter.OriginId)),
            ("status", QueryValue.Of(filter.Status, TaskStatusFilter.Open)),
            ("due", QueryValue.Of(filter.Due, TaskDue.Any)),
            ("nextfrom", QueryValue.Of(filter.NextFrom)),
            ("nextto", QueryValue.Of(filter.NextTo)),
            ("createdfrom", QueryValue.Of(filter.CreatedFrom)),
            ("createdto", QueryValue.Of(filter.CreatedTo)),
            ("finishedfrom", QueryValue.Of(filter.FinishedFrom)),
            ("finishedto", QueryValue.Of(filter.FinishedTo)),
            ("silent", QueryValue.Of(filter.SilentDays)),
            ("text", filter.Text),
            ("comments", filter.InComments ? "1" : null),
        ];

    /// <summary>Writes everything that a saved view keeps.</summary>
    public static IEnumerable<(string Name, string? Value)> Values(TaskViewContent content) =>
        [
            .. Values(content.Query.Filter),
            ("sort", List(content.Query.Sort.Select(s => $"{(s.Descending ? "-" : "")}{Key(s.Column)}"))),
            ("group", QueryValue.Of(content.Query.Group, TaskGroup.None)),
            ("columns", content.Query.Columns.SequenceEqual(TaskQuery.DefaultColumns) ? null : List(content.Query.Columns.Select(Key))),
            ("by", QueryValue.Of(content.By, BoardBy.When)),
            ("lanes", QueryValue.Of(content.Lanes, BoardLanes.None)),
        ];

    private static string? List(IEnumerable<string> parts) => string.Join(',', parts) is { Length: > 0 } text ? text : null;

    private static string Key(TaskColumn column) => column.Definition().Key;
}
