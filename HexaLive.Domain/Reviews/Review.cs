using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;

namespace HexaLive.Domain.Reviews;

/// <summary>
/// The state of a review. In the states from <see cref="New"/> to <see cref="Replied"/>, the review waits for the controller. In
/// the state <see cref="Questioned"/>, the review waits for the person who did the work.
/// </summary>
public enum ReviewState
{
    New = 0,
    Seen = 1,
    Replied = 2,
    Questioned = 3,
    Ok = 4,
}

/// <summary>
/// The review of an entry by the controller of its task, with the thread of questions and replies. Entries by the controller and
/// imported history have no review. Load <see cref="Task"/> and <see cref="Dedication"/> before changing a review.
/// </summary>
public sealed class Review
{
    /// <summary>Maximum length of a question or reply, in characters.</summary>
    public const int MaxText = 2000;

    private readonly List<ReviewMessage> _messages = [];

    private Review() { }

    internal Review(Dedication dedication, int controllerId, DateTime now) =>
        (Dedication, Person, PersonId, ControllerId, Task, TaskId, At) = (
            dedication,
            dedication.Person,
            dedication.PersonId,
            controllerId,
            dedication.Task,
            dedication.TaskId,
            now
        );

    public int DedicationId { get; private set; }
    public Dedication Dedication { get; private set; } = null!;
    public int TaskId { get; private set; }
    public WorkTask Task { get; private set; } = null!;

    /// <summary>The person who worked.</summary>
    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;

    /// <summary>The controller of the task, who reviews the entry.</summary>
    public int ControllerId { get; private set; }
    public ReviewState State { get; private set; }

    /// <summary>
    /// When the review last changed (UTC): when the entry was logged, approved or questioned, or when a reply was written.
    /// </summary>
    public DateTime At { get; private set; }

    /// <summary>The person who last approved the entry or asked a question.</summary>
    public int? AnsweredById { get; private set; }
    public Person? AnsweredBy { get; private set; }
    public int Version { get; private set; }
    public IReadOnlyCollection<ReviewMessage> Messages => _messages;

    /// <summary>Marks the entry as seen by the controller. Returns whether this changed the state.</summary>
    public bool MarkSeen(Actor actor)
    {
        if (State != ReviewState.New || actor.PersonId != ControllerId)
            return false;
        State = ReviewState.Seen;
        Record(ActivityKind.Seen, actor);
        return true;
    }

    /// <summary>Approves the entry. A question that is still open no longer needs a reply.</summary>
    public void Approve(Actor actor)
    {
        (State, AnsweredById, At) = (ReviewState.Ok, actor.RequiredPersonId, actor.Now);
        Record(ActivityKind.Acknowledged, actor);
    }

    /// <summary>Asks a question (1 to 2,000 characters) of the person who did the work.</summary>
    public void Ask(string? question, Actor actor)
    {
        AddMessage(question, actor);
        (State, AnsweredById, At) = (ReviewState.Questioned, actor.RequiredPersonId, actor.Now);
        Record(ActivityKind.Questioned, actor, question);
    }

    /// <summary>
    /// Adds the reply of the person who worked (1 to 2,000 characters). The review waits for the controller again.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> if the actor is not the person who worked.</exception>
    public void Reply(string? text, Actor actor)
    {
        if (actor.PersonId != PersonId)
            throw new RuleException(RuleError.NotAllowed);
        AddMessage(text, actor);
        (State, At) = (ReviewState.Replied, actor.Now);
        Record(ActivityKind.Replied, actor, text);
    }

    /// <summary>
    /// Hands the review to the task's new controller. If the former controller had seen the entry but had neither approved nor
    /// questioned it, the review becomes new again.
    /// </summary>
    public void SetController(int controllerId)
    {
        ControllerId = controllerId;
        if (State == ReviewState.Seen)
            State = ReviewState.New;
    }

    private void AddMessage(string? text, Actor actor) => _messages.Add(new ReviewMessage(Check.Required(text, "Comment", MaxText), actor));

    private void Record(ActivityKind kind, Actor actor, string? note = null) => Task.Record(kind, actor, note: note).ForEntry(Dedication);
}
