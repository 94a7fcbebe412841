using System.Text.Json;
using Hangfire;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Diagnostics;
using HexaLive.Infrastructure.Live;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HexaLive.Web.Diagnostics;

/// <summary>
/// Health checks: <c>/health/live</c> answers while the process runs; <c>/health/ready</c> checks the database, the job server, the age
/// of the last read of the activity table, and Redis. Both are anonymous, so they name the failing check but not the cause.
/// </summary>
public static class HealthEndpoints
{
    /// <summary>
    /// The maximum age of the last successful read of the activity table. Beyond this age several reads have failed, and the node is
    /// unhealthy.
    /// </summary>
    public static readonly TimeSpan MaxLag = TimeSpan.FromSeconds(15);

    /// <summary>Registers the health checks.</summary>
    public static IServiceCollection AddHexaHealth(this IServiceCollection services, IConfiguration configuration)
    {
        var limit = TimeSpan.FromSeconds(5);
        var health = services
            .AddHealthChecks()
            .AddCheck<DatabaseHealthCheck>("database", timeout: limit)
            .AddCheck<ActivityPollerCheck>("tail", timeout: limit);
        if (configuration.GetValue("Jobs:Enabled", true))
            health.AddCheck<JobsCheck>("jobs", timeout: limit);
        // Without Redis, updates between nodes are only slower, so report Degraded (200), which keeps the node in rotation.
        if (RedisChangeNotifier.ReadOptions(configuration) is not null)
            health.AddCheck<RedisCheck>("redis", HealthStatus.Degraded, timeout: limit);
        return services;
    }

    /// <summary>Maps the endpoints, which answer 200, or 503 if the node should receive no traffic.</summary>
    public static void MapHexaHealth(this WebApplication app)
    {
        app.MapHealthChecks(AppUrls.HealthLive, new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync })
            .AllowAnonymous();
        app.MapHealthChecks(AppUrls.HealthReady, new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(
            JsonSerializer.Serialize(
                new
                {
                    status = report.Status.ToString(),
                    checks = report.Entries.ToDictionary(
                        e => e.Key,
                        e => new
                        {
                            status = e.Value.Status.ToString(),
                            ms = (int)e.Value.Duration.TotalMilliseconds,
                            data = e.Value.Data.Count == 0 ? null : e.Value.Data,
                        }
                    ),
                },
                JsonSerializerOptions.Web
            ),
            context.RequestAborted
        );
    }

    private sealed class ActivityPollerCheck(ActivityPoller poller) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var lag = poller.Lag;
            var data = new Dictionary<string, object> { ["lagMs"] = (long)lag.TotalMilliseconds };
            return Task.FromResult(lag > MaxLag ? HealthCheckResult.Unhealthy(data: data) : HealthCheckResult.Healthy(data: data));
        }
    }

    // Checks the heartbeat of this process's own job server, which Hangfire sends every 30 seconds.
    private sealed class JobsCheck(JobStorage storage, TimeProvider time) : IHealthCheck
    {
        private static readonly string ServerPrefix = $"{Environment.MachineName}:{Environment.ProcessId}:";
        private static readonly TimeSpan MaxSilence = TimeSpan.FromMinutes(2);

        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var now = time.GetUtcNow().UtcDateTime;
            var isAlive = storage
                .GetMonitoringApi()
                .Servers()
                .Where(s => s.Name.StartsWith(ServerPrefix, StringComparison.OrdinalIgnoreCase))
                .Any(s => now - s.Heartbeat < MaxSilence);
            return Task.FromResult(isAlive ? HealthCheckResult.Healthy() : new HealthCheckResult(context.Registration.FailureStatus));
        }
    }

    private sealed class RedisCheck(RedisChangeNotifier redis) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(redis.IsConnected ? HealthCheckResult.Healthy() : new HealthCheckResult(context.Registration.FailureStatus));
    }
}
