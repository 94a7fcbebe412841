using System.Globalization;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Mail;
using HexaLive.Infrastructure.Identity;
using HexaLive.Infrastructure.Mail;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging;

namespace HexaLive.Infrastructure.Features.Account;

/// <summary>Sends people who forgot their password a link to choose a new one.</summary>
public sealed class PasswordResetSending(
    IServiceScopeFactory scopes,
    Viewers viewers,
    MailComposer composer,
    Mailer mailer,
    ISiteLinks site,
    IStringLocalizer<PasswordResetMail> texts,
    ILogger<PasswordResetSending> log
)
{
    /// <summary>
    /// Sends the link to the address if an active person signs in with it, in that person's language. The caller does not learn
    /// whether the account exists or the e-mail could be sent.
    /// </summary>
    public async Task SendAsync(string email, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<HexaUser>>();
        var user = await users.FindByEmailAsync(email);
        if (user is null || await viewers.FindAsync(user.PersonId, cancellationToken) is not { } person)
            return;
        // This culture applies only to this async method and the methods it calls, because .NET restores the culture when the method
        // returns.
        var language = CultureInfo.GetCultureInfo(person.Language ?? CultureInfo.CurrentUICulture.Name);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (language, language);
        var model = new PasswordResetMailModel(
            texts["Subject"],
            texts["Asked"],
            new(texts["Choose"], site.PasswordReset(user.Id, await users.GeneratePasswordResetTokenAsync(user))),
            texts["Expires"],
            new(texts["Why"], [])
        );
        try
        {
            await mailer.SendAsync(
                await composer.ComposeAsync<PasswordResetMail, PasswordResetMailModel>(person.Name, user.Email!, model, cancellationToken),
                cancellationToken
            );
        }
        catch (Exception e) when (Mailer.IsServerError(e))
        {
            log.LogError(e, "A password mail could not be sent.");
        }
    }
}
