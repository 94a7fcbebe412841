namespace HexaLive.Web.Resources;

/// <summary>Names the texts of Reminder: inject <c>IStringLocalizer&lt;ReminderText&gt;</c>.</summary>
public sealed class ReminderText;
