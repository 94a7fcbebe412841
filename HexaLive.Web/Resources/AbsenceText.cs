namespace HexaLive.Web.Resources;

/// <summary>Names the texts of absences: inject <c>IStringLocalizer&lt;AbsenceText&gt;</c>.</summary>
public sealed class AbsenceText;
