using System.Net;
using System.Text.RegularExpressions;
using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Identity;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace HexaLive.Tests.Web.People;

/// <summary>The way from an invitation to the first sign-in, and invitation links that are not valid.</summary>
public sealed partial class InvitationTests
{
    [Fact]
    public async Task Only_the_latest_invitation_link_can_set_a_password_and_only_once()
    {
        await using var app = new HexaApp();
        var admin = await app.GetViewerAsync("admin@demo.local");
        var invitations = app.Services.GetRequiredService<Invitations>();
        var people = app.Services.GetRequiredService<PeopleAdministration>();
        var id = await people.CreateAsync(
            admin,
            new PersonFields("Nuria Nueva", "nuria@demo.local", PersonRole.Representative, Language: "en")
        );

        var first = await ReadLinkAsync();
        Assert.Equal(SignInState.Invited, (await people.GetAsync(admin, id)).Row.SignIn);
        var second = await ReadLinkAsync();
        using var browser = app.CreateBrowser();
        Assert.Contains("ya no es válido", await ChooseAsync(first, "una clave nueva"), StringComparison.Ordinal);
        Assert.Contains("10 caracteres", await ChooseAsync(second, "corta"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await HexaApp.SignInAsync(browser, "nuria@demo.local", "una clave nueva")).StatusCode);
        Assert.DoesNotContain("ya no es válido", await ChooseAsync(second, "una clave nueva"), StringComparison.Ordinal);
        Assert.Contains("ya no es válido", await ChooseAsync(second, "otra clave nueva"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await HexaApp.SignInAsync(browser, "nuria@demo.local", "una clave nueva")).StatusCode);

        Assert.Equal(SignInState.Ready, (await people.GetAsync(admin, id)).Row.SignIn);
        Assert.Equal(RuleError.AlreadySignsIn, (await Assert.ThrowsAsync<RuleException>(() => invitations.InviteAsync(admin, id))).Error);
        var nobody = await people.CreateAsync(admin, new PersonFields("Sin Correo", null, PersonRole.Representative));
        Assert.Equal(RuleError.NoEmail, (await Assert.ThrowsAsync<RuleException>(() => invitations.InviteAsync(admin, nobody))).Error);

        async Task<string> ReadLinkAsync()
        {
            var folder = Path.Combine(app.Folder, "mail");
            var before = Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
            Assert.True(
                await app.Services.GetRequiredService<InvitationSending>().SendAsync(await invitations.InviteAsync(admin, id), admin.Name)
            );
            var mail = MimeKit.MimeMessage.Load(Directory.GetFiles(folder).Except(before).Single());
            Assert.Equal("Invitation to HexaLive", mail.Subject);
            return new Uri(LinkPattern().Match(mail.TextBody!).Value).PathAndQuery;
        }

        async Task<string> ChooseAsync(string link, string password) =>
            WebUtility.HtmlDecode(
                await (
                    await HexaApp.PostFormAsync(browser, link, new() { ["Form.Password"] = password, ["Form.Repeat"] = password })
                ).Content.ReadAsStringAsync()
            );
    }

    [Fact]
    public async Task Invitation_link_is_valid_for_seven_days()
    {
        await using var app = new HexaApp();
        Assert.Equal(TimeSpan.FromDays(7), app.Services.GetRequiredService<IOptions<InvitationTokenOptions>>().Value.TokenLifespan);
    }

    [GeneratedRegex(@"http\S+")]
    private static partial Regex LinkPattern();
}
