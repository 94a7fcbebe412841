using System.Globalization;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Mail;
using HexaLive.Domain.People;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Mail;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Features.Mails;

/// <summary>A mail as it was written; null: there is nothing to tell. <see cref="Rows"/>: of a report, how many it has, where it was run.</summary>
internal sealed record WrittenMail(MailContent? Content, int? Rows = null);

/// <summary>Writes a waiting mail from what holds now, in the language and zone of whoever gets it.</summary>
public sealed class MailWriter(ReminderLinks links, ReportMails reports, SiteAddress site, IStringLocalizer<MailText> texts, Viewers viewers, TimeProvider time)
{
    // What one mail lists: the rest is a click away.
    private const int MostLines = 30;
    private const int MostPeople = 30;

    /// <summary>The mail; without content where there is nothing to tell any more.</summary>
    internal async Task<WrittenMail> WriteAsync(HexaDbContext db, OutgoingMail mail, WrittenReports written, CancellationToken cancellationToken)
    {
        if (!mail.Person.Active || mail.Person.Email is null) return new(null);
        // Within this method only: it ends with it.
        var language = CultureInfo.GetCultureInfo(mail.Person.Language ?? "es");
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (language, language);
        if (mail.ReportDeliveryId is not null) return await reports.ReportAsync(db, mail, written, cancellationToken);
        if (mail.StoppedScheduleId is not null) return await reports.StopAsync(db, mail, cancellationToken);
        return new(mail.Day is { } day ? await DigestAsync(db, mail, day, cancellationToken) : await RemindersAsync(db, mail, cancellationToken));
    }

    private async Task<MailContent?> RemindersAsync(HexaDbContext db, OutgoingMail mail, CancellationToken cancellationToken)
    {
        var (now, person) = (time.GetUtcNow().UtcDateTime, mail.Person);
        if (await viewers.FindAsync(person.Id, cancellationToken) is not { } viewer) return null;
        var lines = await db.Reminders.AsNoTracking().Where(r => r.MailId == mail.Id).VisibleTo(db, viewer).Where(ReminderList.IsStanding).Where(r => r.SnoozedUntil == null || r.SnoozedUntil <= now)
            .OrderBy(r => r.Kind).ThenBy(r => r.Id).Take(MostLines + 1)
            .Select(r => new Line(r.Id, r.Round, r.Kind, r.TaskId, r.Task.Title, r.Task.Client.Name, r.Task.Responsible.Name, r.Promise!.Date, r.Promise.Time,
                r.Kind == ReminderKind.Question ? r.Dedication!.Review!.Messages.OrderByDescending(m => m.Id).Select(m => m.Text).FirstOrDefault()
                    : r.Dedication != null ? r.Dedication.Comment.Substring(0, 300) : r.Promise!.Note ?? r.Task.NextActionNote,
                r.Kind == ReminderKind.Question ? r.Dedication!.Review!.AnsweredBy!.Name : null)).ToListAsync(cancellationToken);
        if (lines.Count == 0) return null;
        var subject = lines.Count == 1 ? Subject(lines[0], person) : texts["Several", lines.Count > MostLines ? $"{MostLines}+" : lines.Count];
        var body = new MailBody(subject).Paragraph(texts["Hello", person.Name]);
        foreach (var kind in lines.Take(MostLines).GroupBy(l => l.Kind))
        {
            body.Heading(texts[$"Kind_{kind.Key}"]);
            foreach (var line in kind) body.Item($"{line.Task} · {line.Client}", Task(line.TaskId), Says(line, person), Late(line, person), line.Note, Actions(line, now, person));
        }
        if (lines.Count > MostLines) body.Paragraph(texts["More"]);
        var kinds = lines.Select(l => l.Kind).Distinct().ToList();
        var off = kinds.ConvertAll(k => (texts["NoMore", texts[$"Kind_{k}"].Value.ToLower(CultureInfo.CurrentCulture)].Value, OptOut(person.Id, k)));
        return Content(mail, subject, body.Foot(texts["Why"], [.. off, (texts["Choices"], site.Home + "account/reminders")]), off[0].Item2);
    }

    private async Task<MailContent?> DigestAsync(HexaDbContext db, OutgoingMail mail, DateOnly day, CancellationToken cancellationToken)
    {
        var person = mail.Person;
        if (await viewers.FindAsync(person.Id, cancellationToken) is not { } viewer) return null;
        var today = LocalTime.Day(time.GetUtcNow().UtcDateTime, person.TimeZone);
        // A day that is over is told by the next one's mail.
        if (today != day) return null;
        var ways = new Reminding(await ReminderChoices.WaysAsync(db, person.Id, cancellationToken), person.DigestHour, person.OverdueEvery);
        var (wantsDue, wantsOverdue) = (ways.Of(ReminderKind.Due).HasFlag(ReminderChannels.Digest), ways.Of(ReminderKind.Overdue).HasFlag(ReminderChannels.Digest));
        // Who stands in for somebody away looks after their tasks too.
        var selves = Scope.Selves(viewer);
        var mine = db.Tasks.AsNoTracking().Where(t => selves.Contains(t.ResponsibleId)).Open();
        var due = wantsDue ? await RowsAsync(mine.Where(t => t.NextActionDate == today), cancellationToken) : [];
        var late = wantsOverdue ? await RowsAsync(mine.Where(t => t.NextActionDate < today), cancellationToken) : [];
        var team = viewer.TeamIds.Count > 0 && (wantsDue || wantsOverdue) ? await TeamAsync(db, viewer, today, cancellationToken) : [];
        if (due.Count + late.Count + team.Count == 0) return null;

        var subject = due.Count + late.Count > 0 ? texts["Digest", Count("Due", due.Count), Count("Late", late.Count)].Value : texts["DigestTeam"].Value;
        var body = new MailBody(subject).Paragraph(texts["Hello", person.Name]);
        if (late.Count > 0) List(body, "Kind_Overdue", late, person, today, "tasks?role=responsible&due=overdue");
        if (due.Count > 0) List(body, "Kind_Due", due, person, today, "tasks?role=responsible&due=today");
        if (team.Count > 0)
        {
            body.Heading(texts["Team"]);
            foreach (var one in team)
                body.Item(one.Name, $"{site.Home}people/{one.Id}", texts["TeamLine", Count("Due", one.Due), Count("Late", one.Late)], one.Late > 0, one.Oldest is { } oldest ? texts["Oldest", Day(oldest)].Value : null);
        }
        var off = (texts["NoMoreDigest"].Value, OptOut(person.Id, ReminderKind.Digest));
        return Content(mail, subject, body.Foot(texts["Why"], [off, (texts["Choices"], site.Home + "account/reminders")]), off.Item2);
    }

    private void List(MailBody body, string heading, List<Row> rows, Person person, DateOnly today, string all)
    {
        body.Heading($"{texts[heading]} ({rows.Count}{(rows.Count > MostLines ? "+" : "")})");
        foreach (var row in rows.Take(MostLines))
            body.Item($"{row.Title} · {row.Client}", Task(row.Id), (row.ResponsibleId == person.Id ? "" : $"{row.Responsible} · ") + When(row.Date, row.Time, today), row.Date < today, row.Note);
        if (rows.Count > MostLines) body.Item(texts["SeeAll"].Value, site.Home + all, null, false, null);
    }

    private static Task<List<Row>> RowsAsync(IQueryable<WorkTask> tasks, CancellationToken cancellationToken) =>
        tasks.OrderByDescending(t => t.Priority).ThenBy(t => t.DueAt).ThenBy(t => t.Id).Take(MostLines + 1)
            .Select(t => new Row(t.Id, t.Title, t.Client.Name, t.ResponsibleId, t.Responsible.Name, t.NextActionDate!.Value, t.NextActionTime, t.NextActionNote)).ToListAsync(cancellationToken);

    // The people of the teams that somebody manages, those with the most overdue first.
    private static async Task<List<TeamRow>> TeamAsync(HexaDbContext db, Viewer viewer, DateOnly today, CancellationToken cancellationToken)
    {
        var (me, teams) = (viewer.PersonId, viewer.TeamIds.ToArray());
        var people = db.People.Where(p => p.Id != me && p.Active && p.TeamId != null && teams.Contains(p.TeamId.Value));
        return await people.Select(p => new
        {
            p.Id,
            p.Name,
            Due = db.Tasks.Count(t => t.ResponsibleId == p.Id && t.Status < WorkTaskStatus.Finished && t.NextActionDate == today),
            Late = db.Tasks.Count(t => t.ResponsibleId == p.Id && t.Status < WorkTaskStatus.Finished && t.NextActionDate < today),
            Oldest = db.Tasks.Where(t => t.ResponsibleId == p.Id && t.Status < WorkTaskStatus.Finished && t.NextActionDate < today).Min(t => t.NextActionDate),
        }).Where(p => p.Due + p.Late > 0).OrderByDescending(p => p.Late).ThenByDescending(p => p.Due).ThenBy(p => p.Name).Take(MostPeople)
            .Select(p => new TeamRow(p.Id, p.Name, p.Due, p.Late, p.Oldest)).ToListAsync(cancellationToken);
    }

    private string Subject(Line line, Person person) => line.Kind switch
    {
        ReminderKind.Escalated => texts["Subject_Escalated", line.Responsible, line.Task],
        ReminderKind.Question => texts["Subject_Question", line.By ?? "", line.Task],
        ReminderKind.HandedOver => texts["Subject_HandedOver", line.Task, line.Client],
        ReminderKind.Corrected => texts["Subject_Corrected", line.Task],
        _ => $"{Says(line, person)}: {line.Task} · {line.Client}",
    };

    private string Says(Line line, Person person)
    {
        var when = When(line.Date, line.Time, LocalTime.Day(time.GetUtcNow().UtcDateTime, person.TimeZone));
        return line.Kind == ReminderKind.Escalated ? $"{line.Responsible} · {when}" : line.Kind == ReminderKind.Question && line.By is not null ? line.By : when;
    }

    private bool Late(Line line, Person person) => line.Date is { } date && date < LocalTime.Day(time.GetUtcNow().UtcDateTime, person.TimeZone);

    // A mail is read later: days by their date, but what is late by how much.
    private string When(DateOnly? date, TimeOnly? hour, DateOnly today)
    {
        if (date is not { } day) return texts["NoDate"];
        var late = today.DayNumber - day.DayNumber;
        if (late > 0) return Count("DaysLate", late);
        return hour is { } at ? $"{Day(day)} {at.ToString("t", CultureInfo.CurrentCulture)}" : Day(day);
    }

    private static string Day(DateOnly day) => day.ToString("ddd d MMM", CultureInfo.CurrentCulture);

    private string Count(string key, int count) => texts[count == 1 ? $"{key}_One" : key, count];

    private List<(string, string)>? Actions(Line line, DateTime now, Person person) =>
        line.Kind is not (ReminderKind.Due or ReminderKind.Overdue)
            ? null
            : [.. Enum.GetValues<SnoozeChoice>().Where(c => Snoozing.Until(c, now, person.TimeZone) is not null)
                .Select(c => (texts[$"Snooze_{c}"].Value, $"{site.Home}reminders/snooze?to={c}&link={Uri.EscapeDataString(links.Sign(new SnoozeLink(line.Id, line.Round)))}"))];

    private string Task(int id) => $"{site.Home}tasks/{id.ToString(CultureInfo.InvariantCulture)}";

    private string OptOut(int personId, ReminderKind kind) => $"{site.Home}reminders/unsubscribe?link={Uri.EscapeDataString(links.Sign(new MailOptOut(personId, kind)))}";

    /// <summary>The mail with what was written for it. Whenever it is written, it is the same one to whoever gets it.</summary>
    internal static MailContent Content(OutgoingMail mail, string subject, MailBody body, string? unsubscribe) => new(
        mail.Person.Name, mail.Person.Email!, subject, body.ToText(), body.ToHtml(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName),
        string.Create(CultureInfo.InvariantCulture, $"hexalive-{mail.Id}-{mail.CreatedAt.Ticks:x}@hexalive"), unsubscribe);

    private sealed record Line(
        int Id, int Round, ReminderKind Kind, int TaskId, string Task, string Client, string Responsible, DateOnly? Date, TimeOnly? Time, string? Note, string? By);

    private sealed record Row(int Id, string Title, string Client, int ResponsibleId, string Responsible, DateOnly Date, TimeOnly? Time, string? Note);

    private sealed record TeamRow(int Id, string Name, int Due, int Late, DateOnly? Oldest);
}
