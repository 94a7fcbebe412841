namespace HexaLive.Web.Resources;

/// <summary>Names the texts of Tasks: inject <c>IStringLocalizer&lt;TasksText&gt;</c>.</summary>
public sealed class TasksText;
