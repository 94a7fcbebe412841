using System.Text.Json;
using Hangfire;
using HexaLive.Infrastructure.Live;
using HexaLive.Infrastructure.Persistence;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HexaLive.Web.Endpoints;

/// <summary>
/// Whether this process lives (<c>/health/live</c>: it answers) and is ready for people (<c>/health/ready</c>: database, jobs, what other nodes write, Redis). Open to everybody, and silent about why.
/// </summary>
public static class HealthEndpoints
{
    /// <summary>A tail that has not read for so long is ill: several looks failed.</summary>
    public static readonly TimeSpan MostLag = TimeSpan.FromSeconds(15);

    /// <summary>Registers the checks.</summary>
    public static IServiceCollection AddHexaHealth(this IServiceCollection services, IConfiguration configuration)
    {
        var limit = TimeSpan.FromSeconds(5);
        var health = services.AddHealthChecks()
            .AddCheck<DatabaseCheck>("database", timeout: limit)
            .AddCheck<TailCheck>("tail", timeout: limit);
        if (configuration.GetValue("Jobs:Enabled", true)) health.AddCheck<JobsCheck>("jobs", timeout: limit);
        // Without Redis everything is right, only slower: a node is not taken out for that.
        if (Doorbell.Options(configuration) is not null) health.AddCheck<RedisCheck>("redis", HealthStatus.Degraded, timeout: limit);
        return services;
    }

    /// <summary>Answers 200, or 503 where the node should get no people.</summary>
    public static void MapHexaHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            status = report.Status.ToString(),
            checks = report.Entries.ToDictionary(e => e.Key, e => new { status = e.Value.Status.ToString(), ms = (int)e.Value.Duration.TotalMilliseconds, data = e.Value.Data.Count == 0 ? null : e.Value.Data }),
        }, JsonSerializerOptions.Web), context.RequestAborted);
    }

    private sealed class DatabaseCheck(IDbContextFactory<HexaDbContext> databases) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await db.Teams.AnyAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
    }

    private sealed class TailCheck(ActivityTail tail) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var lag = tail.Lag;
            var data = new Dictionary<string, object> { ["lagMs"] = (long)lag.TotalMilliseconds };
            return Task.FromResult(lag > MostLag ? HealthCheckResult.Unhealthy(data: data) : HealthCheckResult.Healthy(data: data));
        }
    }

    // The heart of this process's own job server beats each half minute.
    private sealed class JobsCheck(JobStorage storage, TimeProvider time) : IHealthCheck
    {
        private static readonly string Mine = $"{Environment.MachineName}:{Environment.ProcessId}:";
        private static readonly TimeSpan MostSilence = TimeSpan.FromMinutes(2);

        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var now = time.GetUtcNow().UtcDateTime;
            var beats = storage.GetMonitoringApi().Servers().Where(s => s.Name.StartsWith(Mine, StringComparison.OrdinalIgnoreCase)).Any(s => now - s.Heartbeat < MostSilence);
            return Task.FromResult(beats ? HealthCheckResult.Healthy() : new HealthCheckResult(context.Registration.FailureStatus));
        }
    }

    private sealed class RedisCheck(Doorbell doorbell) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(doorbell.IsConnected ? HealthCheckResult.Healthy() : new HealthCheckResult(context.Registration.FailureStatus));
    }
}
