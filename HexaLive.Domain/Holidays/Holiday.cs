using HexaLive.Domain.Activity;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Holidays;

/// <summary>A public holiday: a day off for the whole company, or for one team and the teams below it.</summary>
public sealed class Holiday : RecordedSetting
{
    private Holiday() { }

    /// <summary>Creates a holiday of a team, or of the whole company if <paramref name="teamId"/> is null.</summary>
    public Holiday(DateOnly day, string name, int? teamId, Actor actor)
        : this(day, name, teamId) => RecordSetting(actor, null, Describe());

    private Holiday(DateOnly day, string name, int? teamId)
    {
        Day = Check.Day(day);
        Name = Check.Required(name, nameof(Name), 100);
        TeamId = teamId;
    }

    public int Id { get; private set; }
    public DateOnly Day { get; private set; }
    public string Name { get; private set; } = "";
    public int? TeamId { get; private set; }

    private protected override ActivitySubject Subject => ActivitySubject.Holiday;

    /// <summary>
    /// Copies the previous year's holidays to the same dates of <paramref name="year"/>. Skips 29 February and holidays that
    /// already exist. <paramref name="bothYears"/> contains the holidays of both years. One activity row covers all copies.
    /// </summary>
    public static IReadOnlyList<Holiday> CopyToYear(int year, IReadOnlyCollection<Holiday> bothYears, Actor actor)
    {
        var known = bothYears.Where(h => h.Day.Year == year).Select(h => (h.Day, h.TeamId)).ToHashSet();
        var copies = bothYears
            .Where(h => h.Day.Year == year - 1 && h.Day is not { Month: 2, Day: 29 })
            .Select(h => new Holiday(h.Day.AddYears(1), h.Name, h.TeamId))
            .Where(h => !known.Contains((h.Day, h.TeamId)))
            .ToList();
        if (copies.Count > 0)
            copies[0].RecordSetting(actor, null, year.ToString(System.Globalization.CultureInfo.InvariantCulture)).WithCount(copies.Count);
        return copies;
    }

    /// <summary>Records that the holiday is deleted.</summary>
    public void RecordDeleted(Actor actor) => RecordSetting(actor, Describe(), null);

    private string Describe() => $"{Day:yyyy-MM-dd} {Name}";
}
