using System.Net;
using System.Text.RegularExpressions;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Features.Account;
using HexaLive.Infrastructure.Features.Setup;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Identity;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HexaLive.Tests.Web.Account;

public sealed partial class AccountTests(AccountTests.DemoApp demo) : IClassFixture<AccountTests.DemoApp>
{
    private HexaApp App => demo.App;

    [Theory]
    [InlineData("/")]
    [InlineData("/today")]
    [InlineData("/tasks/1")]
    [InlineData("/clients")]
    [InlineData("/jobs")]
    [InlineData("/account/password")]
    [InlineData("/account/profile")]
    public async Task Anonymous_requests_are_redirected_to_the_sign_in_page(string path)
    {
        using var browser = App.CreateBrowser();
        var answer = await browser.GetAsync(path);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith(
            "/account/login",
            answer.Headers.Location!.IsAbsoluteUri ? answer.Headers.Location.AbsolutePath : answer.Headers.Location.OriginalString,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Pages_are_available_only_after_sign_in_and_before_sign_out()
    {
        using var browser = App.CreateBrowser();
        var wrong = await HexaApp.SignInAsync(browser, "admin@demo.local", "no-es-esta-clave");
        Assert.Contains("no son correctos", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Redirect, (await HexaApp.SignInAsync(browser, "admin@demo.local")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/today")).StatusCode);

        await HexaApp.PostFormAsync(browser, "/account/logout", []);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/today")).StatusCode);
    }

    [Fact]
    public async Task Only_administrators_can_open_the_jobs_page()
    {
        using var rep = App.CreateBrowser();
        await HexaApp.SignInAsync(rep, "marta.cuesta@demo.local");
        Assert.NotEqual(HttpStatusCode.OK, (await rep.GetAsync("/jobs")).StatusCode);
        using var admin = App.CreateBrowser();
        await HexaApp.SignInAsync(admin, "admin@demo.local");
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/jobs")).StatusCode);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account()
    {
        using var browser = App.CreateBrowser();
        for (var i = 0; i < 5; i++)
            await HexaApp.SignInAsync(browser, "oscar.pena@demo.local", $"equivocada {i}");
        var answer = await HexaApp.SignInAsync(browser, "oscar.pena@demo.local");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("Demasiados intentos", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_posted_without_an_antiforgery_token_is_refused()
    {
        using var browser = App.CreateBrowser();
        var answer = await browser.PostAsync(
            "/account/login",
            new FormUrlEncodedContent([new("_handler", "login"), new("Form.Email", "admin@demo.local")])
        );
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    public async Task Sign_in_never_redirects_to_another_site(string url)
    {
        using var browser = App.CreateBrowser();
        var answer = await HexaApp.PostFormAsync(
            browser,
            "/account/login?returnUrl=" + Uri.EscapeDataString(url),
            new() { ["Form.Email"] = "admin@demo.local", ["Form.Password"] = "HexaLive-demo-1" }
        );
        Assert.DoesNotContain("evil", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Password_reset_link_works_only_once()
    {
        using var browser = App.CreateBrowser();
        await HexaApp.PostFormAsync(browser, "/account/forgot", new() { ["Form.Email"] = "nadie@demo.local" });
        Assert.False(Directory.Exists(Path.Combine(App.Folder, "mail")));
        await HexaApp.PostFormAsync(browser, "/account/forgot", new() { ["Form.Email"] = "beatriz.salas@demo.local" });
        var mail = MimeKit.MimeMessage.Load(Directory.GetFiles(Path.Combine(App.Folder, "mail")).Single());
        var link = new Uri(LinkPattern().Match(mail.TextBody!).Value).PathAndQuery;

        var short_ = await HexaApp.PostFormAsync(browser, link, new() { ["Form.Password"] = "corta", ["Form.Repeat"] = "corta" });
        Assert.Contains("10 caracteres", await short_.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await HexaApp.PostFormAsync(browser, link, new() { ["Form.Password"] = "otra clave nueva", ["Form.Repeat"] = "otra clave nueva" });
        Assert.Equal(
            HttpStatusCode.Redirect,
            (await HexaApp.SignInAsync(browser, "beatriz.salas@demo.local", "otra clave nueva")).StatusCode
        );
        var again = await HexaApp.PostFormAsync(
            browser,
            link,
            new() { ["Form.Password"] = "una tercera clave", ["Form.Repeat"] = "una tercera clave" }
        );
        Assert.Contains("Este enlace ya no es", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_ends_when_the_signed_in_person_is_deactivated_or_changes_role()
    {
        var users = App
            .Services.CreateAsyncScope()
            .ServiceProvider.GetRequiredService<Microsoft.AspNetCore.Identity.SignInManager<HexaUser>>();
        var guard = App.Services.GetRequiredService<SessionValidator>();
        var user = (await users.UserManager.FindByEmailAsync("rocio.jimenez@demo.local"))!;
        var principal = await users.CreateUserPrincipalAsync(user);
        Assert.True(await guard.IsValidAsync(principal));

        await ChangeAsync(p => p.PromoteToManager(new Actor(null, App.Now())));
        Assert.False(await guard.IsValidAsync(principal));
        principal = await users.CreateUserPrincipalAsync(user);
        Assert.True(await guard.IsValidAsync(principal));
        await ChangeAsync(p => p.SetActive(false, new Actor(null, App.Now())));
        Assert.False(await guard.IsValidAsync(principal));
        using var browser = App.CreateBrowser();
        Assert.Equal(HttpStatusCode.OK, (await HexaApp.SignInAsync(browser, "rocio.jimenez@demo.local")).StatusCode);

        async Task ChangeAsync(Action<Person> change)
        {
            await using var db = App.Open();
            change(await db.People.SingleAsync(p => p.Id == user.PersonId));
            await db.SaveChangesAsync();
        }
    }

    [Fact]
    public async Task Initial_setup_needs_the_code_shown_in_the_console_and_works_only_once()
    {
        await using var app = new HexaApp("Production");
        using var browser = app.CreateBrowser();
        Assert.Equal("/setup", (await browser.GetAsync("/account/login")).Headers.Location!.OriginalString);
        var fields = new Dictionary<string, string>
        {
            ["Form.Code"] = "NO",
            ["Form.Name"] = "Primera",
            ["Form.Email"] = "primera@empresa.test",
            ["Form.Password"] = "una clave larga",
            ["Form.TimeZone"] = "Europe/Madrid",
        };
        Assert.Equal(HttpStatusCode.OK, (await HexaApp.PostFormAsync(browser, "/setup", fields)).StatusCode);
        await using (var db = app.Open())
            Assert.False(await db.People.AnyAsync());

        fields["Form.Code"] = app.Services.GetRequiredService<InitialSetup>().Code;
        Assert.Equal(HttpStatusCode.Redirect, (await HexaApp.PostFormAsync(browser, "/setup", fields)).StatusCode);
        // Once an account exists, the setup page is like any unknown page: anonymous requests are redirected to sign in, others get 404.
        Assert.Equal("/account/login", (await browser.GetAsync("/setup")).Headers.Location!.AbsolutePath);
        Assert.Equal(HttpStatusCode.Redirect, (await HexaApp.SignInAsync(browser, "primera@empresa.test", "una clave larga")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/setup")).StatusCode);
    }

    [Fact]
    public async Task Start_page_and_default_entry_duration_are_saved()
    {
        using var browser = App.CreateBrowser();
        await HexaApp.SignInAsync(browser, "sergio.nunez@demo.local");
        var fields = new Dictionary<string, string>
        {
            ["Form.TimeZone"] = "Europe/Madrid",
            ["Form.Language"] = "es",
            ["Form.Landing"] = "Board",
            ["Form.Minutes"] = "2000",
        };
        Assert.Contains(
            "1.440",
            await ReadTextAsync(await HexaApp.PostFormAsync(browser, "/account/profile", fields)),
            StringComparison.Ordinal
        );
        fields["Form.Minutes"] = "25";
        Assert.Equal(HttpStatusCode.Redirect, (await HexaApp.PostFormAsync(browser, "/account/profile", fields)).StatusCode);
        var viewer = await App.GetViewerAsync("sergio.nunez@demo.local");
        Assert.Equal(
            new PersonPreferences(LandingPage.Board, 25),
            await App.Services.GetRequiredService<ProfileEditing>().GetPreferencesAsync(viewer)
        );
        Assert.Contains("value=\"25\"", await ReadTextAsync(await browser.GetAsync("/account/profile")), StringComparison.Ordinal);
    }

    private static async Task<string> ReadTextAsync(HttpResponseMessage answer) =>
        HexaApp.WithoutScopes(WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));

    [GeneratedRegex(@"http\S+")]
    private static partial Regex LinkPattern();

    /// <summary>A demo company that all tests of the class share.</summary>
    public sealed class DemoApp : IAsyncDisposable
    {
        public HexaApp App { get; } = new();

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
