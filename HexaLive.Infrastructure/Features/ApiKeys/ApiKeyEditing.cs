using HexaLive.Domain;
using HexaLive.Domain.ApiKeys;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.ApiKeys;

/// <summary>
/// An API key as its owner sees it. <see cref="Start"/> is the beginning of the key. Instants are UTC; <see cref="LastUsedAt"/> can
/// be a few minutes old.
/// </summary>
public sealed record ApiKeyRow(int Id, string Name, string Start, DateTime CreatedAt, DateTime? LastUsedAt);

/// <summary>The person for whom a program with this API key acts.</summary>
public sealed record ApiKeyOwner(int KeyId, int PersonId, string Name, PersonRole Role);

/// <summary>Manages API keys, which let other programs act as a person, within that person's scope.</summary>
public sealed class ApiKeyEditing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The maximum number of valid keys per person.</summary>
    public const int MaxKeys = 20;

    private static readonly TimeSpan LastUseUpdateInterval = TimeSpan.FromMinutes(5);

    /// <summary>Returns the viewer's valid keys, newest first.</summary>
    public async Task<IReadOnlyList<ApiKeyRow>> ListAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db
            .ApiKeys.AsNoTracking()
            .Where(k => k.PersonId == viewer.PersonId && k.RevokedAt == null)
            .OrderByDescending(k => k.Id)
            .Take(MaxKeys)
            .Select(k => new ApiKeyRow(k.Id, k.Name, k.Start, k.CreatedAt, k.LastUsedAt))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Creates a key for the viewer and returns its secret, which cannot be read again.</summary>
    /// <exception cref="RuleException">
    /// The name is empty or too long, or the viewer has <see cref="MaxKeys"/> keys already (<see cref="RuleError.NotAllowed"/>).
    /// </exception>
    public async Task<string> CreateAsync(Viewer viewer, string name, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.ApiKeys.CountAsync(k => k.PersonId == viewer.PersonId && k.RevokedAt == null, cancellationToken) >= MaxKeys)
            throw new RuleException(RuleError.NotAllowed);
        var (key, secret) = ApiKey.Create(viewer.PersonId, name, viewer.CreateActor(time));
        db.ApiKeys.Add(key);
        await db.SaveChangesAsync(cancellationToken);
        return secret;
    }

    /// <summary>Revokes one of the viewer's keys. This also ends the open connections that use the key.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> for somebody else's key.</exception>
    public async Task RevokeAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var key =
            await db.ApiKeys.FirstOrDefaultAsync(k => k.Id == id && k.PersonId == viewer.PersonId, cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        key.Revoke(viewer.CreateActor(time));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>
    /// Returns the owner of a key, or null if the key is unknown or revoked, or its owner is inactive. Records the last use at
    /// most every five minutes.
    /// </summary>
    public async Task<ApiKeyOwner?> AuthenticateAsync(string secret, CancellationToken cancellationToken = default)
    {
        var hash = ApiKey.HashOf(secret);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db
            .ApiKeys.AsNoTracking()
            .Where(k => k.Hash == hash && k.RevokedAt == null && k.Person.Active)
            .Select(k => new { k.LastUsedAt, Holder = new ApiKeyOwner(k.Id, k.PersonId, k.Person.Name, k.Person.Role) })
            .FirstOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;
        var now = time.GetUtcNow().UtcDateTime;
        if (found.LastUsedAt is { } last && now - last < LastUseUpdateInterval)
            return found.Holder;
        try
        {
            var id = found.Holder.KeyId;
            await db.WriteAsync(
                () =>
                    db.ApiKeys.Where(k => k.Id == id).ExecuteUpdateAsync(set => set.SetProperty(k => k.LastUsedAt, now), cancellationToken),
                cancellationToken
            );
        }
        catch (RuleException e) when (e.Error == RuleError.StorageUnavailable)
        {
            // Ignore the error, because the key must work even if its use cannot be recorded.
        }
        return found.Holder;
    }

    /// <summary>Returns whether a key that was accepted earlier is still valid and its owner still has the same role.</summary>
    public async Task<bool> IsStillValidAsync(int keyId, PersonRole role, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ApiKeys.AnyAsync(
            k => k.Id == keyId && k.RevokedAt == null && k.Person.Active && k.Person.Role == role,
            cancellationToken
        );
    }
}
