using System.Globalization;
using System.Security.Cryptography;
using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>The content of an unsubscribe link: a schedule and one of its recipients.</summary>
public sealed record ReportOptOut(int ScheduleId, int PersonId);

/// <summary>The report and its owner, as shown on the unsubscribe page before the recipient confirms.</summary>
public sealed record SentReport(string Report, string Owner);

/// <summary>
/// Creates and reads the signed unsubscribe links in report e-mails. A link can only remove its recipient from its schedule.
/// </summary>
public sealed class ReportLinks(IDbContextFactory<HexaDbContext> databases, IDataProtectionProvider protection)
{
    private readonly IDataProtector _optOut = protection.CreateProtector("HexaLive.ReportOptOut");

    /// <summary>Returns the signed text of a link. Links never expire, because an e-mail may be read years later.</summary>
    public string Sign(ReportOptOut link) =>
        _optOut.Protect(string.Create(CultureInfo.InvariantCulture, $"{link.ScheduleId}.{link.PersonId}"));

    /// <summary>Reads a signed link; returns null if it is forged or damaged.</summary>
    public ReportOptOut? Read(string? signed)
    {
        try
        {
            var parts = _optOut.Unprotect(signed ?? "").Split('.');
            return
                parts.Length == 2
                && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var schedule)
                && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var person)
                ? new(schedule, person)
                : null;
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Returns the report and its owner, or null if the person no longer receives the report.</summary>
    public async Task<SentReport?> FindAsync(ReportOptOut link, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db
            .ReportSchedules.AsNoTracking()
            .Where(s => s.Id == link.ScheduleId && s.DeletedAt == null && s.Recipients.Any(r => r.PersonId == link.PersonId))
            .Select(s => new SentReport(s.Report.Name, s.Owner.Name))
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Removes the person from the recipients; the schedule stops if none are left.</summary>
    public async Task UnsubscribeAsync(ReportOptOut link, CancellationToken cancellationToken = default)
    {
        await Conflicts.WriteOrThrowAsync(
            () => ConcurrencyRetry.RunAsync(3, () => TryUnsubscribeAsync(link, cancellationToken)),
            () => Task.FromResult(new RuleException(RuleError.Conflict, "", ""))
        );
    }

    private async Task<bool> TryUnsubscribeAsync(ReportOptOut link, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var schedule = await db
            .ReportSchedules.Include(s => s.Recipients)
            .FirstOrDefaultAsync(
                s => s.Id == link.ScheduleId && s.DeletedAt == null && s.Recipients.Any(r => r.PersonId == link.PersonId),
                cancellationToken
            );
        if (schedule is null)
            return false;
        schedule.RemoveRecipient(link.PersonId);
        db.Entry(schedule).Property(s => s.Version).IsModified = true;
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }
}
