using HexaLive.Infrastructure.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Infrastructure.Identity;

/// <summary>Keeps the sign-in accounts, and the keys that protect cookies, in the application's database.</summary>
public static class IdentityStores
{
    /// <summary>Keeps the accounts in the tables of <see cref="HexaDbContext"/>.</summary>
    public static IdentityBuilder AddHexaStores(this IdentityBuilder builder) => builder.AddEntityFrameworkStores<HexaDbContext>();

    /// <summary>Keeps the keys in the database, so that all nodes share them.</summary>
    public static IDataProtectionBuilder PersistHexaKeys(this IDataProtectionBuilder builder) =>
        builder.PersistKeysToDbContext<HexaDbContext>();
}
