using HexaLive.Infrastructure.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Infrastructure.Identity;

/// <summary>Stores the sign-in accounts, and the keys that encrypt cookies, in the database of the application.</summary>
public static class IdentityStores
{
    /// <summary>Stores the accounts in the tables of <see cref="HexaDbContext"/>.</summary>
    public static IdentityBuilder AddHexaStores(this IdentityBuilder builder) => builder.AddEntityFrameworkStores<HexaDbContext>();

    /// <summary>Stores the keys in the database, so that all nodes use the same keys.</summary>
    public static IDataProtectionBuilder PersistHexaKeys(this IDataProtectionBuilder builder) =>
        builder.PersistKeysToDbContext<HexaDbContext>();
}
