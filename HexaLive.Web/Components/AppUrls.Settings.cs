namespace HexaLive.Web.Components;

/// <summary>The addresses of the settings.</summary>
public static partial class AppUrls
{
    public const string Settings = "/settings";
    public const string CompanySettings = "/settings/company";
    public const string PeopleSettings = "/settings/people";
    public const string NewPerson = "/settings/people/new";
    public const string PersonSettingsRoute = "/settings/people/{Id:int}";
    public const string Teams = "/settings/teams";
    public const string Holidays = "/settings/holidays";
    public const string FollowUp = "/settings/follow-up";
    public const string TaskTypes = "/settings/types";
    public const string TaskOrigins = "/settings/origins";
    public const string Import = "/settings/import";
    public const string RejectedRowsRoute = "/settings/import/{id:guid}/rejected";
    public const string Mail = "/settings/mail";
    public const string Jobs = "/settings/jobs";

    /// <summary>The settings of a person.</summary>
    public static string PersonSettings(int id) => BuildPath(PeopleSettings, id);

    /// <summary>The people of a team in the settings.</summary>
    public static string PeopleOfTeam(int team) => AppendQuery(PeopleSettings, ("team", QueryValue.FormatValue(team)));

    /// <summary>The form of a team.</summary>
    public static string Team(int id) => Edit(Teams, id);

    /// <summary>The form of a new team, optionally below the team <paramref name="parentId"/>.</summary>
    public static string NewTeam(int? parentId = null) => AppendQuery(Edit(Teams, null), ("under", QueryValue.FormatValue(parentId)));

    /// <summary>A page of the settings with the form of one row open. A null id opens the form for a new row.</summary>
    public static string Edit(string page, int? id) => AppendQuery(page, ("edit", QueryValue.FormatValue(id) ?? "new"));

    /// <summary>The holidays of a year.</summary>
    public static string HolidaysOfYear(int year) => AppendQuery(Holidays, ("year", QueryValue.FormatValue(year)));

    /// <summary>The file with the rows that an import rejected.</summary>
    public static string RejectedRows(Guid id) => BuildPath(Import, id, "rejected");
}
