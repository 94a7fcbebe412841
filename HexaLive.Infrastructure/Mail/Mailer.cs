using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Configuration;
using MimeKit;

namespace HexaLive.Infrastructure.Mail;

/// <summary>Where mail goes without a server.</summary>
public sealed record MailFolder(string Path);

/// <summary>A file that goes with a mail.</summary>
public sealed record MailAttachment(string Name, string ContentType, byte[] Content);

/// <summary>
/// One mail. The same <paramref name="MessageId"/> twice is one mail to whoever keeps to it: the folder, and most servers. <paramref name="Unsubscribe"/> is the address that ends such mails.
/// </summary>
public sealed record MailContent(string Name, string Address, string Subject, string Text, string? Html = null, string? MessageId = null, string? Unsubscribe = null, MailAttachment? Attachment = null);

/// <summary>
/// Sends mail by SMTP where <c>Mail:Smtp:Host</c> is set (Port, User, Password and Timeout for reaching it, in seconds, beside it), else writes it as <c>.eml</c> into the folder given.
/// </summary>
public sealed class Mailer(IConfiguration configuration, MailFolder folder, TimeProvider time)
{
    /// <summary>
    /// How long a server may take from the mail's beginning to its answer: it may look for viruses meanwhile, and who hangs up sooner sends again what was taken.
    /// RFC 5321, 4.5.3.2.6.
    /// </summary>
    public static readonly TimeSpan MostForTaking = TimeSpan.FromMinutes(10);

    /// <summary>Sends one mail as text. Throws where the server refuses or cannot be reached.</summary>
    public Task SendAsync(string name, string address, string subject, string text, CancellationToken cancellationToken = default) =>
        SendAsync(new MailContent(name, address, subject, text), cancellationToken);

    /// <summary>Sends one mail. Throws where the server refuses (<see cref="SmtpCommandException"/>), cannot be reached, or does not answer in time (<see cref="TimeoutException"/>).</summary>
    public async Task SendAsync(MailContent mail, CancellationToken cancellationToken = default)
    {
        using var message = MessageOf(mail);
        if (configuration["Mail:Smtp:Host"] is { Length: > 0 } host)
        {
            await SendAsync(message, host, cancellationToken);
            return;
        }
        Directory.CreateDirectory(folder.Path);
        // Written beside and moved: whoever reads the folder sees whole mails, and the same mail once.
        var name = mail.MessageId is { } id ? id.Split('@')[0] : $"{time.GetUtcNow():yyyyMMdd-HHmmss-fff}-{Guid.NewGuid():N}";
        var file = Path.Combine(folder.Path, name + ".eml");
        await message.WriteToAsync(file + ".tmp", cancellationToken);
        File.Move(file + ".tmp", file, overwrite: true);
    }

    private MimeMessage MessageOf(MailContent mail)
    {
        var message = new MimeMessage();
        var from = configuration["Mail:From"] ?? "hexalive@localhost";
        // A fault of the settings, not of the mail: it is tried again when they are mended.
        message.From.Add(MailboxAddress.TryParse(from, out var sender) ? sender : throw new InvalidOperationException($"Mail:From is no address: {from}"));
        message.To.Add(new MailboxAddress(mail.Name, mail.Address));
        message.Subject = mail.Subject;
        message.Date = time.GetUtcNow();
        if (mail.MessageId is not null) message.MessageId = mail.MessageId;
        if (mail.Unsubscribe is not null) message.Headers.Add(HeaderId.ListUnsubscribe, $"<{mail.Unsubscribe}>");
        var body = new BodyBuilder { TextBody = mail.Text, HtmlBody = mail.Html };
        // As bytes whatever the type says: the text of a file is not to be touched on its way.
        if (mail.Attachment is { } file) body.Attachments.Add(file.Name, new MemoryStream(file.Content, writable: false), ContentType.Parse(file.ContentType));
        foreach (var part in body.Attachments.OfType<MimePart>()) part.ContentTransferEncoding = ContentEncoding.Base64;
        message.Body = body.ToMessageBody();
        return message;
    }

    private async Task SendAsync(MimeMessage message, string host, CancellationToken cancellationToken)
    {
        var timeout = TimeSpan.FromSeconds(configuration.GetValue("Mail:Smtp:Timeout", 30.0));
        using var slow = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        slow.CancelAfter(timeout);
        using var client = new SmtpClient();
        try
        {
            await client.ConnectAsync(host, configuration.GetValue("Mail:Smtp:Port", 587), SecureSocketOptions.StartTlsWhenAvailable, slow.Token);
            if (configuration["Mail:Smtp:User"] is { Length: > 0 } user)
                await client.AuthenticateAsync(user, configuration["Mail:Smtp:Password"] ?? "", slow.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The mail server did not answer within {timeout.TotalSeconds:0.#} s.");
        }
        // From here on it may have been taken: also a server of ours that is being stopped waits for the answer.
        client.Timeout = (int)MostForTaking.TotalMilliseconds;
        using var taking = new CancellationTokenSource(MostForTaking);
        try
        {
            await client.SendAsync(message, taking.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The mail server did not say within {MostForTaking.TotalMinutes:0} minutes that it took the mail.");
        }
        // It was taken: a goodbye that goes wrong changes nothing.
        using var leaving = new CancellationTokenSource(timeout);
        try { await client.DisconnectAsync(true, leaving.Token); }
        catch (Exception e) when (e is IOException or OperationCanceledException or MailKit.ProtocolException) { }
    }
}
