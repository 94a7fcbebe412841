using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Reviews;
using HexaLive.Domain.Shared;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Reviews;

/// <summary>The review of an entry of person 7 by the controller 2.</summary>
public sealed class ReviewRuleTests
{
    private static readonly Actor Controller = new(2, Now.AddHours(1));
    private static readonly Actor Worker = new(7, Now.AddHours(2));
    private readonly Review _review = NewTask().LogWork().Review!;

    [Fact]
    public void Entry_is_marked_as_seen_only_by_its_controller_and_only_once()
    {
        Assert.False(_review.MarkSeen(Worker));
        Assert.Equal(ReviewState.New, _review.State);

        Assert.True(_review.MarkSeen(Controller));

        Assert.Equal((ReviewState.Seen, Now), (_review.State, _review.At));
        Assert.Empty(_review.Task.CaptureActivity(_ => Assert.False(_review.MarkSeen(Controller))));
    }

    [Fact]
    public void Question_and_reply_alternate_until_the_entry_is_approved()
    {
        _review.Ask(" ¿Cuándo? ", Controller);
        Assert.Equal((ReviewState.Questioned, 2, Controller.Now), (_review.State, _review.AnsweredById, _review.At));
        _review.Reply("Mañana", Worker);
        Assert.Equal((ReviewState.Replied, 2, Worker.Now), (_review.State, _review.AnsweredById, _review.At));
        _review.Approve(Controller);
        Assert.Equal((ReviewState.Ok, 2, Controller.Now), (_review.State, _review.AnsweredById, _review.At));

        Assert.Equal(
            [("¿Cuándo?", 2, Controller.Now), ("Mañana", 7, Worker.Now)],
            _review.Messages.Select(m => (m.Text, m.PersonId, m.At))
        );
    }

    [Fact]
    public void Activity_rows_of_a_review_belong_to_the_entry_and_its_worker()
    {
        var row = Assert.Single(_review.Task.CaptureActivity(_ => _review.Ask("¿Cuándo?", Controller)));

        Assert.Equal((ActivityKind.Questioned, "¿Cuándo?", 2, 7), (row.Kind, row.Note, row.ActorId, row.PersonId));
        Assert.Same(_review.Dedication, row.Dedication);
    }

    [Fact]
    public void Only_the_worker_can_reply_to_a_question()
    {
        AssertRefused(RuleError.NotAllowed, () => _review.Reply("Mañana", Controller));
        Assert.Empty(_review.Messages);
    }

    [Fact]
    public void Question_and_reply_must_have_1_to_2000_characters()
    {
        _review.Ask(new string('x', Review.MaxText), Controller);

        Assert.Equal(["Comment"], AssertRefused(RuleError.Required, () => _review.Ask(" ", Controller)));
        Assert.Equal(["Comment", 2000], AssertRefused(RuleError.TooLong, () => _review.Reply(new string('x', Review.MaxText + 1), Worker)));
        Assert.Equal(ReviewState.Questioned, _review.State);
    }

    [Fact]
    public void System_actor_can_neither_approve_an_entry_nor_ask_a_question()
    {
        AssertRefused(RuleError.NotAllowed, () => _review.Approve(new Actor(null, Now)));
        AssertRefused(RuleError.NotAllowed, () => _review.Ask("¿Cuándo?", new Actor(null, Now)));
        Assert.Equal(ReviewState.New, _review.State);
    }

    [Fact]
    public void Entry_becomes_new_again_for_a_new_controller_unless_it_was_approved()
    {
        _review.MarkSeen(Controller);
        _review.SetController(9);
        Assert.Equal((ReviewState.New, 9), (_review.State, _review.ControllerId));

        _review.Approve(new Actor(9, Now));
        _review.SetController(2);
        Assert.Equal((ReviewState.Ok, 2), (_review.State, _review.ControllerId));
    }

    [Fact]
    public void Controllers_own_entry_needs_no_review() => Assert.Null(NewTask().LogWork(person: NewPerson(2)).Review);
}
