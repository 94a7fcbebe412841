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
/// Writes the e-mails that carry scheduled reports, at the time they are sent. A report runs with the rights of the schedule's owner,
/// in the recipient's language and the schedule's time zone. The schedule is stopped if its owner left, if the report can no longer
/// run, or if the report was changed and the owner has not approved the change. If a report is too large for an e-mail, the e-mail
/// contains a notice instead.
/// </summary>
internal sealed class ReportMailBuilder(
    Viewers viewers,
    ScheduledReportRenderer renderer,
    ReportLinks links,
    MailComposer composer,
    ISiteLinks site,
    IStringLocalizer<ReportMail> texts,
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
        if (report is { RowCount: 0, MissingNames.Count: 0 } && !delivery.SendEmpty)
            return new(null, 0);
        var mayOpen =
            await viewers.FindAsync(mail.PersonId, cancellationToken) is { } recipient
            && await ReportAccess.VisibleReports(db, recipient).AnyAsync(r => r.Id == delivery.ReportId, cancellationToken);
        var content = await composer.ComposeAsync<ReportMail, ReportMailModel>(
            mail.Person.Name,
            mail.Person.Email!,
            CreateModel(mail, delivery, report, mayOpen),
            cancellationToken
        );
        return new(content with { Attachment = report.IsTooLarge ? null : report.File }, report.RowCount);
    }

    public async Task OnEndedAsync(HexaDbContext db, OutgoingMail mail, RenderedMail rendered)
    {
        var outcome = mail.State switch
        {
            MailState.Sent => DeliveryOutcome.Sent,
            MailState.Failed => DeliveryOutcome.Failed,
            _ => rendered.RowCount == 0 ? DeliveryOutcome.Empty : DeliveryOutcome.Stopped,
        };
        if (await db.ReportDeliveries.FirstOrDefaultAsync(d => d.Id == mail.ReportDeliveryId, CancellationToken.None) is { } delivery)
            delivery.End(outcome, rendered.RowCount, time.GetUtcNow().UtcDateTime);
    }

    private ReportMailModel CreateModel(OutgoingMail mail, ScheduledDelivery delivery, RenderedReport report, bool mayOpen)
    {
        var isOwner = delivery.OwnerId == mail.PersonId;
        List<string> paragraphs =
        [
            isOwner ? texts["Own", delivery.Report] : texts["From", delivery.Owner, delivery.Report],
            report switch
            {
                { IsTooLarge: true } => texts["TooLarge"],
                { RowCount: 0 } => texts["Empty"],
                { File: { } file } => texts["Attached", FormatRowCount(report.RowCount), file.Name],
                { IsTruncated: true } => texts["Cut", MailTableReader.MaxRows, FormatRowCount(report.RowCount)],
                _ => FormatRowCount(report.RowCount),
            },
            report.Lead,
        ];
        if (report.MissingNames.Count > 0)
            paragraphs.Add(texts["Missing", string.Join(" ", report.MissingNames)]);
        if (report.IsTooLarge && !mayOpen)
            paragraphs.Add(texts["Ask", delivery.Owner]);
        var unsubscribe = delivery.IsRecipient
            ? site.UnsubscribeReport(links.Sign(new ReportOptOut(delivery.ScheduleId, mail.PersonId)))
            : null;
        return new(
            $"{delivery.Report} · {report.PeriodText}",
            paragraphs,
            report is { Table: { } table, RowCount: > 0 } ? table : null,
            mayOpen ? new(texts["Open"], site.Report(delivery.ReportId, ScheduleParameters.Parse(delivery.Parameters))) : null,
            new(
                isOwner ? texts["WhyOwn"] : texts["Why", delivery.Owner],
                unsubscribe is null ? [] : [new(texts["NoMore"], unsubscribe)],
                unsubscribe
            )
        );
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

    private string FormatRowCount(int rows) => fileTexts[rows == 1 ? "Rows_One" : "Rows", rows.ToString("N0", CultureInfo.CurrentCulture)];
}
