using HexaLive.Infrastructure.Mail;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// A report rendered in one language. <see cref="File"/> and <see cref="Table"/> are both null if the report is too large, or if
/// the report is empty and the schedule skips empty reports.
/// </summary>
internal sealed record RenderedReport(int RowCount, string PeriodText, IReadOnlyList<string> MissingNames)
{
    /// <summary>The sentence that describes what the report shows.</summary>
    public string Lead { get; init; } = "";
    public MailAttachment? File { get; init; }
    public MailTable? Table { get; init; }
    public bool IsTruncated { get; init; }
    public bool IsTooLarge { get; init; }
}
