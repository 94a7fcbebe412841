namespace HexaLive.Web.Resources;

/// <summary>Names the texts of Board: inject <c>IStringLocalizer&lt;BoardText&gt;</c>.</summary>
public sealed class BoardText;
