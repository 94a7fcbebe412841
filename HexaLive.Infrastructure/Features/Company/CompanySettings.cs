using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Company;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Company;

/// <summary>
/// The company as shown on every page. <see cref="Name"/> is null until an administrator sets it; <see cref="LogoVersion"/> is null
/// if there is no logo.
/// <see cref="Country"/> is the country of telephone numbers without a country code.
/// </summary>
public sealed record CompanyView(string? Name, int? LogoVersion, string Country, int Version)
{
    /// <summary>The company before anything is set.</summary>
    public static readonly CompanyView None = new(null, null, CountryCodes.Default, 0);
}

/// <summary>The logo's picture, its media type, and the version of the company settings.</summary>
public sealed record CompanyLogo(byte[] Picture, string Type, int Version);

/// <summary>
/// Name, country and logo of the company. Visible to everybody, even without signing in; administrators change them.
/// </summary>
public sealed class CompanySettings(IDbContextFactory<HexaDbContext> databases, TimeProvider time, PhoneKeyUpdate phoneKeys)
{
    /// <summary>The tag of the query that refreshes the cached company. Tests that count queries skip queries with this tag.</summary>
    public const string LogoCacheTag = "Company cache";

    // The name of the company if its logo or country is set before its name.
    private const string InitialName = "HexaLive";

    private static readonly TimeSpan CacheTime = TimeSpan.FromSeconds(20);
    private Reading? _reading;

    private sealed record Reading(Task<CompanyView> View, DateTimeOffset At);

    /// <summary>
    /// Returns the company. The result is cached for 20 seconds, because every page needs it. Concurrent callers share one query.
    /// </summary>
    public Task<CompanyView> GetAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        if (_reading is not { View.IsFaulted: false } reading || now - reading.At >= CacheTime)
            _reading = reading = new Reading(ReadAsync(), now);
        return reading.View.WaitAsync(cancellationToken);
    }

    // Takes no cancellation token, because several callers wait for the result.
    private async Task<CompanyView> ReadAsync()
    {
        await using var db = await databases.CreateDbContextAsync();
        return await db
                .Company.AsNoTracking()
                .TagWith(LogoCacheTag)
                .Select(c => new CompanyView(c.Name, c.LogoType == null ? null : c.Version, c.Country, c.Version))
                .SingleOrDefaultAsync()
            ?? CompanyView.None;
    }

    /// <summary>Returns the company's logo, or null if none was set.</summary>
    public async Task<CompanyLogo?> GetLogoAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db
            .Company.AsNoTracking()
            .Where(c => c.LogoType != null)
            .Select(c => new CompanyLogo(c.Logo!, c.LogoType!, c.Version))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Changes the name and the country. If the country changes, telephone numbers without a country code become numbers of the new
    /// country: their keys are computed again before the call returns.
    /// </summary>
    /// <exception cref="RuleException">
    /// Not an administrator, the name or the country is invalid, or somebody else changed the company in the meantime.
    /// </exception>
    public async Task ChangeAsync(Viewer viewer, int version, string name, string country, CancellationToken cancellationToken = default)
    {
        await ChangeAsync(
            viewer,
            version,
            (company, actor) =>
            {
                if (company.Name != name)
                    company.Rename(name, actor);
                if (company.Country != country)
                    company.ChangeCountry(country, actor);
            },
            cancellationToken
        );
        await phoneKeys.RunAsync(cancellationToken);
    }

    /// <summary>Sets the logo (PNG or JPEG, at most 512 KB); null removes the logo.</summary>
    /// <exception cref="RuleException">
    /// Not an administrator, the picture is invalid, or somebody else changed the company in the meantime.
    /// </exception>
    public Task SetLogoAsync(Viewer viewer, int version, byte[]? picture, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, version, (company, actor) => company.SetLogo(picture, actor), cancellationToken);

    private async Task ChangeAsync(Viewer viewer, int version, Action<CompanyProfile, Actor> change, CancellationToken cancellationToken)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var company = await db.Company.SingleOrDefaultAsync(cancellationToken);
        if (company is null)
            db.Company.Add(company = new CompanyProfile(InitialName));
        else if (company.Version != version)
            throw await DescribeConflictAsync(db, company.Name, cancellationToken);
        var country = company.Country;
        change(company, viewer.CreateActor(time));
        try
        {
            await db.WriteAsync(
                async () =>
                {
                    await db.SaveChangesAsync(cancellationToken);
                    return company.Country == country ? 0 : await PhoneKeyUpdate.ResetAsync(db, cancellationToken);
                },
                cancellationToken
            );
        }
        catch (DbUpdateException e) when (DatabaseErrors.IsConcurrentChange(e))
        {
            _reading = null;
            throw await DescribeConflictAsync(db, company.Name, cancellationToken);
        }
        _reading = null;
    }

    private static Task<RuleException> DescribeConflictAsync(HexaDbContext db, string name, CancellationToken cancellationToken) =>
        db.DescribeConflictAsync(a => a.Subject == ActivitySubject.Company, cancellationToken, name);
}
