using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Mail;
using HexaLive.Domain.People;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Board;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Mails;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure;

/// <summary>Who is away and who stands in. The clock starts on Monday 2 March 2026, 09:00 UTC; everybody lives in Madrid, one hour ahead.</summary>
public sealed class AbsenceTests : IAsyncLifetime
{
    private static readonly DateOnly Monday = new(2026, 3, 2);
    private TestDatabase _database = null!;
    private Company _company = null!;

    private Absences Absences => _database.Get<Absences>();
    private Meanwhile Meanwhile => _database.Get<Meanwhile>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_person_enters_their_own_a_manager_those_of_the_team_an_administrator_anybodys_and_nobody_else_any()
    {
        await AddAsync(_company.Rep, _company.Rep, 1, 2);
        await AddAsync(_company.Manager, _company.Rep, 4, 5);
        await AddAsync(_company.Admin, _company.Stranger, 1, 1);
        // The stranger's client is none of the manager's: the person does not exist.
        await RefusedAsync(RuleError.NotFound, () => AddAsync(_company.Manager, _company.Stranger, 3, 3));
        await RefusedAsync(RuleError.NotFound, () => AddAsync(_company.Stranger, _company.Rep, 10, 11, _company.Stranger));
        await SeesAsync(_company.OtherRep, _company.Client.Id);
        await RefusedAsync(RuleError.NotAllowed, () => AddAsync(_company.OtherRep, _company.Rep, 10, 11, _company.OtherRep));
        await RefusedAsync(RuleError.NotAllowed, async () => await Absences.PlanAsync(await ViewerAsync(_company.OtherRep), _company.Rep.Id));
        await RefusedAsync(RuleError.NotAllowed, () => AddAsync(_company.Rep, _company.Manager, 10, 11));

        await using var db = _database.Open();
        Assert.Equal(3, await db.Absences.CountAsync());
        var told = await db.Activity.Where(a => a.Kind == ActivityKind.PersonChanged && a.Note == Absences.Trail).OrderBy(a => a.Id).Select(a => new { a.ActorId, a.From, a.To }).ToListAsync();
        Assert.Equal([_company.Rep.Id, _company.Manager.Id, _company.Admin.Id], told.Select(a => a.ActorId!.Value));
        Assert.Equal("Raúl Comercial: 2026-03-03 – 2026-03-04", told[0].To);
    }

    [Fact]
    public async Task A_stranger_neither_changes_nor_ends_nor_deletes_nor_takes_over_the_absence_of_another()
    {
        var id = await AddAsync(_company.Rep, _company.Rep, 1, 2);
        await SeesAsync(_company.OtherRep, _company.Client.Id);
        foreach (var (who, error) in new[] { (_company.OtherRep, RuleError.NotAllowed), (_company.Stranger, RuleError.NotFound) })
        {
            var viewer = await ViewerAsync(who);
            await RefusedAsync(error, () => Absences.NameStandInAsync(viewer, id, who.Id));
            await RefusedAsync(error, () => Absences.EndAsync(viewer, id));
            await RefusedAsync(error, () => Absences.RemoveAsync(viewer, id));
        }
        await RefusedAsync(RuleError.NotFound, async () => await Absences.RemoveAsync(await ViewerAsync(_company.Admin), 12345));
        await using var db = _database.Open();
        Assert.Null((await db.Absences.SingleAsync()).StandInId);
    }

    [Fact]
    public async Task Who_stands_in_while_somebody_is_away_may_not_plan_their_absences()
    {
        var id = await AddAsync(_company.Rep, _company.Rep, 0, 5, _company.OtherRep);
        var other = await ViewerAsync(_company.OtherRep);
        Assert.Equal([_company.Rep.Id], other.StandsInFor);
        await RefusedAsync(RuleError.NotAllowed, () => Absences.EndAsync(other, id));
        await RefusedAsync(RuleError.NotAllowed, () => AddAsync(_company.OtherRep, _company.Rep, 20, 21, _company.OtherRep));
    }

    [Fact]
    public async Task Absences_do_not_overlap_and_days_next_to_each_other_do_not()
    {
        await AddAsync(_company.Rep, _company.Rep, 5, 9);
        foreach (var (from, to) in new[] { (9, 12), (1, 5), (6, 7), (1, 20) })
        {
            var refusal = await Assert.ThrowsAsync<RuleException>(() => AddAsync(_company.Rep, _company.Rep, from, to));
            Assert.Equal(RuleError.AbsenceOverlaps, refusal.Error);
            Assert.Equal([Monday.AddDays(5), Monday.AddDays(9)], refusal.Args);
        }
        await AddAsync(_company.Rep, _company.Rep, 10, 10);
        await AddAsync(_company.Rep, _company.Rep, 4, 4);
        await AddAsync(_company.Manager, _company.Manager, 5, 9);
        await RefusedAsync(RuleError.EndBeforeStart, () => AddAsync(_company.Rep, _company.Rep, 30, 29));
    }

    [Fact]
    public async Task Two_who_enter_the_same_days_at_once_enter_them_once()
    {
        var tries = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            try
            {
                return await AddAsync(i % 2 == 0 ? _company.Rep : _company.Manager, _company.Rep, i, 5);
            }
            catch (RuleException refusal) when (refusal.Error == RuleError.AbsenceOverlaps)
            {
                return 0;
            }
        }));
        Assert.Single(tries, id => id > 0);
    }

    [Fact]
    public async Task Whoever_stands_in_is_known_active_and_somebody_else()
    {
        await RefusedAsync(RuleError.SamePerson, () => AddAsync(_company.Rep, _company.Rep, 1, 2, _company.Rep));
        await RefusedAsync(RuleError.InvalidValue, () => AddAsync(_company.Rep, _company.Rep, 1, 2, _company.Stranger));
        // Of the same team, though they share no client.
        var id = await AddAsync(_company.Rep, _company.Rep, 1, 2, _company.OtherRep);
        var plan = await Absences.PlanAsync(await ViewerAsync(_company.Rep), _company.Rep.Id);
        Assert.Equal(["Ana Admin", "Marta Jefa", "Olga Otra"], plan.StandIns.Select(p => p.Name));

        await using (var db = _database.Open())
        {
            (await db.People.SingleAsync(p => p.Id == _company.OtherRep.Id)).SetActive(false);
            await db.SaveChangesAsync();
        }
        await RefusedAsync(RuleError.InvalidValue, async () => await Absences.NameStandInAsync(await ViewerAsync(_company.Rep), id, _company.OtherRep.Id));
        await Absences.NameStandInAsync(await ViewerAsync(_company.Rep), id, _company.Manager.Id);
        Assert.Equal("Marta Jefa", (await Absences.PlanAsync(await ViewerAsync(_company.Rep), _company.Rep.Id)).Coming[0].StandIn);
        await Absences.NameStandInAsync(await ViewerAsync(_company.Manager), id, null);
        Assert.Null((await Absences.PlanAsync(await ViewerAsync(_company.Rep), _company.Rep.Id)).Coming[0].StandIn);
    }

    [Fact]
    public async Task One_that_has_begun_is_ended_earlier_and_one_to_come_is_deleted()
    {
        var id = await AddAsync(_company.Rep, _company.Rep, 1, 9);
        var rep = await ViewerAsync(_company.Rep);
        await RefusedAsync(RuleError.EndBeforeStart, () => Absences.EndAsync(rep, id));
        At("2026-03-05T10:00:00Z");
        await RefusedAsync(RuleError.DateInPast, () => Absences.RemoveAsync(rep, id));
        Assert.True((await Absences.PlanAsync(rep, rep.PersonId)).Coming is [{ From.Day: 3, To.Day: 11 }]);

        await Absences.EndAsync(rep, id);
        var plan = await Absences.PlanAsync(rep, rep.PersonId);
        Assert.Empty(plan.Coming);
        Assert.Equal(new DateOnly(2026, 3, 4), Assert.Single(plan.Past).To);
        // Pressed twice it stays so, also days later.
        At("2026-03-08T10:00:00Z");
        await Absences.EndAsync(rep, id);
        Assert.Equal(new DateOnly(2026, 3, 4), Assert.Single((await Absences.PlanAsync(rep, rep.PersonId)).Past).To);

        var next = await AddAsync(_company.Rep, _company.Rep, 6, 8);
        await Absences.RemoveAsync(rep, next);
        Assert.Empty((await Absences.PlanAsync(rep, rep.PersonId)).Coming);
        await using var db = _database.Open();
        Assert.Equal(4, await db.Activity.CountAsync(a => a.Note == Absences.Trail));
    }

    [Fact]
    public async Task An_absence_begins_and_ends_at_the_persons_midnight_and_moves_with_their_zone()
    {
        await AddAsync(_company.Rep, _company.Rep, 1, 2, _company.OtherRep);
        await AddAsync(_company.Rep, _company.Rep, 10, 11, _company.OtherRep);
        await StandsInAsync("2026-03-02T22:59:59Z", false);
        await StandsInAsync("2026-03-02T23:00:00Z", true);
        await StandsInAsync("2026-03-04T22:59:59Z", true);
        await StandsInAsync("2026-03-04T23:00:00Z", false);

        await _database.Get<Profiles>().ChangeAsync(await ViewerAsync(_company.Rep), "America/Mexico_City", "es");
        await StandsInAsync("2026-03-12T05:59:59Z", false);
        await StandsInAsync("2026-03-12T06:00:00Z", true);
        await StandsInAsync("2026-03-14T05:59:59Z", true);
        await StandsInAsync("2026-03-14T06:00:00Z", false);
    }

    [Fact]
    public async Task An_absence_over_the_night_that_the_clocks_change_is_an_hour_shorter()
    {
        // Sunday 29 March 2026, from two to three.
        await AddAsync(_company.Rep, _company.Rep, 27, 27, _company.OtherRep);
        await StandsInAsync("2026-03-28T22:59:59Z", false);
        await StandsInAsync("2026-03-28T23:00:00Z", true);
        await StandsInAsync("2026-03-29T21:59:59Z", true);
        await StandsInAsync("2026-03-29T22:00:00Z", false);
    }

    [Fact]
    public async Task Who_stands_in_sees_the_clients_of_who_is_away_and_moves_their_tasks_forward_until_they_are_back()
    {
        var tomorrow = new NextAction(Monday.AddDays(3));
        await RefusedAsync(RuleError.NotFound, async () => await _database.Get<TaskCard>().GetAsync(await ViewerAsync(_company.OtherRep), _company.Task.Id));

        await AddAsync(_company.Rep, _company.Rep, 0, 1, _company.OtherRep);
        var other = await ViewerAsync(_company.OtherRep);
        var card = await _database.Get<TaskCard>().GetAsync(other, _company.Task.Id);
        Assert.True(card is { CanChange: true, CanControl: false });
        Assert.Equal((new DateOnly(2026, 3, 3), "Olga Otra"), (card.Away!.Until, card.Away.StandIn));
        await _database.Get<TaskEditing>().RescheduleAsync(other, _company.Task.Id, tomorrow);
        Assert.Equal(1, (await _database.Get<TaskList>().PageAsync(other, new TaskFilter { ResponsibleId = _company.Rep.Id }, 0)).Total);
        // Somebody else's clients stay closed, and what the controller alone may stays the controller's.
        await RefusedAsync(RuleError.NotFound, () => _database.Get<TaskCard>().GetAsync(other, _company.SouthTask.Id));

        At("2026-03-04T09:00:00Z");
        other = await ViewerAsync(_company.OtherRep);
        await RefusedAsync(RuleError.NotFound, () => _database.Get<TaskCard>().GetAsync(other, _company.Task.Id));
        await RefusedAsync(RuleError.NotFound, () => _database.Get<TaskEditing>().RescheduleAsync(other, _company.Task.Id, tomorrow));
        Assert.Equal(0, (await _database.Get<TaskList>().PageAsync(other, new TaskFilter { ResponsibleId = _company.Rep.Id }, 0)).Total);
    }

    [Fact]
    public async Task Who_stands_in_for_a_manager_sees_as_the_person_not_as_the_manager()
    {
        var mine = await TaskOfAsync(_company.OtherRep, _company.OtherRep);
        await AddAsync(_company.Manager, _company.Manager, 0, 1, _company.Rep);
        var rep = await ViewerAsync(_company.Rep);
        Assert.Empty(rep.TeamIds);
        // A client in which only another of the team takes part: the manager sees it, who stands in does not.
        await _database.Get<TaskCard>().GetAsync(await ViewerAsync(_company.Manager), mine);
        await RefusedAsync(RuleError.NotFound, () => _database.Get<TaskCard>().GetAsync(rep, mine));
    }

    [Fact]
    public async Task Lists_the_board_and_choosers_say_who_is_away()
    {
        await AddAsync(_company.Rep, _company.Rep, 0, 4, _company.OtherRep);
        var (manager, until) = (await ViewerAsync(_company.Manager), Monday.AddDays(4));
        var card = Assert.Single((await _database.Get<TaskBoard>().ReadAsync(manager, new BoardQuery(new TaskFilter()))).SelectMany(c => c.Cards), c => c.Id == _company.Task.Id);
        Assert.Equal(until, card.AwayUntil);
        var people = (await _database.Get<PersonList>().PageAsync(manager, null, 0)).Rows;
        Assert.Equal([null, null, null, until], people.Select(p => p.AwayUntil));
        Assert.Equal([until], (await _database.Get<TaskCard>().ChoicesAsync(manager, null)).People.Select(p => p.AwayUntil).OfType<DateOnly>());
        Assert.Equal([until], (await _database.Get<TaskExplorer>().ChoicesAsync(manager)).People.Select(p => p.AwayUntil).OfType<DateOnly>());
        var person = await _database.Get<PersonList>().GetAsync(manager, _company.Rep.Id, null);
        Assert.True(person is { Away.StandIn: "Olga Otra", PlansAbsences: true });

        At("2026-03-07T09:00:00Z");
        Assert.All((await _database.Get<PersonList>().PageAsync(manager, null, 0)).Rows, p => Assert.Null(p.AwayUntil));
    }

    [Fact]
    public async Task On_return_one_reads_what_others_did_meanwhile_once()
    {
        var (handed, finished) = (await TaskOfAsync(_company.Rep, _company.Rep), await TaskOfAsync(_company.Rep, _company.Rep));
        var theirs = await TaskOfAsync(_company.OtherRep, _company.OtherRep);
        var (rep, manager) = (await ViewerAsync(_company.Rep), await ViewerAsync(_company.Manager));
        await LogAsync(manager, "Antes de irse");
        await AddAsync(_company.Rep, _company.Rep, 1, 3, _company.OtherRep);
        Assert.Null(await Meanwhile.OfAsync(rep));

        At("2026-03-04T09:00:00Z");
        Assert.Null(await Meanwhile.OfAsync(rep));
        var other = await ViewerAsync(_company.OtherRep);
        await LogAsync(other, "Ha llamado el cliente");
        await LogAsync(rep, "Desde la playa");
        await _database.Get<TaskEditing>().RescheduleAsync(other, _company.Task.Id, new NextAction(new DateOnly(2026, 3, 9), null, "Llamar"));
        await EditAsync(manager, handed, _company.OtherRep);
        await EditAsync(manager, theirs, _company.Rep);
        await _database.Get<TaskEditing>().FinishAsync(manager, finished, "Firmado");

        At("2026-03-06T09:00:00Z");
        await LogAsync(other: await ViewerAsync(_company.Manager), "Después de volver");
        var away = (await Meanwhile.OfAsync(rep))!;
        Assert.Equal((1, 1, 1, 1, 1), (away.Entries, away.Promises, away.HandedOver, away.Received, away.Finished));
        Assert.Equal((new DateOnly(2026, 3, 3), new DateOnly(2026, 3, 5), false), (away.From, away.To, away.More));
        Assert.Equal(away.Total, away.Lines.Count);
        Assert.Equal(away.Lines.Select(l => l.Id).OrderDescending(), away.Lines.Select(l => l.Id));
        Assert.Equal("Firmado", away.Lines[0].Comment);
        var logged = Assert.Single(away.Lines, l => l.Kind == ActivityKind.DedicationLogged);
        Assert.Equal(("Olga Otra", "Ha llamado el cliente", 10, true), (logged.Actor, logged.Comment, logged.Minutes, logged.Visible));

        // Nobody else's story: the manager has been away never, and reads or closes none of it.
        Assert.Null(await Meanwhile.OfAsync(manager));
        await Meanwhile.ReadAsync(manager, away.AbsenceId);
        Assert.Empty((await Meanwhile.MoreAsync(manager, away.AbsenceId, long.MaxValue)).Lines);
        Assert.NotNull(await Meanwhile.OfAsync(rep));

        await Meanwhile.ReadAsync(rep, away.AbsenceId);
        Assert.Null(await Meanwhile.OfAsync(rep));
    }

    [Fact]
    public async Task The_story_comes_in_pages_and_is_offered_for_thirty_days()
    {
        var (rep, manager) = (await ViewerAsync(_company.Rep), await ViewerAsync(_company.Manager));
        await AddAsync(_company.Rep, _company.Rep, 0, 0);
        for (var i = 1; i <= Meanwhile.PageSize + 3; i++) await LogAsync(manager, $"Llamada {i}");
        At("2026-03-03T09:00:00Z");
        var away = (await Meanwhile.OfAsync(rep))!;
        Assert.True(away.More);
        Assert.Equal(Meanwhile.PageSize + 3, away.Entries);
        var (rest, more) = await Meanwhile.MoreAsync(rep, away.AbsenceId, away.Lines[^1].Id);
        Assert.False(more);
        // The oldest is that the task was made.
        Assert.Equal(["Llamada 3", "Llamada 2", "Llamada 1", null], rest.Select(l => l.Comment));

        At("2026-04-01T21:59:00Z");
        Assert.NotNull(await Meanwhile.OfAsync(rep));
        At("2026-04-01T23:01:00Z");
        Assert.Null(await Meanwhile.OfAsync(rep));
    }

    [Fact]
    public async Task Who_stands_in_is_told_for_whom_and_what_is_due()
    {
        var editing = _database.Get<TaskEditing>();
        var rep = await ViewerAsync(_company.Rep);
        var (late, later) = (await TaskOfAsync(_company.Rep, _company.Rep), await TaskOfAsync(_company.Rep, _company.Rep));
        await editing.RescheduleAsync(rep, late, new NextAction(Monday));
        await editing.RescheduleAsync(rep, _company.Task.Id, new NextAction(Monday.AddDays(1)));
        await editing.RescheduleAsync(rep, later, new NextAction(Monday.AddDays(2)));
        await AddAsync(_company.Rep, _company.Rep, 1, 3, _company.OtherRep);
        Assert.Empty((await Meanwhile.StandingInAsync(await ViewerAsync(_company.OtherRep))).People);

        At("2026-03-03T09:00:00Z");
        var standing = await Meanwhile.StandingInAsync(await ViewerAsync(_company.OtherRep));
        Assert.Equal([new StoodInFor(_company.Rep.Id, "Raúl Comercial", Monday.AddDays(3), 1, 1)], standing.People);
        Assert.Equal([late, _company.Task.Id], standing.Tasks.Select(t => t.Id));
        Assert.Empty((await Meanwhile.StandingInAsync(await ViewerAsync(_company.Manager))).People);
        Assert.Empty((await Meanwhile.StandingInAsync(await ViewerAsync(_company.Stranger))).People);
    }

    [Fact]
    public async Task What_reminded_a_stand_in_is_nothing_of_theirs_when_the_other_is_back()
    {
        await using (var db = _database.Open())
        {
            db.ReminderChoices.Add(new ReminderChoice(_company.OtherRep.Id, ReminderKind.Due, ReminderChannels.Mail));
            await db.SaveChangesAsync();
        }
        await _database.Get<TaskEditing>().RescheduleAsync(await ViewerAsync(_company.Rep), _company.Task.Id, new NextAction(Monday.AddDays(1)));
        await AddAsync(_company.Rep, _company.Rep, 1, 2, _company.OtherRep);
        At("2026-03-03T09:00:00Z");
        await _database.Get<DueFlagging>().FlagDueAsync();
        var (reminders, links) = (_database.Get<ReminderList>(), _database.Get<ReminderLinks>());
        var row = Assert.Single((await reminders.GetAsync(await ViewerAsync(_company.OtherRep))).Rows);
        var link = new SnoozeLink(row.Id, row.Round);
        Assert.NotNull(await links.FindAsync(link));

        At("2026-03-05T09:00:00Z");
        var other = await ViewerAsync(_company.OtherRep);
        Assert.Equal(0, (await reminders.GetAsync(other)).Count);
        await RefusedAsync(RuleError.NotFound, () => reminders.DoneAsync(other, row.Id));
        await RefusedAsync(RuleError.NotFound, () => reminders.SnoozeAsync(other, row.Id, _database.Now.AddHours(1)));
        Assert.Null(await links.FindAsync(link));
        await RefusedAsync(RuleError.NotFound, () => links.SnoozeAsync(link, _database.Now.AddHours(1)));
        await _database.Get<ReminderTelling>().QueueMailsAsync();
        Assert.Equal(0, await _database.Get<MailQueue>().SendAsync());
        await using var look = _database.Open();
        Assert.Equal(MailState.Cancelled, (await look.Mails.SingleAsync()).State);
        Assert.False(await look.Activity.AnyAsync(a => a.Kind == ActivityKind.ReminderDone || a.Kind == ActivityKind.ReminderSnoozed));
    }

    [Fact]
    public async Task The_daily_mail_of_who_stands_in_tells_what_they_look_after_and_whose_it_is()
    {
        await _database.Get<TaskEditing>().RescheduleAsync(await ViewerAsync(_company.Rep), _company.Task.Id, new NextAction(Monday.AddDays(1)));
        await AddAsync(_company.Rep, _company.Rep, 1, 2, _company.OtherRep);
        await _database.Get<Digests>().QueueAsync();
        At("2026-03-03T09:00:00Z");
        await _database.Get<Digests>().QueueAsync();
        await _database.Get<MailQueue>().SendAsync();
        var mails = Directory.GetFiles(Path.Combine(_database.Folder, "mail"), "*.eml").Select(f => MimeKit.MimeMessage.Load(f)).ToList();
        var mail = Assert.Single(mails, m => m.To.ToString().Contains("other@test.local", StringComparison.Ordinal));
        Assert.Contains("Seguimiento de oferta", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Raúl Comercial · ", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain(mails, m => m.To.ToString().Contains("rep@test.local", StringComparison.Ordinal));
    }

    private async Task StandsInAsync(string at, bool expected)
    {
        At(at);
        Assert.Equal(expected, (await ViewerAsync(_company.OtherRep)).StandsInFor.Contains(_company.Rep.Id));
    }

    private void At(string utc) => _database.Time.SetUtcNow(DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture));

    private Task<Viewer> ViewerAsync(Person person) => _database.ViewerAsync(person);

    // Days are counted from the clock's first.
    private async Task<int> AddAsync(Person who, Person whose, int from, int to, Person? standIn = null) =>
        await Absences.AddAsync(await ViewerAsync(who), whose.Id, new AbsenceFields(Monday.AddDays(from), Monday.AddDays(to), standIn?.Id));

    private async Task SeesAsync(Person person, int clientId)
    {
        await using var db = _database.Open();
        db.Participations.Add(new Participation(person.Id, clientId));
        await db.SaveChangesAsync();
    }

    // A task of a client of their own.
    private async Task<int> TaskOfAsync(Person responsible, Person controller)
    {
        await using var db = _database.Open();
        var now = _database.Now;
        var (one, two) = (await db.People.SingleAsync(p => p.Id == responsible.Id), await db.People.SingleAsync(p => p.Id == controller.Id));
        var client = new HexaLive.Domain.Clients.Client(new HexaLive.Domain.Clients.ClientFields($"Cliente {Guid.NewGuid():N}"), one.Id, now);
        var project = new HexaLive.Domain.Projects.Project(client, new HexaLive.Domain.Projects.ProjectFields("Comercial", HexaLive.Domain.Projects.ProjectKind.Commercial, one.Id), one.Id, now);
        var task = new WorkTask(project, new TaskFields("Otra tarea"), one, two, one, null, one.Id, now);
        db.Add(task);
        await db.SaveChangesAsync();
        return task.Id;
    }

    private Task LogAsync(Viewer other, string comment) => _database.Get<DedicationLog>().LogAsync(
        other, new LogRequest(_company.Task.Id, new DedicationFields(DateOnly.FromDateTime(_database.Now), 10, comment, DedicationChannel.Call), AfterLog.Keep, Guid.NewGuid()));

    private async Task EditAsync(Viewer viewer, int task, Person responsible) => await _database.Get<TaskBulk>().ApplyAsync(viewer, [task], new TaskChange(ResponsibleId: responsible.Id));

    private static async Task RefusedAsync(RuleError error, Func<Task> act) => Assert.Equal(error, (await Assert.ThrowsAsync<RuleException>(act)).Error);
}
