namespace HexaLive.Web.Resources;

/// <summary>Marks the texts of downloads of reports and of their print page.</summary>
public sealed class ReportExportText;
