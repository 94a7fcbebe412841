using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace HexaLive.Tests.Support;

/// <summary>
/// Waits for the address of a page. Playwright's WaitForURLAsync can miss a navigation between reading the address and subscribing to
/// navigations. These methods poll the address instead.
/// </summary>
public static class PageAddress
{
    /// <summary>Waits until the address matches a pattern: * stands for a text without a slash, ** for any text.</summary>
    public static Task WaitForAddressAsync(this IPage page, string pattern, int seconds = 30) =>
        page.WaitForAddressAsync(
            new Regex(
                "^"
                    + Regex
                        .Escape(pattern)
                        .Replace(@"\*\*", ".*", StringComparison.Ordinal)
                        .Replace(@"\*", "[^/]*", StringComparison.Ordinal)
                    + "$"
            ),
            seconds
        );

    /// <summary>Waits until the address matches an expression.</summary>
    public static Task WaitForAddressAsync(this IPage page, Regex expression, int seconds = 30) =>
        Assertions.Expect(page).ToHaveURLAsync(expression, new() { Timeout = seconds * 1000 });
}
