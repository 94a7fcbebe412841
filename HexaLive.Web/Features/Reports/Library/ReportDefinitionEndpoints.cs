using System.Text;
using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Identity;
using HexaLive.Web.Components;

namespace HexaLive.Web.Features.Reports.Library;

/// <summary>Report definitions as JSON files, for transfer to another installation.</summary>
internal static class ReportDefinitionEndpoints
{
    /// <summary>Maps the download. A reader with whom the report is not shared gets 404.</summary>
    public static void MapReportDefinitions(this WebApplication app) =>
        app.MapGet(
            AppUrls.ReportDefinitionRoute,
            async (string key, HttpContext http, Viewers viewers, ReportLibrary library, CancellationToken cancellationToken) =>
            {
                if (HexaClaims.GetPersonId(http.User) is not { } id || await viewers.FindAsync(id, cancellationToken) is not { } viewer)
                    return Results.Unauthorized();
                try
                {
                    var (name, document) = await library.ExportAsync(viewer, key, cancellationToken);
                    return Results.File(Encoding.UTF8.GetBytes(document), "application/json; charset=utf-8", $"{BuildFileName(name)}.json");
                }
                catch (RuleException)
                {
                    return Results.NotFound();
                }
            }
        );

    private static string BuildFileName(string name) =>
        string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_' or '.' or ',' ? c : '-')).Trim(' ', '.');
}
