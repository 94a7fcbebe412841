using System.Globalization;
using HexaLive.Infrastructure.Features.Company;
using HexaLive.Infrastructure.Mail;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging;

namespace HexaLive.Infrastructure.Features.Mail;

/// <summary>
/// Composes e-mails with the company's name and logo: a Razor component renders the HTML part, and the model of the e-mail writes the text
/// part.
/// </summary>
public sealed class MailComposer(CompanySettings company, IStringLocalizer<MailLayout> texts, ILoggerFactory loggers)
{
    private (int Version, MailLogo Logo)? _logo;

    /// <summary>Composes an e-mail in the language of the current culture.</summary>
    public async Task<MailContent> ComposeAsync<TComponent, TMail>(
        string name,
        string address,
        TMail mail,
        CancellationToken cancellationToken = default
    )
        where TComponent : MailComponent<TMail>
        where TMail : MailModel
    {
        var sender = await company.GetAsync(cancellationToken);
        var title = sender.Name ?? "HexaLive";
        var frame = new MailFrame(
            title,
            texts["Logo", title],
            texts["Hello", name],
            texts["CopyAddress"],
            CultureInfo.CurrentUICulture.TwoLetterISOLanguageName
        );
        var text = new MailText().AddParagraph(frame.Greeting);
        mail.WriteText(text);
        text.AddFooter(title, mail.Footer);
        return new MailContent(
            name,
            address,
            mail.Subject,
            text.ToString(),
            await RenderAsync<TComponent, TMail>(mail, frame),
            await ReadLogoAsync(sender.LogoVersion, cancellationToken),
            Unsubscribe: mail.Footer.Unsubscribe
        );
    }

    private async Task<string> RenderAsync<TComponent, TMail>(TMail mail, MailFrame frame)
        where TComponent : MailComponent<TMail>
        where TMail : MailModel
    {
        // A renderer keeps its output until it is disposed, so each e-mail has its own renderer.
        await using var renderer = new HtmlRenderer(EmptyServiceProvider.Instance, loggers);
        var parameters = ParameterView.FromDictionary(
            new Dictionary<string, object?> { [nameof(MailComponent<>.Mail)] = mail, [nameof(MailComponent<>.Frame)] = frame }
        );
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TComponent>(parameters)).ToHtmlString()
        );
    }

    // The company is cached with the version of its logo, so the picture itself is read only after a change.
    private async Task<MailLogo> ReadLogoAsync(int? version, CancellationToken cancellationToken)
    {
        if (version is null)
            return MailLogo.Default;
        if (_logo is { } cached && cached.Version == version)
            return cached.Logo;
        if (await company.GetLogoAsync(cancellationToken) is not { } read)
            return MailLogo.Default;
        var logo = new MailLogo(read.Picture, read.Type);
        _logo = (read.Version, logo);
        return logo;
    }

    // The components of e-mails receive everything as parameters.
    private sealed class EmptyServiceProvider : IServiceProvider
    {
        public static readonly EmptyServiceProvider Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
