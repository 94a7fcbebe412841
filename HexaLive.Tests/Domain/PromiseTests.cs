using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using Xunit;

namespace HexaLive.Tests.Domain;

public sealed class PromiseTests
{
    private static readonly DateTime Now = new(2026, 3, 2, 9, 0, 0, DateTimeKind.Utc);
    private readonly Person _rep = new("Raúl", null, PersonRole.Representative);
    private readonly Person _manager = new("Marta", null, PersonRole.Manager);

    [Theory]
    [InlineData("Europe/Madrid", "2026-03-29", null, "2026-03-28T23:00:00Z")]
    [InlineData("Europe/Madrid", "2026-03-29", "02:30", "2026-03-29T01:00:00Z")]
    [InlineData("Europe/Madrid", "2026-10-25", "02:30", "2026-10-25T00:30:00Z")]
    [InlineData("America/New_York", "2026-03-02", null, "2026-03-02T05:00:00Z")]
    [InlineData("Asia/Kolkata", "2026-03-02", "10:30", "2026-03-02T05:00:00Z")]
    [InlineData("Asia/Beirut", "2026-03-29", null, "2026-03-28T22:00:00Z")]
    public void It_falls_due_in_its_own_zone_also_where_the_clock_jumps(string zone, string day, string? time, string expected)
    {
        var due = LocalTime.ToUtc(DateOnly.Parse(day, Invariant), time is null ? null : TimeOnly.Parse(time, Invariant), zone);

        Assert.Equal(DateTime.Parse(expected, Invariant).ToUniversalTime(), due);
        Assert.Equal(DateTimeKind.Utc, due.Kind);
    }

    [Fact]
    public void An_entry_on_its_day_keeps_it_and_one_after_breaks_it()
    {
        var kept = Task(new NextAction(new DateOnly(2026, 3, 3)));
        kept.Log(Entry(3), _rep, AfterLog.Keep, 1, Now.AddDays(1).AddHours(13), Guid.NewGuid());
        var broken = Task(new NextAction(new DateOnly(2026, 3, 3)));
        broken.Log(Entry(4), _rep, AfterLog.Keep, 1, Now.AddDays(2), Guid.NewGuid());

        Assert.Equal(PromiseOutcome.Kept, Assert.Single(kept.Promises).Outcome);
        Assert.Null(kept.NextAction);
        Assert.Equal(PromiseOutcome.Broken, Assert.Single(broken.Promises).Outcome);
    }

    [Fact]
    public void An_entry_before_its_day_that_says_nothing_of_it_leaves_it_open()
    {
        var task = Task(new NextAction(new DateOnly(2026, 3, 6)));

        task.Log(Entry(2), _rep, AfterLog.Keep, 1, Now, Guid.NewGuid());

        Assert.Equal(PromiseOutcome.Open, Assert.Single(task.Promises).Outcome);
        Assert.Equal(new DateOnly(2026, 3, 6), task.NextActionDate);
    }

    [Fact]
    public void Moving_it_counts_and_moving_it_too_late_is_breaking_it()
    {
        var task = Task(new NextAction(new DateOnly(2026, 3, 3)));

        task.Reschedule(new NextAction(new DateOnly(2026, 3, 4)), 1, Now);
        task.Reschedule(new NextAction(new DateOnly(2026, 3, 10)), 1, Now.AddDays(5));

        Assert.Equal([PromiseOutcome.Moved, PromiseOutcome.Broken, PromiseOutcome.Open], task.Promises.Select(p => p.Outcome));
        Assert.Equal([0, 1, 2], task.Promises.Select(p => p.Moves));
        Assert.Equal(new DateOnly(2026, 3, 4), task.Promises.First().MovedTo);
    }

    [Fact]
    public void Handing_the_task_over_withdraws_it_and_the_next_one_promises_in_their_own_zone()
    {
        var task = Task(new NextAction(new DateOnly(2026, 3, 5)));
        var other = new Person("Olga", null, PersonRole.Representative, null, "America/New_York");
        SetId(other, 7);

        task.Assign(other, _manager, 1, Now);

        Assert.Equal([PromiseOutcome.Withdrawn, PromiseOutcome.Open], task.Promises.Select(p => p.Outcome));
        Assert.Equal(new DateTime(2026, 3, 5, 5, 0, 0, DateTimeKind.Utc), task.DueAt);
    }

    [Fact]
    public void Finishing_asks_for_an_outcome_clears_the_next_action_and_bars_further_entries()
    {
        var task = Task(new NextAction(new DateOnly(2026, 3, 5)));

        Refused(RuleError.Required, () => task.Finish(" ", 1, Now));
        task.Finish("Pedido", 1, Now);

        Assert.Null(task.NextAction);
        Assert.Equal(PromiseOutcome.Withdrawn, Assert.Single(task.Promises).Outcome);
        Refused(RuleError.TaskFinished, () => task.Log(Entry(2), _rep, AfterLog.Keep, 1, Now, Guid.NewGuid()));
        Refused(RuleError.TaskFinished, () => task.Finish("otra vez", 1, Now));
        task.Reopen(1, Now);
        Assert.Equal(WorkTaskStatus.InProgress, task.Status);
        Refused(RuleError.TaskNotFinished, () => task.Reopen(1, Now));
        Assert.Contains(task.Activity, a => a.Kind == ActivityKind.StatusChanged && a.Note == "Pedido");
    }

    [Theory]
    [InlineData(0, RuleError.MinutesRange)]
    [InlineData(1441, RuleError.MinutesRange)]
    public void Minutes_are_one_to_a_day(int minutes, RuleError error) =>
        Refused(error, () => Task(null).Log(Entry(2) with { Minutes = minutes }, _rep, AfterLog.Keep, 1, Now, Guid.NewGuid()));

    [Fact]
    public void Days_and_comments_have_bounds_and_a_refused_entry_changes_nothing()
    {
        var task = Task(null);

        Refused(RuleError.DateRange, () => task.Log(Entry(2) with { Date = new DateOnly(1, 1, 1) }, _rep, AfterLog.Keep, 1, Now, Guid.NewGuid()));
        Refused(RuleError.DateInFuture, () => task.Log(Entry(3), _rep, AfterLog.Keep, 1, Now, Guid.NewGuid()));
        Refused(RuleError.Required, () => task.Log(Entry(2) with { Comment = "  " }, _rep, AfterLog.Keep, 1, Now, Guid.NewGuid()));
        Refused(RuleError.TooLong, () => task.Log(Entry(2) with { Comment = new string('x', 100_000) }, _rep, AfterLog.Keep, 1, Now, Guid.NewGuid()));
        Assert.Equal(WorkTaskStatus.Pending, task.Status);
        Assert.Equal(ActivityKind.TaskCreated, Assert.Single(task.Activity).Kind);
    }

    [Fact]
    public void An_author_corrects_for_a_day_and_whoever_controls_always_and_the_earlier_version_stays()
    {
        var entry = Task(null).Log(Entry(2), _rep, AfterLog.Keep, 0, Now, Guid.NewGuid());

        entry.Correct(Entry(2) with { Minutes = 20 }, _rep.Id, false, new DateOnly(2026, 3, 2), Now.AddHours(24));
        Refused(RuleError.CorrectionTooLate, () => entry.Correct(Entry(2), _rep.Id, false, new DateOnly(2026, 3, 4), Now.AddHours(25)));
        Refused(RuleError.NotAllowed, () => entry.Correct(Entry(2), 99, false, new DateOnly(2026, 3, 2), Now));
        entry.Correct(Entry(2) with { Minutes = 30 }, 99, true, new DateOnly(2026, 3, 9), Now.AddDays(7));

        Assert.Equal(30, entry.Minutes);
        Assert.Equal([15, 20], entry.Revisions.Select(r => r.Minutes));
    }

    private static System.Globalization.CultureInfo Invariant => System.Globalization.CultureInfo.InvariantCulture;

    private static DedicationFields Entry(int day) => new(new DateOnly(2026, 3, day), 15, "Llamada");

    private static void Refused(RuleError error, Action act) => Assert.Equal(error, Assert.Throws<RuleException>(act).Error);

    // Ids come from the database; here only their difference matters.
    private static void SetId(Person person, int id) => typeof(Person).GetProperty(nameof(Person.Id))!.SetValue(person, id);

    private WorkTask Task(NextAction? next)
    {
        var project = new Project(new Client(new ClientFields("Cliente"), 1, Now), new ProjectFields("Comercial", ProjectKind.Commercial, null), 1, Now);
        return new WorkTask(project, new TaskFields("Seguimiento"), _rep, _manager, _manager, next, 1, Now);
    }
}
