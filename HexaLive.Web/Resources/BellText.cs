namespace HexaLive.Web.Resources;

/// <summary>Names the texts of Bell: inject <c>IStringLocalizer&lt;BellText&gt;</c>.</summary>
public sealed class BellText;
