using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Claims;
using HexaLive.Infrastructure.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HexaLive.Infrastructure.Identity;

/// <summary>
/// Decides whether a session is still valid. The session must not be signed out, and the person must be active and must still have the role
/// and the password that they had at sign-in.
/// </summary>
public sealed class SessionValidator(
    IDbContextFactory<HexaDbContext> databases,
    EndedSessions ended,
    IOptions<IdentityOptions> options,
    TimeProvider time
)
{
    /// <summary>How often requests, open circuits and live connections are checked against the database.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>How long the last result may be reused if the database cannot be read.</summary>
    public static readonly TimeSpan AnswerLifetime = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Guid, (bool IsValid, DateTimeOffset At)> _answers = new();

    /// <summary>
    /// Checks the principal's claims against the database. If the database cannot be read, returns the last result, which may be up
    /// to five minutes old.
    /// </summary>
    /// <exception cref="DbException">The database cannot be read and there is no recent result.</exception>
    public async Task<bool> IsValidAsync(ClaimsPrincipal principal, CancellationToken cancellationToken = default)
    {
        if (HexaClaims.GetPersonId(principal) is not { } personId || HexaClaims.GetSessionId(principal) is not { } session)
            return false;
        if (await ended.ContainsAsync(session, cancellationToken))
            return false;
        try
        {
            var isValid = await MatchesDatabaseAsync(principal, personId, cancellationToken);
            CacheAnswer(session, isValid, time.GetUtcNow());
            return isValid;
        }
        catch (DbException) when (_answers.TryGetValue(session, out var last) && time.GetUtcNow() - last.At < AnswerLifetime)
        {
            return last.IsValid;
        }
    }

    /// <summary>
    /// Returns whether the principal's session was signed out on any node. Uses the cache of ended sessions, which is at most two
    /// seconds old.
    /// </summary>
    public async Task<bool> IsSignedOutAsync(ClaimsPrincipal principal, CancellationToken cancellationToken = default) =>
        HexaClaims.GetSessionId(principal) is { } session && await ended.ContainsAsync(session, cancellationToken);

    /// <summary>Remembers that the session of a cookie was valid when the cookie was issued.</summary>
    public void CacheAnswer(ClaimsPrincipal principal, DateTimeOffset issued)
    {
        if (HexaClaims.GetSessionId(principal) is { } session)
            CacheAnswer(session, true, issued);
    }

    /// <summary>
    /// Ends the principal's session. From now on, the cookie of the session is rejected; the circuits of the session close within
    /// seconds.
    /// </summary>
    public Task SignOutAsync(ClaimsPrincipal principal) =>
        HexaClaims.GetSessionId(principal) is { } session ? ended.AddAsync(session) : Task.CompletedTask;

    private async Task<bool> MatchesDatabaseAsync(ClaimsPrincipal principal, int personId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var current = await db
            .Users.AsNoTracking()
            .Where(u => u.PersonId == personId && u.Person.Active)
            .Select(u => new { u.SecurityStamp, u.Person.Role })
            .FirstOrDefaultAsync(cancellationToken);
        return current is not null
            && principal.IsInRole(current.Role.ToString())
            && principal.FindFirstValue(options.Value.ClaimsIdentity.SecurityStampClaimType) == current.SecurityStamp;
    }

    private void CacheAnswer(Guid session, bool isValid, DateTimeOffset at)
    {
        _answers.AddOrUpdate(session, (isValid, at), (_, last) => last.At > at ? last : (isValid, at));
        if (_answers.Count % 1000 != 0)
            return;
        foreach (var (id, answer) in _answers)
            if (time.GetUtcNow() - answer.At > AnswerLifetime)
                _answers.TryRemove(id, out _);
    }
}
