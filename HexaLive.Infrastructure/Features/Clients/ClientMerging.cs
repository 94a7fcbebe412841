using System.Text.RegularExpressions;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Clients;

/// <summary>One of two clients that are to become one, and what is its own. <see cref="Minutes"/> is what was logged in all.</summary>
public sealed record MergeSide(int Id, int Version, ClientFields Fields, string? Team, int Contacts, int Projects, int OpenTasks, int Tasks, int Entries, int Minutes);

/// <summary>What merging would do: <see cref="Result"/> are the fields that the kept one would have, <see cref="Joined"/> the contacts that both have.</summary>
public sealed record MergePreview(MergeSide Kept, MergeSide Other, ClientFields Result, string? ResultTeam, IReadOnlyList<string> Joined);

/// <summary>Makes one client of two: administrators, and managers who may change both.</summary>
public sealed partial class ClientMerging(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>What merging <paramref name="otherId"/> into <paramref name="keptId"/> would do.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the scope, <see cref="RuleError.NotAllowed"/> to whoever may not change both.</exception>
    public async Task<MergePreview> PreviewAsync(Viewer viewer, int keptId, int otherId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (kept, other) = await BothAsync(db.Clients.AsNoTracking().Include(c => c.Team), db, viewer, keptId, otherId, cancellationToken);
        var contacts = await ContactsAsync(db.Contacts.AsNoTracking(), keptId, otherId, cancellationToken);
        var result = kept.MergedWith(other);
        return new MergePreview(
            await SideAsync(db, kept, cancellationToken), await SideAsync(db, other, cancellationToken), result, kept.TeamId is null ? other.Team?.Name : kept.Team?.Name,
            [.. Pairs(contacts, keptId).Select(p => p.Other.Name)]);
    }

    /// <summary>
    /// Merges, at once and for good: everything of the other client becomes the kept one's, and the other stays as an inactive signpost to it, also for imports.
    /// The versions are those that the preview read.
    /// </summary>
    /// <exception cref="RuleException">Also <see cref="RuleError.Conflict"/> where somebody changed one of them since, or their notes together are too long.</exception>
    public async Task MergeAsync(Viewer viewer, int keptId, int keptVersion, int otherId, int otherVersion, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        try
        {
            await db.WriteAsync(() => MergeInsideAsync(db, viewer, (keptId, keptVersion), (otherId, otherVersion), cancellationToken), cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw await ConflictAsync(db, keptId, otherId, cancellationToken);
        }
    }

    private async Task<int> MergeInsideAsync(HexaDbContext db, Viewer viewer, (int Id, int Version) one, (int Id, int Version) two, CancellationToken cancellationToken)
    {
        var (kept, other) = await BothAsync(db.Clients, db, viewer, one.Id, two.Id, cancellationToken);
        if (kept.Version != one.Version || other.Version != two.Version) throw await ConflictAsync(db, one.Id, two.Id, cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var contacts = await ContactsAsync(db.Contacts, kept.Id, other.Id, cancellationToken);
        var gone = new List<int>();
        foreach (var (stays, leaves) in Pairs(contacts, kept.Id))
        {
            stays.Join(leaves);
            gone.Add(leaves.Id);
            await db.Tasks.Where(t => t.ContactId == leaves.Id).ExecuteUpdateAsync(s => s.SetProperty(t => t.ContactId, stays.Id), cancellationToken);
            await db.Dedications.Where(d => d.ContactId == leaves.Id).ExecuteUpdateAsync(s => s.SetProperty(d => d.ContactId, stays.Id), cancellationToken);
            db.Contacts.Remove(leaves);
        }
        await MoveAsync(db, kept.Id, other.Id, [.. gone], cancellationToken);
        foreach (var view in await db.SavedViews.Where(v => v.Query.Contains($"client={other.Id}")).ToListAsync(cancellationToken))
        {
            var query = ClientOfView().Replace(view.Query, m => m.Groups[2].Value == $"{other.Id}" ? $"{m.Groups[1].Value}{kept.Id}" : m.Value);
            if (query != view.Query) view.Change(view.Name, query, view.Shared);
        }
        kept.Merge(other, viewer.PersonId, now);
        return await db.SaveChangesAsync(cancellationToken);
    }

    // Whoever has one of these things open is told that it changed: set-based changes raise the versions too.
    internal static async Task MoveAsync(HexaDbContext db, int kept, int other, int[] joined, CancellationToken cancellationToken)
    {
        await db.Contacts.Where(c => c.ClientId == other && !joined.Contains(c.Id)).ExecuteUpdateAsync(s => s.SetProperty(c => c.ClientId, kept).SetProperty(c => c.Version, c => c.Version + 1), cancellationToken);
        await db.Projects.Where(p => p.ClientId == other).ExecuteUpdateAsync(s => s.SetProperty(p => p.ClientId, kept).SetProperty(p => p.Version, p => p.Version + 1), cancellationToken);
        await db.Tasks.Where(t => t.ClientId == other).ExecuteUpdateAsync(s => s.SetProperty(t => t.ClientId, kept).SetProperty(t => t.Version, t => t.Version + 1), cancellationToken);
        await db.Dedications.Where(d => d.ClientId == other).ExecuteUpdateAsync(s => s.SetProperty(d => d.ClientId, kept).SetProperty(d => d.Version, d => d.Version + 1), cancellationToken);
        await db.Activity.Where(a => a.ClientId == other).ExecuteUpdateAsync(s => s.SetProperty(a => a.ClientId, kept), cancellationToken);
        await db.Clients.Where(c => c.MergedIntoId == other).ExecuteUpdateAsync(s => s.SetProperty(c => c.MergedIntoId, kept).SetProperty(c => c.Version, c => c.Version + 1), cancellationToken);
        // Whoever took part in the other takes part in the kept one; who has read both diaries has read as far as in the kept one.
        await db.Participations.Where(p => p.ClientId == other && db.Participations.Any(k => k.ClientId == kept && k.PersonId == p.PersonId)).ExecuteDeleteAsync(cancellationToken);
        await db.Participations.Where(p => p.ClientId == other).ExecuteUpdateAsync(s => s.SetProperty(p => p.ClientId, kept), cancellationToken);
        await db.DiaryVisits.Where(v => v.Kind == DiaryKind.Client && v.OfId == other && db.DiaryVisits.Any(k => k.Kind == DiaryKind.Client && k.OfId == kept && k.PersonId == v.PersonId)).ExecuteDeleteAsync(cancellationToken);
        await db.DiaryVisits.Where(v => v.Kind == DiaryKind.Client && v.OfId == other).ExecuteUpdateAsync(s => s.SetProperty(v => v.OfId, kept), cancellationToken);
        // A printed sheet of the other is none of the kept one; those of projects go with them.
        await db.SheetPrints.Where(p => p.ClientId == other && p.ProjectId == null).ExecuteDeleteAsync(cancellationToken);
        await db.SheetPrints.Where(p => p.ClientId == other).ExecuteUpdateAsync(s => s.SetProperty(p => p.ClientId, kept), cancellationToken);
    }

    private static async Task<(Client Kept, Client Other)> BothAsync(IQueryable<Client> clients, HexaDbContext db, Viewer viewer, int keptId, int otherId, CancellationToken cancellationToken)
    {
        if (keptId == otherId) throw new RuleException(RuleError.InvalidValue, "Client");
        var both = await clients.VisibleTo(db, viewer).Where(c => c.Id == keptId || c.Id == otherId).ToListAsync(cancellationToken);
        var (kept, other) = (both.Find(c => c.Id == keptId), both.Find(c => c.Id == otherId));
        if (kept is null || other is null) throw new RuleException(RuleError.NotFound);
        if (!ClientEditing.CanEdit(viewer, kept.TeamId) || !ClientEditing.CanEdit(viewer, other.TeamId)) throw new RuleException(RuleError.NotAllowed);
        return (kept, other);
    }

    private static Task<List<Contact>> ContactsAsync(IQueryable<Contact> contacts, int keptId, int otherId, CancellationToken cancellationToken) =>
        contacts.Include(c => c.Phones).Where(c => c.ClientId == keptId || c.ClientId == otherId).OrderBy(c => c.Id).ToListAsync(cancellationToken);

    private static IEnumerable<(Contact Stays, Contact Other)> Pairs(List<Contact> contacts, int keptId)
    {
        var stay = contacts.FindAll(c => c.ClientId == keptId);
        foreach (var other in contacts.Where(c => c.ClientId != keptId))
        {
            if (stay.Find(c => c.IsSame(other)) is { } same) yield return (same, other);
        }
    }

    private static async Task<MergeSide> SideAsync(HexaDbContext db, Client c, CancellationToken cancellationToken)
    {
        var tasks = await db.Tasks.Where(t => t.ClientId == c.Id).GroupBy(t => t.Status != WorkTaskStatus.Finished).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        var entries = await db.Dedications.Where(d => d.ClientId == c.Id).GroupBy(_ => 1).Select(g => new { Count = g.Count(), Minutes = g.Sum(d => d.Minutes) }).FirstOrDefaultAsync(cancellationToken);
        return new MergeSide(
            c.Id, c.Version, new ClientFields(c.Name, c.Code, c.TaxId, c.TeamId, c.Phone, c.Email, c.Address, c.Notes), c.Team?.Name,
            await db.Contacts.CountAsync(o => o.ClientId == c.Id, cancellationToken), await db.Projects.CountAsync(p => p.ClientId == c.Id, cancellationToken),
            tasks.Where(t => t.Key).Sum(t => t.Count), tasks.Sum(t => t.Count), entries?.Count ?? 0, entries?.Minutes ?? 0);
    }

    private static async Task<RuleException> ConflictAsync(HexaDbContext db, int one, int two, CancellationToken cancellationToken)
    {
        var last = await db.Activity.AsNoTracking().Where(a => (a.ClientId == one || a.ClientId == two) && a.ProjectId == null).OrderByDescending(a => a.Id)
            .Select(a => new { a.Actor!.Name, a.To }).FirstOrDefaultAsync(cancellationToken);
        return new RuleException(RuleError.Conflict, last?.Name ?? "", last?.To ?? "");
    }

    [GeneratedRegex(@"(\bclient=)(\d+)")]
    private static partial Regex ClientOfView();
}
