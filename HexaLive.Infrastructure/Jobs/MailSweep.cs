using HexaLive.Infrastructure.Features.Mail;
using HexaLive.Infrastructure.Features.Reminders;

namespace HexaLive.Infrastructure.Jobs;

/// <summary>
/// Runs every minute: reactivates reminders whose snooze has ended, queues e-mails for raised reminders, and sends waiting e-mails. The
/// sweep is idempotent and may run on several servers at the same time.
/// </summary>
public sealed class MailSweep(ReminderMailQueueing reminders, MailQueue mails)
{
    /// <summary>Runs one sweep and returns the number of e-mails sent.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await reminders.EndSnoozesAsync(cancellationToken);
        await reminders.QueueMailsAsync(cancellationToken);
        return await mails.SendAsync(cancellationToken);
    }
}
