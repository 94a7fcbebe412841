using System.Net;
using System.Text.RegularExpressions;
using HexaLive.Tests.Support;
using Xunit;

namespace HexaLive.Tests.Web;

/// <summary>How the server delivers static files.</summary>
public sealed partial class StaticFileTests
{
    [Fact]
    public async Task Styles_and_scripts_of_a_page_are_compressed()
    {
        await using var app = new HexaApp();
        using var browser = app.CreateBrowser();
        await HexaApp.SignInAsync(browser, "rep@demo.local");
        var page = await browser.GetStringAsync("/today", TestContext.Current.CancellationToken);
        var files = FilePattern().Matches(page).Select(m => m.Groups[1].Value).ToList();
        Assert.Contains(files, f => f.Contains("MudBlazor.min", StringComparison.Ordinal) && f.EndsWith(".css", StringComparison.Ordinal));
        Assert.Contains(files, f => f.Contains("MudBlazor.min", StringComparison.Ordinal) && f.EndsWith(".js", StringComparison.Ordinal));

        foreach (var file in files)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(browser.BaseAddress!, file));
            request.Headers.AcceptEncoding.ParseAdd("gzip, br");
            using var answer = await browser.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.True(answer.Content.Headers.ContentEncoding.Count == 1, $"{file} is served without compression.");
        }
    }

    [GeneratedRegex("(?:href|src)=\"([^\"]+\\.(?:css|js))\"")]
    private static partial Regex FilePattern();
}
