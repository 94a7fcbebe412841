namespace HexaLive.Web.Resources;

/// <summary>Names the texts of the report designer: inject <c>IStringLocalizer&lt;DesignerText&gt;</c>.</summary>
public sealed class DesignerText;
