using HexaLive.Infrastructure.Mail;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// A scheduled report, either as a table in the e-mail or as an attached file. <paramref name="Open"/> is null if the recipient may not
/// open the report.
/// </summary>
public sealed record ReportMailModel(string Subject, IReadOnlyList<string> Paragraphs, MailTable? Table, MailLink? Open, MailFooter Footer)
    : MailModel(Subject, Footer)
{
    internal override void WriteText(MailText text)
    {
        foreach (var paragraph in Paragraphs)
            text.AddParagraph(paragraph);
        if (Table is not null)
            text.AddTable(Table);
        if (Open is not null)
            text.AddLink(Open);
    }
}

/// <summary>The HTML part of an e-mail that carries a report.</summary>
public sealed partial class ReportMail;
