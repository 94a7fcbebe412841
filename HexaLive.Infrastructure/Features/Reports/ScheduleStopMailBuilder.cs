using HexaLive.Domain.Mail;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Mail;
using HexaLive.Infrastructure.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// Writes the e-mails that announce a stopped schedule. Such an e-mail has no content if the schedule has been restarted, was stopped by
/// a person or was deleted.
/// </summary>
internal sealed class ScheduleStopMailBuilder(MailComposer composer, ISiteLinks site, IStringLocalizer<ScheduleStopMail> texts)
    : IMailBuilder
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
        var model = new ScheduleStopMailModel(
            texts["Subject", stopped.Report],
            [texts[$"{why}", stopped.Report, stopped.Owner], texts[stopped.People == 1 ? "People_One" : "People", stopped.People]],
            new(texts["Open"], site.Schedules),
            new(texts["Why"], [])
        );
        return new(
            await composer.ComposeAsync<ScheduleStopMail, ScheduleStopMailModel>(
                mail.Person.Name,
                mail.Person.Email!,
                model,
                cancellationToken
            )
        );
    }
}
