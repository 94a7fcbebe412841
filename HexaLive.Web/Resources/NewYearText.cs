namespace HexaLive.Web.Resources;

/// <summary>Names the texts of the new year: inject <c>IStringLocalizer&lt;NewYearText&gt;</c>.</summary>
public sealed class NewYearText;
