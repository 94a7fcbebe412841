using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Setup;

/// <summary>
/// The one-time set-up of an empty installation. The first administrator can be created only once, and only with the code printed
/// on the console.
/// </summary>
public sealed class InitialSetup(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    // Each attempt takes a permit, and only a correct code returns its permit. The number of wrong attempts is therefore limited.
    private readonly ConcurrencyLimiter _attempts = new(new ConcurrencyLimiterOptions { PermitLimit = 10 });
    private readonly SemaphoreSlim _lock = new(1, 1);
    private bool _done;

    /// <summary>The set-up code, which changes on each start. Print it only if <see cref="IsNeededAsync"/> returns true.</summary>
    public string Code { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(5));

    /// <summary>Returns whether there are no accounts yet.</summary>
    public async Task<bool> IsNeededAsync(CancellationToken cancellationToken = default)
    {
        if (_done)
            return false;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        _done = await db.Users.AnyAsync(cancellationToken);
        return !_done;
    }

    /// <summary>Checks a typed code. After ten wrong attempts, every code is rejected until the next start.</summary>
    public bool IsValidCode(string? typed)
    {
        var attempt = _attempts.AttemptAcquire();
        if (!attempt.IsAcquired)
            return false;
        var right = CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes((typed ?? "").Trim().ToUpperInvariant()),
            Encoding.UTF8.GetBytes(Code)
        );
        if (right)
            attempt.Dispose();
        return right;
    }

    /// <summary>Creates the first administrator. Returns the validation errors if the password is not accepted.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotAllowed"/> if the code is wrong or an account exists already; or a field is invalid.
    /// </exception>
    public async Task<IdentityResult> CreateAsync(
        UserManager<HexaUser> users,
        string? code,
        string name,
        string email,
        string password,
        string timeZone,
        string? language,
        CancellationToken cancellationToken = default
    )
    {
        if (!IsValidCode(code))
            throw new RuleException(RuleError.NotAllowed);
        await _lock.WaitAsync(cancellationToken);
        try
        {
            if (!await IsNeededAsync(cancellationToken))
                throw new RuleException(RuleError.NotAllowed);
            var user = new HexaUser
            {
                UserName = email,
                Email = email,
                EmailConfirmed = true,
            };
            foreach (var validator in users.PasswordValidators)
            {
                var verdict = await validator.ValidateAsync(users, user, password);
                if (!verdict.Succeeded)
                    return verdict;
            }
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            user.Person = new Person(
                new PersonFields(name, email, PersonRole.Administrator, TimeZone: timeZone, Language: language),
                new Actor(null, time.GetUtcNow().UtcDateTime)
            );
            user.NormalizedEmail = user.NormalizedUserName = users.NormalizeEmail(email);
            user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
            user.SecurityStamp = Guid.NewGuid().ToString();
            user.LockoutEnabled = true;
            db.Users.Add(user);
            await db.SaveChangesAsync(cancellationToken);
            _done = true;
            return IdentityResult.Success;
        }
        finally
        {
            _lock.Release();
        }
    }
}
