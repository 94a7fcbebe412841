namespace HexaLive.Web.Resources;

/// <summary>Names the texts of Clients: inject <c>IStringLocalizer&lt;ClientsText&gt;</c>.</summary>
public sealed class ClientsText;
