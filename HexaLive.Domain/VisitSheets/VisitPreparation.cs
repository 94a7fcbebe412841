namespace HexaLive.Domain.VisitSheets;

/// <summary>
/// When a person last prepared a visit by printing or marking the visit sheet of a project or, if <see cref="ProjectId"/> is null, of a client. The next
/// visit sheet shows what has changed since then.
/// </summary>
public sealed class VisitPreparation
{
    private VisitPreparation() { }

    /// <summary>Records that the person prepared a visit with this visit sheet for the first time.</summary>
    public VisitPreparation(int personId, int clientId, int? projectId, DateTime now) =>
        (PersonId, ClientId, ProjectId, PreparedAt) = (personId, clientId, projectId, now);

    public int Id { get; private set; }
    public int PersonId { get; private set; }
    public int ClientId { get; private set; }
    public int? ProjectId { get; private set; }

    /// <summary>When the visit was last prepared (UTC).</summary>
    public DateTime PreparedAt { get; private set; }

    /// <summary>Records that the person used the visit sheet to prepare another visit.</summary>
    public void MarkPreparedAgain(DateTime now) => PreparedAt = now;
}
