namespace HexaLive.Domain.People;

/// <summary>
/// Records that a person participates in the work for a client: the person manages one of its projects, has a role in one of its
/// tasks, or logged an entry on one of its tasks. Participation determines which clients a person sees. The rows are derived from the
/// projects, tasks and entries, and saved with them, so that filtering by scope takes one index seek.
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
