namespace HexaLive.Web.Resources;

/// <summary>Names the texts of Projects: inject <c>IStringLocalizer&lt;WeekText&gt;</c>.</summary>
public sealed class WeekText;
