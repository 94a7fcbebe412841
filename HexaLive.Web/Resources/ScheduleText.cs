namespace HexaLive.Web.Resources;

/// <summary>Names the texts of scheduled reports: inject <c>IStringLocalizer&lt;ScheduleText&gt;</c>.</summary>
public sealed class ScheduleText;
