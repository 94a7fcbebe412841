using HexaLive.Domain.Mail;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Mail;
using HexaLive.Infrastructure.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// Writes the mails that announce a stopped schedule. Such a mail has no content if the schedule has been restarted, was stopped by
/// a person or was deleted.
/// </summary>
internal sealed class ScheduleStopMailBuilder(ISiteLinks site, IStringLocalizer<MailRenderer> texts) : IMailBuilder
{
    public MailKind Kind => MailKind.ScheduleStopped;

    public async Task<RenderedMail> BuildAsync(HexaDbContext db, OutgoingMail mail, CancellationToken cancellationToken)
    {
        var stopped = await db
            .ReportSchedules.AsNoTracking()
            .Where(s => s.Id == mail.StoppedScheduleId && s.DeletedAt == null)
            .Select(s => new
            {
                s.Stopped,
                Report = s.Report.Name,
                Owner = s.Owner.Name,
                People = s.Recipients.Count,
            })
            .FirstOrDefaultAsync(cancellationToken);
        if (stopped?.Stopped is not { } why || why == ScheduleStop.ByHand)
            return new(null);
        var subject = texts["Stop_Subject", stopped.Report].Value;
        var body = new MailBody(subject)
            .AddParagraph(texts["Hello", mail.Person.Name])
            .AddParagraph(texts[$"Stop_{why}", stopped.Report, stopped.Owner])
            .AddParagraph(texts[stopped.People == 1 ? "Stop_People_One" : "Stop_People", stopped.People])
            .AddItem(texts["Stop_Open"], site.Schedules, null, false, null);
        return new(MailRenderer.CreateContent(mail, subject, body.AddFooter(texts["Stop_Why"], []), null));
    }
}
