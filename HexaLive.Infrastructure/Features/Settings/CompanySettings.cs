using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Settings;

/// <summary>What every page shows of the company; the name is null until somebody says it. <see cref="LogoVersion"/> null: no logo.</summary>
public sealed record CompanyView(string? Name, int? LogoVersion, int Version)
{
    /// <summary>Before anybody said anything.</summary>
    public static readonly CompanyView None = new(null, null, 0);
}

/// <summary>A picture and what it is.</summary>
public sealed record CompanyLogo(byte[] Picture, string Type, int Version);

/// <summary>Name and logo of the company: everybody sees them, signed in or not; administrators change them.</summary>
public sealed class CompanySettings(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(20);
    private (CompanyView View, DateTimeOffset At)? _kept;

    /// <summary>The company as every page shows it; kept for twenty seconds, since every page asks.</summary>
    public async Task<CompanyView> GetAsync(CancellationToken cancellationToken = default)
    {
        if (_kept is { } kept && time.GetUtcNow() - kept.At < Fresh) return kept.View;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var view = await db.Company.AsNoTracking().Select(c => new CompanyView(c.Name, c.LogoType == null ? null : c.Version, c.Version)).FirstOrDefaultAsync(cancellationToken) ?? CompanyView.None;
        _kept = (view, time.GetUtcNow());
        return view;
    }

    /// <summary>The logo; null where there is none.</summary>
    public async Task<CompanyLogo?> LogoAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Company.AsNoTracking().Where(c => c.LogoType != null).Select(c => new CompanyLogo(c.Logo!, c.LogoType!, c.Version)).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Changes the name.</summary>
    /// <exception cref="RuleException">Not an administrator, the name is refused, or somebody changed it first.</exception>
    public Task RenameAsync(Viewer viewer, int version, string name, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, version, name, company => company.Rename(name), cancellationToken);

    /// <summary>Takes a PNG or JPEG picture of at most 512 KB, or (null) takes the logo away.</summary>
    /// <exception cref="RuleException">Not an administrator, the picture is refused, or somebody changed it first.</exception>
    public Task SetLogoAsync(Viewer viewer, int version, byte[]? picture, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, version, "HexaLive", company => company.SetLogo(picture), cancellationToken);

    private async Task ChangeAsync(Viewer viewer, int version, string first, Action<CompanyProfile> change, CancellationToken cancellationToken)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var company = await db.Company.FirstOrDefaultAsync(cancellationToken);
        if (company is null) db.Company.Add(company = new CompanyProfile(first));
        else await db.MustBeVersionAsync(version, company.Version, company.Name, cancellationToken);
        var before = company.Name;
        change(company);
        db.Tell(viewer, time.GetUtcNow().UtcDateTime, nameof(CompanyProfile), before, company.Name);
        await db.SaveSettingAsync(company.Name, cancellationToken);
        _kept = null;
    }
}
