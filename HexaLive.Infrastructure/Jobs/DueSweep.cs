using HexaLive.Infrastructure.Diagnostics;
using HexaLive.Infrastructure.Features.Reminders;
using Microsoft.Extensions.Logging;

namespace HexaLive.Infrastructure.Jobs;

/// <summary>Each minute: flags what has fallen due. Harmless twice and on several servers.</summary>
public sealed class DueSweep(DueFlagging flagging, ILogger<DueSweep> log)
{
    /// <summary>Runs one sweep; returns how many promises it flagged.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var run = HexaMetrics.Job("due-sweep");
        var flagged = await flagging.FlagDueAsync(cancellationToken);
        if (flagged > 0) log.LogInformation("Flagged {Flagged} promises that fell due.", flagged);
        return flagged;
    }
}
