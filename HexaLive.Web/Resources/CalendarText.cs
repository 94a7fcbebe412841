namespace HexaLive.Web.Resources;

/// <summary>Names the texts of calendars: inject <c>IStringLocalizer&lt;CalendarText&gt;</c>.</summary>
public sealed class CalendarText;
