namespace HexaLive.Web.Resources;

/// <summary>Names the texts of the page of jobs: inject <c>IStringLocalizer&lt;JobsText&gt;</c>.</summary>
public sealed class JobsText;
