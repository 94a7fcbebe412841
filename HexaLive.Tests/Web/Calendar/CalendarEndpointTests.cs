using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HexaLive.Tests.Web.Calendar;

/// <summary>
/// The calendar feed: a calendar application requests the feed without cookies, and the owner creates and revokes the feed.
/// </summary>
public sealed partial class CalendarEndpointTests : IAsyncLifetime
{
    private HexaApp _app = null!;
    private HttpClient _rep = null!;
    private HttpClient _program = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = new HexaApp();
        (_rep, _program) = (_app.CreateBrowser(), _app.CreateBrowser());
        await HexaApp.SignInAsync(_rep, "rep@demo.local");
    }

    public ValueTask DisposeAsync()
    {
        _rep.Dispose();
        _program.Dispose();
        return _app.DisposeAsync();
    }

    [Fact]
    public async Task Calendar_address_is_shown_only_once_and_can_be_revoked()
    {
        Assert.Contains(
            "Todavía no tienes",
            WebUtility.HtmlDecode(await _rep.GetStringAsync("/account/calendar", Cancellation)),
            StringComparison.Ordinal
        );
        var address = await CreateAddressAsync();
        Assert.DoesNotContain(address, await _rep.GetStringAsync("/account/calendar", Cancellation), StringComparison.Ordinal);

        var answer = await _program.GetAsync(address, Cancellation);
        Assert.Equal((HttpStatusCode.OK, "text/calendar"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        var calendar = Ical.Net.Calendar.Load(await answer.Content.ReadAsStringAsync(Cancellation))!;
        Assert.NotEmpty(calendar.Events);
        Assert.All(calendar.Events, e => Assert.Contains("Abrir la tarea", e.Description, StringComparison.Ordinal));
        var rep = await _app.GetViewerAsync("rep@demo.local");
        await using (var db = _app.Open())
        {
            var since = _app.TodayOf(rep).AddDays(-85);
            var mine = await db
                .Tasks.Where(t => t.ResponsibleId == rep.PersonId && t.Status < WorkTaskStatus.Finished && t.NextActionDate > since)
                .Select(t => $"task-{t.Id}@hexalive")
                .ToListAsync(Cancellation);
            Assert.Empty(mine.Except(calendar.Events.Select(e => e.Uid!)));
        }

        var again = await CreateAddressAsync();
        Assert.NotEqual(address, again);
        Assert.Equal(HttpStatusCode.NotFound, (await _program.GetAsync(address, Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _program.GetAsync(again, Cancellation)).StatusCode);
        await PostAsync("revoke");
        Assert.Equal(HttpStatusCode.NotFound, (await _program.GetAsync(again, Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _program.GetAsync("/calendar/0123456789abcdef.ics", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Unchanged_calendar_returns_304_Not_Modified()
    {
        var address = await CreateAddressAsync();
        var tag = (await _program.GetAsync(address, Cancellation)).Headers.ETag!;
        Assert.Equal(HttpStatusCode.NotModified, await GetStatusAsync(address, tag));

        var rep = await _app.GetViewerAsync("rep@demo.local");
        await using (var db = _app.Open())
        {
            var task = await db
                .Tasks.Where(t => t.ResponsibleId == rep.PersonId && t.Status < WorkTaskStatus.Finished)
                .Select(t => t.Id)
                .FirstAsync(Cancellation);
            await _app
                .Services.GetRequiredService<TaskEditing>()
                .RescheduleAsync(rep, task, new NextAction(_app.TodayOf(rep).AddDays(40)), Cancellation);
        }
        Assert.Equal(HttpStatusCode.OK, await GetStatusAsync(address, tag));

        await using (var db = _app.Open())
        {
            (await db.People.SingleAsync(p => p.Id == rep.PersonId, Cancellation)).SetActive(false, new Actor(null, _app.Now()));
            await db.SaveChangesAsync(Cancellation);
        }
        Assert.Equal(HttpStatusCode.NotFound, await GetStatusAsync(address, tag));
    }

    [Fact]
    public async Task Only_tasks_within_the_scope_can_be_added_to_a_calendar()
    {
        int seen,
            hidden,
            undated;
        var rep = await _app.GetViewerAsync("rep@demo.local");
        await using (var db = _app.Open())
        {
            var open = db.Tasks.Where(t => t.Status < WorkTaskStatus.Finished);
            seen = await open.Where(t => t.ResponsibleId == rep.PersonId && t.NextActionDate != null)
                .Select(t => t.Id)
                .FirstAsync(Cancellation);
            undated = await open.Where(t => t.ResponsibleId == rep.PersonId && t.NextActionDate == null)
                .Select(t => t.Id)
                .FirstAsync(Cancellation);
            hidden = await open.Where(t =>
                    t.NextActionDate != null && !db.Participations.Any(p => p.PersonId == rep.PersonId && p.ClientId == t.ClientId)
                )
                .Select(t => t.Id)
                .FirstAsync(Cancellation);
        }
        var answer = await _rep.GetAsync($"/tasks/{seen}/calendar.ics", Cancellation);
        Assert.Equal("text/calendar", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(
            $"task-{seen}@hexalive",
            Assert.Single(Ical.Net.Calendar.Load(await answer.Content.ReadAsStringAsync(Cancellation))!.Events).Uid
        );
        Assert.Equal(HttpStatusCode.NotFound, (await _rep.GetAsync($"/tasks/{undated}/calendar.ics", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _rep.GetAsync($"/tasks/{hidden}/calendar.ics", Cancellation)).StatusCode);
        // Anonymous requests are redirected to the sign-in page.
        Assert.Equal(HttpStatusCode.Redirect, (await _program.GetAsync($"/tasks/{seen}/calendar.ics", Cancellation)).StatusCode);
    }

    private async Task<HttpStatusCode> GetStatusAsync(string address, EntityTagHeaderValue known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { IfNoneMatch = { known } } };
        return (await _program.SendAsync(request, Cancellation)).StatusCode;
    }

    private async Task<string> CreateAddressAsync() => AddressPattern().Match(await PostAsync("make")).Groups[1].Value;

    // Posts one of the forms on the page, given by its name.
    private async Task<string> PostAsync(string name)
    {
        var page = await _rep.GetStringAsync("/account/calendar", Cancellation);
        var form = FormsPattern().Matches(page).Select(m => m.Value).Single(f => f.Contains($"value=\"{name}\"", StringComparison.Ordinal));
        var fields = HiddenPattern()
            .Matches(form)
            .ToDictionary(m => WebUtility.HtmlDecode(m.Groups[1].Value), m => WebUtility.HtmlDecode(m.Groups[2].Value));
        var answer = await _rep.PostAsync("/account/calendar", new FormUrlEncodedContent(fields), Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    [GeneratedRegex("id=\"address\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex AddressPattern();

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex FormsPattern();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex HiddenPattern();
}
