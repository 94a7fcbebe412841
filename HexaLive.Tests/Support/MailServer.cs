using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using MimeKit;
using SmtpServer;
using SmtpServer.ComponentModel;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace HexaLive.Tests.Support;

/// <summary>A real SMTP server on loopback that stores the e-mails it accepts.</summary>
public sealed class MailServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public MailServer(int? port = null)
    {
        Port = port ?? RedisServer.FreePort();
        var services = new ServiceProvider();
        services.Add(new Store(this));
        services.Add(new Filter(this));
        _running = new SmtpServer.SmtpServer(
            new SmtpServerOptionsBuilder()
                .ServerName("localhost")
                .Endpoint(e => e.Endpoint(new IPEndPoint(IPAddress.Loopback, Port)))
                .Build(),
            services
        ).StartAsync(_stop.Token);
    }

    public int Port { get; }

    /// <summary>The e-mails accepted so far, oldest first.</summary>
    public ConcurrentQueue<MimeMessage> Accepted { get; } = new();

    /// <summary>A recipient address whose e-mail the server always refuses; null refuses none.</summary>
    public string? RefusedRecipient { get; set; }

    /// <summary>The delay between receiving an e-mail and accepting it.</summary>
    public TimeSpan AcceptDelay { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException) { }
        _stop.Dispose();
    }

    private sealed class Store(MailServer server) : MessageStore
    {
        public override async Task<SmtpResponse> SaveAsync(
            ISessionContext context,
            IMessageTransaction transaction,
            ReadOnlySequence<byte> buffer,
            CancellationToken cancellationToken
        )
        {
            await Task.Delay(server.AcceptDelay, cancellationToken);
            using var stream = new MemoryStream(buffer.ToArray());
            server.Accepted.Enqueue(await MimeMessage.LoadAsync(stream, cancellationToken));
            return SmtpResponse.Ok;
        }
    }

    private sealed class Filter(MailServer server) : MailboxFilter
    {
        public override Task<bool> CanDeliverToAsync(
            ISessionContext context,
            IMailbox to,
            IMailbox @from,
            CancellationToken cancellationToken
        ) => Task.FromResult($"{to.User}@{to.Host}" != server.RefusedRecipient);
    }
}
