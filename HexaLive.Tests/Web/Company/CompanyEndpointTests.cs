using System.Net;
using HexaLive.Infrastructure.Features.Company;
using HexaLive.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HexaLive.Tests.Web.Company;

/// <summary>The public endpoint of the logo, and the company's name on the sign-in page.</summary>
public sealed class CompanyEndpointTests
{
    [Fact]
    public async Task Logo_is_public_and_browsers_cache_each_version_of_it()
    {
        await using var app = new HexaApp();
        using var browser = app.CreateBrowser();
        Assert.NotEqual(HttpStatusCode.OK, (await browser.GetAsync("/company/logo", TestContext.Current.CancellationToken)).StatusCode);
        var company = app.Services.GetRequiredService<CompanySettings>();
        var admin = await app.GetViewerAsync("admin@demo.local");
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 9, 8, 7];
        await company.ChangeAsync(admin, 0, "Hierros <Norte>", "ES");
        await company.SetLogoAsync(admin, 0, jpeg);

        var logo = await browser.GetAsync("/company/logo?v=1", TestContext.Current.CancellationToken);
        Assert.Equal("image/jpeg", logo.Content.Headers.ContentType!.MediaType);
        Assert.Equal(jpeg, await logo.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(TimeSpan.FromDays(365), logo.Headers.CacheControl!.MaxAge);
        Assert.Equal("nosniff", logo.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True((await browser.GetAsync("/company/logo", TestContext.Current.CancellationToken)).Headers.CacheControl!.NoCache);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/company/logo") { Headers = { { "If-None-Match", "\"1\"" } } };
        Assert.Equal(HttpStatusCode.NotModified, (await browser.SendAsync(again, TestContext.Current.CancellationToken)).StatusCode);

        var page = await browser.GetStringAsync("/account/login", TestContext.Current.CancellationToken);
        Assert.Contains("/company/logo?v=1", page, StringComparison.Ordinal);
        Assert.Contains("Hierros &lt;Norte&gt;", page, StringComparison.Ordinal);
    }
}
