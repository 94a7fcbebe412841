using System.Linq.Expressions;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Data;

/// <summary>
/// Turns optimistic concurrency failures into <see cref="RuleError.Conflict"/> errors that name the person who made the other
/// change.
/// </summary>
internal static class Conflicts
{
    /// <summary>Saves the changes; if somebody else changed one of the rows since they were read, throws the given error.</summary>
    public static Task SaveOrThrowAsync(this HexaDbContext db, Func<Task<RuleException>> conflict, CancellationToken cancellationToken) =>
        WriteOrThrowAsync(() => db.SaveChangesAsync(cancellationToken), conflict);

    /// <summary>Runs a write; if somebody else changed one of the rows since they were read, throws the given error.</summary>
    public static async Task<T> WriteOrThrowAsync<T>(Func<Task<T>> write, Func<Task<RuleException>> conflict)
    {
        try
        {
            return await write();
        }
        catch (DbUpdateConcurrencyException)
        {
            throw await conflict();
        }
    }

    /// <summary>
    /// Creates the error from the newest activity row that matches <paramref name="changes"/>. The error names the person who made
    /// the change and the changed record: <paramref name="name"/> or, if that is null, the new value in the row. The search by
    /// descending id is fast, because the row is recent.
    /// </summary>
    public static async Task<RuleException> DescribeConflictAsync(
        this HexaDbContext db,
        Expression<Func<ActivityEntry, bool>> changes,
        CancellationToken cancellationToken,
        object? name = null
    )
    {
        var last = await db
            .Activity.AsNoTracking()
            .Where(changes)
            .OrderByDescending(a => a.Id)
            .Select(a => new { a.Actor!.Name, a.To })
            .FirstOrDefaultAsync(cancellationToken);
        return new RuleException(RuleError.Conflict, last?.Name ?? "", name ?? last?.To ?? "");
    }
}
