using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>An item that a criterion can refer to. <see cref="Detail"/> distinguishes items with the same name.</summary>
internal sealed class ReferenceItem
{
    public int Id { get; init; }
    public string Name { get; init; } = "";
    public string SearchKey { get; init; } = "";
    public string? Detail { get; init; }
    public bool IsInactive { get; init; }
}

/// <summary>Builds queries for the items of each kind that a criterion can refer to, within the viewer's scope.</summary>
internal static class ReferenceItems
{
    public static IQueryable<ReferenceItem> Query(HexaDbContext db, Viewer viewer, ReferenceKind kind) =>
        kind switch
        {
            ReferenceKind.Client => Clients(db, viewer),
            ReferenceKind.Project => Projects(db, viewer),
            ReferenceKind.Task => Tasks(db, viewer),
            ReferenceKind.Person => People(db, viewer),
            ReferenceKind.Team => Teams(db),
            ReferenceKind.TaskType => TaskTypes(db),
            ReferenceKind.Origin => Origins(db),
            _ => Contacts(db, viewer),
        };

    private static IQueryable<ReferenceItem> Clients(HexaDbContext db, Viewer viewer) =>
        db
            .Clients.AsNoTracking()
            .VisibleTo(db, viewer)
            .Select(c => new ReferenceItem
            {
                Id = c.Id,
                Name = c.Name,
                SearchKey = c.SearchKey,
                Detail = c.Code,
                IsInactive = !c.Active,
            });

    private static IQueryable<ReferenceItem> Projects(HexaDbContext db, Viewer viewer) =>
        db
            .Projects.AsNoTracking()
            .VisibleTo(db, viewer)
            .Select(p => new ReferenceItem
            {
                Id = p.Id,
                Name = p.Name,
                SearchKey = p.SearchKey,
                Detail = p.Client.Name,
                IsInactive = p.ClosedAt != null,
            });

    private static IQueryable<ReferenceItem> Tasks(HexaDbContext db, Viewer viewer) =>
        db
            .Tasks.AsNoTracking()
            .VisibleTo(db, viewer)
            .Select(t => new ReferenceItem
            {
                Id = t.Id,
                Name = t.Title,
                SearchKey = t.SearchKey,
                Detail = t.Client.Name,
                IsInactive = false,
            });

    private static IQueryable<ReferenceItem> People(HexaDbContext db, Viewer viewer) =>
        db
            .People.AsNoTracking()
            .VisibleTo(db, viewer)
            .Select(p => new ReferenceItem
            {
                Id = p.Id,
                Name = p.Name,
                SearchKey = p.SearchKey,
                Detail = p.Team!.Name,
                IsInactive = !p.Active,
            });

    private static IQueryable<ReferenceItem> Teams(HexaDbContext db) =>
        db
            .Teams.AsNoTracking()
            .Select(t => new ReferenceItem
            {
                Id = t.Id,
                Name = t.Name,
                SearchKey = t.SearchKey,
                Detail = t.Parent!.Name,
                IsInactive = false,
            });

    private static IQueryable<ReferenceItem> TaskTypes(HexaDbContext db) =>
        db
            .TaskTypes.AsNoTracking()
            .Select(t => new ReferenceItem
            {
                Id = t.Id,
                Name = t.Name,
                SearchKey = t.SearchKey,
                Detail = null,
                IsInactive = !t.Active,
            });

    private static IQueryable<ReferenceItem> Origins(HexaDbContext db) =>
        db
            .Origins.AsNoTracking()
            .Select(o => new ReferenceItem
            {
                Id = o.Id,
                Name = o.Name,
                SearchKey = o.SearchKey,
                Detail = null,
                IsInactive = !o.Active,
            });

    private static IQueryable<ReferenceItem> Contacts(HexaDbContext db, Viewer viewer)
    {
        var clients = db.Clients.VisibleTo(db, viewer).Select(c => c.Id);
        return db
            .Contacts.AsNoTracking()
            .Where(c => clients.Contains(c.ClientId))
            .Select(c => new ReferenceItem
            {
                Id = c.Id,
                Name = c.Name,
                SearchKey = c.SearchKey,
                Detail = c.Client.Name,
                IsInactive = !c.Active,
            });
    }
}
