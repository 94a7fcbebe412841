using System.Text.RegularExpressions;
using HexaLive.Infrastructure.Features.ApiKeys;
using HexaLive.Infrastructure.Features.Live;
using HexaLive.Infrastructure.Features.Shared;
using HexaLive.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HexaLive.Tests.Web.ApiKeys;

/// <summary>Creating and revoking API keys on the page for API keys.</summary>
public sealed partial class ApiKeyPageTests
{
    [Fact]
    public async Task Api_key_is_shown_only_once_and_can_be_revoked_only_by_its_owner()
    {
        await using var app = new HexaApp();
        var keys = app.Services.GetRequiredService<ApiKeyEditing>();
        using var rep = app.CreateBrowser();
        await HexaApp.SignInAsync(rep, "rep@demo.local");
        Assert.Contains(
            "account/keys",
            await rep.GetStringAsync("/account/profile", TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );

        Assert.Contains(
            "field-problem",
            await (await HexaApp.PostFormAsync(rep, "/account/keys", new() { ["Make.Name"] = " " })).Content.ReadAsStringAsync(
                TestContext.Current.CancellationToken
            ),
            StringComparison.Ordinal
        );
        var made = await HexaApp.PostFormAsync(rep, "/account/keys", new() { ["Make.Name"] = "Pantalla <b>grande</b>" });
        Assert.True(made.Headers.CacheControl!.NoStore);
        var page = await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var secret = SecretPattern().Match(page).Value;
        Assert.Contains("Pantalla &lt;b&gt;grande&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain(
            secret,
            await rep.GetStringAsync("/account/keys", TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        var holder = (await keys.AuthenticateAsync(secret, TestContext.Current.CancellationToken))!;
        Assert.Equal((await app.GetViewerAsync("rep@demo.local")).PersonId, holder.PersonId);

        // Another person's page neither lists nor revokes the key.
        using var manager = app.CreateBrowser();
        await HexaApp.SignInAsync(manager, "manager@demo.local");
        await HexaApp.PostFormAsync(manager, "/account/keys", new() { ["Make.Name"] = "Suya" });
        Assert.DoesNotContain(
            "Pantalla",
            await manager.GetStringAsync("/account/keys", TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        await RevokeAsync(manager, holder.KeyId);
        Assert.NotNull(await keys.AuthenticateAsync(secret, TestContext.Current.CancellationToken));

        await RevokeAsync(rep, holder.KeyId);
        Assert.Null(await keys.AuthenticateAsync(secret, TestContext.Current.CancellationToken));
        Assert.DoesNotContain(
            "Pantalla",
            await rep.GetStringAsync("/account/keys", TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Live_hub_accepts_a_sign_in_cookie_but_not_a_forged_cookie()
    {
        await using var app = new HexaApp();
        using var rep = app.CreateBrowser();
        var signedIn = await HexaApp.SignInAsync(rep, "rep@demo.local");
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("hexalive=", StringComparison.Ordinal)).Split(';')[
            0
        ];

        await using var hubClient = await HubClient.ConnectAsync(app.Address, null, options => options.Headers["Cookie"] = cookie);

        Assert.True(await hubClient.WatchAsync(new LiveWatch(MyTasks: true)) > 0);
        await Assert.ThrowsAsync<HttpRequestException>(() =>
            HubClient.ConnectAsync(app.Address, null, options => options.Headers["Cookie"] = cookie[..^4])
        );
    }

    // Revoke.Id is the name of a button. A browser posts its value together with the form that contains the button.
    private static Task<HttpResponseMessage> RevokeAsync(HttpClient browser, int id) =>
        HexaApp.PostFormAsync(browser, "/account/keys", new() { ["Revoke.Id"] = $"{id}" });

    [GeneratedRegex("hexa_[0-9a-f]{64}")]
    private static partial Regex SecretPattern();
}
