using System.Text;
using HexaLive.Domain;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Identity;

namespace HexaLive.Web.Endpoints;

/// <summary>Definitions of reports as files, for another installation.</summary>
internal static class ReportDefinitions
{
    /// <summary>Where the definition of a report is fetched.</summary>
    public static string Url(string key) => $"/reports/{key}/definition.json";

    /// <summary>Maps it. What is not shared with the reader does not exist.</summary>
    public static void MapReportDefinitions(this WebApplication app) => app.MapGet("/reports/{key}/definition.json", async (string key, HttpContext http, Viewers viewers, ReportLibrary library, CancellationToken cancellationToken) =>
    {
        if (HexaClaims.PersonId(http.User) is not { } id || await viewers.FindAsync(id, cancellationToken) is not { } viewer) return Results.Unauthorized();
        try
        {
            var (name, document) = await library.ExportAsync(viewer, key, cancellationToken);
            return Results.File(Encoding.UTF8.GetBytes(document), "application/json; charset=utf-8", $"{FileName(name)}.json");
        }
        catch (RuleException)
        {
            return Results.NotFound();
        }
    });

    private static string FileName(string name) => string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_' or '.' or ',' ? c : '-')).Trim(' ', '.');
}
