using System.Net;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Data.Sqlite;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Identity;
using HexaLive.Tests.Support;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HexaLive.Tests.Web.Account;

/// <summary>Whether a session cookie is accepted: after a sign-out, with a wrong date, and while the database cannot be read.</summary>
public sealed class SessionTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly DatabaseOutage _outage = new();
    private HexaApp _app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _app = HexaApp.WithOutage(_time, _outage);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Copied_cookie_is_refused_after_sign_out()
    {
        using var browser = _app.CreateBrowser();
        var cookie = await SignInAsync(browser);
        Assert.Equal(HttpStatusCode.NoContent, await GetStatusAsync(cookie));

        await HexaApp.PostFormAsync(browser, "/account/logout", []);

        Assert.Equal(HttpStatusCode.Unauthorized, await GetStatusAsync(cookie));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetStatusAsync(cookie));
    }

    [Fact]
    public async Task Sign_out_does_not_end_other_sessions_of_the_same_person()
    {
        using var desktop = _app.CreateBrowser();
        using var phone = _app.CreateBrowser();
        await SignInAsync(desktop);
        var cookie = await SignInAsync(phone);

        await HexaApp.PostFormAsync(desktop, "/account/logout", []);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(HttpStatusCode.NoContent, await GetStatusAsync(cookie));
    }

    [Fact]
    public async Task Sign_out_takes_effect_on_other_nodes_within_two_seconds()
    {
        var other = ActivatorUtilities.CreateInstance<EndedSessions>(_app.Services);
        var session = Guid.NewGuid();
        Assert.False(await other.ContainsAsync(session, Cancellation));

        await _app.Services.GetRequiredService<EndedSessions>().AddAsync(session);
        _time.Advance(EndedSessions.MaxAge);

        Assert.True(await other.ContainsAsync(session, Cancellation));
    }

    [Fact]
    public async Task Records_of_ended_sessions_are_deleted_after_their_cookies_have_expired()
    {
        var sessions = _app.Services.GetRequiredService<EndedSessions>();
        await sessions.AddAsync(Guid.NewGuid());
        _time.Advance(EndedSessions.Retention + TimeSpan.FromHours(1));
        await sessions.AddAsync(Guid.NewGuid());

        await using var db = _app.Open();
        Assert.Equal(1, await db.EndedSessions.CountAsync(Cancellation));
        var lifetime = _app
            .Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>()
            .Get(IdentityConstants.ApplicationScheme)
            .ExpireTimeSpan;
        Assert.True(lifetime < EndedSessions.Retention);
    }

    [Theory]
    [InlineData(-1, HttpStatusCode.NoContent)]
    [InlineData(1, HttpStatusCode.NoContent)]
    [InlineData(60, HttpStatusCode.Unauthorized)]
    public async Task Cookie_dated_an_hour_in_the_future_is_refused(int minutes, HttpStatusCode expected)
    {
        using var browser = _app.CreateBrowser();
        var cookie = await SignInAsync(browser);
        var format = _app
            .Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>()
            .Get(IdentityConstants.ApplicationScheme)
            .TicketDataFormat;
        var ticket = format.Unprotect(cookie)!;
        ticket.Properties.IssuedUtc = _time.GetUtcNow().AddMinutes(minutes);
        ticket.Properties.ExpiresUtc = ticket.Properties.IssuedUtc + TimeSpan.FromDays(14);

        Assert.Equal(expected, await GetStatusAsync(format.Protect(ticket)));
    }

    [Fact]
    public async Task Session_stays_valid_for_the_first_five_minutes_of_a_database_outage()
    {
        using var browser = _app.CreateBrowser();
        var cookie = await SignInAsync(browser);
        _time.Advance(SessionValidator.Interval);
        Assert.Equal(HttpStatusCode.NoContent, await GetStatusAsync(cookie));

        _outage.IsOn = true;
        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(HttpStatusCode.NoContent, await GetStatusAsync(cookie));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await GetStatusAsync(cookie));

        _outage.IsOn = false;
        Assert.Equal(HttpStatusCode.NoContent, await GetStatusAsync(cookie));
    }

    [Fact]
    public async Task Older_answer_that_a_session_is_valid_does_not_replace_a_newer_refusal()
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<SignInManager<HexaUser>>();
        var guard = _app.Services.GetRequiredService<SessionValidator>();
        var user = (await users.UserManager.FindByEmailAsync("rep@demo.local"))!;
        var principal = await users.CreateUserPrincipalAsync(user);
        await using (var db = _app.Open())
        {
            (await db.People.SingleAsync(p => p.Id == user.PersonId, Cancellation)).SetActive(false, new Actor(null, _app.Now()));
            await db.SaveChangesAsync(Cancellation);
        }
        Assert.False(await guard.IsValidAsync(principal, Cancellation));

        guard.CacheAnswer(principal, _time.GetUtcNow().AddSeconds(-10));
        _outage.IsOn = true;

        Assert.False(await guard.IsValidAsync(principal, Cancellation));
    }

    // Signs in and returns the session cookie, which the test then uses like an attacker who stole it.
    private static async Task<string> SignInAsync(HttpClient browser)
    {
        var answer = await HexaApp.SignInAsync(browser, "rep@demo.local");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var header = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("hexalive=", StringComparison.Ordinal));
        return header["hexalive=".Length..header.IndexOf(';', StringComparison.Ordinal)];
    }

    private async Task<HttpStatusCode> GetStatusAsync(string cookie)
    {
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = _app.Address,
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/still");
        request.Headers.Add("Cookie", $"hexalive={cookie}");
        request.Headers.Add("X-Requested-With", "XMLHttpRequest");
        using var answer = await client.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }
}
