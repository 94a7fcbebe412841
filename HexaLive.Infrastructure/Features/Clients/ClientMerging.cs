using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Diary;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Teams;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Tasks;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Clients;

/// <summary>
/// One of the two clients of a merge, with the numbers of records that belong to it. <see cref="Minutes"/> is the total time
/// logged.
/// </summary>
public sealed record MergeSide(
    int Id,
    int Version,
    ClientFields Fields,
    string? Team,
    int ContactCount,
    int ProjectCount,
    int OpenTaskCount,
    int TaskCount,
    int EntryCount,
    int Minutes
);

/// <summary>
/// The effect of a merge. <see cref="Result"/> contains the resulting fields. <see cref="MergedContacts"/> contains the names of the
/// contacts that both clients have, which the merge combines.
/// </summary>
public sealed record MergePreview(
    MergeSide Kept,
    MergeSide Other,
    ClientFields Result,
    string? ResultTeam,
    IReadOnlyList<string> MergedContacts
);

/// <summary>Merges two clients. Allowed for administrators and for managers who may edit both.</summary>
public sealed class ClientMerging(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Returns what merging <paramref name="otherId"/> into <paramref name="keptId"/> would do.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> outside the viewer's scope, <see cref="RuleError.NotAllowed"/> if the viewer may not edit
    /// both.
    /// </exception>
    public async Task<MergePreview> PreviewAsync(Viewer viewer, int keptId, int otherId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (kept, other) = await LoadBothAsync(
            db.Clients.AsNoTracking().Include(c => c.Team),
            db,
            viewer,
            keptId,
            otherId,
            cancellationToken
        );
        var contacts = await LoadContactsAsync(db.Contacts.AsNoTracking(), keptId, otherId, cancellationToken);
        var result = kept.MergeFieldsOf(other);
        return new MergePreview(
            await DescribeSideAsync(db, kept, cancellationToken),
            await DescribeSideAsync(db, other, cancellationToken),
            result,
            kept.TeamId is null ? other.Team?.Name : kept.Team?.Name,
            [.. FindDuplicateContacts(contacts, keptId).Select(p => p.Other.Name)]
        );
    }

    /// <summary>
    /// Merges two clients in one transaction; the merge cannot be undone. The records of the other client move to the kept client. The
    /// other client becomes inactive. Links to the other client, and imported rows that describe it, lead to the kept client. The versions
    /// are those of the preview.
    /// </summary>
    /// <exception cref="RuleException">
    /// As for the preview; also <see cref="RuleError.Conflict"/> if one of the clients was changed since, or an invalid value if
    /// their combined notes are too long.
    /// </exception>
    public async Task MergeAsync(
        Viewer viewer,
        int keptId,
        int keptVersion,
        int otherId,
        int otherVersion,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await Conflicts.WriteOrThrowAsync(
            () =>
                db.WriteAsync(
                    () => MergeInTransactionAsync(db, viewer, (keptId, keptVersion), (otherId, otherVersion), cancellationToken),
                    cancellationToken
                ),
            () => DescribeConflictAsync(db, keptId, otherId, cancellationToken)
        );
    }

    private async Task<int> MergeInTransactionAsync(
        HexaDbContext db,
        Viewer viewer,
        (int Id, int Version) first,
        (int Id, int Version) second,
        CancellationToken cancellationToken
    )
    {
        var (kept, other) = await LoadBothAsync(db.Clients, db, viewer, first.Id, second.Id, cancellationToken);
        if (kept.Version != first.Version || other.Version != second.Version)
            throw await DescribeConflictAsync(db, first.Id, second.Id, cancellationToken);
        var contacts = await LoadContactsAsync(db.Contacts, kept.Id, other.Id, cancellationToken);
        var gone = new List<int>();
        foreach (var (stays, leaves) in FindDuplicateContacts(contacts, kept.Id))
        {
            stays.MergeFrom(leaves);
            gone.Add(leaves.Id);
            await db
                .Tasks.Where(t => t.ContactId == leaves.Id)
                .ExecuteUpdateAsync(s => s.SetProperty(t => t.ContactId, stays.Id), cancellationToken);
            await db
                .Dedications.Where(d => d.ContactId == leaves.Id)
                .ExecuteUpdateAsync(s => s.SetProperty(d => d.ContactId, stays.Id), cancellationToken);
            db.Contacts.Remove(leaves);
        }
        await MoveAsync(db, kept.Id, other.Id, [.. gone], cancellationToken);
        await RepointSavedViewsAsync(db, kept.Id, other.Id, cancellationToken);
        kept.Merge(other, viewer.CreateActor(time));
        return await db.SaveChangesAsync(cancellationToken);
    }

    private static async Task RepointSavedViewsAsync(HexaDbContext db, int kept, int other, CancellationToken cancellationToken)
    {
        foreach (var view in await db.SavedViews.Where(v => v.Content.Contains($"\"clientId\":{other}")).ToListAsync(cancellationToken))
        {
            var content = TaskViewContent.FromJson(view.Content);
            if (content.Query.Filter.ClientId != other)
                continue;
            var query = content.Query with { Filter = content.Query.Filter with { ClientId = kept } };
            view.Change(view.Name, (content with { Query = query }).ToJson(), view.Shared);
        }
    }

    internal static async Task MoveAsync(HexaDbContext db, int kept, int other, int[] mergedContactIds, CancellationToken cancellationToken)
    {
        await MoveRecordsAsync(db, kept, other, mergedContactIds, cancellationToken);
        await MovePersonalRowsAsync(db, kept, other, cancellationToken);
        // Delete the visit-sheet records of the other client itself, because its sheet does not describe the merged client. The records of
        // its projects stay valid.
        await db.VisitPreparations.Where(p => p.ClientId == other && p.ProjectId == null).ExecuteDeleteAsync(cancellationToken);
        await db
            .VisitPreparations.Where(p => p.ClientId == other)
            .ExecuteUpdateAsync(s => s.SetProperty(p => p.ClientId, kept), cancellationToken);
    }

    // ExecuteUpdate does not increment row versions, so increment them here. Forms that are open at this moment then report a
    // conflict.
    private static async Task MoveRecordsAsync(
        HexaDbContext db,
        int kept,
        int other,
        int[] mergedContactIds,
        CancellationToken cancellationToken
    )
    {
        await db
            .Contacts.Where(c => c.ClientId == other && !mergedContactIds.Contains(c.Id))
            .ExecuteUpdateAsync(
                s => s.SetProperty(c => c.ClientId, kept).SetProperty(c => c.Version, c => c.Version + 1),
                cancellationToken
            );
        await db
            .Projects.Where(p => p.ClientId == other)
            .ExecuteUpdateAsync(
                s => s.SetProperty(p => p.ClientId, kept).SetProperty(p => p.Version, p => p.Version + 1),
                cancellationToken
            );
        await db
            .Tasks.Where(t => t.ClientId == other)
            .ExecuteUpdateAsync(
                s => s.SetProperty(t => t.ClientId, kept).SetProperty(t => t.Version, t => t.Version + 1),
                cancellationToken
            );
        await db
            .Dedications.Where(d => d.ClientId == other)
            .ExecuteUpdateAsync(
                s => s.SetProperty(d => d.ClientId, kept).SetProperty(d => d.Version, d => d.Version + 1),
                cancellationToken
            );
        await db.Activity.Where(a => a.ClientId == other).ExecuteUpdateAsync(s => s.SetProperty(a => a.ClientId, kept), cancellationToken);
        await db
            .Clients.Where(c => c.MergedIntoId == other)
            .ExecuteUpdateAsync(
                s => s.SetProperty(c => c.MergedIntoId, kept).SetProperty(c => c.Version, c => c.Version + 1),
                cancellationToken
            );
    }

    // Moves participations and last visits to the diary. If a person has a row for both clients, the kept client's row stays.
    private static async Task MovePersonalRowsAsync(HexaDbContext db, int kept, int other, CancellationToken cancellationToken)
    {
        await db
            .Participations.Where(p => p.ClientId == other && db.Participations.Any(k => k.ClientId == kept && k.PersonId == p.PersonId))
            .ExecuteDeleteAsync(cancellationToken);
        await db
            .Participations.Where(p => p.ClientId == other)
            .ExecuteUpdateAsync(s => s.SetProperty(p => p.ClientId, kept), cancellationToken);
        await db
            .DiaryVisits.Where(v =>
                v.Kind == DiaryKind.Client
                && v.SubjectId == other
                && db.DiaryVisits.Any(k => k.Kind == DiaryKind.Client && k.SubjectId == kept && k.PersonId == v.PersonId)
            )
            .ExecuteDeleteAsync(cancellationToken);
        await db
            .DiaryVisits.Where(v => v.Kind == DiaryKind.Client && v.SubjectId == other)
            .ExecuteUpdateAsync(s => s.SetProperty(v => v.SubjectId, kept), cancellationToken);
    }

    private static async Task<(Client Kept, Client Other)> LoadBothAsync(
        IQueryable<Client> clients,
        HexaDbContext db,
        Viewer viewer,
        int keptId,
        int otherId,
        CancellationToken cancellationToken
    )
    {
        if (keptId == otherId)
            throw new RuleException(RuleError.InvalidValue, "Client");
        var both = await clients.VisibleTo(db, viewer).Where(c => c.Id == keptId || c.Id == otherId).ToListAsync(cancellationToken);
        var (kept, other) = (both.Find(c => c.Id == keptId), both.Find(c => c.Id == otherId));
        if (kept is null || other is null)
            throw new RuleException(RuleError.NotFound);
        if (!ClientEditing.CanEdit(viewer, kept.TeamId) || !ClientEditing.CanEdit(viewer, other.TeamId))
            throw new RuleException(RuleError.NotAllowed);
        return (kept, other);
    }

    private static Task<List<Contact>> LoadContactsAsync(
        IQueryable<Contact> contacts,
        int keptId,
        int otherId,
        CancellationToken cancellationToken
    ) =>
        contacts
            .Include(c => c.Phones)
            .Where(c => c.ClientId == keptId || c.ClientId == otherId)
            .OrderBy(c => c.Id)
            .ToListAsync(cancellationToken);

    private static IEnumerable<(Contact Stays, Contact Other)> FindDuplicateContacts(List<Contact> contacts, int keptId)
    {
        var stay = contacts.FindAll(c => c.ClientId == keptId);
        foreach (var other in contacts.Where(c => c.ClientId != keptId))
        {
            if (stay.Find(c => c.IsSame(other)) is { } same)
                yield return (same, other);
        }
    }

    private static async Task<MergeSide> DescribeSideAsync(HexaDbContext db, Client client, CancellationToken cancellationToken)
    {
        var tasks = await db
            .Tasks.Where(t => t.ClientId == client.Id)
            .GroupBy(t => t.Status)
            .Select(g => new { Status = g.Key, Count = g.Count() })
            .ToListAsync(cancellationToken);
        var entries = await db
            .Dedications.Where(d => d.ClientId == client.Id)
            .GroupBy(_ => 1)
            .Select(g => new { Count = g.Count(), Minutes = g.Sum(d => d.Minutes) })
            .SingleOrDefaultAsync(cancellationToken);
        return new MergeSide(
            client.Id,
            client.Version,
            ClientFields.From(client),
            client.Team?.Name,
            await db.Contacts.CountAsync(o => o.ClientId == client.Id, cancellationToken),
            await db.Projects.CountAsync(p => p.ClientId == client.Id, cancellationToken),
            tasks.Where(t => t.Status.IsOpen()).Sum(t => t.Count),
            tasks.Sum(t => t.Count),
            entries?.Count ?? 0,
            entries?.Minutes ?? 0
        );
    }

    private static Task<RuleException> DescribeConflictAsync(
        HexaDbContext db,
        int first,
        int second,
        CancellationToken cancellationToken
    ) => db.DescribeConflictAsync(a => (a.ClientId == first || a.ClientId == second) && a.ProjectId == null, cancellationToken);
}
