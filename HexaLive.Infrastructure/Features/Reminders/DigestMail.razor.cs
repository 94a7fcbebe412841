using HexaLive.Infrastructure.Mail;

namespace HexaLive.Infrastructure.Features.Reminders;

/// <summary>The daily digest: overdue tasks, tasks due today, and the people of the recipient's teams.</summary>
public sealed record DigestMailModel(string Subject, IReadOnlyList<MailSection> Sections, MailFooter Footer) : MailModel(Subject, Footer)
{
    internal override void WriteText(MailText text)
    {
        foreach (var section in Sections)
            text.AddSection(section);
    }
}

/// <summary>The HTML part of the daily digest.</summary>
public sealed partial class DigestMail;
