using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Dedications;

/// <summary>Who may correct an entry and until when, and what a correction records.</summary>
public sealed class CorrectionRuleTests
{
    private static readonly DedicationFields Corrected = new(Today, 45, "Visita", DedicationChannel.Visit);

    [Theory]
    [InlineData(7, false, 24, null)]
    [InlineData(1, false, 24, null)]
    [InlineData(7, false, 25, RuleError.CorrectionTooLate)]
    [InlineData(1, false, 25, RuleError.CorrectionTooLate)]
    [InlineData(9, false, 0, RuleError.NotAllowed)]
    [InlineData(9, false, 25, RuleError.NotAllowed)]
    [InlineData(9, true, 1000, null)]
    public void Worker_and_author_may_correct_an_entry_for_24_hours(int actor, bool canControl, int hours, RuleError? error) =>
        Assert.Equal(error, Dedication.GetCorrectionError(actor, canControl, 7, 1, Now, Now.AddHours(hours)));

    [Fact]
    public void Correction_keeps_the_previous_version_and_records_the_old_and_new_minutes()
    {
        var task = NewTask();
        var entry = task.LogWork();

        var row = Assert.Single(task.CaptureActivity(_ => entry.Correct(Corrected, true, By)));

        Assert.Equal(Corrected, new DedicationFields(entry.Date, entry.Minutes, entry.Comment, entry.Channel));
        Assert.Equal("visita", entry.SearchKey);
        var before = Assert.Single(entry.Revisions);
        Assert.Equal((15, "Llamada", 1, Now), (before.Minutes, before.Comment, before.CorrectedById, before.CorrectedAt));
        Assert.Equal((ActivityKind.DedicationCorrected, "15", "45"), (row.Kind, row.From, row.To));
        Assert.Equal((entry, 7, task.Project), (row.Dedication, row.PersonId, row.Project));
    }

    [Fact]
    public void Correction_of_an_entry_from_before_a_move_is_recorded_in_the_old_project()
    {
        var task = NewTask();
        var entry = task.LogWork();
        task.MoveTo(NewProject(2), By);

        var row = Assert.Single(task.CaptureActivity(_ => entry.Correct(Corrected, true, By)));

        Assert.Equal((1, null), (row.ProjectId, row.Project));
    }

    [Fact]
    public void Invalid_correction_leaves_the_entry_as_it_was()
    {
        var entry = NewTask().LogWork();

        AssertRefused(RuleError.DateInFuture, () => entry.Correct(Corrected with { Date = March(3) }, true, By));
        AssertRefused(RuleError.Required, () => entry.Correct(Corrected with { Comment = null }, true, By));
        AssertRefused(RuleError.MinutesRange, () => entry.Correct(Corrected with { Minutes = 0 }, true, By));

        Assert.Equal((Today, 15, "Llamada"), (entry.Date, entry.Minutes, entry.Comment));
        Assert.Empty(entry.Revisions);
    }
}
