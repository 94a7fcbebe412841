using HexaLive.Domain;
using HexaLive.Domain.Company;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Company;

/// <summary>
/// The company as shown on every page. <see cref="Name"/> is null until an administrator sets it; <see cref="LogoVersion"/> is null
/// if there is no logo.
/// </summary>
public sealed record CompanyView(string? Name, int? LogoVersion, int Version)
{
    /// <summary>The company before its name and logo are set.</summary>
    public static readonly CompanyView None = new(null, null, 0);
}

/// <summary>The logo's picture, its media type, and the version of the company settings.</summary>
public sealed record CompanyLogo(byte[] Picture, string Type, int Version);

/// <summary>Name and logo of the company. Visible to everybody, even without signing in; administrators change them.</summary>
public sealed class CompanySettings(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The tag of the query that refreshes the cached company. Tests that count queries skip queries with this tag.</summary>
    public const string LogoCacheTag = "Company cache";

    private static readonly TimeSpan CacheTime = TimeSpan.FromSeconds(20);
    private (CompanyView View, DateTimeOffset At)? _cached;

    /// <summary>Returns the company. Cached for 20 seconds, because every page needs it.</summary>
    public async Task<CompanyView> GetAsync(CancellationToken cancellationToken = default)
    {
        if (_cached is { } kept && time.GetUtcNow() - kept.At < CacheTime)
            return kept.View;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var view =
            await db
                .Company.AsNoTracking()
                .TagWith(LogoCacheTag)
                .Select(c => new CompanyView(c.Name, c.LogoType == null ? null : c.Version, c.Version))
                .SingleOrDefaultAsync(cancellationToken)
            ?? CompanyView.None;
        _cached = (view, time.GetUtcNow());
        return view;
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

    /// <summary>Renames the company.</summary>
    /// <exception cref="RuleException">
    /// Not an administrator, the name is invalid, or somebody else changed the company meanwhile.
    /// </exception>
    public Task RenameAsync(Viewer viewer, int version, string name, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, version, name, (company, actor) => company.Rename(name, actor), cancellationToken);

    /// <summary>Sets the logo (PNG or JPEG, at most 512 KB); null removes the logo.</summary>
    /// <exception cref="RuleException">
    /// Not an administrator, the picture is invalid, or somebody else changed the company meanwhile.
    /// </exception>
    public Task SetLogoAsync(Viewer viewer, int version, byte[]? picture, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, version, "HexaLive", (company, actor) => company.SetLogo(picture, actor), cancellationToken);

    private async Task ChangeAsync(
        Viewer viewer,
        int version,
        string initialName,
        Action<CompanyProfile, Actor> change,
        CancellationToken cancellationToken
    )
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var company = await db.Company.SingleOrDefaultAsync(cancellationToken);
        if (company is null)
            db.Company.Add(company = new CompanyProfile(initialName));
        else
            await db.EnsureVersionAsync(version, company.Version, company.Name, cancellationToken);
        change(company, viewer.ActorNow(time));
        await db.SaveSettingAsync(company.Name, cancellationToken);
        _cached = null;
    }
}
