using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HexaLive.Domain;
using HexaLive.Infrastructure.Features.Calendar;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Identity;
using HexaLive.Web.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Microsoft.Net.Http.Headers;

namespace HexaLive.Web.Endpoints;

/// <summary>Next actions for calendars: everybody's own by a secret address, and one task's for who sees it.</summary>
public static class CalendarEndpoints
{
    private const string Type = "text/calendar; charset=utf-8";

    /// <summary>Maps <c>/calendar/SECRET.ics</c>, for calendar programs, and <c>/tasks/5/calendar.ics</c>.</summary>
    public static void MapCalendar(this WebApplication app)
    {
        // A program asks: it gets the bare answer, where a page for people would lead it to the sign-in.
        app.MapGet("/calendar/{secret}.ics", FeedAsync).AllowAnonymous().WithMetadata(new SkipStatusCodePagesAttribute());
        app.MapGet("/tasks/{id:int}/calendar.ics", TaskAsync);
    }

    /// <summary>Where the product is reached from outside, with a slash at its end.</summary>
    public static string Home(IConfiguration configuration, string otherwise) =>
        configuration["App:PublicUrl"] is { Length: > 0 } url ? url.TrimEnd('/') + "/" : otherwise;

    private static async Task<IResult> FeedAsync(string secret, HttpContext context, CalendarFeeds feeds, IConfiguration configuration, IStringLocalizer<CalendarText> texts)
    {
        if (await feeds.ReadAsync(secret, context.RequestAborted) is not { } calendar) return Results.NotFound();
        // A calendar program says no language: the person's own.
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(calendar.Language ?? "es");
        var file = Encoding.UTF8.GetBytes(Write(texts["CalendarName", calendar.Person], calendar.Entries, context, configuration, texts));
        context.Response.Headers.CacheControl = "private, no-cache";
        return Results.Bytes(file, Type, entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(file))[..32]}\""));
    }

    private static async Task<IResult> TaskAsync(int id, HttpContext context, Viewers viewers, CalendarFeeds feeds, IConfiguration configuration, IStringLocalizer<CalendarText> texts)
    {
        var viewer = HexaClaims.PersonId(context.User) is { } person ? await viewers.FindAsync(person, context.RequestAborted) : null;
        if (viewer is null) return Results.NotFound();
        try
        {
            if (await feeds.OfTaskAsync(viewer, id, context.RequestAborted) is not { } entry) return Results.NotFound();
            return Results.Bytes(Encoding.UTF8.GetBytes(Write(entry.Title, [entry], context, configuration, texts)), Type, $"hexalive-{id}.ics");
        }
        catch (RuleException)
        {
            return Results.NotFound();
        }
    }

    private static string Write(string name, IEnumerable<CalendarEntry> entries, HttpContext context, IConfiguration configuration, IStringLocalizer<CalendarText> texts)
    {
        var home = Home(configuration, $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}/");
        var words = texts["OpenTask"].Value;
        return CalendarFile.Write(name, entries, e => (new Uri($"{home}tasks/{e.TaskId}"), words));
    }
}
