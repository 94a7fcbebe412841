using System.Globalization;
using HexaLive.Domain.Mail;
using HexaLive.Domain.People;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Mail;
using HexaLive.Infrastructure.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Features.Reminders;

/// <summary>Writes e-mails about reminders that are still active.</summary>
internal sealed class ReminderMailBuilder(
    ReminderLinks links,
    ReminderMailTexts mailTexts,
    MailComposer composer,
    ISiteLinks site,
    IStringLocalizer<ReminderMailTexts> texts,
    Viewers viewers,
    TimeProvider time
) : IMailBuilder
{
    // The maximum number of reminders in an e-mail; the application shows the rest.
    private const int MaxLines = 30;

    public MailKind Kind => MailKind.Reminders;

    public async Task<RenderedMail> BuildAsync(HexaDbContext db, OutgoingMail mail, CancellationToken cancellationToken) =>
        new(await CreateContentAsync(db, mail, cancellationToken));

    private async Task<MailContent?> CreateContentAsync(HexaDbContext db, OutgoingMail mail, CancellationToken cancellationToken)
    {
        var (now, person) = (time.GetUtcNow().UtcDateTime, mail.Person);
        if (await viewers.FindAsync(person.Id, cancellationToken) is not { } viewer)
            return null;
        var lines = await ReadLinesAsync(db, viewer, mail.Id, now, cancellationToken);
        if (lines.Count == 0)
            return null;
        return await composer.ComposeAsync<ReminderMail, ReminderMailModel>(
            person.Name,
            person.Email!,
            CreateModel(lines, person, now),
            cancellationToken
        );
    }

    private ReminderMailModel CreateModel(List<Line> lines, Person person, DateTime now)
    {
        var subject =
            lines.Count == 1
                ? CreateSubject(lines[0], person)
                : texts["Several", lines.Count > MaxLines ? $"{MaxLines}+" : lines.Count].Value;
        var sections = lines
            .Take(MaxLines)
            .GroupBy(l => l.Kind)
            .Select(kind => new MailSection(
                texts[$"Kind_{kind.Key}"],
                [
                    .. kind.Select(line => new MailItem(
                        line.Task,
                        site.Task(line.TaskId),
                        line.Client,
                        CreateStatus(line, person),
                        IsOverdue(line, person),
                        line.Note,
                        CreateActions(line, now, person)
                    )),
                ]
            ));
        var off = lines
            .Select(l => l.Kind)
            .Distinct()
            .Select(k => new MailLink(
                texts["NoMore", texts[$"Kind_{k}"].Value.ToLower(CultureInfo.CurrentCulture)],
                mailTexts.OptOutAddress(person.Id, k)
            ))
            .ToList();
        return new(
            subject,
            [.. sections],
            lines.Count > MaxLines ? texts["More"].Value : null,
            new(texts["Why"], [.. off, new(texts["Choices"], site.ReminderSettings)], off[0].Url)
        );
    }

    private static Task<List<Line>> ReadLinesAsync(
        HexaDbContext db,
        Viewer viewer,
        int mailId,
        DateTime now,
        CancellationToken cancellationToken
    ) =>
        db
            .Reminders.AsNoTracking()
            .Where(r => r.MailId == mailId)
            .VisibleTo(db, viewer)
            .Where(ReminderList.IsActive)
            .Where(r => r.SnoozedUntil == null || r.SnoozedUntil <= now)
            .OrderBy(r => r.Kind)
            .ThenBy(r => r.Id)
            .Take(MaxLines + 1)
            .Select(r => new Line(
                r.Id,
                r.Round,
                r.Kind,
                r.TaskId,
                r.Task.Title,
                r.Task.Client.Name,
                r.Task.Responsible.Name,
                r.Promise!.Date,
                r.Promise.Time,
                r.Kind == ReminderKind.Question
                        ? r.Dedication!.Review!.Messages.OrderByDescending(m => m.Id).Select(m => m.Text).FirstOrDefault()
                    : r.Dedication != null ? r.Dedication.Comment.Substring(0, 300)
                    : r.Promise!.Note ?? r.Task.NextActionNote,
                r.Kind == ReminderKind.Question ? r.Dedication!.Review!.AnsweredBy!.Name : null
            ))
            .ToListAsync(cancellationToken);

    private string CreateSubject(Line line, Person person) =>
        line.Kind switch
        {
            ReminderKind.Escalated => texts["Subject_Escalated", line.Responsible, line.Task],
            ReminderKind.Question => texts["Subject_Question", line.By ?? "", line.Task],
            ReminderKind.TaskAssigned => texts["Subject_TaskAssigned", line.Task, line.Client],
            ReminderKind.Corrected => texts["Subject_Corrected", line.Task],
            _ => $"{CreateStatus(line, person)}: {line.Task} · {line.Client}",
        };

    private string CreateStatus(Line line, Person person)
    {
        var when = mailTexts.FormatDue(line.Date, line.Time, LocalTime.Day(time.GetUtcNow().UtcDateTime, person.TimeZone));
        return line.Kind == ReminderKind.Escalated ? $"{line.Responsible} · {when}"
            : line.Kind == ReminderKind.Question && line.By is not null ? line.By
            : when;
    }

    private bool IsOverdue(Line line, Person person) =>
        line.Date is { } date && date < LocalTime.Day(time.GetUtcNow().UtcDateTime, person.TimeZone);

    private List<MailLink>? CreateActions(Line line, DateTime now, Person person) =>
        line.Kind is not (ReminderKind.Due or ReminderKind.Overdue)
            ? null
            :
            [
                .. Enum.GetValues<SnoozeChoice>()
                    .Where(c => SnoozeTimes.GetEnd(c, now, person.TimeZone) is not null)
                    .Select(c => new MailLink(texts[$"Snooze_{c}"], site.Snooze(c, links.Sign(new SnoozeLink(line.Id, line.Round))))),
            ];

    private sealed record Line(
        int Id,
        int Round,
        ReminderKind Kind,
        int TaskId,
        string Task,
        string Client,
        string Responsible,
        DateOnly? Date,
        TimeOnly? Time,
        string? Note,
        string? By
    );
}
