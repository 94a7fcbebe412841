using System.Net.Sockets;
using HexaLive.Domain;
using HexaLive.Domain.Mail;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Diagnostics;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Settings;
using HexaLive.Infrastructure.Mail;
using HexaLive.Infrastructure.Persistence;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HexaLive.Infrastructure.Features.Mails;

/// <summary>A mail that was not sent, as administrators see it; instants are UTC. <see cref="Day"/>: it is the digest of that day.</summary>
public sealed record FailedMail(int Id, string Person, string? Address, DateOnly? Day, DateTime CreatedAt, DateTime? EndedAt, int Attempts, string? Error);

/// <summary>How mail goes: how many wait, how many of those have failed at least once, and what has failed for good, newest first.</summary>
public sealed record MailTrouble(int Waiting, int Retrying, IReadOnlyList<FailedMail> Failed);

/// <summary>Sends the mails that wait, each once; what fails is tried again later, and in the end shown to administrators.</summary>
public sealed class MailQueue(IDbContextFactory<HexaDbContext> databases, MailWriter writer, Mailer mailer, TimeProvider time, ILogger<MailQueue> log)
{
    private const int BatchSize = 50;

    // Who has taken a mail and says nothing for so long is dead: longer than a server may take for its answer.
    private static readonly TimeSpan Lease = Mailer.MostForTaking + TimeSpan.FromMinutes(5);

    /// <summary>
    /// Sends what is due and returns how many were sent. Each is claimed before it is sent. Should this server die between sending and saying so, the mail goes again under the
    /// same Message-Id, by which servers and the folder know it for the same.
    /// </summary>
    public async Task<int> SendAsync(CancellationToken cancellationToken = default)
    {
        var (sent, written) = (0, new WrittenReports());
        while (true)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var now = time.GetUtcNow().UtcDateTime;
            // Reports, which may take minutes, come after all that is quick.
            var due = await db.Mails.AsNoTracking().Where(m => m.State == MailState.Waiting && m.NextAttemptAt <= now).OrderBy(m => m.ReportDeliveryId == null ? 0 : 1).ThenBy(m => m.NextAttemptAt).ThenBy(m => m.Id).Take(BatchSize)
                .Select(m => new { m.Id, m.NextAttemptAt }).ToListAsync(cancellationToken);
            foreach (var mail in due)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (await SendAsync(mail.Id, mail.NextAttemptAt, written, cancellationToken)) sent++;
            }
            if (due.Count < BatchSize) return sent;
        }
    }

    /// <summary>What waits and what has failed for good.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to anybody but administrators.</exception>
    public async Task<MailTrouble> TroubleAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var waiting = await db.Mails.Where(m => m.State == MailState.Waiting).GroupBy(_ => 1).Select(g => new { All = g.Count(), Retrying = g.Count(m => m.Attempts > 0) }).FirstOrDefaultAsync(cancellationToken);
        var failed = await db.Mails.AsNoTracking().Where(m => m.State == MailState.Failed).OrderByDescending(m => m.NextAttemptAt).Take(100)
            .Select(m => new FailedMail(m.Id, m.Person.Name, m.Person.Email, m.Day, m.CreatedAt, m.EndedAt, m.Attempts, m.Error)).ToListAsync(cancellationToken);
        return new MailTrouble(waiting?.All ?? 0, waiting?.Retrying ?? 0, failed);
    }

    /// <summary>Tries every mail that has failed for good again, or one of them; returns how many.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to anybody but administrators.</exception>
    public async Task<int> RetryAsync(Viewer viewer, int? id, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var failed = await db.Mails.Where(m => m.State == MailState.Failed && (id == null || m.Id == id)).OrderBy(m => m.Id).Take(1000).ToListAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var mail in failed) mail.Retry(now);
        if (failed.Count > 0) db.Tell(viewer, now, nameof(OutgoingMail), null, failed.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await db.SaveChangesAsync(cancellationToken);
        return failed.Count;
    }

    private async Task<bool> SendAsync(int id, DateTime turn, WrittenReports reports, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var until = time.GetUtcNow().UtcDateTime + Lease;
        var claimed = await db.WriteAsync(() => db.Mails.Where(m => m.Id == id && m.State == MailState.Waiting && m.NextAttemptAt == turn)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAttemptAt, until).SetProperty(m => m.Attempts, m => m.Attempts + 1), cancellationToken), cancellationToken);
        if (claimed == 0) return false;
        var mail = await db.Mails.Include(m => m.Person).FirstAsync(m => m.Id == id, cancellationToken);
        var (sent, written) = (false, new WrittenMail(null));
        try
        {
            written = await writer.WriteAsync(db, mail, reports, cancellationToken);
            if (written.Content is { } content)
            {
                await mailer.SendAsync(content, cancellationToken);
                mail.Sent(time.GetUtcNow().UtcDateTime);
                sent = true;
                HexaMetrics.MailsSent.Add(1);
            }
            else
            {
                mail.Cancel(time.GetUtcNow().UtcDateTime);
            }
        }
        // Whatever it is, of the server, the settings or what is to be written: it is this mail's, and the others go on.
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            mail.Fail(e.Message, ForGood(e), time.GetUtcNow().UtcDateTime);
            HexaMetrics.MailsFailed.Add(1, new KeyValuePair<string, object?>("final", mail.State == MailState.Failed));
            // Without the address, which is somebody's. What no server said is a fault of ours, and told whole.
            log.LogWarning(IsServers(e) ? null : e, "Mail {Mail} could not be sent at attempt {Attempt}: {Trouble}.", id, mail.Attempts, e.GetType().Name);
        }
        // It happened: also when this server is being stopped.
        if (mail.ReportDeliveryId is { } delivery && mail.State != MailState.Waiting) await EndAsync(db, delivery, mail.State, written.Rows);
        await db.SaveChangesAsync(CancellationToken.None);
        return sent;
    }

    // What became of a report is known together with its mail.
    private async Task EndAsync(HexaDbContext db, int delivery, MailState state, int? rows)
    {
        var outcome = state switch { MailState.Sent => DeliveryOutcome.Sent, MailState.Failed => DeliveryOutcome.Failed, _ => rows == 0 ? DeliveryOutcome.Empty : DeliveryOutcome.Stopped };
        if (await db.ReportDeliveries.FirstOrDefaultAsync(d => d.Id == delivery, CancellationToken.None) is { } found) found.End(outcome, rows, time.GetUtcNow().UtcDateTime);
    }

    private static bool IsServers(Exception e) =>
        e is IOException or SocketException or CommandException or ProtocolException or AuthenticationException or SslHandshakeException or TimeoutException or ServiceNotConnectedException or MimeKit.ParseException;

    // The server said that it will never take it (a permanent answer about this mail), or the address is none. A refused sign-in or sender is ours to mend: those are tried again.
    private static bool ForGood(Exception e) =>
        e is MimeKit.ParseException or SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted, StatusCode: >= (SmtpStatusCode)500 };
}
