namespace HexaLive.Web.Resources;

/// <summary>Names the texts of the list of reports: inject <c>IStringLocalizer&lt;ReportsText&gt;</c>.</summary>
public sealed class ReportsText;
