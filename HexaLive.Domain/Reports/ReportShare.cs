using HexaLive.Domain.People;
using HexaLive.Domain.Teams;

namespace HexaLive.Domain.Reports;

/// <summary>A person or a team with whom a report is shared.</summary>
public sealed class ReportShare
{
    private ReportShare() { }

    internal ReportShare(int? personId, int? teamId) => (PersonId, TeamId) = (personId, teamId);

    public int Id { get; private set; }
    public int ReportId { get; private set; }
    public int? PersonId { get; private set; }
    public Person? Person { get; private set; }
    public int? TeamId { get; private set; }
    public Team? Team { get; private set; }
}
