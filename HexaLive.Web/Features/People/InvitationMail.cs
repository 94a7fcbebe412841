using System.Globalization;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Mail;
using HexaLive.Web.Account;
using HexaLive.Web.Components;
using Microsoft.Extensions.Localization;

namespace HexaLive.Web.Features.People;

/// <summary>Sends invitation mails in the language of the invited person.</summary>
public sealed class InvitationMail(Mailer mailer, SiteAddress site, IStringLocalizer<LoginPage> texts, ILogger<InvitationMail> log)
{
    /// <summary>Sends the invitation link; returns false if the mail could not be sent.</summary>
    public async Task<bool> SendAsync(Invitation invitation, string inviter)
    {
        var link = site.UrlOf(AppUrls.Invite(invitation.UserId, invitation.Token));
        // The culture set here ends with this method, because it belongs to the execution context of the async method.
        var language = CultureInfo.GetCultureInfo(invitation.Language ?? CultureInfo.CurrentUICulture.Name);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (language, language);
        try
        {
            await mailer.SendAsync(
                invitation.Name,
                invitation.Email,
                texts["InvitationSubject"],
                texts["InvitationBody", invitation.Name, inviter, link]
            );
            return true;
        }
        catch (Exception e)
            when (e is IOException or System.Net.Sockets.SocketException or MailKit.CommandException or MailKit.ProtocolException)
        {
            log.LogError(e, "An invitation could not be sent.");
            return false;
        }
    }
}

/// <summary>The time zones offered for selection.</summary>
public static class TimeZones
{
    /// <summary>The IANA names, such as "Europe/Madrid", in alphabetical order.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        .. TimeZoneInfo
            .GetSystemTimeZones()
            .Select(z => z.Id)
            .Where(id => id.Contains('/') && !id.StartsWith("Etc/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];
}
