using HexaLive.Domain.People;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Reviews;

/// <summary>A question or reply on an entry.</summary>
public sealed class ReviewMessage
{
    private ReviewMessage() { }

    internal ReviewMessage(string text, Actor actor) => (Text, PersonId, At) = (text, actor.RequiredPersonId, actor.Now);

    public int Id { get; private set; }
    public int DedicationId { get; private set; }
    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;

    /// <summary>When the message was written (UTC).</summary>
    public DateTime At { get; private set; }
    public string Text { get; private set; } = "";
}
