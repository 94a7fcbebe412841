using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.People;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.FollowUp;
using HexaLive.Infrastructure.Features.Holidays;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static HexaLive.Tests.Infrastructure.Holidays.WorkingDaysFixture;

namespace HexaLive.Tests.Infrastructure.Holidays;

/// <summary>Reminders and daily e-mails are sent only on a person's working days. Lateness counts only the person's working days.</summary>
public sealed class WorkingDayRemindersTests : IAsyncLifetime
{
    private WorkingDaysFixture _fixture = null!;

    private TestDatabase Database => _fixture.Database;
    private TestCompany Company => _fixture.Company;

    public async ValueTask InitializeAsync() => _fixture = await WorkingDaysFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task No_reminder_or_daily_mail_is_sent_on_a_parent_teams_holiday()
    {
        await Database.AddAsync(new Holiday(Friday, "Fiesta del norte", Company.North.Id, Database.System));
        await SweepAtAsync("2026-03-04T09:00:00Z");
        await SweepAtAsync("2026-03-05T09:00:00Z");
        Assert.Equal(5, (await ReadDigestRecipientsAsync(Thursday)).Count);
        Assert.Equal([(Company.Rep.Id, ReminderKind.Due)], await ReadActiveRemindersAsync());

        await SweepAtAsync("2026-03-06T09:00:00Z");
        // This Friday, only the people of the other team and people without a team work.
        Assert.Equal(new[] { Company.Admin.Id, Company.Stranger.Id }.Order(), await ReadDigestRecipientsAsync(Friday));
        Assert.Equal([(Company.Rep.Id, ReminderKind.Due)], await ReadActiveRemindersAsync());

        // The promise is one working day late on Monday and three on Wednesday.
        await SweepAtAsync("2026-03-09T09:00:00Z");
        Assert.Contains((Company.Rep.Id, ReminderKind.Overdue), await ReadActiveRemindersAsync());
        await SweepAtAsync("2026-03-10T09:00:00Z");
        Assert.DoesNotContain(await ReadActiveRemindersAsync(), t => t.Kind == ReminderKind.Escalated);
        await SweepAtAsync("2026-03-11T09:00:00Z");
        Assert.Contains((Company.Manager.Id, ReminderKind.Escalated), await ReadActiveRemindersAsync());
    }

    [Fact]
    public async Task Holiday_of_a_subteam_does_not_apply_to_its_parent_team()
    {
        await Database.AddAsync(new Holiday(Friday, "Fiesta de Bilbao", _fixture.Bilbao, Database.System));
        await SweepAtAsync("2026-03-04T09:00:00Z");
        await SweepAtAsync("2026-03-05T09:00:00Z");
        await SweepAtAsync("2026-03-06T09:00:00Z");
        Assert.Equal(
            new[] { Company.Admin.Id, Company.Manager.Id, Company.OtherRep.Id, Company.Stranger.Id }.Order(),
            await ReadDigestRecipientsAsync(Friday)
        );
        Assert.DoesNotContain(await ReadActiveRemindersAsync(), t => t.Kind == ReminderKind.Overdue);
    }

    [Fact]
    public async Task No_overdue_reminder_or_daily_mail_is_sent_on_a_persons_day_off()
    {
        await _fixture.EditAsync(Company.Rep, f => f with { WorkingWeek = NoFridays });
        await SweepAtAsync("2026-03-04T09:00:00Z");
        await SweepAtAsync("2026-03-05T09:00:00Z");
        await SweepAtAsync("2026-03-06T09:00:00Z");
        Assert.Equal(
            new[] { Company.Admin.Id, Company.Manager.Id, Company.OtherRep.Id, Company.Stranger.Id }.Order(),
            await ReadDigestRecipientsAsync(Friday)
        );
        Assert.DoesNotContain(await ReadActiveRemindersAsync(), t => t.Kind == ReminderKind.Overdue);
        await SweepAtAsync("2026-03-09T09:00:00Z");
        Assert.Contains(Company.Rep.Id, await ReadDigestRecipientsAsync(new DateOnly(2026, 3, 9)));
        Assert.Contains((Company.Rep.Id, ReminderKind.Overdue), await ReadActiveRemindersAsync());
        // Friday is a day off, so the promise is two working days late on Tuesday. On Wednesday, it is escalated to the controller.
        await SweepAtAsync("2026-03-10T09:00:00Z");
        Assert.DoesNotContain(await ReadActiveRemindersAsync(), t => t.Kind == ReminderKind.Escalated);
        await SweepAtAsync("2026-03-11T09:00:00Z");
        Assert.Contains((Company.Manager.Id, ReminderKind.Escalated), await ReadActiveRemindersAsync());
    }

    [Fact]
    public async Task Reminder_is_skipped_if_its_day_becomes_a_day_off()
    {
        await Database.Get<TaskEditing>().RescheduleAsync(_fixture.Rep, Company.Task.Id, new NextAction(new DateOnly(2026, 3, 3)));
        await SweepAtAsync("2026-03-03T09:00:00Z");
        await SweepAtAsync("2026-03-04T09:00:00Z");
        await SweepAtAsync("2026-03-05T09:00:00Z");
        Assert.Equal(2, await ReadOverdueRoundAsync());
        // The next reminder was already planned for Friday before Friday became a day off.
        await _fixture.EditAsync(Company.Rep, f => f with { WorkingWeek = NoFridays });
        await SweepAtAsync("2026-03-06T09:00:00Z");
        Assert.Equal(2, await ReadOverdueRoundAsync());
        Assert.DoesNotContain(await ReadActiveRemindersAsync(), t => t.Kind == ReminderKind.Escalated);
        await SweepAtAsync("2026-03-09T09:00:00Z");
        Assert.Equal(3, await ReadOverdueRoundAsync());
        Assert.Contains((Company.Manager.Id, ReminderKind.Escalated), await ReadActiveRemindersAsync());
    }

    [Fact]
    public async Task Changed_company_week_applies_the_next_day_to_people_without_a_personal_week()
    {
        await _fixture.EditAsync(Company.OtherRep, f => f with { WorkingWeek = WeekDays.MondayToFriday });
        await SweepAtAsync("2026-03-04T09:00:00Z");
        await SweepAtAsync("2026-03-05T09:00:00Z");
        await Database.Get<WorkingWeekEditing>().ChangeAsync(_fixture.Admin, -1, WeekDays.Sunday | NoFridays);
        await SweepAtAsync("2026-03-05T09:01:00Z");
        await SweepAtAsync("2026-03-06T09:00:00Z");
        Assert.Equal([Company.OtherRep.Id], await ReadDigestRecipientsAsync(Friday));
        Assert.DoesNotContain(await ReadActiveRemindersAsync(), t => t.Kind == ReminderKind.Overdue);
        await SweepAtAsync("2026-03-08T09:00:00Z");
        Assert.Equal(
            new[] { Company.Admin.Id, Company.Manager.Id, Company.Rep.Id, Company.Stranger.Id }.Order(),
            await ReadDigestRecipientsAsync(new DateOnly(2026, 3, 8))
        );
        Assert.Contains((Company.Rep.Id, ReminderKind.Overdue), await ReadActiveRemindersAsync());
    }

    // Runs the sweeps at an instant. The first sweep plans each person's next daily e-mail. The first sweep after that time queues the
    // e-mail.
    private async Task SweepAtAsync(string instant)
    {
        Database.Time.SetUtcNow(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture));
        await Database.Get<DueFlagging>().FlagDueAsync();
        await Database.Get<OverdueChasing>().ChaseAsync();
        await Database.Get<DigestQueueing>().QueueAsync();
    }

    private async Task<List<int>> ReadDigestRecipientsAsync(DateOnly day)
    {
        await using var db = Database.Open();
        return await db.Mails.Where(m => m.Day == day).Select(m => m.PersonId).Order().ToListAsync();
    }

    private async Task<List<(int Person, ReminderKind Kind)>> ReadActiveRemindersAsync()
    {
        await using var db = Database.Open();
        return
        [
            .. (
                await db
                    .Reminders.Where(r => r.DoneAt == null && r.Promise!.Outcome == PromiseOutcome.Open)
                    .OrderBy(r => r.Id)
                    .Select(r => new { r.PersonId, r.Kind })
                    .ToListAsync()
            ).Select(r => (r.PersonId, r.Kind)),
        ];
    }

    private async Task<int> ReadOverdueRoundAsync()
    {
        await using var db = Database.Open();
        return await db
                .Reminders.Where(r => r.Kind == ReminderKind.Overdue && r.Promise!.Outcome == PromiseOutcome.Open)
                .MaxAsync(r => (int?)r.Round)
            ?? 0;
    }
}
