using Hangfire;
using Hangfire.Storage;
using HexaLive.Domain;
using HexaLive.Infrastructure.Access;

namespace HexaLive.Infrastructure.Jobs;

/// <summary>Tells the jobs page when each job runs next, and starts a job on demand.</summary>
public sealed class JobServer(JobStorage storage, IRecurringJobManagerV2 jobs)
{
    /// <summary>
    /// Returns the next run (UTC) of each scheduled job by name; jobs that no server has scheduled are not included.
    /// </summary>
    public IReadOnlyDictionary<string, DateTime> GetNextRuns()
    {
        using var connection = storage.GetConnection();
        return connection
            .GetRecurringJobs()
            .Where(j => j is { Removed: false, NextExecution: not null })
            .ToDictionary(j => j.Id, j => DateTime.SpecifyKind(j.NextExecution!.Value, DateTimeKind.Utc));
    }

    /// <summary>Triggers a run of the job now. Returns false if no server has scheduled the job.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> if the viewer is not an administrator.</exception>
    public bool RunNow(Viewer viewer, string name)
    {
        viewer.EnsureAdministrator();
        if (!GetNextRuns().ContainsKey(name))
            return false;
        jobs.TriggerJob(name);
        return true;
    }
}
