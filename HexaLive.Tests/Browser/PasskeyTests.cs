using HexaLive.Tests.Support;
using HexaLive.Web.Account;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>Passkeys, tested with Chromium's virtual authenticator.</summary>
public sealed class PasskeyTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task Person_can_sign_in_with_a_passkey_until_the_passkey_is_removed()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/account/profile", host: "localhost");
        var tools = await page.Context.NewCDPSessionAsync(page);
        await tools.SendAsync("WebAuthn.enable");
        await tools.SendAsync(
            "WebAuthn.addVirtualAuthenticator",
            new()
            {
                ["options"] = new Dictionary<string, object>
                {
                    ["protocol"] = "ctap2",
                    ["transport"] = "internal",
                    ["hasResidentKey"] = true,
                    ["hasUserVerification"] = true,
                    ["isUserVerified"] = true,
                    ["automaticPresenceSimulation"] = true,
                },
            }
        );
        await page.GetByRole(AriaRole.Link, new() { Name = Ui.Text<LoginPage>("Passkeys") }).ClickAsync();
        await page.FillAsync("[name='Form.Name']", "Portátil");
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<LoginPage>("PasskeyAdd") }).ClickAsync();
        await Assertions.Expect(page.Locator(".passkey")).ToContainTextAsync("Portátil");

        await page.GotoAsync("/account/logout");
        await page.ClickAsync("button[type=submit]");
        await page.WaitForAddressAsync("**/account/login");
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<LoginPage>("PasskeySignIn") }).ClickAsync();
        await page.WaitForAddressAsync("**/today");

        await page.GotoAsync("/account/passkeys");
        await page.GetByRole(AriaRole.Button, new() { Name = "Quitar Portátil" }).ClickAsync();
        await Assertions.Expect(page.Locator(".passkey")).ToHaveCountAsync(0);
        await page.GotoAsync("/account/logout");
        await page.ClickAsync("button[type=submit]");
        await page.WaitForAddressAsync("**/account/login");
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<LoginPage>("PasskeySignIn") }).ClickAsync();
        await Assertions.Expect(page.GetByText("No puedes iniciar sesión con esta llave de acceso")).ToBeVisibleAsync();
    }
}
