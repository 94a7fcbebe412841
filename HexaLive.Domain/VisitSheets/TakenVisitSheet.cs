namespace HexaLive.Domain.VisitSheets;

/// <summary>
/// When a person last printed or opened the visit sheet of a project or, if <see cref="ProjectId"/> is null, of a client. The next
/// visit sheet shows what has changed since then.
/// </summary>
public sealed class TakenVisitSheet
{
    private TakenVisitSheet() { }

    /// <summary>Records that the person printed or opened this visit sheet for the first time.</summary>
    public TakenVisitSheet(int personId, int clientId, int? projectId, DateTime now) =>
        (PersonId, ClientId, ProjectId, PrintedAt) = (personId, clientId, projectId, now);

    public int Id { get; private set; }
    public int PersonId { get; private set; }
    public int ClientId { get; private set; }
    public int? ProjectId { get; private set; }

    /// <summary>When the visit sheet was last printed or opened (UTC).</summary>
    public DateTime PrintedAt { get; private set; }

    /// <summary>Records that the visit sheet was printed or opened again.</summary>
    public void MarkPrinted(DateTime now) => PrintedAt = now;
}
