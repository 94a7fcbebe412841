using System.Text.Json;
using System.Text.Json.Serialization;
using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>What the columns of a board stand for: <see cref="DueBucket"/> or <see cref="WorkTaskStatus"/>.</summary>
public enum BoardBy
{
    When,
    Status,
}

/// <summary>What the rows (swimlanes) of a board stand for.</summary>
public enum BoardLanes
{
    None,
    Responsible,
    Project,
    Priority,
}

/// <summary>What a saved view keeps: the query of the explorer, and the layout of the board, which shows the same filter.</summary>
public sealed record TaskViewContent(TaskQuery Query, BoardBy By = BoardBy.When, BoardLanes Lanes = BoardLanes.None)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>All open tasks, in the usual order and columns.</summary>
    public static readonly TaskViewContent Plain = new(new TaskQuery(new TaskFilter(), [], TaskGroup.None, TaskQuery.DefaultColumns));

    /// <summary>Writes the content as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <summary>Reads the content from JSON. Returns <see cref="Plain"/> if this version of the application cannot read it.</summary>
    public static TaskViewContent FromJson(string json)
    {
        try
        {
            return
                JsonSerializer.Deserialize<TaskViewContent>(json, Options)
                    is { Query: { Filter: not null, Sort: not null, Columns: not null } } read
                ? read
                : Plain;
        }
        catch (JsonException)
        {
            return Plain;
        }
    }
}
