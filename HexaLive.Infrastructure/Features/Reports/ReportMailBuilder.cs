using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Mail;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Mail;
using HexaLive.Infrastructure.Mail;
using HexaLive.Infrastructure.Reporting.Documents;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// Writes the mails that carry scheduled reports, at the time they are sent. A report runs with the rights of the schedule's owner,
/// in the recipient's language and the schedule's time zone. The schedule is stopped if its owner left, if the report can no longer
/// run, or if the report was changed and the owner has not approved the change. If a report is too large for a mail, the mail
/// contains a notice instead.
/// </summary>
internal sealed class ReportMailBuilder(
    Viewers viewers,
    ScheduledReportRenderer renderer,
    ReportLinks links,
    ISiteLinks site,
    IStringLocalizer<MailRenderer> texts,
    IStringLocalizer<ReportFiles> fileTexts,
    TimeProvider time
) : IMailBuilder
{
    private readonly RenderedReportCache _rendered = new();

    public MailKind Kind => MailKind.Report;

    public async Task<RenderedMail> BuildAsync(HexaDbContext db, OutgoingMail mail, CancellationToken cancellationToken)
    {
        var delivery = await ScheduledDelivery.FindAsync(db, mail.ReportDeliveryId, mail.PersonId, cancellationToken);
        if (delivery is null)
            return new(null);
        if (await viewers.FindAsync(delivery.OwnerId, cancellationToken) is not { } owner)
            return await StopAsync(db, delivery, ScheduleStop.OwnerLeft, cancellationToken);
        if (!await ReportAccess.VisibleReports(db, owner).AnyAsync(r => r.Id == delivery.ReportId, cancellationToken))
            return await StopAsync(db, delivery, ScheduleStop.ReportBroken, cancellationToken);
        if (!delivery.IsApproved)
            return await StopAsync(db, delivery, ScheduleStop.ReportChanged, cancellationToken);
        RenderedReport report;
        try
        {
            report = await _rendered.GetAsync(
                delivery.ScheduleId,
                delivery.DueAt,
                () => renderer.RenderAsync(db, delivery, owner with { TimeZone = delivery.TimeZone }, cancellationToken)
            );
        }
        catch (RuleException e)
            when (e.Error is RuleError.ReportFaulty or RuleError.ReportUnreadable or RuleError.ReportVersion or RuleError.InvalidValue)
        {
            return await StopAsync(db, delivery, ScheduleStop.ReportBroken, cancellationToken);
        }
        // Skip an empty report, but not if it refers to missing items. Such a report would always be empty, and nobody would notice
        // the reason.
        if (report is { Rows: 0, MissingNames.Count: 0 } && !delivery.SendEmpty)
            return new(null, 0);
        var mayOpen =
            await viewers.FindAsync(mail.PersonId, cancellationToken) is { } recipient
            && await ReportAccess.VisibleReports(db, recipient).AnyAsync(r => r.Id == delivery.ReportId, cancellationToken);
        return new(CreateContent(mail, delivery, report, mayOpen), report.Rows);
    }

    public async Task OnEndedAsync(HexaDbContext db, OutgoingMail mail, RenderedMail rendered)
    {
        var outcome = mail.State switch
        {
            MailState.Sent => DeliveryOutcome.Sent,
            MailState.Failed => DeliveryOutcome.Failed,
            _ => rendered.Rows == 0 ? DeliveryOutcome.Empty : DeliveryOutcome.Stopped,
        };
        if (await db.ReportDeliveries.FirstOrDefaultAsync(d => d.Id == mail.ReportDeliveryId, CancellationToken.None) is { } delivery)
            delivery.End(outcome, rendered.Rows, time.GetUtcNow().UtcDateTime);
    }

    private MailContent CreateContent(OutgoingMail mail, ScheduledDelivery delivery, RenderedReport report, bool mayOpen)
    {
        var isOwner = delivery.OwnerId == mail.PersonId;
        var subject = $"{delivery.Report} · {report.Days}";
        var body = new MailBody(subject, wide: report.Table is not null)
            .AddParagraph(texts["Hello", mail.Person.Name])
            .AddParagraph(isOwner ? texts["Report_Own", delivery.Report] : texts["Report_From", delivery.Owner, delivery.Report])
            .AddParagraph(
                report switch
                {
                    { IsTooLarge: true } => texts["Report_TooLarge"],
                    { Rows: 0 } => texts["Report_Empty"],
                    { File: { } file } => texts["Report_Attached", Count(report.Rows), file.Name],
                    { IsTruncated: true } => texts["Report_Cut", MailTableReader.MaxRows, Count(report.Rows)],
                    _ => Count(report.Rows),
                }
            )
            .AddParagraph(report.Lead);
        if (report.MissingNames.Count > 0)
            body.AddParagraph(texts["Report_Missing", string.Join(" ", report.MissingNames)]);
        if (report is { Table: { } table, Rows: > 0 })
            body.AddTable(table.Columns, table.Rows);
        if (mayOpen)
            body.AddItem(
                texts["Report_Open"],
                site.Report(delivery.ReportId, ScheduleParameters.Read(delivery.Parameters)),
                null,
                false,
                null
            );
        else if (report.IsTooLarge)
            body.AddParagraph(texts["Report_Ask", delivery.Owner]);
        var link = links.Sign(new ReportOptOut(delivery.ScheduleId, mail.PersonId));
        var unsubscribe = delivery.IsRecipient ? site.UnsubscribeReport(link) : null;
        body.AddFooter(
            isOwner ? texts["Report_WhyOwn"] : texts["Report_Why", delivery.Owner],
            unsubscribe is null ? [] : [(texts["Report_NoMore"].Value, unsubscribe)]
        );
        return MailRenderer.CreateContent(mail, subject, body, unsubscribe) with { Attachment = report.IsTooLarge ? null : report.File };
    }

    private async Task<RenderedMail> StopAsync(
        HexaDbContext db,
        ScheduledDelivery delivery,
        ScheduleStop reason,
        CancellationToken cancellationToken
    )
    {
        await ReportScheduleQueueing.StopAsync(db, delivery.ScheduleId, reason, time.GetUtcNow().UtcDateTime, cancellationToken);
        return new(null);
    }

    private string Count(int rows) => fileTexts[rows == 1 ? "Rows_One" : "Rows", rows.ToString("N0", CultureInfo.CurrentCulture)];
}
