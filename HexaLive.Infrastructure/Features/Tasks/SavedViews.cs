using HexaLive.Domain;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Data.Configurations;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>A saved view in the menu. If <see cref="IsDefault"/> is true, the task explorer opens with this view for the viewer.</summary>
public sealed record SavedViewRow(int Id, string Name, TaskViewContent Content, bool IsShared, bool IsMine, string Owner, bool IsDefault);

/// <summary>Saved views: named filters of the task explorer.</summary>
public sealed class SavedViews(IDbContextFactory<HexaDbContext> databases)
{
    /// <summary>Returns the viewer's own views and the shared ones, by name.</summary>
    public async Task<IReadOnlyList<SavedViewRow>> ListAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var me = viewer.PersonId;
        var first = await db.People.Where(p => p.Id == me).Select(p => p.TaskViewId).FirstOrDefaultAsync(cancellationToken);
        var views = await db
            .SavedViews.AsNoTracking()
            .Where(v => v.OwnerId == me || v.Shared)
            .OrderBy(v => v.Name)
            .ThenBy(v => v.Id)
            .Take(200)
            .Select(v => new
            {
                v.Id,
                v.Name,
                v.Content,
                v.Shared,
                Mine = v.OwnerId == me,
                Owner = v.Owner.Name,
            })
            .ToListAsync(cancellationToken);
        return views.ConvertAll(v => new SavedViewRow(
            v.Id,
            v.Name,
            TaskViewContent.FromJson(v.Content),
            v.Shared,
            v.Mine,
            v.Owner,
            v.Id == first
        ));
    }

    /// <summary>Saves a new view that belongs to the viewer and returns its id.</summary>
    /// <exception cref="RuleException">The name is empty or too long.</exception>
    public async Task<int> AddAsync(
        Viewer viewer,
        string? name,
        TaskViewContent content,
        bool shared,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var view = new SavedView(viewer.PersonId, name, content.ToJson(), shared);
        db.SavedViews.Add(view);
        await db.SaveChangesAsync(cancellationToken);
        return view.Id;
    }

    /// <summary>Changes one of the viewer's own views; administrators may also change the shared views of others.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> for any other view.</exception>
    public async Task ChangeAsync(
        Viewer viewer,
        int id,
        string? name,
        TaskViewContent content,
        bool shared,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        (await FindAsync(db, viewer, id, cancellationToken)).Change(name, content.ToJson(), shared);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>
    /// Deletes one of the viewer's own views; administrators may also delete the shared views of others. For people who used the
    /// view as their default, the task explorer opens without a view.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> for any other view.</exception>
    public async Task DeleteAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var view = await FindAsync(db, viewer, id, cancellationToken);
        await db.WriteAsync(
            async () =>
            {
                await db
                    .People.Where(p => p.TaskViewId == id)
                    .ExecuteUpdateAsync(set => set.SetProperty(p => p.TaskViewId, (int?)null), cancellationToken);
                db.SavedViews.Remove(view);
                return await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken
        );
    }

    /// <summary>Sets the view that the task explorer opens with; null for no view.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> for a view that the viewer cannot see.</exception>
    public async Task SetDefaultAsync(Viewer viewer, int? id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var me = viewer.PersonId;
        if (id is not null && !await db.SavedViews.AnyAsync(v => v.Id == id && (v.OwnerId == me || v.Shared), cancellationToken))
            throw new RuleException(RuleError.NotFound);
        var person = await db.People.SingleAsync(p => p.Id == me, cancellationToken);
        person.SetDefaultTaskView(id);
        await db.SaveChangesAsync(cancellationToken);
    }

    private static async Task<SavedView> FindAsync(HexaDbContext db, Viewer viewer, int id, CancellationToken cancellationToken)
    {
        var me = viewer.PersonId;
        var mayAll = viewer.IsAdministrator;
        return await db.SavedViews.FirstOrDefaultAsync(v => v.Id == id && (v.OwnerId == me || (mayAll && v.Shared)), cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
    }
}
