using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using HexaLive.Domain.Presets;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>
/// Checks every page in both languages, light and dark: no violation of WCAG 2.2 A or AA, no raw resource key, and no text in the other
/// language.
/// </summary>
public sealed partial class RouteTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    private static IReadOnlyList<string> Routes { get; } =
    [.. AppRoutes.Templates.Where(r => r != "/").Select(r => AppRoutes.Fill(r, _ => 1, "hours-by-person"))];

    [Fact]
    public void More_than_30_routes_are_found_in_the_assembly() => Assert.True(Routes.Count > 30, string.Join(' ', Routes));

    [Theory]
    [InlineData("es", "light", 1280)]
    [InlineData("en", "dark", 390)]
    public async Task Every_page_is_accessible_and_shows_only_one_language(string language, string theme, int width)
    {
        var page = await browser.SignInAsync("admin@demo.local", "/today", language, width);
        await page.EmulateMediaAsync(
            new() { ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce }
        );
        await page.Context.AddCookiesAsync([
            new()
            {
                Name = "theme",
                Value = theme,
                Url = browser.App.Address.ToString(),
            },
        ]);
        var foreign = FindTextsOnlyIn(language == "es" ? "en" : "es", language);
        await using (var db = browser.App.Open())
        {
            // Ignore names that users entered, and the names of the languages.
            foreign.ExceptWith([
                "Español",
                "English",
                .. await db.TaskTypes.Select(t => t.Name).ToListAsync(TestContext.Current.CancellationToken),
                .. await db.Origins.Select(o => o.Name).ToListAsync(TestContext.Current.CancellationToken),
            ]);
        }
        var faults = new List<string>();
        foreach (var route in Routes)
        {
            await page.GotoAsync(new Uri(browser.App.Address, route).ToString());
            await page.Locator("h1").First.WaitForAsync();
            // Wait for the circuit, so that the interactive content is checked.
            if (!route.StartsWith("/account", StringComparison.Ordinal))
                await page.Locator("html[data-keys]")
                    .Or(page.Locator(".message-page"))
                    .Or(page.Locator(".account-card"))
                    .Or(page.Locator(".print-desk"))
                    .First.WaitForAsync();
            var text = await page.Locator("body").InnerTextAsync();
            if (RawKeyPattern().Match(text) is { Success: true } key)
                faults.Add($"{route}: raw key {key.Value}");
            if (await page.Locator("#blazor-error-ui:visible").CountAsync() > 0)
                faults.Add($"{route}: error");
            faults.AddRange(
                text.Split('\n')
                    .Select(l => l.Trim())
                    .Where(foreign.Contains)
                    .Distinct()
                    .Select(l => $"{route}: \"{l}\" is of the other language")
            );
            faults.AddRange((await Accessibility.FindViolationsAsync(page)).Select(f => $"{route}: {f}"));
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Question_mark_key_shows_the_keyboard_shortcuts()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/today");
        await page.Locator("html[data-keys]").WaitForAsync();
        await page.Keyboard.PressAsync("?");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog).ToContainTextAsync("Registrar entrada");
        // Escape closes the dialog only if the focus is inside, so wait for the focus.
        await page.WaitForFunctionAsync("document.activeElement?.closest('.mud-dialog-container')");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Web_app_manifest_is_served_with_its_icons()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/today");
        var href = await page.Locator("link[rel=manifest]").GetAttributeAsync("href");
        var answer = await page.APIRequest.GetAsync(new Uri(browser.App.Address, href).ToString());
        Assert.Equal(200, answer.Status);
        var manifest = (await answer.JsonAsync())!.Value;
        Assert.Equal("standalone", manifest.GetProperty("display").GetString());
        foreach (var icon in manifest.GetProperty("icons").EnumerateArray())
        {
            var image = await page.APIRequest.GetAsync(new Uri(browser.App.Address, icon.GetProperty("src").GetString()).ToString());
            Assert.Equal((200, icon.GetProperty("type").GetString()), (image.Status, image.Headers["content-type"]));
        }
    }

    // Returns the texts that exist in only one language. Texts with placeholders or fewer than four characters are left out.
    private static HashSet<string> FindTextsOnlyIn(string language, string not)
    {
        var (these, those) = (ReadTexts(language), ReadTexts(not));
        these.ExceptWith(those);
        these.RemoveWhere(t => t.Length < 4 || t.Contains('{', StringComparison.Ordinal));
        return these;
    }

    private static HashSet<string> ReadTexts(string language)
    {
        var culture = language == "en" ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(language);
        var texts = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var resource in typeof(Program)
                .Assembly.GetManifestResourceNames()
                .Where(n => n.EndsWith(".resources", StringComparison.Ordinal))
        )
        {
            using var set = new ResourceManager(resource[..^".resources".Length], typeof(Program).Assembly).GetResourceSet(
                culture,
                true,
                false
            )!;
            foreach (System.Collections.DictionaryEntry text in set)
                texts.Add((string)text.Value!);
        }
        return texts;
    }

    [GeneratedRegex(
        @"\b(Enum|Field|Error|Nav|Role|Status|Due|Step|Keys|Column|Group|Bucket|Problem|Preset|Lanes|Theme|Account|Date|Minutes)_\w+"
    )]
    private static partial Regex RawKeyPattern();
}
