using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Reports;

/// <summary>
/// Whether a report is a favourite of a person, and when that person last ran it. The key is the id of a saved report or the name
/// of a built-in report.
/// </summary>
public sealed class PersonalReportState
{
    private PersonalReportState() { }

    /// <summary>Creates the mark of a person for a report.</summary>
    public PersonalReportState(int personId, string reportKey) =>
        (PersonId, ReportKey) = (personId, Check.Required(reportKey, nameof(ReportKey), 60));

    public int PersonId { get; private set; }
    public string ReportKey { get; private set; } = "";
    public bool Favourite { get; private set; }

    /// <summary>When the person last ran the report (UTC); null if never.</summary>
    public DateTime? LastRunAt { get; private set; }

    /// <summary>Adds the report to the favourites, or removes it.</summary>
    public void SetFavourite(bool favourite) => Favourite = favourite;

    /// <summary>Records that the person ran the report.</summary>
    public void RecordRun(DateTime now) => LastRunAt = now;
}
