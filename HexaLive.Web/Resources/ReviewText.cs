namespace HexaLive.Web.Resources;

/// <summary>Names the texts of Projects: inject <c>IStringLocalizer&lt;ReviewText&gt;</c>.</summary>
public sealed class ReviewText;
