namespace HexaLive.Domain.People;

/// <summary>
/// A person's participation in a client's work: they manage one of its projects, have a role in one of its tasks, or logged an
/// entry on such a task. Participation determines which clients they see. The rows are saved together with the records that they
/// derive from, so that filtering by scope takes one index seek.
/// </summary>
public sealed class Participation
{
    private Participation() { }

    /// <summary>Creates the row of a person and a client.</summary>
    public Participation(int personId, int clientId)
    {
        PersonId = personId;
        ClientId = clientId;
    }

    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;
    public int ClientId { get; private set; }
}
