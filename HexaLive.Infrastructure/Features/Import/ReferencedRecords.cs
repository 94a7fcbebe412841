using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>Loads and creates the records to which the rows of a batch refer.</summary>
internal static class ReferencedRecords
{
    // Records in a step depend only on records in the same step or in an earlier step.
    private static readonly ImportReferenceKind[][] CreationSteps =
    [
        [ImportReferenceKind.Teams, ImportReferenceKind.People, ImportReferenceKind.Types, ImportReferenceKind.Origins],
        [ImportReferenceKind.Clients],
        [ImportReferenceKind.Projects],
    ];

    /// <summary>
    /// Loads the stored records into the context. New records are left to <see cref="RecordReference.EnsureLoaded"/>.
    /// </summary>
    public static async Task LoadAsync(HexaDbContext db, IReadOnlyList<ImportRow> rows, bool track, bool withContacts)
    {
        var references = rows.SelectMany(r => r.References).Distinct().ToList();
        foreach (var reference in references)
            reference.Unload();
        await LoadAsync(track ? db.Teams : db.Teams.AsNoTracking(), references, t => t.Id);
        await LoadAsync(track ? db.People : db.People.AsNoTracking(), references, p => p.Id);
        await LoadAsync(track ? db.TaskTypes : db.TaskTypes.AsNoTracking(), references, t => t.Id);
        await LoadAsync(track ? db.Origins : db.Origins.AsNoTracking(), references, o => o.Id);
        var clients = track ? db.Clients : db.Clients.AsNoTracking();
        await LoadAsync(withContacts ? clients.Include(c => c.Contacts).ThenInclude(c => c.Phones) : clients, references, c => c.Id);
        await LoadAsync((track ? db.Projects : db.Projects.AsNoTracking()).Include(p => p.Client), references, p => p.Id);
    }

    /// <summary>Creates and saves the missing records, in the order of their dependencies.</summary>
    public static async Task CreateMissingAsync(HexaDbContext db, IReadOnlyList<ImportRow> rows)
    {
        var missing = rows.SelectMany(r => r.References).Distinct().Where(r => r.Id == 0).ToList();
        foreach (var step in CreationSteps)
        {
            var created = missing.Where(r => step.Contains(r.Kind)).ToList();
            if (created.Count == 0)
                continue;
            foreach (var reference in created)
            {
                reference.EnsureLoaded();
                db.Add(reference.LoadedEntity!);
            }
            await db.SaveChangesAsync();
            foreach (var reference in created)
                reference.ReadId();
        }
    }

    private static async Task LoadAsync<T>(IQueryable<T> query, List<RecordReference> references, Func<T, int> idOf)
        where T : class
    {
        var referenceById = references.OfType<RecordReference<T>>().Where(r => r.Id != 0).ToDictionary(r => r.Id);
        foreach (var ids in referenceById.Keys.Chunk(1000))
        foreach (var entity in await query.Where(e => ids.Contains(EF.Property<int>(e, "Id"))).ToListAsync())
            referenceById[idOf(entity)].Load(entity);
    }
}
