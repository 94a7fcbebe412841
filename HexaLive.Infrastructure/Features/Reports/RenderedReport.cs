using HexaLive.Infrastructure.Mail;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// A report rendered in one language. It has neither <see cref="File"/> nor <see cref="Table"/> if it is too large, or if it is
/// empty and the schedule skips empty reports.
/// </summary>
internal sealed record RenderedReport(int Rows, string Days, IReadOnlyList<string> Missing)
{
    /// <summary>The sentence that describes what the report shows.</summary>
    public string Lead { get; init; } = "";
    public MailAttachment? File { get; init; }
    public MailTable? Table { get; init; }
    public bool Cut { get; init; }
    public bool TooLarge { get; init; }
}
