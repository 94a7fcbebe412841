using HexaLive.Domain;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Identity;
using HexaLive.Web.Features.Import;
using HexaLive.Web.Resources;
using Microsoft.Extensions.Localization;

namespace HexaLive.Web.Endpoints;

/// <summary>Downloads of imports: files are HTTP, not circuit traffic.</summary>
internal static class ImportEndpoints
{
    /// <summary>Where the rejected rows of an upload are fetched.</summary>
    public static string RejectedUrl(Guid id) => $"/settings/import/{id}/rejected";

    /// <summary>Maps them. To anybody but administrators they do not exist.</summary>
    public static void MapHexaImport(this WebApplication app) => app.MapGet("/settings/import/{id:guid}/rejected", RejectedAsync);

    private static async Task<IResult> RejectedAsync(Guid id, HttpContext context, Viewers viewers, ImportJobs jobs, ImportTexts texts, IStringLocalizer<ImportText> words)
    {
        var viewer = HexaClaims.PersonId(context.User) is { } person ? await viewers.FindAsync(person, context.RequestAborted) : null;
        if (viewer is null || !jobs.HasRejected(viewer, id)) return Results.NotFound();
        return Results.Stream(async output =>
        {
            try
            {
                await jobs.WriteRejectedAsync(viewer, id, output, words["Rejected_Line"], words["Rejected_Reason"], texts.Say, context.RequestAborted);
            }
            catch (RuleException)
            {
                // Deleted between the look and the reading: the download breaks off instead of ending as if it were whole.
                context.Abort();
            }
        }, "text/csv; charset=utf-8", $"{words["Rejected_File"]}.csv");
    }
}
