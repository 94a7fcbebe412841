namespace HexaLive.Web.Resources;

/// <summary>Names the texts of Settings: inject <c>IStringLocalizer&lt;SettingsText&gt;</c>.</summary>
public sealed class SettingsText;
