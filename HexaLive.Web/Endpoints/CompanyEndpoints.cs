using HexaLive.Infrastructure.Features.Settings;
using Microsoft.Net.Http.Headers;

namespace HexaLive.Web.Endpoints;

/// <summary>The company's logo, for everybody: the sign-in page shows it.</summary>
public static class CompanyEndpoints
{
    /// <summary>Serves <c>/company/logo?v=VERSION</c>. Under the present version it may be kept for a year; asked otherwise it is asked for again each time.</summary>
    public static void MapCompany(this WebApplication app)
    {
        app.MapGet("/company/logo", async (int? v, HttpContext context, CompanySettings company) =>
        {
            if (await company.LogoAsync(context.RequestAborted) is not { } logo) return Results.NotFound();
            context.Response.Headers.CacheControl = v == logo.Version ? "public, max-age=31536000, immutable" : "no-cache";
            // What it is was checked by its bytes; nobody shall guess again.
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return Results.Bytes(logo.Picture, logo.Type, entityTag: new EntityTagHeaderValue($"\"{logo.Version}\""));
        }).AllowAnonymous();
    }
}
