using System.Net;
using HexaLive.Tests.Support;
using HexaLive.Web;
using HexaLive.Web.Components;
using Xunit;

namespace HexaLive.Tests.Web;

/// <summary>The address of the site comes from the configuration, never from a request.</summary>
public sealed class SiteAddressTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("hexalive.example.com")]
    [InlineData("ftp://hexalive.example.com")]
    public async Task Server_refuses_to_start_without_a_public_address(string address)
    {
        var folder = Directory.CreateTempSubdirectory("hexalive-site-").FullName;

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            HexaProcess.StartAsync(folder, "Production", ("App:PublicUrl", address))
        );

        Assert.Contains("Set App:PublicUrl to the address", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
        Directory.Delete(folder);
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.BadRequest)]
    [InlineData("crm.example.com.evil.example", HttpStatusCode.BadRequest)]
    [InlineData("crm.example.com", HttpStatusCode.Redirect)]
    [InlineData("crm.example.com:8443", HttpStatusCode.Redirect)]
    [InlineData("localhost", HttpStatusCode.Redirect)]
    [InlineData("10.0.0.7", HttpStatusCode.Redirect)]
    public async Task Only_requests_to_configured_hosts_are_answered(string host, HttpStatusCode expected)
    {
        await using var app = CreateApp(("App:PublicUrl", "https://crm.example.com"), ("AllowedHosts", "10.0.0.7"));
        using var browser = app.CreateBrowser();
        browser.DefaultRequestHeaders.Host = host;

        Assert.Equal(expected, (await browser.GetAsync("/today", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Password_reset_link_begins_with_the_configured_address()
    {
        await using var app = new HexaApp(HexaApp.DemoFolder(), "Production", null, ("App:PublicUrl", "https://crm.example.com/"));
        using var browser = app.CreateBrowser();

        Assert.Contains("https://crm.example.com/account/reset?", await RequestResetMailAsync(app, browser), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Password_reset_link_ignores_the_request_host_in_development()
    {
        await using var app = new HexaApp();
        using var browser = app.CreateBrowser();
        browser.DefaultRequestHeaders.Host = "evil.example";

        var mail = await RequestResetMailAsync(app, browser);
        Assert.Contains($"{app.Address}account/reset?", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", mail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("/hubs/live/negotiate?negotiateVersion=1")]
    public async Task Live_connections_from_other_sites_are_refused(string path)
    {
        await using var app = new HexaApp(
            HexaApp.DemoFolder(),
            "Production",
            null,
            ("App:PublicUrl", "https://crm.example.com"),
            ("App:AllowedOrigins", "https://wall.example.com")
        );
        using var browser = app.CreateBrowser();
        await HexaApp.SignInAsync(browser, "rep@demo.local");

        Assert.Equal(HttpStatusCode.OK, await GetStatusFromOriginAsync(null));
        Assert.Equal(HttpStatusCode.OK, await GetStatusFromOriginAsync(app.Address.GetLeftPart(UriPartial.Authority)));
        Assert.Equal(HttpStatusCode.OK, await GetStatusFromOriginAsync("https://crm.example.com"));
        Assert.Equal(HttpStatusCode.OK, await GetStatusFromOriginAsync("https://wall.example.com"));
        Assert.Equal(HttpStatusCode.Forbidden, await GetStatusFromOriginAsync("https://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await GetStatusFromOriginAsync("https://crm.example.com.evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await GetStatusFromOriginAsync("http://127.0.0.1:1"));
        Assert.Equal(HttpStatusCode.Forbidden, await GetStatusFromOriginAsync("null"));

        async Task<HttpStatusCode> GetStatusFromOriginAsync(string? origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path);
            if (origin is not null)
                request.Headers.Add("Origin", origin);
            using var answer = await browser.SendAsync(request, Cancellation);
            return answer.StatusCode;
        }
    }

    private static HexaApp CreateApp(params (string, string)[] settings) =>
        new(Directory.CreateTempSubdirectory("hexalive-site-").FullName, "Production", null, settings);

    private static async Task<string> RequestResetMailAsync(HexaApp app, HttpClient browser)
    {
        await HexaApp.PostFormAsync(browser, "/account/forgot", new() { ["Form.Email"] = "rep@demo.local" });
        return MimeKit.MimeMessage.Load(Directory.GetFiles(Path.Combine(app.Folder, "mail")).Single()).TextBody!;
    }
}
