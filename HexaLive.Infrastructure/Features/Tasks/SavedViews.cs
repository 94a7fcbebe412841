using HexaLive.Domain;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>A saved view in the menu; <see cref="IsDefault"/>: the explorer opens with it for the viewer.</summary>
public sealed record SavedViewRow(int Id, string Name, string Query, bool Shared, bool Mine, string Owner, bool IsDefault);

/// <summary>Named filters of the task explorer.</summary>
public sealed class SavedViews(IDbContextFactory<HexaDbContext> databases)
{
    /// <summary>The viewer's own and the shared ones, by name.</summary>
    public async Task<IReadOnlyList<SavedViewRow>> ListAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var me = viewer.PersonId;
        var first = await db.People.Where(p => p.Id == me).Select(p => p.TaskViewId).FirstOrDefaultAsync(cancellationToken);
        return await db.SavedViews.AsNoTracking().Where(v => v.OwnerId == me || v.Shared).OrderBy(v => v.Name).ThenBy(v => v.Id).Take(200)
            .Select(v => new SavedViewRow(v.Id, v.Name, v.Query, v.Shared, v.OwnerId == me, v.Owner.Name, v.Id == first)).ToListAsync(cancellationToken);
    }

    /// <summary>Saves a new view of the viewer's own; returns its id.</summary>
    /// <exception cref="RuleException">The name is empty or too long.</exception>
    public async Task<int> AddAsync(Viewer viewer, string? name, string? query, bool shared, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var view = new SavedView(viewer.PersonId, name, query, shared);
        db.SavedViews.Add(view);
        await db.SaveChangesAsync(cancellationToken);
        return view.Id;
    }

    /// <summary>Changes a view of the viewer's own; administrators may change shared ones of others.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> for somebody else's.</exception>
    public async Task ChangeAsync(Viewer viewer, int id, string? name, string? query, bool shared, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        (await FindAsync(db, viewer, id, cancellationToken)).Change(name, query, shared);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Deletes a view of the viewer's own; administrators may delete shared ones of others. Whoever opened with it opens with the plain explorer.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> for somebody else's.</exception>
    public async Task DeleteAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var view = await FindAsync(db, viewer, id, cancellationToken);
        await db.WriteAsync(async () =>
        {
            await db.People.Where(p => p.TaskViewId == id).ExecuteUpdateAsync(set => set.SetProperty(p => p.TaskViewId, (int?)null), cancellationToken);
            db.SavedViews.Remove(view);
            return await db.SaveChangesAsync(cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Chooses what the explorer opens with; null is the plain one.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> for a view that the viewer does not see.</exception>
    public async Task OpenWithAsync(Viewer viewer, int? id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var me = viewer.PersonId;
        if (id is not null && !await db.SavedViews.AnyAsync(v => v.Id == id && (v.OwnerId == me || v.Shared), cancellationToken)) throw new RuleException(RuleError.NotFound);
        var person = await db.People.SingleAsync(p => p.Id == me, cancellationToken);
        person.OpenTasksWith(id);
        await db.SaveChangesAsync(cancellationToken);
    }

    private static async Task<SavedView> FindAsync(HexaDbContext db, Viewer viewer, int id, CancellationToken cancellationToken)
    {
        var me = viewer.PersonId;
        var mayAll = viewer.IsAdministrator;
        return await db.SavedViews.FirstOrDefaultAsync(v => v.Id == id && (v.OwnerId == me || (mayAll && v.Shared)), cancellationToken) ?? throw new RuleException(RuleError.NotFound);
    }
}
