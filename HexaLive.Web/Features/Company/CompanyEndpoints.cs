using HexaLive.Infrastructure.Features.Company;
using HexaLive.Web.Components;
using Microsoft.Net.Http.Headers;

namespace HexaLive.Web.Features.Company;

/// <summary>The endpoint of the company's logo, which is public because the sign-in page shows it.</summary>
public static class CompanyEndpoints
{
    /// <summary>
    /// Maps <c>/company/logo?v=VERSION</c>. A browser may cache the current version for a year, and must revalidate any other version.
    /// </summary>
    public static void MapCompany(this WebApplication app)
    {
        app.MapGet(
                AppUrls.CompanyLogo,
                async (int? v, HttpContext context, CompanySettings company) =>
                {
                    if (await company.GetLogoAsync(context.RequestAborted) is not { } logo)
                        return Results.NotFound();
                    context.Response.Headers.CacheControl = v == logo.Version ? "public, max-age=31536000, immutable" : "no-cache";
                    // The type was determined from the file signature, so browsers must not guess the type.
                    context.Response.Headers.XContentTypeOptions = "nosniff";
                    return Results.Bytes(logo.Picture, logo.Type, entityTag: new EntityTagHeaderValue($"\"{logo.Version}\""));
                }
            )
            .AllowAnonymous();
    }
}
