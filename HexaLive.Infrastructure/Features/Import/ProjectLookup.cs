using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>Finds projects by key, code or name, and determines which projects must be created.</summary>
internal sealed class ProjectLookup(ImportPlan plan, Actor actor, ClientLookup clients)
{
    private readonly RecordIndex<ProjectReference> _index = new();

    /// <summary>Reads the projects of the given clients and sets their commercial projects.</summary>
    public async Task LoadAsync(HexaDbContext db, IReadOnlyDictionary<int, ClientReference> clientById)
    {
        var rows = db
            .Projects.AsNoTracking()
            .OrderBy(p => p.Id)
            .Select(p => new
            {
                p.Id,
                p.ClientId,
                p.Name,
                p.Code,
                p.ExternalKey,
                p.Kind,
                Closed = p.ClosedAt != null,
            });
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            if (!clientById.TryGetValue(row.ClientId, out var client))
                continue;
            var project = new ProjectReference { Id = row.Id, Name = row.Name };
            Add(project, client, row.ExternalKey, row.Code, row.Name);
            if (row.Kind == ProjectKind.Commercial && !row.Closed)
                client.CommercialProject ??= project;
        }
    }

    /// <summary>
    /// Returns the project of a task: the project named in the row or, if the row names none, the client's open commercial project. If
    /// there is no such project, returns a new one.
    /// </summary>
    public ProjectReference FindOrCreate(ImportRow row)
    {
        var project = row.ReadText(ImportField.Project) is { } name ? FindOrCreate(row, name) : FindOrCreateCommercial(row);
        row.AddReference(project);
        return project;
    }

    /// <summary>
    /// Returns the project that the row defines, found by key or, if no project has the key, by code or name within its client. If no
    /// project matches, returns a new one. The project is created after its client and <paramref name="manager"/>.
    /// </summary>
    public ProjectReference FindOrCreateDefined(
        ImportRow row,
        ClientReference client,
        string name,
        string? key,
        string? code,
        PersonReference? manager,
        Func<Project> create
    )
    {
        var project =
            (key is null ? null : _index.Find(LookupBy.Key, key))
            ?? (code is null ? null : _index.Find(LookupBy.Code, code, client))
            ?? _index.FindUnambiguous(LookupBy.Name, name, ImportField.Name, client);
        if (project is null or { IsDefinitionRejected: true })
        {
            project ??= new ProjectReference { Name = name };
            project.Dependencies = manager is null ? [client] : [client, manager];
            project.Define(row, create, () => CreateCommercial(client, name));
        }
        Add(project, client, key, code, name);
        row.DefinedRecord = project;
        return project;
    }

    private ProjectReference FindOrCreate(ImportRow row, string name)
    {
        if (_index.Find(LookupBy.Key, name) is { } byKey)
            return byKey;
        if (row.ReadText(ImportField.Client) is null)
        {
            if (plan.DefaultClient is null && !_index.Contains(LookupBy.Name, name) && !_index.Contains(LookupBy.Code, name))
                throw new ImportException(ImportError.Unknown, ImportField.Project, name);
            var project =
                _index.FindUnambiguous(LookupBy.Code, name, ImportField.Project)
                ?? _index.FindUnambiguous(LookupBy.Name, name, ImportField.Project);
            if (project is not null)
                return project;
        }
        var client = clients.FindOrCreate(row);
        var ofClient = _index.Find(LookupBy.Code, name, client) ?? _index.FindUnambiguous(LookupBy.Name, name, ImportField.Project, client);
        if (ofClient is not null)
            return ofClient;
        plan.EnsureMayCreate(ImportReferenceKind.Projects, ImportField.Project, name);
        return AddCommercial(client, name);
    }

    private ProjectReference FindOrCreateCommercial(ImportRow row)
    {
        var client = clients.FindOrCreate(row);
        return client.CommercialProject ??= AddCommercial(client, plan.DefaultProjectName);
    }

    private ProjectReference AddCommercial(ClientReference client, string name)
    {
        var project = new ProjectReference
        {
            Name = name,
            Create = () => CreateCommercial(client, name),
            Dependencies = [client],
        };
        Add(project, client, null, null, name);
        return project;
    }

    private Project CreateCommercial(ClientReference client, string name) =>
        new(client.Entity, new ProjectFields(name, ProjectKind.Commercial, null), actor);

    private void Add(ProjectReference project, ClientReference client, string? key, string? code, string name)
    {
        if (key is not null)
            _index.Add(LookupBy.Key, key, project);
        if (code is not null)
        {
            _index.Add(LookupBy.Code, code, project);
            _index.Add(LookupBy.Code, code, project, client);
        }
        _index.Add(LookupBy.Name, name, project);
        _index.Add(LookupBy.Name, name, project, client);
    }
}
