using System.Net;
using System.Text.RegularExpressions;
using HexaLive.Infrastructure.Data.Sqlite;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HexaLive.Tests.Web.Components;

/// <summary>The page that a person sees when a request fails.</summary>
public sealed class ErrorPageTests : IAsyncLifetime
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

    [Theory]
    [InlineData("es", "Ahora mismo no se puede acceder a la base de datos.")]
    [InlineData("en", "The database can’t be reached right now.")]
    public async Task Error_page_is_shown_even_without_a_database_or_a_session(string language, string expected)
    {
        using var browser = _app.CreateBrowser();
        await HexaApp.SignInAsync(browser, "rep@demo.local");
        _outage.IsOn = true;
        _time.Advance(TimeSpan.FromHours(1));
        browser.DefaultRequestHeaders.AcceptLanguage.Clear();
        browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);

        var answer = await browser.GetAsync("/tasks?status=any", Cancellation);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Contains(expected, page, StringComparison.Ordinal);
        Assert.Contains("href=\"/tasks?status=any\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_sent_during_a_database_outage_shows_the_error_page()
    {
        using var browser = _app.CreateBrowser();
        var page = await browser.GetStringAsync("/account/login", Cancellation);
        _outage.IsOn = true;
        var form = Regex
            .Matches(
                page[..page.IndexOf("</form>", StringComparison.Ordinal)],
                "<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\""
            )
            .ToDictionary(m => m.Groups[1].Value, m => WebUtility.HtmlDecode(m.Groups[2].Value));
        form["Form.Email"] = "rep@demo.local";
        form["Form.Password"] = "HexaLive-demo-1";

        var answer = await browser.PostAsync("/account/login", new FormUrlEncodedContent(form), Cancellation);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("Algo ha fallado", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }
}
