namespace HexaLive.Web.Resources;

/// <summary>Names the texts of the visit sheet: inject <c>IStringLocalizer&lt;SheetText&gt;</c>.</summary>
public sealed class SheetText;
