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
    public static TaskFilter ParseFilter(Func<string, string?> getValue) =>
        new(
            QueryValue.ParseEnum<TaskRole>(getValue("role")),
            QueryValue.ParseText(getValue("text")),
            QueryValue.ParseEnum(getValue("status"), TaskStatusFilter.Open),
            QueryValue.ParseEnum(getValue("due"), TaskDue.Any),
            QueryValue.ParseNumber(getValue("project")),
            QueryValue.ParseNumber(getValue("client"))
        )
        {
            InComments = getValue("comments") == "1",
            Kind = QueryValue.ParseEnum<ProjectKind>(getValue("kind")),
            Priority = QueryValue.ParseEnum<TaskPriority>(getValue("priority")),
            TypeId = QueryValue.ParseNumber(getValue("type")),
            OriginId = QueryValue.ParseNumber(getValue("origin")),
            ResponsibleId = QueryValue.ParseNumber(getValue("responsible")),
            TeamId = QueryValue.ParseNumber(getValue("team")),
            ControllerId = QueryValue.ParseNumber(getValue("controller")),
            OriginatorId = QueryValue.ParseNumber(getValue("originator")),
            NextFrom = QueryValue.ParseDay(getValue("nextfrom")),
            NextTo = QueryValue.ParseDay(getValue("nextto")),
            CreatedFrom = QueryValue.ParseDay(getValue("createdfrom")),
            CreatedTo = QueryValue.ParseDay(getValue("createdto")),
            FinishedFrom = QueryValue.ParseDay(getValue("finishedfrom")),
            FinishedTo = QueryValue.ParseDay(getValue("finishedto")),
            SilentDays = QueryValue.ParseNumber(getValue("silent")),
        };

    /// <summary>Reads the query of the explorer.</summary>
    public static TaskQuery ParseQuery(Func<string, string?> getValue)
    {
        var sort = SplitList(getValue("sort"))
            .Select(part => (Column: QueryValue.ParseEnum<TaskColumn>(part.TrimStart('-')), Descending: part[0] == '-'))
            .Where(s => s.Column is { } column && TaskQuery.CanSort(column))
            .DistinctBy(s => s.Column)
            .Select(s => new TaskSort(s.Column!.Value, s.Descending));
        var columns = SplitList(getValue("columns")).Select(QueryValue.ParseEnum<TaskColumn>).OfType<TaskColumn>().Distinct().ToList();
        return new TaskQuery(
            ParseFilter(getValue),
            [.. sort.Take(4)],
            QueryValue.ParseEnum(getValue("group"), TaskGroup.None),
            columns.Count > 0 ? columns : TaskQuery.DefaultColumns
        );

        static string[] SplitList(string? text) =>
            (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>Reads everything that a saved view keeps.</summary>
    public static TaskViewContent ParseContent(Func<string, string?> getValue) =>
        new(
            ParseQuery(getValue),
            QueryValue.ParseEnum(getValue("by"), BoardBy.When),
            QueryValue.ParseEnum(getValue("lanes"), BoardSwimlanes.None)
        );

    /// <summary>Writes a filter as query-string values.</summary>
    public static IEnumerable<(string Name, string? Value)> ToValues(TaskFilter filter) =>
        [
            ("role", QueryValue.FormatValue(filter.Role)),
            ("project", QueryValue.FormatValue(filter.ProjectId)),
            ("client", QueryValue.FormatValue(filter.ClientId)),
            ("responsible", QueryValue.FormatValue(filter.ResponsibleId)),
            ("team", QueryValue.FormatValue(filter.TeamId)),
            ("controller", QueryValue.FormatValue(filter.ControllerId)),
            ("originator", QueryValue.FormatValue(filter.OriginatorId)),
            ("kind", QueryValue.FormatValue(filter.Kind)),
            ("priority", QueryValue.FormatValue(filter.Priority)),
            ("type", QueryValue.FormatValue(filter.TypeId)),
            ("origin", QueryValue.FormatValue(filter.OriginId)),
            ("status", QueryValue.FormatValue(filter.Status, TaskStatusFilter.Open)),
            ("due", QueryValue.FormatValue(filter.Due, TaskDue.Any)),
            ("nextfrom", QueryValue.FormatValue(filter.NextFrom)),
            ("nextto", QueryValue.FormatValue(filter.NextTo)),
            ("createdfrom", QueryValue.FormatValue(filter.CreatedFrom)),
            ("createdto", QueryValue.FormatValue(filter.CreatedTo)),
            ("finishedfrom", QueryValue.FormatValue(filter.FinishedFrom)),
            ("finishedto", QueryValue.FormatValue(filter.FinishedTo)),
            ("silent", QueryValue.FormatValue(filter.SilentDays)),
            ("text", filter.Text),
            ("comments", filter.InComments ? "1" : null),
        ];

    /// <summary>Writes everything that a saved view keeps.</summary>
    public static IEnumerable<(string Name, string? Value)> ToValues(TaskViewContent content) =>
        [
            .. ToValues(content.Query.Filter),
            ("sort", JoinList(content.Query.Sort.Select(s => $"{(s.Descending ? "-" : "")}{KeyOf(s.Column)}"))),
            ("group", QueryValue.FormatValue(content.Query.Group, TaskGroup.None)),
            (
                "columns",
                content.Query.Columns.SequenceEqual(TaskQuery.DefaultColumns) ? null : JoinList(content.Query.Columns.Select(KeyOf))
            ),
            ("by", QueryValue.FormatValue(content.By, BoardBy.When)),
            ("lanes", QueryValue.FormatValue(content.Lanes, BoardSwimlanes.None)),
        ];

    private static string? JoinList(IEnumerable<string> parts) => string.Join(',', parts) is { Length: > 0 } text ? text : null;

    private static string KeyOf(TaskColumn column) => column.GetDefinition().Key;
}
