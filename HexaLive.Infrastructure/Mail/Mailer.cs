using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Configuration;
using MimeKit;

namespace HexaLive.Infrastructure.Mail;

/// <summary>The folder that e-mails are written to when no mail server is configured.</summary>
public sealed record MailFolder(string Path);

/// <summary>An attachment of an e-mail.</summary>
public sealed record MailAttachment(string Name, string ContentType, byte[] Content);

/// <summary>
/// An e-mail to send. Sending the same <paramref name="MessageId"/> twice is safe: where e-mails are written to a folder, the second file
/// replaces the first, and most mail servers drop the duplicate. <paramref name="Unsubscribe"/> is the URL for the List-Unsubscribe header.
/// </summary>
public sealed record MailContent(
    string Name,
    string Address,
    string Subject,
    string Text,
    string Html,
    MailLogo Logo,
    string? MessageId = null,
    string? Unsubscribe = null,
    MailAttachment? Attachment = null
);

/// <summary>
/// Sends e-mail by SMTP if <c>Mail:Smtp:Host</c> is set, and uses the settings <c>Port</c>, <c>User</c>, <c>Password</c> and
/// <c>Timeout</c> (seconds to connect and sign in) of the same section. Otherwise, writes <c>.eml</c> files to the mail folder.
/// </summary>
public sealed class Mailer(IConfiguration configuration, MailFolder folder, TimeProvider time)
{
    /// <summary>
    /// How long to wait for the server to accept an e-mail. The server may take long, for example to scan for viruses. With a shorter
    /// time-out, an e-mail that the server accepts late would be sent twice. See RFC 5321, section 4.5.3.2.6.
    /// </summary>
    public static readonly TimeSpan AcceptTimeout = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Sends an e-mail. Throws if the server rejects it (<see cref="SmtpCommandException"/>), cannot be reached, or does not answer
    /// in time (<see cref="TimeoutException"/>).
    /// </summary>
    public async Task SendAsync(MailContent mail, CancellationToken cancellationToken = default)
    {
        using var message = CreateMessage(mail);
        if (configuration["Mail:Smtp:Host"] is { Length: > 0 } host)
        {
            await SendAsync(message, host, cancellationToken);
            return;
        }
        Directory.CreateDirectory(folder.Path);
        // Write to a temporary file, then rename it, so that programs that read the folder see only complete e-mails. An e-mail with the
        // same Message-ID replaces the existing file.
        var name = mail.MessageId is { } id ? id.Split('@')[0] : $"{time.GetUtcNow():yyyyMMdd-HHmmss-fff}-{Guid.NewGuid():N}";
        var file = Path.Combine(folder.Path, name + ".eml");
        await message.WriteToAsync(file + ".tmp", cancellationToken);
        File.Move(file + ".tmp", file, overwrite: true);
    }

    /// <summary>
    /// Whether a sending error came from the mail server or from the connection to it. Such an error may contain the recipient's address.
    /// All other errors are caused by the settings or by this program.
    /// </summary>
    public static bool IsServerError(Exception error) =>
        error
            is IOException
                or SocketException
                or CommandException
                or ProtocolException
                or AuthenticationException
                or SslHandshakeException
                or TimeoutException
                or ServiceNotConnectedException
                or ParseException;

    private MimeMessage CreateMessage(MailContent mail)
    {
        var message = new MimeMessage();
        var from = configuration["Mail:From"] ?? "hexalive@localhost";
        // An invalid sender is a configuration error. The mail queue retries the e-mail, which succeeds after the setting is
        // corrected.
        message.From.Add(
            MailboxAddress.TryParse(from, out var sender) ? sender : throw new InvalidOperationException($"Mail:From is no address: {from}")
        );
        message.To.Add(new MailboxAddress(mail.Name, mail.Address));
        message.Subject = mail.Subject;
        message.Date = time.GetUtcNow();
        if (mail.MessageId is not null)
            message.MessageId = mail.MessageId;
        if (mail.Unsubscribe is not null)
            message.Headers.Add(HeaderId.ListUnsubscribe, $"<{mail.Unsubscribe}>");
        var body = new BodyBuilder { TextBody = mail.Text, HtmlBody = mail.Html };
        var logo = (MimePart)
            body.LinkedResources.Add(
                mail.Logo.Type == "image/png" ? "logo.png" : "logo.jpg",
                mail.Logo.Picture,
                ContentType.Parse(mail.Logo.Type)
            );
        (logo.ContentId, logo.ContentDisposition) = (MailLogo.ContentId, new ContentDisposition(ContentDisposition.Inline));
        // Use Base64 even for text types, so that mail servers do not alter the content.
        if (mail.Attachment is { } file)
            body.Attachments.Add(file.Name, new MemoryStream(file.Content, writable: false), ContentType.Parse(file.ContentType));
        foreach (var part in body.Attachments.OfType<MimePart>())
            part.ContentTransferEncoding = ContentEncoding.Base64;
        message.Body = body.ToMessageBody();
        return message;
    }

    private async Task SendAsync(MimeMessage message, string host, CancellationToken cancellationToken)
    {
        var timeout = TimeSpan.FromSeconds(configuration.GetValue("Mail:Smtp:Timeout", 30.0));
        using var connecting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        connecting.CancelAfter(timeout);
        using var client = new SmtpClient();
        try
        {
            await client.ConnectAsync(
                host,
                configuration.GetValue("Mail:Smtp:Port", 587),
                SecureSocketOptions.StartTlsWhenAvailable,
                connecting.Token
            );
            if (configuration["Mail:Smtp:User"] is { Length: > 0 } user)
                await client.AuthenticateAsync(user, configuration["Mail:Smtp:Password"] ?? "", connecting.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The mail server did not answer within {timeout.TotalSeconds:0.#} s.", e);
        }
        // From now on, the server may accept the e-mail, so wait for its reply even if this process is being stopped.
        client.Timeout = (int)AcceptTimeout.TotalMilliseconds;
        using var accepting = new CancellationTokenSource(AcceptTimeout);
        try
        {
            await client.SendAsync(message, accepting.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException(
                $"The mail server did not confirm within {AcceptTimeout.TotalMinutes:0} minutes that it accepted the mail.",
                e
            );
        }
        // The server has accepted the e-mail, so ignore errors while disconnecting.
        using var disconnecting = new CancellationTokenSource(timeout);
        try
        {
            await client.DisconnectAsync(true, disconnecting.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ProtocolException) { }
    }
}
