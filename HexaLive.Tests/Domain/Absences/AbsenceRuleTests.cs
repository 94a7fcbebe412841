using HexaLive.Domain;
using HexaLive.Domain.Absences;
using HexaLive.Domain.People;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Absences;

/// <summary>The rules of an absence. Today is 2 March 2026.</summary>
public sealed class AbsenceRuleTests
{
    private static readonly DateOnly February = new(2026, 2, 20);

    [Fact]
    public void Absence_can_last_one_day_but_not_end_before_it_starts()
    {
        Assert.Equal(March(4), NewAbsence(March(4), March(4)).To);

        AssertRefused(RuleError.EndBeforeStart, () => NewAbsence(March(4), March(3)));
    }

    [Fact]
    public void Absence_starts_and_ends_at_local_midnight()
    {
        var absence = NewAbsence(March(27), March(29));

        // The clocks go forward in the night before the last day, so the absence lasts 71 hours.
        Assert.Equal((Utc("2026-03-26T23:00Z"), Utc("2026-03-29T22:00Z")), (absence.StartsAt, absence.EndsAt));
        absence.ChangeTimeZone("America/New_York");
        Assert.Equal((Utc("2026-03-27T04:00Z"), Utc("2026-03-30T04:00Z")), (absence.StartsAt, absence.EndsAt));
    }

    [Fact]
    public void Stand_in_must_be_another_active_person()
    {
        var absence = NewAbsence(March(4), March(9));

        AssertRefused(RuleError.SamePerson, () => NewAbsence(March(4), March(9), NewPerson()));
        AssertRefused(RuleError.PersonInactive, () => NewAbsence(March(4), March(9), NewInactivePerson(8)));
        AssertRefused(RuleError.SamePerson, () => absence.AssignStandIn(NewPerson(), By));
        AssertRefused(RuleError.PersonInactive, () => absence.AssignStandIn(NewInactivePerson(8), By));
        Assert.Null(absence.StandInId);
    }

    [Fact]
    public void Change_of_the_stand_in_is_recorded_with_the_names_of_both_people()
    {
        var absence = NewAbsence(March(4), March(9));
        var standIn = NewPerson(8, new PersonFields("Olga", null, PersonRole.Representative));

        var row = Assert.Single(absence.CaptureActivity(a => a.AssignStandIn(standIn, By)));

        Assert.Equal(("Raúl: 2026-03-04 – 2026-03-09", "Raúl: 2026-03-04 – 2026-03-09 · Olga"), (row.From, row.To));
        Assert.Equal(7, row.ResponsibleId);
        Assert.Empty(absence.CaptureActivity(a => a.AssignStandIn(standIn, By)));
        Assert.Equal(row.From, Assert.Single(absence.CaptureActivity(a => a.AssignStandIn(null, By))).To);
        Assert.Null(absence.StandInId);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    public void Absence_ended_early_has_yesterday_as_its_last_day(int lastDay)
    {
        var absence = NewAbsence(February, March(lastDay));

        var row = Assert.Single(absence.CaptureActivity(a => a.EndEarly(By)));

        Assert.Equal((March(1), Utc("2026-03-01T23:00Z")), (absence.To, absence.EndsAt));
        Assert.Equal("Raúl: 2026-02-20 – 2026-03-01", row.To);
    }

    [Fact]
    public void Absence_that_is_over_cannot_be_ended_early()
    {
        var absence = NewAbsence(February, March(1));

        Assert.Empty(absence.CaptureActivity(a => a.EndEarly(By)));
        Assert.Equal(March(1), absence.To);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Absence_that_starts_today_or_later_can_be_cancelled_but_not_ended_early(int firstDay)
    {
        var absence = NewAbsence(March(firstDay), March(9));

        AssertRefused(RuleError.EndBeforeStart, () => absence.EndEarly(By));
        Assert.Single(absence.CaptureActivity(a => a.Cancel(By)));
    }

    [Fact]
    public void Absence_that_has_begun_cannot_be_cancelled()
    {
        var absence = NewAbsence(March(1), March(9));

        AssertRefused(RuleError.DateInPast, () => absence.Cancel(By));
        Assert.Single(absence.DrainActivity());
    }

    [Fact]
    public void Absence_summary_read_twice_keeps_the_time_of_the_first_reading()
    {
        var absence = NewAbsence(February, March(1));

        absence.MarkRead(Now);
        absence.MarkRead(Now.AddHours(1));

        Assert.Equal(Now, absence.ReadAt);
    }

    private static Absence NewAbsence(DateOnly from, DateOnly to, Person? standIn = null) => new(NewPerson(), from, to, standIn, null, By);
}
