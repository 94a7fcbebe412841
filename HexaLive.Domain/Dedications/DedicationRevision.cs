using HexaLive.Domain.People;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Dedications;

/// <summary>The previous version of an entry, kept when it is corrected.</summary>
public sealed class DedicationRevision
{
    private DedicationRevision() { }

    internal DedicationRevision(Dedication before, Actor actor)
    {
        (Date, Minutes, Comment, Channel) = (before.Date, before.Minutes, before.Comment, before.Channel);
        (CorrectedById, CorrectedAt) = (actor.RequiredPersonId, actor.Now);
    }

    public int Id { get; private set; }
    public int DedicationId { get; private set; }
    public DateOnly Date { get; private set; }
    public int Minutes { get; private set; }
    public string Comment { get; private set; } = "";
    public DedicationChannel Channel { get; private set; }
    public int CorrectedById { get; private set; }
    public Person CorrectedBy { get; private set; } = null!;

    /// <summary>When the entry was corrected (UTC).</summary>
    public DateTime CorrectedAt { get; private set; }
}
