using System.Linq.Expressions;
using HexaLive.Domain.Projects;

namespace HexaLive.Infrastructure.Reporting.Fields;

internal static class ProjectReportFields
{
    /// <summary>Returns the fields of the project of a row.</summary>
    public static IEnumerable<ReportField> Create<T>(Expression<Func<T, Project>> project)
    {
        var part = new FieldBuilder<T, Project>("project", project);
        yield return part.Reference("project.name", ReferenceKind.Project, p => p.Id, p => p.Name);
        yield return part.Value("project.code", FieldType.Text, p => p.Code);
        yield return part.Choice("project.kind", p => (ProjectKind?)p.Kind);
        yield return part.Reference("project.manager", ReferenceKind.Person, p => p.ManagerId, p => p.Manager!.Name);
        yield return part.Value("project.start", FieldType.Day, p => p.PlannedStart);
        yield return part.Value("project.end", FieldType.Day, p => p.PlannedEnd);
        yield return part.Value("project.open", FieldType.Flag, p => (bool?)(p.ClosedAt == null));
        yield return part.Value("project.closed", FieldType.Instant, p => p.ClosedAt);
        yield return part.Value("project.description", FieldType.LongText, p => p.Description);
    }
}
