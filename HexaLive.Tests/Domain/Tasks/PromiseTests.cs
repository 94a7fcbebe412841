using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using Xunit;

namespace HexaLive.Tests.Domain.Tasks;

public sealed class PromiseTests
{
    private static readonly DateTime Now = new(2026, 3, 2, 9, 0, 0, DateTimeKind.Utc);
    private readonly Person _rep = new(new PersonFields("Raúl", null, PersonRole.Representative), new Actor(1, Now));
    private readonly Person _manager = new(new PersonFields("Marta", null, PersonRole.Manager), new Actor(1, Now));

    [Theory]
    [InlineData("Europe/Madrid", "2026-03-29", null, "2026-03-28T23:00:00Z")]
    [InlineData("Europe/Madrid", "2026-03-29", "02:30", "2026-03-29T01:00:00Z")]
    [InlineData("Europe/Madrid", "2026-10-25", "02:30", "2026-10-25T00:30:00Z")]
    [InlineData("America/New_York", "2026-03-02", null, "2026-03-02T05:00:00Z")]
    [InlineData("Asia/Kolkata", "2026-03-02", "10:30", "2026-03-02T05:00:00Z")]
    [InlineData("Asia/Beirut", "2026-03-29", null, "2026-03-28T22:00:00Z")]
    public void Local_due_time_is_converted_to_UTC_across_clock_changes(string zone, string day, string? time, string expected)
    {
        var due = LocalTime.ToUtc(DateOnly.Parse(day, Invariant), time is null ? null : TimeOnly.Parse(time, Invariant), zone);

        Assert.Equal(DateTime.Parse(expected, Invariant).ToUniversalTime(), due);
        Assert.Equal(DateTimeKind.Utc, due.Kind);
    }

    [Fact]
    public void Entry_on_the_due_day_keeps_the_promise_and_a_later_entry_breaks_it()
    {
        var kept = CreateTask(new NextAction(new DateOnly(2026, 3, 3)));
        kept.Log(CreateEntry(3), _rep, EntryFollowUp.Keep, new Actor(1, Now.AddDays(1).AddHours(13)), Guid.NewGuid());
        var broken = CreateTask(new NextAction(new DateOnly(2026, 3, 3)));
        broken.Log(CreateEntry(4), _rep, EntryFollowUp.Keep, new Actor(1, Now.AddDays(2)), Guid.NewGuid());

        Assert.Equal(PromiseOutcome.Kept, Assert.Single(kept.Promises).Outcome);
        Assert.Null(kept.NextAction);
        Assert.Equal(PromiseOutcome.Broken, Assert.Single(broken.Promises).Outcome);
    }

    [Fact]
    public void Entry_without_a_follow_up_before_the_due_day_leaves_the_promise_open()
    {
        var task = CreateTask(new NextAction(new DateOnly(2026, 3, 6)));

        task.Log(CreateEntry(2), _rep, EntryFollowUp.Keep, new Actor(1, Now), Guid.NewGuid());

        Assert.Equal(PromiseOutcome.Open, Assert.Single(task.Promises).Outcome);
        Assert.Equal(new DateOnly(2026, 3, 6), task.NextActionDate);
    }

    [Fact]
    public void Rescheduling_moves_a_current_promise_and_breaks_an_overdue_one()
    {
        var task = CreateTask(new NextAction(new DateOnly(2026, 3, 3)));

        task.Reschedule(new NextAction(new DateOnly(2026, 3, 4)), new Actor(1, Now));
        task.Reschedule(new NextAction(new DateOnly(2026, 3, 10)), new Actor(1, Now.AddDays(5)));

        Assert.Equal([PromiseOutcome.Moved, PromiseOutcome.Broken, PromiseOutcome.Open], task.Promises.Select(p => p.Outcome));
        Assert.Equal([0, 1, 2], task.Promises.Select(p => p.Moves));
        Assert.Equal(new DateOnly(2026, 3, 4), task.Promises.First().MovedTo);
    }

    [Fact]
    public void Reassigning_a_task_replaces_its_promise_in_the_new_assignees_time_zone()
    {
        var task = CreateTask(new NextAction(new DateOnly(2026, 3, 5)));
        var other = new Person(new PersonFields("Olga", null, PersonRole.Representative, TimeZone: "America/New_York"), new Actor(1, Now));
        SetId(other, 7);

        task.Assign(other, _manager, new Actor(1, Now));

        Assert.Equal([PromiseOutcome.Withdrawn, PromiseOutcome.Open], task.Promises.Select(p => p.Outcome));
        Assert.Equal(new DateTime(2026, 3, 5, 5, 0, 0, DateTimeKind.Utc), task.DueAt);
    }

    [Fact]
    public void Finished_task_has_an_outcome_but_no_next_action_and_takes_no_new_entries()
    {
        var task = CreateTask(new NextAction(new DateOnly(2026, 3, 5)));

        AssertRefused(RuleError.Required, () => task.Finish(" ", new Actor(1, Now)));
        task.Finish("Pedido", new Actor(1, Now));

        Assert.Null(task.NextAction);
        Assert.Equal(PromiseOutcome.Withdrawn, Assert.Single(task.Promises).Outcome);
        AssertRefused(RuleError.TaskFinished, () => task.Log(CreateEntry(2), _rep, EntryFollowUp.Keep, new Actor(1, Now), Guid.NewGuid()));
        AssertRefused(RuleError.TaskFinished, () => task.Finish("otra vez", new Actor(1, Now)));
        task.Reopen(new Actor(1, Now));
        Assert.Equal(WorkTaskStatus.InProgress, task.Status);
        AssertRefused(RuleError.TaskNotFinished, () => task.Reopen(new Actor(1, Now)));
        Assert.Contains(task.Activity, a => a.Kind == ActivityKind.StatusChanged && a.Note == "Pedido");
    }

    [Theory]
    [InlineData(0, RuleError.MinutesRange)]
    [InlineData(1441, RuleError.MinutesRange)]
    public void Entry_minutes_outside_1_to_1440_are_rejected(int minutes, RuleError error) =>
        AssertRefused(
            error,
            () =>
                CreateTask(null).Log(CreateEntry(2) with { Minutes = minutes }, _rep, EntryFollowUp.Keep, new Actor(1, Now), Guid.NewGuid())
        );

    [Fact]
    public void Entry_with_invalid_date_or_comment_is_rejected_and_changes_nothing()
    {
        var task = CreateTask(null);

        AssertRefused(
            RuleError.DateRange,
            () =>
                task.Log(CreateEntry(2) with { Date = new DateOnly(1, 1, 1) }, _rep, EntryFollowUp.Keep, new Actor(1, Now), Guid.NewGuid())
        );
        AssertRefused(RuleError.DateInFuture, () => task.Log(CreateEntry(3), _rep, EntryFollowUp.Keep, new Actor(1, Now), Guid.NewGuid()));
        AssertRefused(
            RuleError.Required,
            () => task.Log(CreateEntry(2) with { Comment = "  " }, _rep, EntryFollowUp.Keep, new Actor(1, Now), Guid.NewGuid())
        );
        AssertRefused(
            RuleError.TooLong,
            () =>
                task.Log(
                    CreateEntry(2) with
                    {
                        Comment = new string('x', 100_000),
                    },
                    _rep,
                    EntryFollowUp.Keep,
                    new Actor(1, Now),
                    Guid.NewGuid()
                )
        );
        Assert.Equal(WorkTaskStatus.Pending, task.Status);
        Assert.Equal(ActivityKind.TaskCreated, Assert.Single(task.Activity).Kind);
    }

    [Fact]
    public void Author_can_correct_an_entry_for_24_hours_and_the_controller_at_any_time()
    {
        var entry = CreateTask(null).Log(CreateEntry(2), _rep, EntryFollowUp.Keep, new Actor(0, Now), Guid.NewGuid());

        entry.Correct(CreateEntry(2) with { Minutes = 20 }, false, new Actor(_rep.Id, Now.AddHours(24)));
        AssertRefused(RuleError.CorrectionTooLate, () => entry.Correct(CreateEntry(2), false, new Actor(_rep.Id, Now.AddHours(25))));
        AssertRefused(RuleError.NotAllowed, () => entry.Correct(CreateEntry(2), false, new Actor(99, Now)));
        entry.Correct(CreateEntry(2) with { Minutes = 30 }, true, new Actor(99, Now.AddDays(7)));

        Assert.Equal(30, entry.Minutes);
        Assert.Equal([15, 20], entry.Revisions.Select(r => r.Minutes));
    }

    private static System.Globalization.CultureInfo Invariant => System.Globalization.CultureInfo.InvariantCulture;

    private static DedicationFields CreateEntry(int day) => new(new DateOnly(2026, 3, day), 15, "Llamada");

    private static void AssertRefused(RuleError error, Action act) => Assert.Equal(error, Assert.Throws<RuleException>(act).Error);

    // Sets an id, which normally the database assigns. The tests only need different ids.
    private static void SetId(Person person, int id) => typeof(Person).GetProperty(nameof(Person.Id))!.SetValue(person, id);

    private WorkTask CreateTask(NextAction? next)
    {
        var project = new Project(
            new Client(new ClientFields("Cliente"), new Actor(1, Now)),
            new ProjectFields("Comercial", ProjectKind.Commercial, null),
            new Actor(1, Now)
        );
        return new WorkTask(project, new TaskFields("Seguimiento"), _rep, _manager, _manager, next, new Actor(1, Now));
    }
}
