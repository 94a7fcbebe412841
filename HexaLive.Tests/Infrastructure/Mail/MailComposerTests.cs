using System.Globalization;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using HexaLive.Infrastructure.Features.Account;
using HexaLive.Infrastructure.Features.Company;
using HexaLive.Infrastructure.Features.Mail;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Mail;
using HexaLive.Tests.Infrastructure.Company;
using HexaLive.Tests.Support;
using MimeKit;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Mail;

/// <summary>The parts that all e-mails have in common, tested with an e-mail of every kind.</summary>
public sealed class MailComposerTests : IAsyncLifetime
{
    // Text from a user, which would add an element if it were rendered as HTML.
    private const string UserText = "<b>Pérez</b> & \"Hijos\"";
    private static readonly MailLink Link = new(UserText, "https://hexa.test/tasks/1?a=1&b=2");
    private static readonly MailFooter Footer = new(UserText, [Link], "https://hexa.test/unsubscribe");
    private static readonly MailSection Section = new(
        UserText,
        [new(UserText, Link.Url, UserText, UserText, true, UserText, [Link])],
        Link
    );
    private static readonly MailTable Table = new(
        [(UserText, false)],
        [new(MailRowKind.Group, [UserText]), new(MailRowKind.Row, [UserText]), new(MailRowKind.Total, [UserText])]
    );

    // An e-mail of every kind.
    private static readonly Dictionary<string, Func<MailComposer, Task<MailContent>>> Samples = new()
    {
        [nameof(InvitationMailModel)] = Compose<InvitationMail, InvitationMailModel>(new(UserText, UserText, Link, UserText, Footer)),
        [nameof(PasswordResetMailModel)] = Compose<PasswordResetMail, PasswordResetMailModel>(
            new(UserText, UserText, Link, UserText, Footer)
        ),
        [nameof(ReminderMailModel)] = Compose<ReminderMail, ReminderMailModel>(new(UserText, [Section, Section], UserText, Footer)),
        [nameof(DigestMailModel)] = Compose<DigestMail, DigestMailModel>(new(UserText, [Section], Footer)),
        [nameof(ReportMailModel)] = Compose<ReportMail, ReportMailModel>(new(UserText, [UserText], Table, Link, Footer)),
        [nameof(ScheduleStopMailModel)] = Compose<ScheduleStopMail, ScheduleStopMailModel>(new(UserText, [UserText], Link, Footer)),
    };

    public static TheoryData<string> Kinds => [.. Samples.Keys];

    private TestDatabase _database = null!;
    private TestCompany _company = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public void Every_kind_of_mail_has_a_sample() =>
        Assert.Equal(
            typeof(MailModel).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(MailModel))).Select(t => t.Name).Order(),
            Samples.Keys.Order()
        );

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Mail_contains_the_name_and_logo_of_the_company(string kind)
    {
        await SetCompanyAsync("Hexa & Hijos");
        var mail = await SendAsync(kind);
        var html = Parse(mail);

        Assert.Equal("Hexa & Hijos", html.QuerySelector(".company")!.TextContent);
        Assert.Contains("Hexa & Hijos\n", mail.TextBody!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        var picture = Assert.IsAssignableFrom<IHtmlImageElement>(Assert.Single(html.Images));
        Assert.Equal("Logotipo de Hexa & Hijos", picture.AlternativeText);
        var logo = Assert.IsType<MimePart>(Assert.Single(mail.BodyParts, p => $"cid:{p.ContentId}" == picture.GetAttribute("src")));
        Assert.Equal("image/png", logo.ContentType.MimeType);
        Assert.Equal(SampleLogo.Png, ReadContent(logo));
        Assert.Empty(mail.Attachments);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Mail_shows_HTML_typed_by_people_as_plain_text(string kind)
    {
        await SetCompanyAsync(UserText);
        var mail = await SendAsync(kind);
        var html = Parse(mail);

        Assert.Empty(html.QuerySelectorAll("b"));
        Assert.Equal(UserText, html.QuerySelector(".company")!.TextContent);
        Assert.Equal(UserText, html.Title);
        Assert.Contains($"Hola, {UserText}:", html.Body!.TextContent, StringComparison.Ordinal);
        Assert.All(html.Links, l => Assert.StartsWith("https://hexa.test/", l.GetAttribute("href"), StringComparison.Ordinal));
        Assert.Contains(html.Links, l => l.GetAttribute("href") == Link.Url && l.TextContent == UserText);
        Assert.Contains($"Hola, {UserText}:", mail.TextBody, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Mail_declares_its_language_and_loads_no_external_content(string kind)
    {
        var mail = await SendAsync(kind, "en");
        var html = Parse(mail);

        Assert.Equal("en", html.DocumentElement.GetAttribute("lang"));
        Assert.Equal("light dark", html.QuerySelector("meta[name=color-scheme]")!.GetAttribute("content"));
        Assert.Empty(html.QuerySelectorAll("script, link, iframe, object, [src^='http']"));
        Assert.DoesNotContain("url(", mail.HtmlBody, StringComparison.Ordinal);
        // E-mails of a company without a name and logo show those of the product.
        Assert.Equal("HexaLive", html.QuerySelector(".company")!.TextContent);
        Assert.Equal("Logo of HexaLive", html.Images.Single().AlternativeText);
        Assert.Equal(MailLogo.Default.Picture, ReadContent(Assert.Single(mail.BodyParts.OfType<MimePart>(), p => p.ContentId is not null)));
    }

    [Fact]
    public async Task Mail_written_after_a_change_of_the_logo_contains_the_new_logo()
    {
        await SetCompanyAsync("Hexa");
        var composer = _database.Get<MailComposer>();
        Assert.Equal(SampleLogo.Png, (await Samples[nameof(DigestMailModel)](composer)).Logo.Picture);

        var settings = _database.Get<CompanySettings>();
        byte[] other = [.. SampleLogo.Png, 9];
        await settings.SetLogoAsync(await _database.GetViewerAsync(_company.Admin), (await settings.GetAsync()).Version, other);
        Assert.Equal(other, (await Samples[nameof(DigestMailModel)](composer)).Logo.Picture);
    }

    private static Func<MailComposer, Task<MailContent>> Compose<TComponent, TMail>(TMail mail)
        where TComponent : MailComponent<TMail>
        where TMail : MailModel => composer => composer.ComposeAsync<TComponent, TMail>(UserText, "rep@test.local", mail);

    private async Task SetCompanyAsync(string name)
    {
        var (admin, settings) = (await _database.GetViewerAsync(_company.Admin), _database.Get<CompanySettings>());
        await settings.ChangeAsync(admin, 0, name, "ES");
        await settings.SetLogoAsync(admin, (await settings.GetAsync()).Version, SampleLogo.Png);
    }

    private async Task<MimeMessage> SendAsync(string kind, string language = "es")
    {
        // This culture applies to this method only.
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        await _database.Get<Mailer>().SendAsync(await Samples[kind](_database.Get<MailComposer>()));
        return await MimeMessage.LoadAsync(Directory.GetFiles(Path.Combine(_database.Folder, "mail")).Single());
    }

    private static IHtmlDocument Parse(MimeMessage mail) => new HtmlParser().ParseDocument(mail.HtmlBody!);

    private static byte[] ReadContent(MimePart part)
    {
        using var bytes = new MemoryStream();
        part.Content!.DecodeTo(bytes);
        return bytes.ToArray();
    }
}
