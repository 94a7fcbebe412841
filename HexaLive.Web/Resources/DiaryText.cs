namespace HexaLive.Web.Resources;

/// <summary>Names the texts of Diary: inject <c>IStringLocalizer&lt;DiaryText&gt;</c>.</summary>
public sealed class DiaryText;
