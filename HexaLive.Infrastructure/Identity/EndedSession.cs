using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HexaLive.Infrastructure.Identity;

/// <summary>
/// A session that was signed out. The cookie of the session may have been copied, so the session is rejected for as long as that
/// cookie could be valid.
/// </summary>
public sealed class EndedSession
{
    private EndedSession() { }

    /// <summary>Creates the record of a session that ended at a UTC instant.</summary>
    public EndedSession(Guid id, DateTime endedAt) => (Id, EndedAt) = (id, endedAt);

    /// <summary>The value of the claim <see cref="HexaClaims.Session"/>.</summary>
    public Guid Id { get; private set; }

    /// <summary>When the session ended (UTC).</summary>
    public DateTime EndedAt { get; private set; }
}

internal sealed class EndedSessionConfiguration : IEntityTypeConfiguration<EndedSession>
{
    public void Configure(EntityTypeBuilder<EndedSession> entity)
    {
        entity.Property(s => s.Id).ValueGeneratedNever();
        entity.HasIndex(s => s.EndedAt);
    }
}
