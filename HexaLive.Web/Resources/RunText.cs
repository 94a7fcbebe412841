namespace HexaLive.Web.Resources;

/// <summary>Names the texts of running reports: inject <c>IStringLocalizer&lt;RunText&gt;</c>.</summary>
public sealed class RunText;
