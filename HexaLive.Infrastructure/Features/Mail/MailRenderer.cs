using System.Globalization;
using HexaLive.Domain.Mail;
using HexaLive.Infrastructure.Data;

namespace HexaLive.Infrastructure.Features.Mail;

/// <summary>Writes a waiting e-mail from the current data, in the recipient's language, with the builder of its kind.</summary>
internal sealed class MailRenderer(IEnumerable<IMailBuilder> builders)
{
    private readonly Dictionary<MailKind, IMailBuilder> _builders = builders.ToDictionary(b => b.Kind);

    /// <summary>
    /// Writes the e-mail. The content is null if there is nothing left to report or the recipient cannot receive e-mails. The
    /// Message-Id depends only on the stored record, so mail servers recognise a second attempt as the same e-mail.
    /// </summary>
    internal async Task<RenderedMail> RenderAsync(HexaDbContext db, OutgoingMail mail, CancellationToken cancellationToken)
    {
        if (!mail.Person.Active || mail.Person.Email is null)
            return new(null);
        // The previous culture need not be restored, because a culture that an async method sets does not flow back to its caller.
        var language = CultureInfo.GetCultureInfo(mail.Person.Language ?? "es");
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (language, language);
        var rendered = await _builders[mail.Kind].BuildAsync(db, mail, cancellationToken);
        var id = string.Create(CultureInfo.InvariantCulture, $"hexalive-{mail.Id}-{mail.CreatedAt.Ticks:x}@hexalive");
        return rendered.Content is null ? rendered : rendered with { Content = rendered.Content with { MessageId = id } };
    }

    /// <summary>Tells the builder that the e-mail was sent, cancelled, or failed permanently.</summary>
    internal Task OnEndedAsync(HexaDbContext db, OutgoingMail mail, RenderedMail rendered) =>
        _builders[mail.Kind].OnEndedAsync(db, mail, rendered);
}
