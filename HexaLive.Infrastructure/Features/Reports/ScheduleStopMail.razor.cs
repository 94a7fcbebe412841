using HexaLive.Infrastructure.Mail;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>Says that a scheduled report is no longer sent, and why.</summary>
public sealed record ScheduleStopMailModel(string Subject, IReadOnlyList<string> Paragraphs, MailLink Open, MailFooter Footer)
    : MailModel(Subject, Footer)
{
    internal override void WriteText(MailText text)
    {
        foreach (var paragraph in Paragraphs)
            text.AddParagraph(paragraph);
        text.AddLink(Open);
    }
}

/// <summary>The HTML part of an e-mail about a stopped schedule.</summary>
public sealed partial class ScheduleStopMail;
