using System.Linq.Expressions;
using HexaLive.Domain.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HexaLive.Infrastructure.Persistence.Configurations;

/// <summary>What several entities' tables have in common.</summary>
internal static class Shared
{
    public const string Version = "Version";

    /// <summary>A version that saving raises, and that a save of an older one fails on.</summary>
    public static void HasVersion<T>(this EntityTypeBuilder<T> entity) where T : class =>
        entity.Property<int>(Version).IsConcurrencyToken();

    /// <summary>The normalised search text.</summary>
    public static void HasSearch<T>(this EntityTypeBuilder<T> entity) where T : class =>
        entity.Property<string>("Search").HasMaxLength(SearchText.MaxLength);

    /// <summary>The key in the system that it was imported from, unique where there is one.</summary>
    public static void HasExternalKey<T>(this EntityTypeBuilder<T> entity) where T : class
    {
        entity.Property<string?>("ExternalKey").HasMaxLength(100);
        entity.HasIndex("ExternalKey").IsUnique().HasFilter("ExternalKey IS NOT NULL");
    }

    /// <summary>A reference that nothing cascades over: what happened is never deleted with something else.</summary>
    public static void Refers<T, TOther>(this EntityTypeBuilder<T> entity, Expression<Func<T, TOther?>> navigation, string foreignKey)
        where T : class where TOther : class =>
        entity.HasOne(navigation).WithMany().HasForeignKey(foreignKey).OnDelete(DeleteBehavior.Restrict);

    /// <summary>A reference by id alone.</summary>
    public static void Refers<T, TOther>(this EntityTypeBuilder<T> entity, string foreignKey) where T : class where TOther : class =>
        entity.HasOne<TOther>().WithMany().HasForeignKey(foreignKey).OnDelete(DeleteBehavior.Restrict);
}
