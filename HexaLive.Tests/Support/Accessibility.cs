using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace HexaLive.Tests.Support;

/// <summary>Checks the current state of a page with axe against WCAG 2.2 A and AA.</summary>
public static class Accessibility
{
    private static readonly AxeRunOptions Guidelines = new()
    {
        RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
        // Report only violations, not the rules that passed.
        ResultTypes = [ResultType.Violations],
    };

    public static async Task<IReadOnlyList<string>> FindViolationsAsync(IPage page)
    {
        await BrowserSession.WaitUntilIdleAsync(page);
        return
        [
            .. (await page.RunAxe(Guidelines)).Violations.Select(v =>
                $"{v.Id} {v.Help} {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html.Length > 200 ? n.Html[..200] : n.Html))}"
            ),
        ];
    }
}
