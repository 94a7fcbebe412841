using Hangfire;
using Hangfire.Storage;
using HexaLive.Domain;
using HexaLive.Infrastructure.Features.People;

namespace HexaLive.Infrastructure.Jobs;

/// <summary>What the server of jobs is asked on the page of jobs: when each runs next, and to run one now.</summary>
public sealed class JobServer(JobStorage storage, IRecurringJobManagerV2 jobs)
{
    /// <summary>When each scheduled job runs next (UTC), by its name; a job that no server has scheduled is not among them.</summary>
    public IReadOnlyDictionary<string, DateTime> NextRuns()
    {
        using var connection = storage.GetConnection();
        return connection.GetRecurringJobs().Where(j => j is { Removed: false, NextExecution: not null })
            .ToDictionary(j => j.Id, j => DateTime.SpecifyKind(j.NextExecution!.Value, DateTimeKind.Utc));
    }

    /// <summary>Puts a run of the job at the head of the schedule; false where no server has scheduled it.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to anybody but administrators.</exception>
    public bool RunNow(Viewer viewer, string name)
    {
        viewer.MustBeAdministrator();
        if (!NextRuns().ContainsKey(name)) return false;
        jobs.TriggerJob(name);
        return true;
    }
}
