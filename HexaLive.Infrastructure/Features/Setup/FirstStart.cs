using System.Security.Cryptography;
using System.Text;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Identity;
using HexaLive.Infrastructure.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Setup;

/// <summary>
/// The one-time set-up of an empty installation: whoever reads the console's code makes the first administrator. Nobody else can, and nobody twice.
/// </summary>
public sealed class FirstStart(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    private const int MostAttempts = 10;
    private readonly SemaphoreSlim _one = new(1, 1);
    private bool _done;
    private int _attempts;

    /// <summary>The code to type; new at each start. Print it only where <see cref="IsNeededAsync"/>.</summary>
    public string Code { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(5));

    /// <summary>Whether there is no sign-in at all yet.</summary>
    public async Task<bool> IsNeededAsync(CancellationToken cancellationToken = default)
    {
        if (_done) return false;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        _done = await db.Users.AnyAsync(cancellationToken);
        return !_done;
    }

    /// <summary>Whether the typed code is right. After ten wrong ones no code is, until the next start.</summary>
    public bool IsCode(string? typed)
    {
        if (_attempts >= MostAttempts) return false;
        var right = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes((typed ?? "").Trim().ToUpperInvariant()), Encoding.UTF8.GetBytes(Code));
        if (!right) Interlocked.Increment(ref _attempts);
        return right;
    }

    /// <summary>Makes the first administrator; says what was wrong with the password or address, if anything.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> with a wrong code or where somebody was faster.</exception>
    public async Task<IdentityResult> CreateAsync(
        UserManager<HexaUser> users, string? code, string name, string email, string password, string timeZone, string? language, CancellationToken cancellationToken = default)
    {
        if (!IsCode(code)) throw new RuleException(RuleError.NotAllowed);
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (!await IsNeededAsync(cancellationToken)) throw new RuleException(RuleError.NotAllowed);
            var user = new HexaUser { UserName = email, Email = email, EmailConfirmed = true };
            foreach (var validator in users.PasswordValidators)
            {
                var verdict = await validator.ValidateAsync(users, user, password);
                if (!verdict.Succeeded) return verdict;
            }
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            user.Person = new Person(name, email, PersonRole.Administrator, null, timeZone, language);
            user.NormalizedEmail = user.NormalizedUserName = users.NormalizeEmail(email);
            user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
            user.SecurityStamp = Guid.NewGuid().ToString();
            user.LockoutEnabled = true;
            db.Users.Add(user);
            db.Activity.Add(new ActivityEntry(ActivityKind.PersonCreated, null, time.GetUtcNow().UtcDateTime, to: name));
            await db.SaveChangesAsync(cancellationToken);
            _done = true;
            return IdentityResult.Success;
        }
        finally
        {
            _one.Release();
        }
    }
}
