using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>Visits every page in one language, theme and width.</summary>
public static partial class RouteVisit
{
    public static IReadOnlyList<string> Routes { get; } =
    [.. AppRoutes.Templates.Where(r => r != "/").Select(r => AppRoutes.Fill(r, _ => 1, "hours-by-person"))];

    /// <summary>
    /// Visits every page and returns the violations of WCAG 2.2 A and AA, the raw resource keys and the texts in the other language.
    /// </summary>
    public static async Task<IReadOnlyList<string>> FindFaultsAsync(BrowserSession browser, string language, string theme, int width)
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
        return faults;
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
