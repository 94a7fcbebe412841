using System.Globalization;
using System.Runtime.ExceptionServices;
using HexaLive.Domain;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Mail;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Export;
using HexaLive.Infrastructure.Features.Mails;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Mail;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// Writes mails with reports when they are sent: run by the rights of the schedule's owner, in the language of whoever gets it and the zone of the schedule.
/// What cannot be run any more, or was changed by another, stops its schedule; what is too large for a mail is told instead.
/// </summary>
public sealed class ReportMails(
    Viewers viewers, ReportRunner runner, ReportFiles files, ReportWords words, ReportSentences sentences, FaultWords faults, ReportLinks links, SiteAddress site,
    IStringLocalizer<MailText> texts, IStringLocalizer<ReportFileText> fileTexts, IConfiguration configuration, TimeProvider time)
{
    // What a mail shows in its text: the rest is a click away.
    private const int MostRows = 200;
    private const int MostLetters = 500;

    // Less than for how long a mail is held by who sends it: nobody else takes it meanwhile.
    private static readonly TimeSpan Slow = TimeSpan.FromMinutes(4);

    /// <summary>A mail with the report of a delivery.</summary>
    internal async Task<WrittenMail> ReportAsync(HexaDbContext db, OutgoingMail mail, WrittenReports written, CancellationToken cancellationToken)
    {
        var reader = mail.PersonId;
        var sent = await db.ReportDeliveries.AsNoTracking().Where(d => d.Id == mail.ReportDeliveryId && d.Schedule.DeletedAt == null)
            .Select(d => new Sent(
                d.ScheduleId, d.DueAt, d.Schedule.ReportId, d.Schedule.Report.Name, d.Schedule.Report.Definition, d.Schedule.OwnerId, d.Schedule.Owner.Name, d.Schedule.TimeZone, d.Schedule.Format, d.Schedule.SendEmpty,
                d.Schedule.Parameters, d.Schedule.AgreedVersion == d.Schedule.Report.DefinitionVersion, d.Schedule.Recipients.Any(r => r.PersonId == reader))).FirstOrDefaultAsync(cancellationToken);
        // The schedule was deleted.
        if (sent is null) return new(null);
        if (await viewers.FindAsync(sent.OwnerId, cancellationToken) is not { } owner) return await StopAsync(db, sent, ScheduleStop.OwnerLeft, cancellationToken);
        if (!await ReportLibrary.Seen(db, owner).AnyAsync(r => r.Id == sent.ReportId, cancellationToken)) return await StopAsync(db, sent, ScheduleStop.ReportBroken, cancellationToken);
        if (!sent.Agreed) return await StopAsync(db, sent, ScheduleStop.ReportChanged, cancellationToken);
        WrittenReport report;
        try
        {
            report = await written.OfAsync(sent.ScheduleId, sent.DueAt, () => RunAsync(db, sent, owner with { TimeZone = sent.TimeZone }, cancellationToken));
        }
        catch (RuleException e) when (e.Error is RuleError.ReportFaulty or RuleError.ReportUnreadable or RuleError.ReportVersion or RuleError.InvalidValue)
        {
            return await StopAsync(db, sent, ScheduleStop.ReportBroken, cancellationToken);
        }
        // Silence would never end where what it is about is gone.
        if (report is { Rows: 0, Missing.Count: 0 } && !sent.SendEmpty) return new(null, 0);

        var subject = $"{sent.Report} · {report.Days}";
        var body = new MailBody(subject, wide: report.Table is not null).Paragraph(texts["Hello", mail.Person.Name]).Paragraph(sent.OwnerId == reader ? texts["Report_Own", sent.Report] : texts["Report_From", sent.Owner, sent.Report]);
        body.Paragraph(report switch
        {
            { TooLarge: true } => texts["Report_TooLarge"],
            { Rows: 0 } => texts["Report_Empty"],
            { File: { } file } => texts["Report_Attached", Count(report.Rows), file.Name],
            { Cut: true } => texts["Report_Cut", MostRows, Count(report.Rows)],
            _ => Count(report.Rows),
        });
        body.Paragraph(report.Lead);
        if (report.Missing.Count > 0) body.Paragraph(texts["Report_Missing", string.Join(" ", report.Missing)]);
        if (report is { Table: { } table, Rows: > 0 }) body.Table(table.Columns, table.Rows);
        if (await viewers.FindAsync(reader, cancellationToken) is { } reading && await ReportLibrary.Seen(db, reading).AnyAsync(r => r.Id == sent.ReportId, cancellationToken))
            body.Item(texts["Report_Open"], Address(sent), null, false, null);
        else if (report.TooLarge) body.Paragraph(texts["Report_Ask", sent.Owner]);
        var off = sent.Listed ? $"{site.Home}reports/unsubscribe?link={Uri.EscapeDataString(links.Sign(new ReportOptOut(sent.ScheduleId, reader)))}" : null;
        body.Foot(sent.OwnerId == reader ? texts["Report_WhyOwn"] : texts["Report_Why", sent.Owner], off is null ? [] : [(texts["Report_NoMore"].Value, off)]);
        return new(MailWriter.Content(mail, subject, body, off) with { Attachment = report.TooLarge ? null : report.File }, report.Rows);
    }

    /// <summary>A mail that tells that a schedule was stopped; none where it runs again, or was deleted.</summary>
    internal async Task<WrittenMail> StopAsync(HexaDbContext db, OutgoingMail mail, CancellationToken cancellationToken)
    {
        var stopped = await db.ReportSchedules.AsNoTracking().Where(s => s.Id == mail.StoppedScheduleId && s.DeletedAt == null)
            .Select(s => new { s.Stopped, Report = s.Report.Name, Owner = s.Owner.Name, People = s.Recipients.Count }).FirstOrDefaultAsync(cancellationToken);
        if (stopped?.Stopped is not { } why || why == ScheduleStop.ByHand) return new(null);
        var subject = texts["Stop_Subject", stopped.Report].Value;
        var body = new MailBody(subject).Paragraph(texts["Hello", mail.Person.Name]).Paragraph(texts[$"Stop_{why}", stopped.Report, stopped.Owner])
            .Paragraph(texts[stopped.People == 1 ? "Stop_People_One" : "Stop_People", stopped.People])
            .Item(texts["Stop_Open"], site.Home + "reports/schedules", null, false, null);
        return new(MailWriter.Content(mail, subject, body.Foot(texts["Stop_Why"], []), null));
    }

    private async Task<WrittenMail> StopAsync(HexaDbContext db, Sent sent, ScheduleStop why, CancellationToken cancellationToken)
    {
        await ReportSending.StopAsync(db, sent.ScheduleId, why, time.GetUtcNow().UtcDateTime, cancellationToken);
        return new(null);
    }

    private async Task<WrittenReport> RunAsync(HexaDbContext db, Sent sent, Viewer viewer, CancellationToken cancellationToken)
    {
        using var slow = new CancellationTokenSource(Slow, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(slow.Token, cancellationToken);
        try
        {
            return await RunInTimeAsync(db, sent, viewer, stop.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The report took more than {Slow.TotalMinutes:0} minutes.");
        }
    }

    private async Task<WrittenReport> RunInTimeAsync(HexaDbContext db, Sent sent, Viewer viewer, CancellationToken cancellationToken)
    {
        var definition = ReportJson.Read(sent.Definition);
        ReportCheck.MustBeSound(definition);
        // However late it is written, it is the report of the day for which it was due.
        var today = LocalTime.Day(sent.DueAt, sent.TimeZone);
        var ask = new ReportAsk { Parameters = ReportSchedules.Read(sent.Parameters), Today = today };
        var rows = await runner.CountAsync(viewer, definition, ask, cancellationToken);
        var missing = await MissingReferences.FindAsync(db, viewer, definition, ask.Parameters, cancellationToken);
        if (rows == 0 && missing.Count == 0) missing = await MissingReferences.InactiveAsync(db, viewer, definition, ask.Parameters, cancellationToken);
        var report = new WrittenReport(rows, Days(definition, ask, today), [.. missing.Select(f => faults.Of(f, definition.Source)).Distinct().Take(5)]) { Lead = await sentences.LeadAsync(viewer, definition, ask, cancellationToken) };
        if (report.Rows == 0 && !sent.SendEmpty) return report;
        try
        {
            if (sent.Format == ReportFormat.Mail) return await TableAsync(report, definition, viewer, ask, cancellationToken);
            using var file = new CappedStream((int)(configuration.GetValue("Mail:MaxAttachment", 15.0) * 1024 * 1024));
            await files.WriteAsync(file, sent.Format, viewer, definition, sent.Report, ask, cancellationToken: cancellationToken);
            return report with { File = new MailAttachment(ReportFiles.FileName(sent.Report, sent.Format, today), ReportFiles.ContentType(sent.Format), file.ToArray()) };
        }
        catch (RuleException e) when (e.Error is RuleError.ReportTooLong or RuleError.ReportTooManyGroups or RuleError.FileTooLarge)
        {
            return report with { TooLarge = true };
        }
    }

    private async Task<WrittenReport> TableAsync(WrittenReport report, ReportDefinition definition, Viewer viewer, ReportAsk ask, CancellationToken cancellationToken)
    {
        var (table, lines, cut) = await files.ReadAsync(viewer, definition, ask, MostRows, cancellationToken);
        var shown = Enumerable.Range(0, table.Columns.Count).Where(c => !table.Columns[c].Hidden).ToList();
        var apart = table.Apart(shown.Select(c => table.Columns[c]));
        var rows = lines.Where(line => line.Kind is ReportLineKind.Begin or ReportLineKind.Row || table.Totals.Count > 0).Select(line => line.Kind switch
        {
            ReportLineKind.Begin => new MailRow(MailRowKind.Group, [fileTexts["Heading", words.Title(table.Heads[line.Level]), words.Key(line.Keys[line.Level], table.Heads[line.Level])]]),
            ReportLineKind.Row => new MailRow(MailRowKind.Row, [.. shown.Select(c => Short(table.Written(line, c, words)))]),
            _ => new MailRow(MailRowKind.Total, Totals(line)),
        }).ToList();
        return report with { Cut = cut, Table = new([.. shown.Select(c => (table.Columns[c].Title, table.Columns[c].Align == ColumnAlign.End))], rows) };

        // What is totalled stands below its column, what has none beside the name of the total.
        IReadOnlyList<string> Totals(ReportLine line)
        {
            var cells = shown.Select(c => table.Columns[c].Total is >= 0 and var total && total < line.Totals.Count ? words.Total(line.Totals[total], table.Totals[total]) : "").ToList();
            var label = line.Kind == ReportLineKind.All ? fileTexts["Total"].Value : fileTexts["TotalOf", words.Key(line.Keys[line.Level], table.Heads[line.Level])].Value;
            var beside = apart.Where(t => t < line.Totals.Count).Select(t => fileTexts["Heading", words.Title(table.Totals[t]), words.Total(line.Totals[t], table.Totals[t])].Value);
            label = string.Join(" · ", beside.Prepend(label));
            cells[0] = cells[0].Length == 0 ? label : $"{label}: {cells[0]}";
            return cells;
        }
    }

    // The days that the report is of where it says so, else the day for which it was due.
    private static string Days(ReportDefinition definition, ReportAsk ask, DateOnly today)
    {
        var tests = definition.Where.Kind == CriterionKind.All ? definition.Where.Items : [definition.Where];
        foreach (var test in tests.Where(t => t is { Kind: CriterionKind.Test, Operator: TestOperator.During, Values.Count: 1 }))
        {
            var value = test.Values[0];
            if (value.StartsWith('?')) value = ask.Parameters.TryGetValue(value[1..], out var given) ? given : definition.Parameters.FirstOrDefault(p => p.Name == value[1..])?.Default ?? "";
            if (ReportPeriod.Parse(value, today) is var (first, last)) return first == last ? Day(first) : $"{Day(first)} – {Day(last)}";
        }
        return Day(today);

        static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.CurrentCulture);
    }

    private string Count(int rows) => fileTexts[rows == 1 ? "Rows_One" : "Rows", rows.ToString("N0", CultureInfo.CurrentCulture)];

    private static string Short(string text) => text.Length <= MostLetters ? text : $"{text[..MostLetters]}…";

    private string Address(Sent sent)
    {
        var asked = ReportSchedules.Read(sent.Parameters).Select(p => $"p.{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}").ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{site.Home}reports/{sent.ReportId}{(asked.Count == 0 ? "" : "?")}{string.Join('&', asked)}");
    }

    private sealed record Sent(
        int ScheduleId, DateTime DueAt, int ReportId, string Report, string Definition, int OwnerId, string Owner, string TimeZone, ReportFormat Format, bool SendEmpty, string? Parameters, bool Agreed, bool Listed);

    // Ends the writing of what nobody's server would take.
    private sealed class CappedStream(int most) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            MustFit(count);
            base.Write(buffer, offset, count);
        }

        public override void WriteByte(byte value)
        {
            MustFit(1);
            base.WriteByte(value);
        }

        private void MustFit(int count)
        {
            if (Position + count > most) throw new RuleException(RuleError.FileTooLarge, most / 1024);
        }
    }
}

/// <summary>A report as it goes out, in one language. Not written to the end where it is too large, or empty and not sent then.</summary>
internal sealed record WrittenReport(int Rows, string Days, IReadOnlyList<string> Missing)
{
    /// <summary>What it is of.</summary>
    public string Lead { get; init; } = "";
    public MailAttachment? File { get; init; }
    public MailTable? Table { get; init; }
    public bool Cut { get; init; }
    public bool TooLarge { get; init; }
}

/// <summary>
/// The reports of one sweep of mails: who gets the same one at the same time gets the same file, which is written once in each language. One that fails has failed for all of them: it is tried again with their mails.
/// </summary>
internal sealed class WrittenReports
{
    private readonly Dictionary<string, WrittenReport> _byLanguage = [];
    private readonly Dictionary<(int Schedule, DateTime Due, string Language), Exception> _failed = [];
    private (int Schedule, DateTime Due) _of;

    public async Task<WrittenReport> OfAsync(int schedule, DateTime due, Func<Task<WrittenReport>> write)
    {
        // One schedule's mails follow each other: no more than its files are held.
        if (_of != (schedule, due)) _byLanguage.Clear();
        _of = (schedule, due);
        var language = CultureInfo.CurrentUICulture.Name;
        if (_byLanguage.TryGetValue(language, out var report)) return report;
        if (_failed.TryGetValue((schedule, due, language), out var before)) ExceptionDispatchInfo.Throw(before);
        try
        {
            return _byLanguage[language] = await write();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _failed[(schedule, due, language)] = e;
            throw;
        }
    }
}
