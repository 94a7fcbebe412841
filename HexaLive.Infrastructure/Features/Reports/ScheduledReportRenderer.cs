using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Mail;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Infrastructure.Reporting.Documents;
using Microsoft.Extensions.Configuration;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>Runs the report of a delivery and renders it as the table or the file that its e-mail contains.</summary>
internal sealed class ScheduledReportRenderer(
    ReportRunner runner,
    ReportFiles files,
    MailTableReader tables,
    ReportSentences sentences,
    ValidationMessages messages,
    IConfiguration configuration,
    TimeProvider time
)
{
    private const int MaxMissing = 5;

    // The maximum time for generating a report. This time must be shorter than the lease of the mail queue; otherwise, another server could
    // claim the e-mail.
    private static readonly TimeSpan MaxDuration = TimeSpan.FromMinutes(4);

    /// <summary>Renders the report with the rights of the viewer, in the current culture.</summary>
    /// <exception cref="TimeoutException">The report took too long.</exception>
    internal async Task<RenderedReport> RenderAsync(
        HexaDbContext db,
        ScheduledDelivery delivery,
        Viewer viewer,
        CancellationToken cancellationToken
    )
    {
        using var timeout = new CancellationTokenSource(MaxDuration, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await RunAsync(db, delivery, viewer, stop.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The report took more than {MaxDuration.TotalMinutes:0} minutes.", e);
        }
    }

    private async Task<RenderedReport> RunAsync(
        HexaDbContext db,
        ScheduledDelivery delivery,
        Viewer viewer,
        CancellationToken cancellationToken
    )
    {
        var definition = ReportJson.Deserialize(delivery.Definition);
        ReportValidator.EnsureValid(definition);
        // "Today" in the report is the day on which the report was due, even if the e-mail is generated later.
        var today = LocalTime.Day(delivery.DueAt, delivery.TimeZone);
        var request = new ReportRequest { Parameters = ScheduleParameters.Parse(delivery.Parameters), Today = today };
        var rows = await runner.CountAsync(viewer, definition, request, cancellationToken);
        var missing = await MissingReferences.FindAsync(db, viewer, definition, request.Parameters, cancellationToken);
        if (rows == 0 && missing.Count == 0)
            missing = await MissingReferences.FindInactiveAsync(db, viewer, definition, request.Parameters, cancellationToken);
        var report = new RenderedReport(
            rows,
            FormatDays(definition, request, today),
            [.. missing.Select(e => messages.Describe(e, definition.Source)).Distinct().Take(MaxMissing)]
        )
        {
            Lead = await sentences.DescribeAsync(viewer, definition, request, cancellationToken),
        };
        return report.RowCount == 0 && !delivery.SendEmpty
            ? report
            : await WithContentAsync(report, delivery, viewer, definition, request, cancellationToken);
    }

    // Adds the table or the file, unless it is too large.
    private async Task<RenderedReport> WithContentAsync(
        RenderedReport report,
        ScheduledDelivery delivery,
        Viewer viewer,
        ReportDefinition definition,
        ReportRequest request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (delivery.Format == ReportFormat.Mail)
            {
                var (table, cut) = await tables.ReadAsync(viewer, definition, request, cancellationToken);
                return report with { Table = table, IsTruncated = cut };
            }
            using var file = new SizeLimitedStream((int)(configuration.GetValue("Mail:MaxAttachment", 15.0) * 1024 * 1024));
            await files.WriteAsync(
                file,
                delivery.Format,
                viewer,
                definition,
                delivery.Report,
                request,
                cancellationToken: cancellationToken
            );
            return report with
            {
                File = new MailAttachment(
                    ReportFileFormat.GetFileName(delivery.Report, delivery.Format, request.Today!.Value),
                    ReportFileFormat.GetContentType(delivery.Format),
                    file.ToArray()
                ),
            };
        }
        catch (RuleException e) when (e.Error is RuleError.ReportTooLong or RuleError.ReportTooManyGroups or RuleError.FileTooLarge)
        {
            return report with { IsTooLarge = true };
        }
    }

    // Returns the period of the first top-level date criterion. If there is no such criterion, returns the day on which the report
    // was due.
    private static string FormatDays(ReportDefinition definition, ReportRequest request, DateOnly today)
    {
        var tests = definition.Where.Kind == CriterionKind.All ? definition.Where.Items : [definition.Where];
        foreach (var test in tests.Where(t => t is { Kind: CriterionKind.Test, Operator: TestOperator.During, Values.Count: 1 }))
        {
            var value = test.Values[0];
            if (value.StartsWith('?'))
                value = request.Parameters.TryGetValue(value[1..], out var given)
                    ? given
                    : definition.Parameters.FirstOrDefault(p => p.Name == value[1..])?.Default ?? "";
            if (ReportPeriod.Parse(value, today) is var (first, last))
                return first == last ? FormatDay(first) : $"{FormatDay(first)} – {FormatDay(last)}";
        }
        return FormatDay(today);

        static string FormatDay(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.CurrentCulture);
    }
}
