using HexaLive.Infrastructure.Features.Mails;
using HexaLive.Infrastructure.Features.Reminders;

namespace HexaLive.Infrastructure.Jobs;

/// <summary>Each minute: brings back what was put off, queues mails of what was raised, and sends what waits. Harmless twice and on several servers.</summary>
public sealed class MailSweep(ReminderTelling telling, MailQueue mails)
{
    /// <summary>Runs one sweep; returns how many mails it sent.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await telling.WakeAsync(cancellationToken);
        await telling.QueueMailsAsync(cancellationToken);
        return await mails.SendAsync(cancellationToken);
    }
}
