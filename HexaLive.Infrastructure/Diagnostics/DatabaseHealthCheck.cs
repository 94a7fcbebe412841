using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HexaLive.Infrastructure.Diagnostics;

/// <summary>Checks that the database answers a query.</summary>
public sealed class DatabaseHealthCheck(IDbContextFactory<HexaDbContext> databases) : IHealthCheck
{
    /// <summary>Reads from a small table.</summary>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Teams.AnyAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
