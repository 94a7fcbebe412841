using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Mail;
using HexaLive.Domain.People;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Absences;
using HexaLive.Infrastructure.Features.Account;
using HexaLive.Infrastructure.Features.Mail;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static HexaLive.Tests.Infrastructure.Absences.AbsenceFixture;
using static HexaLive.Tests.Support.Refusals;

namespace HexaLive.Tests.Infrastructure.Absences;

/// <summary>The tasks, rights and reminders that stand-ins get during an absence.</summary>
public sealed class StandInTests : IAsyncLifetime
{
    private AbsenceFixture _fixture = null!;

    private TestDatabase Database => _fixture.Database;
    private TestCompany Company => _fixture.Company;

    public async ValueTask InitializeAsync() => _fixture = await AbsenceFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Absence_starts_and_ends_at_midnight_in_the_persons_time_zone()
    {
        await _fixture.AddAsync(Company.Rep, Company.Rep, 1, 2, Company.OtherRep);
        await _fixture.AddAsync(Company.Rep, Company.Rep, 10, 11, Company.OtherRep);
        await AssertStandsInAsync("2026-03-02T22:59:59Z", false);
        await AssertStandsInAsync("2026-03-02T23:00:00Z", true);
        await AssertStandsInAsync("2026-03-04T22:59:59Z", true);
        await AssertStandsInAsync("2026-03-04T23:00:00Z", false);

        await Database.Get<ProfileEditing>().ChangeAsync(await _fixture.GetViewerAsync(Company.Rep), "America/Mexico_City", "es");
        await AssertStandsInAsync("2026-03-12T05:59:59Z", false);
        await AssertStandsInAsync("2026-03-12T06:00:00Z", true);
        await AssertStandsInAsync("2026-03-14T05:59:59Z", true);
        await AssertStandsInAsync("2026-03-14T06:00:00Z", false);
    }

    [Fact]
    public async Task Absence_on_the_day_when_clocks_go_forward_lasts_23_hours()
    {
        // In Madrid, clocks go forward on Sunday 29 March 2026, from 02:00 to 03:00.
        await _fixture.AddAsync(Company.Rep, Company.Rep, 27, 27, Company.OtherRep);
        await AssertStandsInAsync("2026-03-28T22:59:59Z", false);
        await AssertStandsInAsync("2026-03-28T23:00:00Z", true);
        await AssertStandsInAsync("2026-03-29T21:59:59Z", true);
        await AssertStandsInAsync("2026-03-29T22:00:00Z", false);
    }

    [Fact]
    public async Task Stand_in_sees_clients_and_can_reschedule_tasks_only_during_the_absence()
    {
        var tomorrow = new NextAction(Monday.AddDays(3));
        await AssertRefusedAsync(
            RuleError.NotFound,
            async () => await Database.Get<TaskDetails>().GetAsync(await _fixture.GetViewerAsync(Company.OtherRep), Company.Task.Id)
        );

        await _fixture.AddAsync(Company.Rep, Company.Rep, 0, 1, Company.OtherRep);
        var other = await _fixture.GetViewerAsync(Company.OtherRep);
        var card = await Database.Get<TaskDetails>().GetAsync(other, Company.Task.Id);
        Assert.True(card is { CanChange: true, CanControl: false });
        Assert.Equal((new DateOnly(2026, 3, 3), "Olga Otra"), (card.Away!.Until, card.Away.StandIn));
        await Database.Get<TaskEditing>().RescheduleAsync(other, Company.Task.Id, tomorrow);
        Assert.Equal(1, (await Database.Get<TaskList>().GetPageAsync(other, new TaskFilter { ResponsibleId = Company.Rep.Id }, 1)).Total);
        // Stand-ins do not see the clients of anybody else.
        await AssertRefusedAsync(RuleError.NotFound, () => Database.Get<TaskDetails>().GetAsync(other, Company.SouthTask.Id));

        _fixture.SetTime("2026-03-04T09:00:00Z");
        other = await _fixture.GetViewerAsync(Company.OtherRep);
        await AssertRefusedAsync(RuleError.NotFound, () => Database.Get<TaskDetails>().GetAsync(other, Company.Task.Id));
        await AssertRefusedAsync(RuleError.NotFound, () => Database.Get<TaskEditing>().RescheduleAsync(other, Company.Task.Id, tomorrow));
        Assert.Equal(0, (await Database.Get<TaskList>().GetPageAsync(other, new TaskFilter { ResponsibleId = Company.Rep.Id }, 1)).Total);
    }

    [Fact]
    public async Task Stand_in_for_a_manager_does_not_see_all_tasks_of_the_managers_team()
    {
        var mine = await _fixture.CreateTaskAsync(Company.OtherRep, Company.OtherRep);
        await _fixture.AddAsync(Company.Manager, Company.Manager, 0, 1, Company.Rep);
        var rep = await _fixture.GetViewerAsync(Company.Rep);
        Assert.Empty(rep.TeamIds);
        // The manager sees this task because a member of the manager's team takes part in the client. The stand-in does not see the task.
        await Database.Get<TaskDetails>().GetAsync(await _fixture.GetViewerAsync(Company.Manager), mine);
        await AssertRefusedAsync(RuleError.NotFound, () => Database.Get<TaskDetails>().GetAsync(rep, mine));
    }

    [Fact]
    public async Task Stand_in_sees_the_absent_person_and_their_due_tasks()
    {
        var editing = Database.Get<TaskEditing>();
        var rep = await _fixture.GetViewerAsync(Company.Rep);
        var (late, later) = (
            await _fixture.CreateTaskAsync(Company.Rep, Company.Rep),
            await _fixture.CreateTaskAsync(Company.Rep, Company.Rep)
        );
        await editing.RescheduleAsync(rep, late, new NextAction(Monday));
        await editing.RescheduleAsync(rep, Company.Task.Id, new NextAction(Monday.AddDays(1)));
        await editing.RescheduleAsync(rep, later, new NextAction(Monday.AddDays(2)));
        await _fixture.AddAsync(Company.Rep, Company.Rep, 1, 3, Company.OtherRep);
        Assert.Empty((await _fixture.Summaries.GetCoveredWorkAsync(await _fixture.GetViewerAsync(Company.OtherRep))).People);

        _fixture.SetTime("2026-03-03T09:00:00Z");
        var standing = await _fixture.Summaries.GetCoveredWorkAsync(await _fixture.GetViewerAsync(Company.OtherRep));
        Assert.Equal([new CoveredAbsence(Company.Rep.Id, "Raúl Comercial", Monday.AddDays(3), 1, 1)], standing.People);
        Assert.Equal([late, Company.Task.Id], standing.Tasks.Select(t => t.Id));
        Assert.Empty((await _fixture.Summaries.GetCoveredWorkAsync(await _fixture.GetViewerAsync(Company.Manager))).People);
        Assert.Empty((await _fixture.Summaries.GetCoveredWorkAsync(await _fixture.GetViewerAsync(Company.Stranger))).People);
    }

    [Fact]
    public async Task Reminders_sent_to_the_stand_in_end_when_the_absent_person_returns()
    {
        await using (var db = Database.Open())
        {
            db.ReminderChoices.Add(new ReminderChoice(Company.OtherRep.Id, ReminderKind.Due, ReminderChannels.Mail));
            await db.SaveChangesAsync();
        }
        await Database
            .Get<TaskEditing>()
            .RescheduleAsync(await _fixture.GetViewerAsync(Company.Rep), Company.Task.Id, new NextAction(Monday.AddDays(1)));
        await _fixture.AddAsync(Company.Rep, Company.Rep, 1, 2, Company.OtherRep);
        _fixture.SetTime("2026-03-03T09:00:00Z");
        await Database.Get<DueFlagging>().FlagDueAsync();
        var (reminders, links) = (Database.Get<ReminderList>(), Database.Get<ReminderLinks>());
        var row = Assert.Single((await reminders.GetAsync(await _fixture.GetViewerAsync(Company.OtherRep))).Rows);
        var link = new SnoozeLink(row.Id, row.Round);
        Assert.NotNull(await links.FindAsync(link));

        _fixture.SetTime("2026-03-05T09:00:00Z");
        var other = await _fixture.GetViewerAsync(Company.OtherRep);
        Assert.Equal(0, (await reminders.GetAsync(other)).Count);
        await AssertRefusedAsync(RuleError.NotFound, () => reminders.MarkDoneAsync(other, row.Id));
        await AssertRefusedAsync(RuleError.NotFound, () => reminders.SnoozeAsync(other, row.Id, Database.Now.AddHours(1)));
        Assert.Null(await links.FindAsync(link));
        await AssertRefusedAsync(RuleError.NotFound, () => links.SnoozeAsync(link, Database.Now.AddHours(1)));
        await Database.Get<ReminderMailQueueing>().QueueMailsAsync();
        Assert.Equal(0, await Database.Get<MailQueue>().SendAsync());
        await using var after = Database.Open();
        Assert.Equal(MailState.Cancelled, (await after.Mails.SingleAsync()).State);
        Assert.False(await after.Activity.AnyAsync(a => a.Kind == ActivityKind.ReminderDone || a.Kind == ActivityKind.ReminderSnoozed));
    }

    [Fact]
    public async Task Daily_mail_to_a_stand_in_lists_covered_tasks_with_the_assignees_name()
    {
        await Database
            .Get<TaskEditing>()
            .RescheduleAsync(await _fixture.GetViewerAsync(Company.Rep), Company.Task.Id, new NextAction(Monday.AddDays(1)));
        await _fixture.AddAsync(Company.Rep, Company.Rep, 1, 2, Company.OtherRep);
        await Database.Get<DigestQueueing>().QueueAsync();
        _fixture.SetTime("2026-03-03T09:00:00Z");
        await Database.Get<DigestQueueing>().QueueAsync();
        await Database.Get<MailQueue>().SendAsync();
        var mails = Directory.GetFiles(Path.Combine(Database.Folder, "mail"), "*.eml").Select(f => MimeKit.MimeMessage.Load(f)).ToList();
        var mail = Assert.Single(mails, m => m.To.ToString().Contains("other@test.local", StringComparison.Ordinal));
        Assert.Contains("Seguimiento de oferta", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Raúl Comercial · ", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain(mails, m => m.To.ToString().Contains("rep@test.local", StringComparison.Ordinal));
    }

    private async Task AssertStandsInAsync(string at, bool expected)
    {
        _fixture.SetTime(at);
        Assert.Equal(expected, (await _fixture.GetViewerAsync(Company.OtherRep)).CoveredPersonIds.Contains(Company.Rep.Id));
    }
}
