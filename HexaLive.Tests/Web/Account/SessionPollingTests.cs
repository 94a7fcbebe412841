using System.Net;
using HexaLive.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HexaLive.Tests.Web.Account;

/// <summary>An open screen renews its session even if nobody uses the screen.</summary>
public sealed class SessionPollingTests
{
    [Fact]
    public async Task Session_is_renewed_by_polling_and_expires_without_polling()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = new HexaApp(
            Directory.CreateTempSubdirectory("hexalive-still-").FullName,
            services => services.AddSingleton<TimeProvider>(time)
        );
        using var wall = app.CreateBrowser();
        Assert.Equal(
            HttpStatusCode.Redirect,
            (
                await HexaApp.PostFormAsync(
                    wall,
                    "/account/login",
                    new()
                    {
                        ["Form.Email"] = "manager@demo.local",
                        ["Form.Password"] = "HexaLive-demo-1",
                        ["Form.Remember"] = "true",
                    }
                )
            ).StatusCode
        );
        var cookie = "";
        for (var week = 0; week < 8; week++)
        {
            time.Advance(TimeSpan.FromDays(7));
            var answer = await PollAsync(wall);
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
            cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("hexalive=", StringComparison.Ordinal));
        }
        // The cookie has an expiry date, so it survives closing the browser.
        Assert.Contains("expires=", cookie, StringComparison.OrdinalIgnoreCase);
        time.Advance(TimeSpan.FromDays(15));
        Assert.Equal(HttpStatusCode.Unauthorized, (await PollAsync(wall)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await wall.GetAsync("/account/still", TestContext.Current.CancellationToken)).StatusCode);
        using var nobody = app.CreateBrowser();
        Assert.Equal(HttpStatusCode.Unauthorized, (await PollAsync(nobody)).StatusCode);
    }

    // Sends the request like the script of the page, so that the response is 401 instead of a redirect to the sign-in page.
    private static Task<HttpResponseMessage> PollAsync(HttpClient browser)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/account/still");
        request.Headers.Add("X-Requested-With", "XMLHttpRequest");
        return browser.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
