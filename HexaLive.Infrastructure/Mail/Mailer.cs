using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Configuration;
using MimeKit;

namespace HexaLive.Infrastructure.Mail;

/// <summary>Where mail goes without a server.</summary>
public sealed record MailFolder(string Path);

/// <summary>
/// Sends mail by SMTP where <c>Mail:Smtp:Host</c> is set (Port, User, Password beside it), else writes it as <c>.eml</c> into the folder given.
/// </summary>
public sealed class Mailer(IConfiguration configuration, MailFolder folder, TimeProvider time)
{
    /// <summary>Sends one mail as text. Throws where the server refuses or cannot be reached.</summary>
    public async Task SendAsync(string name, string address, string subject, string text, CancellationToken cancellationToken = default)
    {
        using var message = new MimeMessage();
        message.From.Add(MailboxAddress.Parse(configuration["Mail:From"] ?? "hexalive@localhost"));
        message.To.Add(new MailboxAddress(name, address));
        message.Subject = subject;
        message.Body = new TextPart("plain") { Text = text };
        if (configuration["Mail:Smtp:Host"] is { Length: > 0 } host)
        {
            using var client = new SmtpClient();
            await client.ConnectAsync(host, configuration.GetValue("Mail:Smtp:Port", 587), SecureSocketOptions.StartTlsWhenAvailable, cancellationToken);
            if (configuration["Mail:Smtp:User"] is { Length: > 0 } user)
                await client.AuthenticateAsync(user, configuration["Mail:Smtp:Password"] ?? "", cancellationToken);
            await client.SendAsync(message, cancellationToken);
            await client.DisconnectAsync(true, cancellationToken);
            return;
        }
        Directory.CreateDirectory(folder.Path);
        await message.WriteToAsync(Path.Combine(folder.Path, $"{time.GetUtcNow():yyyyMMdd-HHmmss-fff}-{Guid.NewGuid():N}.eml"), cancellationToken);
    }
}
