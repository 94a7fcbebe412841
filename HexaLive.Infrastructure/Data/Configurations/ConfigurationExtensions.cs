using System.Linq.Expressions;
using HexaLive.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HexaLive.Infrastructure.Data.Configurations;

/// <summary>Mappings that several entities use.</summary>
internal static class ConfigurationExtensions
{
    public const string Version = "Version";

    /// <summary>Adds a version number for optimistic concurrency; saving increments it.</summary>
    public static void HasVersion<T>(this EntityTypeBuilder<T> entity)
        where T : class => entity.Property<int>(Version).IsConcurrencyToken();

    /// <summary>Maps the normalised search text.</summary>
    public static void HasSearchKey<T>(this EntityTypeBuilder<T> entity)
        where T : class => entity.Property<string>("SearchKey").HasMaxLength(SearchText.MaxLength);

    /// <summary>Maps the key that the record has in the system from which it was imported. The key is unique if it is set.</summary>
    public static void HasExternalKey<T>(this EntityTypeBuilder<T> entity)
        where T : class
    {
        entity.Property<string?>("ExternalKey").HasMaxLength(100);
        entity.HasIndex("ExternalKey").IsUnique().HasFilter("ExternalKey IS NOT NULL");
    }

    /// <summary>Maps a reference without cascading deletes, so that deleting a record never deletes history.</summary>
    public static void HasReference<T, TOther>(this EntityTypeBuilder<T> entity, Expression<Func<T, TOther?>> navigation, string foreignKey)
        where T : class
        where TOther : class => entity.HasOne(navigation).WithMany().HasForeignKey(foreignKey).OnDelete(DeleteBehavior.Restrict);

    /// <summary>Maps a reference that has a foreign key but no navigation property.</summary>
    public static void HasReference<T, TOther>(this EntityTypeBuilder<T> entity, string foreignKey)
        where T : class
        where TOther : class => entity.HasOne<TOther>().WithMany().HasForeignKey(foreignKey).OnDelete(DeleteBehavior.Restrict);
}
