using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Features.Settings;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.People;

/// <summary>A key as its person sees it; <see cref="Start"/> are its first characters. Instants are UTC, <see cref="LastUsedAt"/> some minutes old at most.</summary>
public sealed record ApiKeyRow(int Id, string Name, string Start, DateTime CreatedAt, DateTime? LastUsedAt);

/// <summary>Who comes with a key.</summary>
public sealed record KeyHolder(int KeyId, int PersonId, string Name, PersonRole Role);

/// <summary>Keys by which other programs act as a person, and see what that person sees.</summary>
public sealed class ApiKeys(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Most keys that a person has at once.</summary>
    public const int Most = 20;

    private static readonly TimeSpan UseNoted = TimeSpan.FromMinutes(5);

    /// <summary>The viewer's own keys that open, newest first.</summary>
    public async Task<IReadOnlyList<ApiKeyRow>> ListAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ApiKeys.AsNoTracking().Where(k => k.PersonId == viewer.PersonId && k.RevokedAt == null).OrderByDescending(k => k.Id).Take(Most)
            .Select(k => new ApiKeyRow(k.Id, k.Name, k.Start, k.CreatedAt, k.LastUsedAt)).ToListAsync(cancellationToken);
    }

    /// <summary>Makes a key for the viewer and returns it, once.</summary>
    /// <exception cref="RuleException">The name is empty or too long, or <see cref="RuleError.NotAllowed"/> beyond <see cref="Most"/> keys.</exception>
    public async Task<string> MakeAsync(Viewer viewer, string name, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.ApiKeys.CountAsync(k => k.PersonId == viewer.PersonId && k.RevokedAt == null, cancellationToken) >= Most) throw new RuleException(RuleError.NotAllowed);
        var now = time.GetUtcNow().UtcDateTime;
        var (key, secret) = ApiKey.Make(viewer.PersonId, name, now);
        db.ApiKeys.Add(key);
        db.Tell(viewer, now, nameof(ApiKey), null, key.Name);
        await db.SaveChangesAsync(cancellationToken);
        return secret;
    }

    /// <summary>Revokes a key of the viewer's own; open connections end with it.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> for somebody else's.</exception>
    public async Task RevokeAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var key = await db.ApiKeys.FirstOrDefaultAsync(k => k.Id == id && k.PersonId == viewer.PersonId, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        if (key.RevokedAt is not null) return;
        var now = time.GetUtcNow().UtcDateTime;
        key.Revoke(now);
        db.Tell(viewer, now, nameof(ApiKey), key.Name, null);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Who comes with this key; null where it opens nothing: unknown, revoked, or its person is not active any more. That it was used is noted at most each five minutes.</summary>
    public async Task<KeyHolder?> OpenAsync(string secret, CancellationToken cancellationToken = default)
    {
        var hash = ApiKey.HashOf(secret);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db.ApiKeys.AsNoTracking().Where(k => k.Hash == hash && k.RevokedAt == null && k.Person.Active)
            .Select(k => new { k.LastUsedAt, Holder = new KeyHolder(k.Id, k.PersonId, k.Person.Name, k.Person.Role) }).FirstOrDefaultAsync(cancellationToken);
        if (found is null) return null;
        var now = time.GetUtcNow().UtcDateTime;
        if (found.LastUsedAt is { } last && now - last < UseNoted) return found.Holder;
        try
        {
            var id = found.Holder.KeyId;
            await db.WriteAsync(() => db.ApiKeys.Where(k => k.Id == id).ExecuteUpdateAsync(set => set.SetProperty(k => k.LastUsedAt, now), cancellationToken), cancellationToken);
        }
        catch (RuleException e) when (e.Error == RuleError.StorageUnavailable)
        {
            // What can be read can be read without being noted.
        }
        return found.Holder;
    }

    /// <summary>Whether a key that opened still opens, for the same role.</summary>
    public async Task<bool> StillOpensAsync(int keyId, PersonRole role, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ApiKeys.AnyAsync(k => k.Id == keyId && k.RevokedAt == null && k.Person.Active && k.Person.Role == role, cancellationToken);
    }
}
