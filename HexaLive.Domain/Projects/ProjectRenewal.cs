using HexaLive.Domain.People;

namespace HexaLive.Domain.Projects;

/// <summary>That a project went on in another one for a new year, with its open tasks; renewals made at once share <see cref="RunId"/>. It can be undone.</summary>
public sealed class ProjectRenewal
{
    private ProjectRenewal() { }

    /// <summary>A project that goes on in another one. Each of the <paramref name="tasks"/> that were moved has an activity row of the same instant in the new project.</summary>
    public ProjectRenewal(Guid runId, int year, Project from, Project to, int tasks, int byId, DateTime now)
    {
        (RunId, Year, Tasks, ById, At) = (runId, year, tasks, byId, now);
        (From, FromProjectId, To, ToProjectId, ToName) = (from, from.Id, to, to.Id, to.Name);
    }

    public int Id { get; private set; }
    public Guid RunId { get; private set; }
    /// <summary>The new year.</summary>
    public int Year { get; private set; }
    public int ById { get; private set; }
    public Person By { get; private set; } = null!;
    /// <summary>UTC.</summary>
    public DateTime At { get; private set; }
    public int FromProjectId { get; private set; }
    public Project From { get; private set; } = null!;
    /// <summary>The new project; null once undoing has deleted it.</summary>
    public int? ToProjectId { get; private set; }
    public Project? To { get; private set; }
    public string ToName { get; private set; } = "";
    /// <summary>How many tasks were moved.</summary>
    public int Tasks { get; private set; }
    /// <summary>UTC; when it was last undone.</summary>
    public DateTime? UndoneAt { get; private set; }

    /// <summary>It is undone; <paramref name="deleted"/>: nothing else had happened in the new project, which is gone.</summary>
    public void Undo(bool deleted, DateTime now)
    {
        UndoneAt = now;
        if (deleted) (To, ToProjectId) = (null, null);
    }
}
