namespace HexaLive.Web.Resources;

/// <summary>Names the texts of Account: inject <c>IStringLocalizer&lt;AccountText&gt;</c>.</summary>
public sealed class AccountText;
