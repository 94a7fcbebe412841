using System.Text.Json;
using System.Text.Json.Serialization;
using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>What the columns of a board show: <see cref="DueBucket"/> or <see cref="WorkTaskStatus"/>.</summary>
public enum BoardBy
{
    When,
    Status,
}

/// <summary>What the rows (swimlanes) of a board show.</summary>
public enum BoardSwimlanes
{
    None,
    Responsible,
    Project,
    Priority,
}

/// <summary>
/// The content of a saved view: the query of the task explorer, and the layout of the board. The explorer and the board use the
/// same filter.
/// </summary>
public sealed record TaskViewContent(TaskQuery Query, BoardBy By = BoardBy.When, BoardSwimlanes Lanes = BoardSwimlanes.None)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>All open tasks, in the usual order and columns.</summary>
    public static readonly TaskViewContent Default = new(new TaskQuery(new TaskFilter(), [], TaskGroup.None, TaskQuery.DefaultColumns));

    /// <summary>Writes the content as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <summary>Reads the content from JSON. Returns <see cref="Default"/> if this version of the application cannot read it.</summary>
    public static TaskViewContent FromJson(string json)
    {
        try
        {
            return
                JsonSerializer.Deserialize<TaskViewContent>(json, Options)
                    is { Query: { Filter: not null, Sort: not null, Columns: not null } } read
                ? read
                : Default;
        }
        catch (JsonException)
        {
            return Default;
        }
    }
}
