using System.Globalization;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Mail;
using HexaLive.Web.Resources;
using Microsoft.Extensions.Localization;

namespace HexaLive.Web.Account;

/// <summary>Writes to invited people, in their language.</summary>
public sealed class InvitationMail(Mailer mailer, IConfiguration configuration, IStringLocalizer<AccountText> texts, ILogger<InvitationMail> log)
{
    /// <summary>Sends the link; false where the mail could not be sent. <paramref name="home"/> is the address of the site where none is configured.</summary>
    public async Task<bool> SendAsync(Invitation invitation, string inviter, string home)
    {
        if (configuration["App:PublicUrl"] is { Length: > 0 } url) home = url.TrimEnd('/') + "/";
        var link = $"{home}account/invitation?user={invitation.UserId}&token={Uri.EscapeDataString(invitation.Token)}";
        // Within this method only: it ends with it.
        var language = CultureInfo.GetCultureInfo(invitation.Language ?? CultureInfo.CurrentUICulture.Name);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (language, language);
        try
        {
            await mailer.SendAsync(invitation.Name, invitation.Email, texts["InvitationSubject"], texts["InvitationBody", invitation.Name, inviter, link]);
            return true;
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or MailKit.CommandException or MailKit.ProtocolException)
        {
            log.LogError(e, "An invitation could not be sent.");
            return false;
        }
    }
}

/// <summary>The time zones that people choose from.</summary>
public static class TimeZones
{
    /// <summary>IANA names, "Europe/Madrid" like, in order.</summary>
    public static readonly IReadOnlyList<string> All =
        [.. TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id).Where(id => id.Contains('/') && !id.StartsWith("Etc/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
}
