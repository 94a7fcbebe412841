using HexaLive.Domain.Mail;
using HexaLive.Infrastructure.Data;

namespace HexaLive.Infrastructure.Features.Mail;

/// <summary>
/// Writes the e-mails of one kind. Each run of the mail queue has its own instance, which may cache data that several e-mails need.
/// </summary>
internal interface IMailBuilder
{
    MailKind Kind { get; }

    /// <summary>
    /// Writes an e-mail from the current data, in the current culture. The content is null if there is nothing left to report.
    /// </summary>
    Task<RenderedMail> BuildAsync(HexaDbContext db, OutgoingMail mail, CancellationToken cancellationToken);

    /// <summary>
    /// Called when the e-mail was sent, cancelled, or failed permanently. Changes to <paramref name="db"/> are saved together
    /// with the e-mail.
    /// </summary>
    Task OnEndedAsync(HexaDbContext db, OutgoingMail mail, RenderedMail rendered) => Task.CompletedTask;
}
