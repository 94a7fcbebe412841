namespace HexaLive.Domain.Reports;

/// <summary>The output format of a report. <see cref="ReportFormat.Mail"/> is a table in the body of the e-mail.</summary>
public enum ReportFormat
{
    Pdf = 0,
    Excel = 1,
    Csv = 2,
    Mail = 3,
}
