namespace HexaLive.Web.Resources;

/// <summary>Names the texts of Today: inject <c>IStringLocalizer&lt;TodayText&gt;</c>.</summary>
public sealed class TodayText;
