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

/// <summary>
/// Writes the daily digest: the due and overdue tasks of the recipient, and the number of such tasks of each member of the
/// recipient's teams.
/// </summary>
internal sealed class DigestMailBuilder(
    ReminderMailTexts mailTexts,
    MailComposer composer,
    ISiteLinks site,
    IStringLocalizer<ReminderMailTexts> texts,
    Viewers viewers,
    TimeProvider time
) : IMailBuilder
{
    // The maximum number of tasks in each list of an e-mail; the application shows the rest.
    private const int MaxLines = 30;
    private const int MaxPeople = 30;

    public MailKind Kind => MailKind.Digest;

    public async Task<RenderedMail> BuildAsync(HexaDbContext db, OutgoingMail mail, CancellationToken cancellationToken) =>
        new(await CreateContentAsync(db, mail, mail.Day!.Value, cancellationToken));

    private async Task<MailContent?> CreateContentAsync(
        HexaDbContext db,
        OutgoingMail mail,
        DateOnly day,
        CancellationToken cancellationToken
    )
    {
        var person = mail.Person;
        if (await viewers.FindAsync(person.Id, cancellationToken) is not { } viewer)
            return null;
        var today = LocalTime.Day(time.GetUtcNow().UtcDateTime, person.TimeZone);
        // If the day of this digest is over, send nothing, because the digest of the next day covers the same tasks.
        if (today != day)
            return null;
        var ways = new ReminderSettings(
            await ReminderSettingsEditing.ReadChannelsAsync(db, person.Id, cancellationToken),
            person.DigestHour,
            person.OverdueEvery
        );
        var (wantsDue, wantsOverdue) = (
            ways.GetChannels(ReminderKind.Due).HasFlag(ReminderChannels.Digest),
            ways.GetChannels(ReminderKind.Overdue).HasFlag(ReminderChannels.Digest)
        );
        // Include the tasks of people whom the recipient stands in for.
        var selves = Scope.GetActingAsIds(viewer);
        var mine = db.Tasks.AsNoTracking().Where(t => selves.Contains(t.ResponsibleId)).WhereOpen();
        var due = wantsDue ? await ReadRowsAsync(mine.Where(t => t.NextActionDate == today), cancellationToken) : [];
        var late = wantsOverdue ? await ReadRowsAsync(mine.Where(t => t.NextActionDate < today), cancellationToken) : [];
        var team = viewer.TeamIds.Count > 0 && (wantsDue || wantsOverdue) ? await ReadTeamAsync(db, viewer, today, cancellationToken) : [];
        if (due.Count + late.Count + team.Count == 0)
            return null;
        return await composer.ComposeAsync<DigestMail, DigestMailModel>(
            person.Name,
            person.Email!,
            CreateModel(person, today, due, late, team),
            cancellationToken
        );
    }

    private DigestMailModel CreateModel(Person person, DateOnly today, List<Row> due, List<Row> overdue, List<TeamRow> team)
    {
        var subject =
            due.Count + overdue.Count > 0
                ? texts["Digest", mailTexts.FormatCount("Due", due.Count), mailTexts.FormatCount("Late", overdue.Count)].Value
                : texts["DigestTeam"].Value;
        List<MailSection> sections = [];
        if (overdue.Count > 0)
            sections.Add(CreateSection("Kind_Overdue", overdue, person, today, site.OverdueTasks));
        if (due.Count > 0)
            sections.Add(CreateSection("Kind_Due", due, person, today, site.TasksDueToday));
        if (team.Count > 0)
            sections.Add(new(texts["Team"], team.ConvertAll(CreateMember)));
        var off = new MailLink(texts["NoMoreDigest"], mailTexts.OptOutAddress(person.Id, ReminderKind.Digest));
        return new(subject, sections, new(texts["Why"], [off, new(texts["Choices"], site.ReminderSettings)], off.Url));
    }

    private MailSection CreateSection(string heading, List<Row> rows, Person person, DateOnly today, string allUrl) =>
        new(
            $"{texts[heading]} ({Math.Min(rows.Count, MaxLines)}{(rows.Count > MaxLines ? "+" : "")})",
            [
                .. rows.Take(MaxLines)
                    .Select(row => new MailItem(
                        row.Title,
                        site.Task(row.Id),
                        row.ResponsibleId == person.Id ? row.Client : $"{row.Responsible} · {row.Client}",
                        mailTexts.FormatDue(row.Date, row.Time, today),
                        row.Date < today,
                        row.Note
                    )),
            ],
            rows.Count > MaxLines ? new(texts["SeeAll"], allUrl) : null
        );

    private MailItem CreateMember(TeamRow member)
    {
        var counts = texts["TeamLine", mailTexts.FormatCount("Due", member.Due), mailTexts.FormatCount("Late", member.Late)].Value;
        return member.Oldest is { } oldest
            ? new(member.Name, site.Person(member.Id), counts, texts["Oldest", ReminderMailTexts.FormatDay(oldest)], IsOverdue: true)
            : new(member.Name, site.Person(member.Id), null, counts, IsOverdue: false);
    }

    private static Task<List<Row>> ReadRowsAsync(IQueryable<WorkTask> tasks, CancellationToken cancellationToken) =>
        tasks
            .OrderByDescending(t => t.Priority)
            .ThenBy(t => t.DueAt)
            .ThenBy(t => t.Id)
            .Take(MaxLines + 1)
            .Select(t => new Row(
                t.Id,
                t.Title,
                t.Client.Name,
                t.ResponsibleId,
                t.Responsible.Name,
                t.NextActionDate!.Value,
                t.NextActionTime,
                t.NextActionNote
            ))
            .ToListAsync(cancellationToken);

    // Returns the active members of the viewer's teams who have due or overdue tasks. The members with the most overdue tasks come first.
    private static async Task<List<TeamRow>> ReadTeamAsync(
        HexaDbContext db,
        Viewer viewer,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var (me, teams) = (viewer.PersonId, viewer.TeamIds.ToArray());
        var people = db.People.Where(p => p.Id != me && p.Active && p.TeamId != null && teams.Contains(p.TeamId.Value));
        return await people
            .Select(p => new
            {
                p.Id,
                p.Name,
                Due = db.Tasks.WhereOpen().Count(t => t.ResponsibleId == p.Id && t.NextActionDate == today),
                Late = db.Tasks.WhereOpen().Count(t => t.ResponsibleId == p.Id && t.NextActionDate < today),
                Oldest = db.Tasks.WhereOpen().Where(t => t.ResponsibleId == p.Id && t.NextActionDate < today).Min(t => t.NextActionDate),
            })
            .Where(p => p.Due + p.Late > 0)
            .OrderByDescending(p => p.Late)
            .ThenByDescending(p => p.Due)
            .ThenBy(p => p.Name)
            .Take(MaxPeople)
            .Select(p => new TeamRow(p.Id, p.Name, p.Due, p.Late, p.Oldest))
            .ToListAsync(cancellationToken);
    }

    private sealed record Row(
        int Id,
        string Title,
        string Client,
        int ResponsibleId,
        string Responsible,
        DateOnly Date,
        TimeOnly? Time,
        string? Note
    );

    private sealed record TeamRow(int Id, string Name, int Due, int Late, DateOnly? Oldest);
}
