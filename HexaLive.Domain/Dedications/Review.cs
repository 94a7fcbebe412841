using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Text;

namespace HexaLive.Domain.Dedications;

/// <summary>How an entry stands with its controller. Up to <see cref="Replied"/> it waits for the controller; a question waits for whoever worked.</summary>
public enum ReviewState { New = 0, Seen = 1, Replied = 2, Questioned = 3, Ok = 4 }

/// <summary>What the controller of a task says of an entry, and the thread of questions and replies on it. Entries on tasks that one controls oneself have none, nor has imported history.</summary>
public sealed class Review
{
    /// <summary>Longest question or reply, in characters.</summary>
    public const int MaxText = 2000;

    private readonly List<ReviewMessage> _messages = [];

    private Review() { }

    internal Review(Dedication dedication, int controllerId, DateTime now) =>
        (Dedication, Person, PersonId, ControllerId, Task, TaskId, At) = (dedication, dedication.Person, dedication.PersonId, controllerId, dedication.Task, dedication.TaskId, now);

    public int DedicationId { get; private set; }
    public Dedication Dedication { get; private set; } = null!;
    public int TaskId { get; private set; }
    public WorkTask Task { get; private set; } = null!;
    /// <summary>Whose entry it is.</summary>
    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;
    /// <summary>For whom it waits: the controller of the task.</summary>
    public int ControllerId { get; private set; }
    public ReviewState State { get; private set; }
    /// <summary>UTC; when it began to wait for whom it waits for.</summary>
    public DateTime At { get; private set; }
    /// <summary>Who said OK or asked last.</summary>
    public int? AnsweredById { get; private set; }
    public Person? AnsweredBy { get; private set; }
    public int Version { get; private set; }
    public IReadOnlyCollection<ReviewMessage> Messages => _messages;

    /// <summary>The controller has seen it; false where that changes nothing.</summary>
    public bool See(int actorId)
    {
        if (State != ReviewState.New || actorId != ControllerId) return false;
        State = ReviewState.Seen;
        return true;
    }

    /// <summary>Says that it is well; nothing waits any more.</summary>
    public void Approve(int actorId, DateTime now) => (State, AnsweredById, At) = (ReviewState.Ok, actorId, now);

    /// <summary>Asks whoever worked (1 to 2,000 characters).</summary>
    public void Ask(string? question, int actorId, DateTime now)
    {
        Say(question, actorId, now);
        (State, AnsweredById, At) = (ReviewState.Questioned, actorId, now);
    }

    /// <summary>Whoever worked replies (1 to 2,000 characters): it waits for the controller again.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> for anybody else.</exception>
    public void Reply(string? text, int actorId, DateTime now)
    {
        if (actorId != PersonId) throw new RuleException(RuleError.NotAllowed);
        Say(text, actorId, now);
        (State, At) = (ReviewState.Replied, now);
    }

    /// <summary>Goes with its task to the next controller, who has not seen it yet.</summary>
    public void HandTo(int controllerId)
    {
        ControllerId = controllerId;
        if (State == ReviewState.Seen) State = ReviewState.New;
    }

    private void Say(string? text, int actorId, DateTime now) => _messages.Add(new ReviewMessage(Check.Required(text, "Comment", MaxText), actorId, now));
}

/// <summary>A question or reply on an entry.</summary>
public sealed class ReviewMessage
{
    private ReviewMessage() { }

    internal ReviewMessage(string text, int personId, DateTime now) => (Text, PersonId, At) = (text, personId, now);

    public int Id { get; private set; }
    public int DedicationId { get; private set; }
    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;
    /// <summary>UTC.</summary>
    public DateTime At { get; private set; }
    public string Text { get; private set; } = "";
}
