using HexaLive.Domain;
using HexaLive.Domain.Reports;

namespace HexaLive.Web.Features.Reports.Designer;

/// <summary>The unsaved design, as kept in the browser, and the version of the report that it is based on.</summary>
internal sealed record DesignDraft(string? Name, string? Folder, string? Json, int? Version)
{
    public static DesignDraft From(Design design, int? version) =>
        new(design.Name, design.Folder, ReportJson.Serialize(design.Definition), version);

    /// <summary>Returns the design, or null if the draft cannot be read because another version of the product wrote it.</summary>
    public Design? Restore(Design start)
    {
        try
        {
            return new Design(Name ?? start.Name, Folder ?? start.Folder, Json is null ? start.Definition : ReportJson.Deserialize(Json));
        }
        catch (RuleException)
        {
            return null;
        }
    }
}
