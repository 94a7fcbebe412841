namespace HexaLive.Web.Resources;

/// <summary>Names the texts of Control: inject <c>IStringLocalizer&lt;ControlText&gt;</c>.</summary>
public sealed class ControlText;
