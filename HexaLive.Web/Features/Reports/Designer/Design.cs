using HexaLive.Domain.Reports;

namespace HexaLive.Web.Features.Reports.Designer;

/// <summary>The report being designed: its name, folder and definition.</summary>
public sealed record Design(string Name, string Folder, ReportDefinition Definition)
{
    /// <summary>Returns whether both designs are equal. Definitions are compared as JSON.</summary>
    public bool IsSameAs(Design other) =>
        Name == other.Name && Folder == other.Folder && ReportJson.Serialize(Definition) == ReportJson.Serialize(other.Definition);
}
