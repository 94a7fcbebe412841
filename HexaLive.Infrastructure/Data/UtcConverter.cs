using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace HexaLive.Infrastructure.Data;

/// <summary>
/// Stores instants in UTC and marks them as UTC when read, because databases do not store the <see cref="DateTime.Kind"/>.
/// </summary>
public sealed class UtcConverter()
    : ValueConverter<DateTime, DateTime>(
        v => v.Kind == DateTimeKind.Local ? v.ToUniversalTime() : v,
        v => DateTime.SpecifyKind(v, DateTimeKind.Utc)
    );
