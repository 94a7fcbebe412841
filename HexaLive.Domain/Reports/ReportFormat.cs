namespace HexaLive.Domain.Reports;

/// <summary>The output format of a report. <see cref="ReportFormat.Mail"/>: as a table in the mail itself.</summary>
public enum ReportFormat
{
    Pdf = 0,
    Excel = 1,
    Csv = 2,
    Mail = 3,
}
