namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>Marks the texts that stand in the files of reports.</summary>
public sealed class ReportFileText;
