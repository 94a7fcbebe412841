using System.Globalization;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Tasks;

namespace HexaLive.Web.Features.Tasks;

/// <summary>
/// The input for a new task, as kept in its draft. Null means that the person did not edit the value. The value then comes from the preset,
/// even if the type or origin changes later.
/// </summary>
public sealed class NewTaskModel
{
    public int? ProjectId { get; set; }
    public int? TypeId { get; set; }
    public int? OriginId { get; set; }
    public int? ContactId { get; set; }
    public string? Title { get; set; }
    public string? Description { get; set; }
    public int? ResponsibleId { get; set; }
    public int? ControllerId { get; set; }
    public TaskPriority? Priority { get; set; }
    public string? Estimate { get; set; }

    /// <summary>Whether the person edited or removed the date. If so, the date no longer follows the preset.</summary>
    public bool Dated { get; set; }
    public DateOnly? NextDate { get; set; }
    public TimeOnly? NextTime { get; set; }
    public string NextNote { get; set; } = "";

    /// <summary>Whether an entry for work already done is logged together with the task.</summary>
    public bool Log { get; set; }
    public string Minutes { get; set; } = "";
    public DedicationChannel Channel { get; set; }
    public string Comment { get; set; } = "";
    public Guid SubmissionId { get; set; } = Guid.NewGuid();

    /// <summary>Returns the names of the invalid fields, each with the resource key of its message.</summary>
    public IReadOnlyDictionary<string, string> GetProblems(PresetValues? preset, DateOnly today)
    {
        var problems = new Dictionary<string, string>();
        if (ProjectId is null)
            problems[nameof(ProjectId)] = "ProjectNeeded";
        if (string.IsNullOrWhiteSpace(Title ?? preset?.Title.Value))
            problems[nameof(Title)] = "TitleNeeded";
        if (!string.IsNullOrWhiteSpace(Estimate) && ParseWhole(Estimate, 1_000_000) is null)
            problems[nameof(Estimate)] = "EstimateWrong";
        if (NextDate < today)
            problems[nameof(NextDate)] = "DayNeeded";
        if (!Log)
            return problems;
        if (ParseWhole(Minutes, 1440) is null)
            problems[nameof(Minutes)] = "MinutesWrong";
        if (Comment.Trim().Length == 0)
            problems[nameof(Comment)] = "CommentNeeded";
        return problems;
    }

    /// <summary>
    /// Converts the input to the request of the use case. Only valid input (see <see cref="Problems"/>) can be converted.
    /// </summary>
    public NewTask ToRequest(PresetValues? preset)
    {
        var day = Dated ? NextDate : preset?.NextAction.Value;
        return new NewTask(
            ProjectId!.Value,
            Title,
            Description,
            TypeId,
            OriginId,
            ContactId,
            ResponsibleId,
            ControllerId,
            Priority,
            string.IsNullOrWhiteSpace(Estimate) ? null : ParseWhole(Estimate, 1_000_000),
            day is { } date ? new NextAction(date, NextTime, NextNote.Trim().Length == 0 ? null : NextNote.Trim()) : null,
            Log ? new FirstEntry(ParseWhole(Minutes, 1440)!.Value, Channel, Comment, SubmissionId) : null,
            HasNoNextAction: day is null
        );
    }

    private static int? ParseWhole(string text, int max) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max
            ? number
            : null;
}
