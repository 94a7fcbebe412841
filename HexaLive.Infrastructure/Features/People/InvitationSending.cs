using System.Globalization;
using HexaLive.Infrastructure.Features.Mail;
using HexaLive.Infrastructure.Mail;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging;

namespace HexaLive.Infrastructure.Features.People;

/// <summary>Sends invitation e-mails in the language of the invited person.</summary>
public sealed class InvitationSending(
    MailComposer composer,
    Mailer mailer,
    ISiteLinks site,
    IStringLocalizer<InvitationMail> texts,
    ILogger<InvitationSending> log
)
{
    /// <summary>Sends the invitation link; returns false if the e-mail could not be sent.</summary>
    public async Task<bool> SendAsync(Invitation invitation, string inviter, CancellationToken cancellationToken = default)
    {
        // This culture applies only to this async method and the methods it calls, because .NET restores the culture when the method
        // returns.
        var language = CultureInfo.GetCultureInfo(invitation.Language ?? CultureInfo.CurrentUICulture.Name);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (language, language);
        var model = new InvitationMailModel(
            texts["Subject"],
            texts["Invited", inviter],
            new(texts["Choose"], site.Invitation(invitation.UserId, invitation.Token)),
            texts["Expires"],
            new(texts["Why", inviter], [])
        );
        try
        {
            await mailer.SendAsync(
                await composer.ComposeAsync<InvitationMail, InvitationMailModel>(
                    invitation.Name,
                    invitation.Email,
                    model,
                    cancellationToken
                ),
                cancellationToken
            );
            return true;
        }
        catch (Exception e) when (Mailer.IsServerError(e))
        {
            log.LogError(e, "An invitation could not be sent.");
            return false;
        }
    }
}
