namespace HexaLive.Web.Resources;

/// <summary>Names the texts of Projects: inject <c>IStringLocalizer&lt;ProjectsText&gt;</c>.</summary>
public sealed class ProjectsText;
