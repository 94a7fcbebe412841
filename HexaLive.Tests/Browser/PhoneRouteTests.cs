using HexaLive.Tests.Support;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>
/// Checks every page in English, with the dark theme, on a phone. This class is separate from <see cref="RouteTests"/>, so that both run at
/// the same time.
/// </summary>
public sealed class PhoneRouteTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task Every_page_is_accessible_and_shows_only_English()
    {
        var faults = await RouteVisit.FindFaultsAsync(browser, "en", "dark", 390);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }
}
