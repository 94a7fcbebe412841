namespace HexaLive.Web.Resources;

/// <summary>Names the texts of Explorer: inject <c>IStringLocalizer&lt;ExplorerText&gt;</c>.</summary>
public sealed class ExplorerText;
