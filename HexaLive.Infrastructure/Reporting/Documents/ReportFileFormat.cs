using System.Text;
using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>File names, extensions and content types of report files.</summary>
public static class ReportFileFormat
{
    /// <summary>Returns the file name of a report on a day. Characters that a file system forbids become hyphens.</summary>
    public static string GetFileName(string name, ReportFormat format, DateOnly day)
    {
        var clean = new StringBuilder();
        foreach (var letter in name.Trim().Take(80))
            clean.Append(char.IsControl(letter) || "\"<>|:*?/\\".Contains(letter) ? '-' : letter);
        return $"{clean.ToString().Trim('.', ' ')} {day:yyyy-MM-dd}{GetExtension(format)}".TrimStart();
    }

    /// <summary>Returns the file extension of a format, with its dot.</summary>
    public static string GetExtension(ReportFormat format) =>
        format switch
        {
            ReportFormat.Csv => ".csv",
            ReportFormat.Excel => ".xlsx",
            _ => ".pdf",
        };

    /// <summary>Returns the content type (MIME type) of a format.</summary>
    public static string GetContentType(ReportFormat format) =>
        format switch
        {
            ReportFormat.Csv => "text/csv; charset=utf-8",
            ReportFormat.Excel => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            _ => "application/pdf",
        };
}
