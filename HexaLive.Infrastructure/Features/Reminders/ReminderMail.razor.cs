using HexaLive.Infrastructure.Mail;

namespace HexaLive.Infrastructure.Features.Reminders;

/// <summary>Reminders, one section per kind. <paramref name="More"/> says that there are more reminders than the e-mail lists.</summary>
public sealed record ReminderMailModel(string Subject, IReadOnlyList<MailSection> Sections, string? More, MailFooter Footer)
    : MailModel(Subject, Footer)
{
    /// <summary>The title of the section if there is only one; otherwise the subject.</summary>
    public override string Heading => Sections is [var only] ? only.Title : Subject;

    internal override void WriteText(MailText text)
    {
        foreach (var section in Sections)
            text.AddSection(section);
        if (More is not null)
            text.AddParagraph(More);
    }
}

/// <summary>The HTML part of an e-mail about reminders.</summary>
public sealed partial class ReminderMail;
