using HexaLive.Domain.Projects;

namespace HexaLive.Infrastructure.Features.Import;

internal sealed class ProjectImporter(ImportContext context) : RowImporter(context)
{
    private sealed record ResolvedProject(ProjectReference Project, ClientReference Client, PersonReference? Manager);

    public override void Resolve(ImportRow row)
    {
        var name = row.ReadRequired(ImportField.Name);
        var client = Lookups.Clients.FindOrCreate(row);
        row.SetPreview(ImportField.Client, client);
        var manager = Lookups.People.FindOrCreate(row, ImportField.ProjectLead);
        row.SetPreview(ImportField.ProjectLead, manager);
        row.ReadChoice<ProjectKind>(ImportField.Kind);
        var reference = Lookups.Projects.FindOrCreateDefined(
            row,
            client,
            name,
            ReadExternalKey(row),
            row.ReadText(ImportField.Code),
            manager,
            () =>
            {
                var fields = ReadFields(row, new ProjectFields(name, ProjectKind.Commercial, null), manager);
                var project = new Project(client.Entity, fields, Actor);
                project.SetExternalKey(ReadExternalKey(row));
                return project;
            }
        );
        row.Resolved = new ResolvedProject(reference, client, manager);
    }

    public override ImportOutcome Apply(ImportRow row, Action<object> add)
    {
        var (reference, client, manager) = (ResolvedProject)row.Resolved!;
        var project = reference.Entity;
        row.SetPreview(ImportField.Kind, project.Kind);
        if (reference.DefiningRow == row)
            return ImportOutcome.Created;
        if (project.ClientId != client.Entity.Id)
            throw new ImportException(ImportError.KeyTaken, ReadExternalKey(row) ?? project.Name);
        var before = ProjectFields.From(project);
        var after = ReadFields(row, before, manager);
        after = after with { Name = KeepSpelling(after.Name, before.Name) };
        var changed = after != before;
        if (changed)
            project.Edit(after, Actor);
        if (ReadExternalKey(row) is { } key && key != project.ExternalKey)
        {
            project.SetExternalKey(key);
            changed = true;
        }
        return OutcomeOf(row, reference, changed);
    }

    private static ProjectFields ReadFields(ImportRow row, ProjectFields current, PersonReference? manager) =>
        new(
            row.ReadText(ImportField.Name) ?? current.Name,
            row.ReadChoice<ProjectKind>(ImportField.Kind) ?? current.Kind,
            manager?.Entity.Id ?? current.ManagerId,
            row.ReadText(ImportField.Code) ?? current.Code,
            row.ReadDay(ImportField.PlannedStart) ?? current.PlannedStart,
            row.ReadDay(ImportField.PlannedEnd) ?? current.PlannedEnd,
            row.ReadText(ImportField.Description) ?? current.Description
        );
}
