namespace HexaLive.Web.Resources;

/// <summary>Names the texts of Shared: inject <c>IStringLocalizer&lt;SharedText&gt;</c>.</summary>
public sealed class SharedText;
