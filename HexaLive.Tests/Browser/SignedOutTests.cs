using HexaLive.Infrastructure.Data.Sqlite;
using HexaLive.Infrastructure.Identity;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>The behaviour of open screens after a sign-out in another tab, and while the database cannot be read.</summary>
public sealed class SignedOutTests
{
    [Fact]
    public async Task Sign_out_in_one_tab_sends_the_other_to_the_sign_in_form_which_leads_back()
    {
        await using var session = new BrowserSession();
        var open = await session.SignInAsync("rep@demo.local", "/today");
        var other = await open.Context.NewPageAsync();
        await other.GotoAsync("/account/logout");

        await other.ClickAsync("button[type=submit]");

        await open.WaitForAddressAsync("**/account/login**", seconds: 10);
        await BrowserSession.SendSignInFormAsync(open, "rep@demo.local");
        await open.WaitForAddressAsync("**/today");
    }

    [Fact]
    public async Task Screen_survives_a_database_outage_unless_it_lasts_over_5_minutes()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var outage = new DatabaseOutage();
        await using var session = new BrowserSession
        {
            Start = () =>
                new HexaApp(
                    HexaApp.DemoFolder(),
                    "Production",
                    services =>
                        services.AddSingleton<TimeProvider>(time).ConfigureDbContext<SqliteHexaDbContext>(o => o.AddInterceptors(outage))
                ),
        };
        var screen = await session.SignInAsync("rep@demo.local", "/today");
        await CheckAsync();

        outage.IsOn = true;
        await CheckAsync();
        await Assertions.Expect(screen.Locator("h1").First).ToBeVisibleAsync();
        Assert.EndsWith("/today", screen.Url, StringComparison.Ordinal);
        outage.IsOn = false;
        await screen.Keyboard.PressAsync("l");
        await Assertions.Expect(screen.Locator("#quick-log-tasks li").First).ToBeVisibleAsync();

        outage.IsOn = true;
        time.Advance(SessionValidator.AnswerLifetime);
        await Assertions
            .Expect(screen.GetByRole(AriaRole.Heading, new() { Name = "Algo ha fallado" }))
            .ToBeVisibleAsync(new() { Timeout = 30_000 });

        // Advances the clock to the next session check and waits until the check has run.
        Task CheckAsync()
        {
            var check = outage.WaitForSessionCheckAsync();
            time.Advance(SessionValidator.Interval);
            return check;
        }
    }
}
