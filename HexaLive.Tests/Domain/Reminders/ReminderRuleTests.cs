using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Reminders;

/// <summary>The life of a reminder, and the channels by which it reaches a person.</summary>
public sealed class ReminderRuleTests
{
    private const ReminderChannels EveryChannel =
        ReminderChannels.Toast | ReminderChannels.Browser | ReminderChannels.Mail | ReminderChannels.Digest;

    private readonly Reminder _reminder = new(7, NewTask(), Now);

    [Fact]
    public void New_reminder_is_open_and_its_mail_is_pending() =>
        Assert.Equal(
            (ReminderKind.TaskAssigned, 5, 1, null, null, Now),
            (_reminder.Kind, _reminder.TaskId, _reminder.Round, _reminder.DoneAt, _reminder.SnoozedUntil, _reminder.MailPendingSince)
        );

    [Fact]
    public void Completing_a_reminder_is_recorded_on_its_task()
    {
        var row = Assert.Single(_reminder.Task.CaptureActivity(_ => _reminder.MarkDone(By)));

        Assert.Equal(ActivityKind.ReminderDone, row.Kind);
        Assert.Equal((Now, null), (_reminder.DoneAt, _reminder.MailPendingSince));
    }

    [Fact]
    public void Reminder_dismissed_twice_keeps_the_time_of_the_first_dismissal()
    {
        _reminder.Snooze(Now.AddHours(1), By);

        _reminder.Dismiss(Now.AddMinutes(1));
        _reminder.Dismiss(Now.AddMinutes(2));

        Assert.Equal((Now.AddMinutes(1), null), (_reminder.DoneAt, _reminder.SnoozedUntil));
    }

    [Fact]
    public void Snoozed_reminder_sends_no_mail_until_it_is_raised_again()
    {
        _reminder.Snooze(Now.AddTicks(1), By);
        Assert.Equal((Now.AddTicks(1), null), (_reminder.SnoozedUntil, _reminder.MailPendingSince));

        _reminder.Dismiss(Now);
        _reminder.RaiseAgain(Now.AddDays(1));

        Assert.Equal((Now.AddDays(1), null, null), (_reminder.RaisedAt, _reminder.SnoozedUntil, _reminder.DoneAt));
        Assert.Equal((2, Now.AddDays(1)), (_reminder.Round, _reminder.MailPendingSince));
    }

    [Fact]
    public void Reminder_can_be_snoozed_only_until_a_time_in_the_future()
    {
        AssertRefused(RuleError.DateInPast, () => _reminder.Snooze(Now, By));
        Assert.Null(_reminder.SnoozedUntil);
    }

    [Fact]
    public void Snoozing_several_reminders_of_a_task_is_recorded_once()
    {
        var task = NewTaskDue(5);
        Reminder[] reminders = [new(7, task, Now), new(7, 5, 1, ReminderKind.Due, Now)];

        var row = Assert.Single(task.CaptureActivity(t => t.SnoozeReminders(reminders, Now.AddHours(1), By)));

        Assert.Equal((ActivityKind.ReminderSnoozed, "2026-03-02T10:00:00.0000000Z"), (row.Kind, row.To));
        Assert.All(reminders, r => Assert.Equal(Now.AddHours(1), r.SnoozedUntil));
    }

    [Theory]
    [InlineData(ReminderKind.Overdue, ActivityKind.FlaggedOverdue)]
    [InlineData(ReminderKind.Escalated, ActivityKind.Escalated)]
    public void Overdue_notice_appears_in_the_diary_of_the_notified_person(ReminderKind kind, ActivityKind expected)
    {
        var reminder = new Reminder(9, 5, 3, kind, Now);

        var row = Assert.Single(reminder.CaptureActivity(r => r.RecordOverdue(new TaskIds(5, 4, 3, 7, 2), "Eva", 6, By)));

        Assert.Equal((expected, "Eva", 9, 6), (row.Kind, row.To, row.PersonId, row.Count));
        Assert.Equal((5, 4, 3, 7, 2), (row.TaskId, row.ProjectId, row.ClientId, row.ResponsibleId, row.ControllerId));
    }

    [Theory]
    [InlineData(ReminderKind.Due, ReminderChannels.Toast | ReminderChannels.Browser | ReminderChannels.Digest)]
    [InlineData(ReminderKind.Overdue, ReminderChannels.Toast | ReminderChannels.Digest)]
    [InlineData(ReminderKind.Escalated, ReminderChannels.Toast | ReminderChannels.Browser | ReminderChannels.Mail)]
    [InlineData(ReminderKind.Question, ReminderChannels.Toast | ReminderChannels.Browser | ReminderChannels.Mail)]
    [InlineData(ReminderKind.TaskAssigned, ReminderChannels.Toast | ReminderChannels.Browser | ReminderChannels.Mail)]
    [InlineData(ReminderKind.Corrected, ReminderChannels.Toast)]
    public void Default_channels_depend_on_the_kind_of_reminder(ReminderKind kind, ReminderChannels channels) =>
        Assert.Equal(channels, ReminderChoice.DefaultChannels(kind));

    [Fact]
    public void Daily_mail_lists_only_due_and_overdue_promises() =>
        Assert.Equal([ReminderKind.Due, ReminderKind.Overdue], Enum.GetValues<ReminderKind>().Where(ReminderChoice.IsInDigest));

    [Theory]
    [InlineData(ReminderChannels.None)]
    [InlineData(ReminderChannels.Toast)]
    [InlineData(ReminderChannels.Browser)]
    [InlineData(ReminderChannels.Mail)]
    [InlineData(ReminderChannels.Digest)]
    [InlineData(EveryChannel)]
    public void Person_can_choose_any_combination_of_reminder_channels(ReminderChannels channels)
    {
        var choice = new ReminderChoice(7, ReminderKind.Due, EveryChannel);

        choice.SetChannels(channels);

        Assert.Equal(channels, choice.Channels);
        AssertRefused(RuleError.InvalidValue, () => choice.SetChannels(channels | (ReminderChannels)16));
    }

    [Theory]
    [InlineData("2026-03-06T14:29:59Z", true)]
    [InlineData("2026-03-06T14:30:00Z", false)]
    public void Reminder_snoozed_until_the_afternoon_returns_at_half_past_three(string now, bool possible) =>
        Assert.Equal(possible, SnoozeTimes.GetEnd(SnoozeChoice.Afternoon, Utc(now), "Europe/Madrid") is not null);

    [Fact]
    public void Unknown_snooze_choice_is_refused() =>
        AssertRefused(RuleError.InvalidValue, () => SnoozeTimes.GetEnd((SnoozeChoice)9, Now, "Europe/Madrid"));
}
