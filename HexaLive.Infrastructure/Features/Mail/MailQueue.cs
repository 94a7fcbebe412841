using HexaLive.Domain;
using HexaLive.Domain.Mail;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Diagnostics;
using HexaLive.Infrastructure.Features.Shared;
using HexaLive.Infrastructure.Mail;
using MailKit.Net.Smtp;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HexaLive.Infrastructure.Features.Mail;

/// <summary>
/// An e-mail that could not be sent, as shown to administrators. Instants are UTC. <see cref="Day"/> is the day of a digest and
/// null for other e-mails. <see cref="IsReport"/> is true if the e-mail is about a scheduled report.
/// </summary>
public sealed record FailedMail(
    int Id,
    string Person,
    string? Address,
    DateOnly? Day,
    bool IsReport,
    DateTime CreatedAt,
    DateTime? EndedAt,
    int Attempts,
    string? Error
);

/// <summary>
/// The state of the mail queue: the number of waiting e-mails, the number of waiting e-mails that failed at least once, and the
/// latest permanently failed e-mails (at most 100).
/// </summary>
public sealed record FailedMailSummary(int WaitingCount, int RetryingCount, IReadOnlyList<FailedMail> Failed);

/// <summary>
/// Sends the waiting e-mails. A failed attempt is retried later; e-mails that failed permanently are shown to administrators.
/// </summary>
public sealed class MailQueue(
    IDbContextFactory<HexaDbContext> databases,
    IServiceScopeFactory scopes,
    Mailer mailer,
    TimeProvider time,
    ILogger<MailQueue> log
)
{
    private const int BatchSize = 50;

    // If a process has not finished an e-mail within this time after claiming it, the process is considered dead and the e-mail is
    // sent again. The time is longer than a mail server may take to answer.
    private static readonly TimeSpan Lease = Mailer.AcceptTimeout + TimeSpan.FromMinutes(5);

    /// <summary>
    /// Sends all e-mails that are due and returns how many were sent. A server claims each e-mail before sending it, so that no other
    /// server sends the same e-mail. If the process dies after sending an e-mail and before recording the e-mail as sent, the e-mail is
    /// sent again with the same Message-Id. Mail servers and the mail folder recognise the duplicate by this Message-Id.
    /// </summary>
    public async Task<int> SendAsync(CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var renderer = scope.ServiceProvider.GetRequiredService<MailRenderer>();
        var sent = 0;
        while (true)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var now = time.GetUtcNow().UtcDateTime;
            // Send reports last, because generating a report can take minutes.
            var due = await db
                .Mails.AsNoTracking()
                .Where(m => m.State == MailState.Waiting && m.NextAttemptAt <= now)
                .OrderBy(m => m.ReportDeliveryId == null ? 0 : 1)
                .ThenBy(m => m.NextAttemptAt)
                .ThenBy(m => m.Id)
                .Take(BatchSize)
                .Select(m => new { m.Id, m.NextAttemptAt })
                .ToListAsync(cancellationToken);
            foreach (var mail in due)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (await SendAsync(mail.Id, mail.NextAttemptAt, renderer, cancellationToken))
                    sent++;
            }
            if (due.Count < BatchSize)
                return sent;
        }
    }

    /// <summary>Returns the number of waiting e-mails and the e-mails that failed permanently.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> if the viewer is not an administrator.</exception>
    public async Task<FailedMailSummary> GetFailedMailsAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var waiting = await db
            .Mails.Where(m => m.State == MailState.Waiting)
            .GroupBy(_ => 1)
            .Select(g => new { All = g.Count(), Retrying = g.Count(m => m.Attempts > 0) })
            .SingleOrDefaultAsync(cancellationToken);
        var failed = await db
            .Mails.AsNoTracking()
            .Where(m => m.State == MailState.Failed)
            .OrderByDescending(m => m.NextAttemptAt)
            .Take(100)
            .Select(m => new FailedMail(
                m.Id,
                m.Person.Name,
                m.Person.Email,
                m.Day,
                m.ReportDeliveryId != null || m.StoppedScheduleId != null,
                m.CreatedAt,
                m.EndedAt,
                m.Attempts,
                m.Error
            ))
            .ToListAsync(cancellationToken);
        return new FailedMailSummary(waiting?.All ?? 0, waiting?.Retrying ?? 0, failed);
    }

    /// <summary>
    /// Queues the permanently failed e-mails again (at most 1,000), or only the e-mail <paramref name="id"/>. Returns the number of
    /// e-mails queued.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> if the viewer is not an administrator.</exception>
    public async Task<int> RetryAsync(Viewer viewer, int? id, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var failed = await db
            .Mails.Where(m => m.State == MailState.Failed && (id == null || m.Id == id))
            .OrderBy(m => m.Id)
            .Take(1000)
            .ToListAsync(cancellationToken);
        OutgoingMail.Retry(failed, viewer.CreateActor(time));
        await db.SaveChangesAsync(cancellationToken);
        return failed.Count;
    }

    // Only the node whose update of the waiting row succeeds sends the e-mail.
    private async Task<bool> ClaimAsync(HexaDbContext db, int id, DateTime dueAt, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow().UtcDateTime + Lease;
        var claimed = await db.WriteAsync(
            () =>
                db
                    .Mails.Where(m => m.Id == id && m.State == MailState.Waiting && m.NextAttemptAt == dueAt)
                    .ExecuteUpdateAsync(
                        set => set.SetProperty(m => m.NextAttemptAt, until).SetProperty(m => m.Attempts, m => m.Attempts + 1),
                        cancellationToken
                    ),
            cancellationToken
        );
        return claimed > 0;
    }

    private async Task<bool> SendAsync(int id, DateTime dueAt, MailRenderer renderer, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await ClaimAsync(db, id, dueAt, cancellationToken))
            return false;
        var mail = await db.Mails.Include(m => m.Person).FirstAsync(m => m.Id == id, cancellationToken);
        var (sent, rendered) = (false, new RenderedMail(null));
        try
        {
            rendered = await renderer.RenderAsync(db, mail, cancellationToken);
            if (rendered.Content is { } content)
            {
                await mailer.SendAsync(content, cancellationToken);
                mail.MarkSent(time.GetUtcNow().UtcDateTime);
                sent = true;
                HexaMetrics.MailsSent.Add(1);
            }
            else
            {
                mail.Cancel(time.GetUtcNow().UtcDateTime);
            }
        }
        // Catch every exception, whether the mail server, the settings or the content caused it, so that the other e-mails are
        // still sent.
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            mail.Fail(e.Message, IsPermanentError(e), time.GetUtcNow().UtcDateTime);
            HexaMetrics.MailsFailed.Add(1, new KeyValuePair<string, object?>("final", mail.State == MailState.Failed));
            // Never log the address of the recipient. Errors from mail servers may contain the address, so log only the type of such an
            // error. All other errors come from this application and are logged in full.
            log.LogWarning(
                Mailer.IsServerError(e) ? null : e,
                "Mail {Mail} could not be sent at attempt {Attempt}: {Error}.",
                id,
                mail.Attempts,
                e.GetType().Name
            );
        }
        // Pass no cancellation token, so that the outcome of the attempt is recorded even if the process is being stopped.
        if (mail.State != MailState.Waiting)
            await renderer.OnEndedAsync(db, mail, rendered);
        await db.SaveChangesAsync(CancellationToken.None);
        return sent;
    }

    // Permanent failures are those in which the server rejected this recipient or message with a 5xx reply, or the address is invalid. If
    // the server refuses the sign-in or the sender, the configuration is wrong, so such e-mails are retried.
    private static bool IsPermanentError(Exception e) =>
        e
            is MimeKit.ParseException
                or SmtpCommandException
                {
                    ErrorCode: SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted,
                    StatusCode: >= (SmtpStatusCode)500
                };
}
