using HexaLive.Domain;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Identity;
using HexaLive.Web.Components;
using Microsoft.Extensions.Localization;

namespace HexaLive.Web.Features.Import;

/// <summary>The download of rejected import rows. Files are sent over HTTP instead of through the circuit.</summary>
internal static class ImportEndpoints
{
    /// <summary>Maps the download. Anyone but an administrator gets 404.</summary>
    public static void MapHexaImport(this WebApplication app) => app.MapGet(AppUrls.RejectedRowsRoute, SendRejectedRowsAsync);

    private static async Task<IResult> SendRejectedRowsAsync(
        Guid id,
        HttpContext context,
        Viewers viewers,
        ImportJobs jobs,
        ImportTexts importTexts,
        IStringLocalizer<ImportPage> text
    )
    {
        var viewer = HexaClaims.GetPersonId(context.User) is { } personId
            ? await viewers.FindAsync(personId, context.RequestAborted)
            : null;
        if (viewer is null || !jobs.HasRejected(viewer, id))
            return Results.NotFound();
        return Results.Stream(
            async output =>
            {
                try
                {
                    await jobs.WriteRejectedAsync(
                        viewer,
                        id,
                        output,
                        text["Rejected_Line"],
                        text["Rejected_Reason"],
                        importTexts.Describe,
                        context.RequestAborted
                    );
                }
                catch (RuleException)
                {
                    // The import was deleted during the download. Abort the connection, so that the file does not look complete.
                    context.Abort();
                }
            },
            "text/csv; charset=utf-8",
            $"{text["Rejected_File"]}.csv"
        );
    }
}
