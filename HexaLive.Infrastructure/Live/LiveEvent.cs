using System.Linq.Expressions;
using HexaLive.Domain.Activity;

namespace HexaLive.Infrastructure.Live;

/// <summary>
/// A notification of one activity row, with the people whom it concerns. Contains only ids, so that each screen loads the data
/// within the scope of its viewer. <see cref="PersonId"/> is the person in whose diary the row appears.
/// </summary>
public sealed record LiveEvent(
    long ActivityId,
    ActivityKind Kind,
    int? ClientId,
    int? ProjectId,
    int? TaskId,
    int? ResponsibleId,
    int? ControllerId,
    int? PersonId
)
{
    /// <summary>When the event happened (UTC).</summary>
    public DateTime At { get; init; }

    /// <summary>
    /// The new person responsible, if the event changed that person. <see cref="ResponsibleId"/> is then the previous person responsible.
    /// </summary>
    public int? NextResponsibleId { get; init; }

    /// <summary>
    /// The new controller, if the event changed the controller. <see cref="ControllerId"/> is then the previous controller.
    /// </summary>
    public int? NextControllerId { get; init; }

    /// <summary>Projects an activity row to its event in a query.</summary>
    public static readonly Expression<Func<ActivityEntry, LiveEvent>> Projection = a =>
        new(a.Id, a.Kind, a.ClientId, a.ProjectId, a.TaskId, a.ResponsibleId, a.ControllerId, a.PersonId)
        {
            At = a.At,
            NextResponsibleId = a.Kind == ActivityKind.ResponsibleChanged && a.Task != null ? a.Task.ResponsibleId : null,
            NextControllerId = a.Kind == ActivityKind.ControllerChanged && a.Task != null ? a.Task.ControllerId : null,
        };

    private static readonly Func<ActivityEntry, LiveEvent> CompiledProjection = Projection.Compile();

    /// <summary>Creates the event of an activity row that was just saved. The task of the row must be loaded.</summary>
    public static LiveEvent From(ActivityEntry activity) => CompiledProjection(activity);
}
