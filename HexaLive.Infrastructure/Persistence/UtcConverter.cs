using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace HexaLive.Infrastructure.Persistence;

/// <summary>Instants are UTC; databases give them back without saying so.</summary>
public sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
    v => v.Kind == DateTimeKind.Local ? v.ToUniversalTime() : v,
    v => DateTime.SpecifyKind(v, DateTimeKind.Utc));
