using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Data.Seed;

/// <summary>The state of a task while <see cref="BulkTaskGenerator"/> simulates its history.</summary>
internal sealed class BulkTask
{
    public required int Id { get; init; }
    public required DemoClient Client { get; init; }
    public required Project Project { get; init; }
    public required int[] Contacts { get; init; }
    public required int ContactId { get; init; }
    public required int ResponsibleId { get; init; }
    public required int ControllerId { get; init; }

    /// <summary>Whether the task stays unfinished after its last planned entry.</summary>
    public required bool StaysOpen { get; init; }

    public required int EntriesLeft { get; set; }

    /// <summary>The values of the columns that do not change during the simulation.</summary>
    public object?[] FixedValues { get; set; } = [];

    public WorkTaskStatus Status { get; set; }
    public DateTime? FinishedAt { get; set; }
    public string? Outcome { get; set; }
    public BulkPromise? Promise { get; set; }
}

/// <summary>The open promise of a task.</summary>
internal sealed record BulkPromise(DateOnly Day, TimeOnly? Time, string Note, DateTime SetAt, int SetById, int? SetByDedicationId);
