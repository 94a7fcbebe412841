using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HexaLive.Domain;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Calendar;
using HexaLive.Infrastructure.Identity;
using HexaLive.Infrastructure.Mail;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Microsoft.Net.Http.Headers;

namespace HexaLive.Web.Features.Calendar;

/// <summary>
/// iCalendar endpoints. One returns all next actions of a person, at a secret address. The other returns the next action of one task, to
/// people who may see the task.
/// </summary>
public static class CalendarEndpoints
{
    private const string Type = "text/calendar; charset=utf-8";

    /// <summary>Maps <c>/calendar/SECRET.ics</c> for calendar applications, and <c>/tasks/5/calendar.ics</c>.</summary>
    public static void MapCalendar(this WebApplication app)
    {
        // Calendar applications get the bare status code, not the HTML status page.
        app.MapGet(AppUrls.CalendarFeedRoute, SendFeedAsync).AllowAnonymous().WithMetadata(new SkipStatusCodePagesAttribute());
        app.MapGet(AppUrls.TaskCalendarRoute, SendTaskAsync);
    }

    private static async Task<IResult> SendFeedAsync(
        string secret,
        HttpContext context,
        CalendarFeeds feeds,
        SiteAddress site,
        IStringLocalizer<CalendarPage> texts
    )
    {
        if (await feeds.ReadAsync(secret, context.RequestAborted) is not { } calendar)
            return Results.NotFound();
        // Calendar applications send no language, so use the language of the person's profile.
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(calendar.Language ?? "es");
        var file = Encoding.UTF8.GetBytes(Write(texts["CalendarName", calendar.Person], calendar.Entries, site, texts));
        context.Response.Headers.CacheControl = "private, no-cache";
        return Results.Bytes(
            file,
            Type,
            entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(file))[..32]}\"")
        );
    }

    private static async Task<IResult> SendTaskAsync(
        int id,
        HttpContext context,
        Viewers viewers,
        CalendarFeeds feeds,
        SiteAddress site,
        IStringLocalizer<CalendarPage> texts
    )
    {
        var viewer = HexaClaims.GetPersonId(context.User) is { } person ? await viewers.FindAsync(person, context.RequestAborted) : null;
        if (viewer is null)
            return Results.NotFound();
        try
        {
            if (await feeds.FindEntryOfTaskAsync(viewer, id, context.RequestAborted) is not { } entry)
                return Results.NotFound();
            return Results.Bytes(Encoding.UTF8.GetBytes(Write(entry.Title, [entry], site, texts)), Type, $"hexalive-{id}.ics");
        }
        catch (RuleException)
        {
            return Results.NotFound();
        }
    }

    private static string Write(string name, IEnumerable<CalendarEntry> entries, SiteAddress site, IStringLocalizer<CalendarPage> texts)
    {
        var words = texts["OpenTask"].Value;
        return CalendarFile.Write(name, entries, e => (new Uri(site.UrlOf(AppUrls.Task(e.TaskId))), words));
    }
}
