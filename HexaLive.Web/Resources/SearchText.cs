namespace HexaLive.Web.Resources;

/// <summary>Names the texts of Search: inject <c>IStringLocalizer&lt;SearchText&gt;</c>.</summary>
public sealed class SearchText;
