namespace HexaLive.Web.Resources;

/// <summary>Names the texts of Log: inject <c>IStringLocalizer&lt;LogText&gt;</c>.</summary>
public sealed class LogText;
