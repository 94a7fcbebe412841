namespace HexaLive.Web.Resources;

/// <summary>Names the texts of Import: inject <c>IStringLocalizer&lt;ImportText&gt;</c>.</summary>
public sealed class ImportText;
