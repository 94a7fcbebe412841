using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>
/// An entry that is logged while its task is created. The form creates the <see cref="SubmissionId"/> when it
/// opens, so that a repeated submission creates no second task.
/// </summary>
public sealed record FirstEntry(int Minutes, DedicationChannel Channel, string Comment, Guid SubmissionId);

/// <summary>
/// A new task as submitted by a form. Null fields get the value of the preset. Null fields without a preset value get the default: the
/// creator as responsible, the project manager (or the creator) as controller, and normal priority. If <see cref="HasNoNextAction"/> is
/// true, the task gets no next action even if a preset has one.
/// </summary>
public sealed record NewTask(
    int ProjectId,
    string? Title,
    string? Description,
    int? TypeId,
    int? OriginId,
    int? ContactId,
    int? ResponsibleId,
    int? ControllerId,
    TaskPriority? Priority,
    int? EstimatedMinutes,
    NextAction? Next,
    FirstEntry? FirstEntry = null,
    bool HasNoNextAction = false
);
