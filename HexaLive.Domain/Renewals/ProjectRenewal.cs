using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Renewals;

/// <summary>
/// The renewal of a project for a new year: its open tasks were moved to a new project. Renewals made in one operation share
/// <see cref="RunId"/>. A renewal can be undone.
/// </summary>
public sealed class ProjectRenewal
{
    private ProjectRenewal() { }

    /// <summary>
    /// Creates a renewal. <paramref name="tasks"/> is the number of tasks moved. Each moved task has an activity row in the new
    /// project, with the same instant as the renewal.
    /// </summary>
    public ProjectRenewal(Guid runId, int year, Project from, Project to, int tasks, Actor actor)
    {
        if (year < Check.FirstDay.Year || year > Check.LastDay.Year)
            throw new RuleException(RuleError.InvalidValue, nameof(Year));
        (RunId, Year, Tasks, ById, At) = (runId, year, tasks, actor.RequiredPersonId, actor.Now);
        (From, FromProjectId, To, ToProjectId, ToName) = (from, from.Id, to, to.Id, to.Name);
    }

    public int Id { get; private set; }
    public Guid RunId { get; private set; }

    /// <summary>The year of the new project.</summary>
    public int Year { get; private set; }
    public int ById { get; private set; }
    public Person By { get; private set; } = null!;

    /// <summary>When the project was renewed (UTC).</summary>
    public DateTime At { get; private set; }
    public int FromProjectId { get; private set; }
    public Project From { get; private set; } = null!;

    /// <summary>The new project; null if it was deleted when the renewal was undone.</summary>
    public int? ToProjectId { get; private set; }
    public Project? To { get; private set; }
    public string ToName { get; private set; } = "";

    /// <summary>Number of tasks moved.</summary>
    public int Tasks { get; private set; }

    /// <summary>When the renewal was last undone (UTC).</summary>
    public DateTime? UndoneAt { get; private set; }

    /// <summary>
    /// Marks the renewal as undone. <paramref name="deleted"/> is true if the new project was deleted, because it had not been used
    /// since the renewal.
    /// </summary>
    public void MarkUndone(bool deleted, DateTime now)
    {
        UndoneAt = now;
        if (deleted)
            (To, ToProjectId) = (null, null);
    }
}
