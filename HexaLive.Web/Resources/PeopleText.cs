namespace HexaLive.Web.Resources;

/// <summary>Names the texts of Projects: inject <c>IStringLocalizer&lt;PeopleText&gt;</c>.</summary>
public sealed class PeopleText;
