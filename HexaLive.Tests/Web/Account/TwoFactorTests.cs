using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using HexaLive.Infrastructure.Features.Account;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Identity;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HexaLive.Tests.Web.Account;

/// <summary>Two-factor sign-in and passkeys, through the forms that a browser posts.</summary>
public sealed partial class TwoFactorTests(AccountTests.DemoApp demo) : IClassFixture<AccountTests.DemoApp>
{
    private HexaApp App => demo.App;

    [Fact]
    public async Task Two_factor_code_is_required_and_each_recovery_code_works_only_once()
    {
        using var browser = App.CreateBrowser();
        await HexaApp.SignInAsync(browser, "pablo.rivas@demo.local");
        var begun = await ReadTextAsync(await HexaApp.PostFormAsync(browser, "/account/two-factor", []));
        var key = KeyPattern().Match(begun).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        Assert.Contains("data:image/svg+xml;base64,", begun, StringComparison.Ordinal);
        Assert.Contains("código no es correcto", await ReadTextAsync(await TurnOnAsync("000000")), StringComparison.Ordinal);
        Assert.False((await LoadUserAsync()).TwoFactorEnabled);
        var on = await ReadTextAsync(await TurnOnAsync(ComputeTotp(key)));
        var codes = RecoveryCodePattern().Matches(on).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(10, codes.Count);
        // Turning on two-factor sign-in changes the security stamp, but this device stays signed in.
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account/profile")).StatusCode);

        using var other = App.CreateBrowser();
        Assert.StartsWith(
            "/account/code",
            LocationOf(await HexaApp.SignInAsync(other, "pablo.rivas@demo.local")),
            StringComparison.Ordinal
        );
        Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync("/today")).StatusCode);
        Assert.Contains("código no es correcto", await ReadTextAsync(await PostCodeAsync(other, "ZZZZZ-ZZZZZ")), StringComparison.Ordinal);
        Assert.Equal("/", LocationOf(await PostCodeAsync(other, codes[0])));
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/account/profile")).StatusCode);

        using var third = App.CreateBrowser();
        await HexaApp.SignInAsync(third, "pablo.rivas@demo.local");
        Assert.Contains("código no es correcto", await ReadTextAsync(await PostCodeAsync(third, codes[0])), StringComparison.Ordinal);
        Assert.Equal("/", LocationOf(await PostCodeAsync(third, ComputeTotp(key))));

        Assert.Contains(
            "actual no es correcta",
            await ReadTextAsync(await ConfirmPasswordAsync("equivocada", "off")),
            StringComparison.Ordinal
        );
        Assert.True((await LoadUserAsync()).TwoFactorEnabled);
        await ConfirmPasswordAsync("HexaLive-demo-1", "off");
        Assert.False((await LoadUserAsync()).TwoFactorEnabled);
        using var last = App.CreateBrowser();
        Assert.Equal("/", LocationOf(await HexaApp.SignInAsync(last, "pablo.rivas@demo.local")));

        Task<HttpResponseMessage> TurnOnAsync(string code) => PostAsync(begun, new() { ["TurnOn.Code"] = code });
        Task<HttpResponseMessage> ConfirmPasswordAsync(string password, string what) =>
            HexaApp.PostFormAsync(browser, "/account/two-factor", new() { ["Again.Password"] = password, ["Again.What"] = what });

        // Posts the form on the given page. The page is the response to a POST and cannot be requested with GET.
        Task<HttpResponseMessage> PostAsync(string page, Dictionary<string, string> fields)
        {
            foreach (Match hidden in HiddenPattern().Matches(FormPattern().Match(page).Value))
                fields[hidden.Groups[1].Value] = WebUtility.HtmlDecode(hidden.Groups[2].Value);
            return browser.PostAsync("/account/two-factor", new FormUrlEncodedContent(fields));
        }
    }

    [Fact]
    public async Task Wrong_recovery_codes_lock_the_account()
    {
        using var browser = App.CreateBrowser();
        var user = await LoadUserAsync("nerea.aguirre@demo.local");
        await using (var scope = App.Services.CreateAsyncScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<HexaUser>>();
            var mine = (await users.FindByIdAsync(user.Id.ToString(CultureInfo.InvariantCulture)))!;
            await users.ResetAuthenticatorKeyAsync(mine);
            await users.SetTwoFactorEnabledAsync(mine, true);
        }
        await HexaApp.SignInAsync(browser, "nerea.aguirre@demo.local");
        for (var i = 0; i < 5; i++)
            await PostCodeAsync(browser, $"AAAAA-{i:00000}");
        Assert.Contains("Demasiados intentos", await ReadTextAsync(await PostCodeAsync(browser, "BBBBB-CCCCC")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Person_cannot_sign_in_with_a_two_factor_code_but_no_password()
    {
        using var browser = App.CreateBrowser();
        Assert.Equal("/account/login", LocationOf(await PostCodeAsync(browser, "123456")));
    }

    [Theory]
    [InlineData("/account/passkeys/create")]
    [InlineData("/account/passkeys/get")]
    public async Task Passkey_challenge_requires_an_antiforgery_token(string path)
    {
        using var browser = App.CreateBrowser();
        await HexaApp.SignInAsync(browser, "admin@demo.local");
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync(path, null)).StatusCode);
    }

    [Fact]
    public async Task Person_cannot_sign_in_with_a_forged_passkey()
    {
        using var browser = App.CreateBrowser();
        var answer = await ReadTextAsync(
            await HexaApp.PostFormAsync(
                browser,
                "/account/login",
                new()
                {
                    ["Form.Credential"] =
                        "{\"id\":\"AAAA\",\"rawId\":\"AAAA\",\"type\":\"public-key\",\"clientExtensionResults\":{},\"response\":{\"clientDataJSON\":\"e30\",\"authenticatorData\":\"AAAA\",\"signature\":\"AAAA\"}}",
                }
            )
        );
        Assert.Contains("No puedes iniciar sesión con esta llave de acceso", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passkey_beyond_the_maximum_is_refused_with_the_reason()
    {
        using var browser = App.CreateBrowser();
        var user = await LoadUserAsync("rocio.jimenez@demo.local");
        await using (var scope = App.Services.CreateAsyncScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<HexaUser>>();
            var mine = (await users.FindByIdAsync(user.Id.ToString(CultureInfo.InvariantCulture)))!;
            for (byte i = 0; i < 20; i++)
                await users.AddOrUpdatePasskeyAsync(
                    mine,
                    new UserPasskeyInfo([i], [i], DateTimeOffset.UtcNow, 0, null, true, false, false, [i], [i]) { Name = $"{i}" }
                );
        }
        await HexaApp.SignInAsync(browser, "rocio.jimenez@demo.local");
        var answer = await ReadTextAsync(
            await HexaApp.PostFormAsync(browser, "/account/passkeys", new() { ["Form.Credential"] = "{}", ["Form.Name"] = "Una más" })
        );
        Assert.Contains("Ya tienes 20 llaves de acceso", answer, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> PostCodeAsync(HttpClient browser, string code) =>
        HexaApp.PostFormAsync(browser, "/account/code", new() { ["Form.Code"] = code });

    private static async Task<string> ReadTextAsync(HttpResponseMessage answer) =>
        HexaApp.WithoutScopes(WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));

    private static string LocationOf(HttpResponseMessage answer) =>
        answer.Headers.Location is { } to
            ? to.IsAbsoluteUri
                ? to.PathAndQuery
                : to.OriginalString
            : $"{answer.StatusCode}";

    private async Task<HexaUser> LoadUserAsync(string email = "pablo.rivas@demo.local")
    {
        await using var db = App.Open();
        return await db.Users.AsNoTracking().SingleAsync(u => u.Email == email);
    }

    // Computes a code by RFC 6238 with SHA-1, steps of 30 seconds and six digits.
    private static string ComputeTotp(string base32)
    {
        var bits = string.Concat(
            base32.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0'))
        );
        var key = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2)).ToArray();
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30);
#pragma warning disable CA5350 // Authenticator apps compute SHA-1.
        var hash = HMACSHA1.HashData(key, counter);
#pragma warning restore CA5350
        var offset = hash[^1] & 0xF;
        return ((BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(offset)) & 0x7FFFFFFF) % 1_000_000).ToString(
            "000000",
            CultureInfo.InvariantCulture
        );
    }

    [GeneratedRegex("<code class=\"two-factor-key\">([^<]+)</code>")]
    private static partial Regex KeyPattern();

    [GeneratedRegex("<li><code>([^<]+)</code></li>")]
    private static partial Regex RecoveryCodePattern();

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex FormPattern();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex HiddenPattern();
}
