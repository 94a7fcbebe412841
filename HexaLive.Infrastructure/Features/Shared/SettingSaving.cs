using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Shared;

/// <summary>Saves settings. Conflict errors name the person who saved first.</summary>
internal static class SettingSaving
{
    private static readonly ActivityKind[] Changes =
    [
        ActivityKind.SettingsChanged,
        ActivityKind.PersonChanged,
        ActivityKind.PersonInvited,
        ActivityKind.PersonDeactivated,
        ActivityKind.PersonReactivated,
        ActivityKind.SecondFactorRemoved,
    ];

    /// <summary>Saves the changes. Turns duplicate names and outdated versions into <see cref="RuleException"/>s.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.Duplicate"/> with <paramref name="name"/>, or <see cref="RuleError.Conflict"/>.
    /// </exception>
    public static async Task SaveSettingAsync(this HexaDbContext db, object name, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveOrThrowAsync(() => db.DescribeSettingConflictAsync(name, cancellationToken), cancellationToken);
        }
        catch (DbUpdateException e) when (DatabaseErrors.IsUniqueViolation(e))
        {
            throw new RuleException(RuleError.Duplicate, name);
        }
    }

    /// <summary>Throws if the version that was read is not the stored version.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.Conflict"/> with the person who changed the setting and the setting's current name.
    /// </exception>
    public static async Task EnsureVersionAsync(
        this HexaDbContext db,
        int readVersion,
        int storedVersion,
        object name,
        CancellationToken cancellationToken
    )
    {
        if (readVersion != storedVersion)
            throw await db.DescribeSettingConflictAsync(name, cancellationToken);
    }

    private static Task<RuleException> DescribeSettingConflictAsync(this HexaDbContext db, object name, CancellationToken cancellationToken)
    {
        var to = name.ToString();
        return db.DescribeConflictAsync(a => Changes.Contains(a.Kind) && a.To == to, cancellationToken, name);
    }
}
