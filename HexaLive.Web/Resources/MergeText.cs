namespace HexaLive.Web.Resources;

/// <summary>Names the texts of merging clients: inject <c>IStringLocalizer&lt;MergeText&gt;</c>.</summary>
public sealed class MergeText;
