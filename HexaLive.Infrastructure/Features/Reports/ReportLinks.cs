using System.Globalization;
using System.Security.Cryptography;
using HexaLive.Domain;
using HexaLive.Infrastructure.Persistence;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>What a link to get a report no more stands for.</summary>
public sealed record ReportOptOut(int ScheduleId, int PersonId);

/// <summary>What somebody is sent, as a page shows it before it acts.</summary>
public sealed record SentReport(string Report, string Owner);

/// <summary>Signed links in mails with reports: who has the mail may get it no more, and nothing else.</summary>
public sealed class ReportLinks(IDbContextFactory<HexaDbContext> databases, IDataProtectionProvider protection)
{
    private readonly IDataProtector _optOut = protection.CreateProtector("HexaLive.ReportOptOut");

    /// <summary>The signed text of a link. It never expires: a mail can be read years later.</summary>
    public string Sign(ReportOptOut link) => _optOut.Protect(string.Create(CultureInfo.InvariantCulture, $"{link.ScheduleId}.{link.PersonId}"));

    /// <summary>Reads a link; null where it is forged or spoilt.</summary>
    public ReportOptOut? Read(string? signed)
    {
        try
        {
            var parts = _optOut.Unprotect(signed ?? "").Split('.');
            return parts.Length == 2 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var schedule) && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var person) ? new(schedule, person) : null;
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }

    /// <summary>What the link is about; null where the person gets it no more already.</summary>
    public async Task<SentReport?> FindAsync(ReportOptOut link, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ReportSchedules.AsNoTracking().Where(s => s.Id == link.ScheduleId && s.DeletedAt == null && s.Recipients.Any(r => r.PersonId == link.PersonId))
            .Select(s => new SentReport(s.Report.Name, s.Owner.Name)).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Sends it to the person no more; a schedule that nobody gets is stopped.</summary>
    public async Task LeaveAsync(ReportOptOut link, CancellationToken cancellationToken = default)
    {
        const int Attempts = 3;
        for (var attempt = 1; ; attempt++)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var schedule = await db.ReportSchedules.Include(s => s.Recipients).FirstOrDefaultAsync(s => s.Id == link.ScheduleId && s.DeletedAt == null && s.Recipients.Any(r => r.PersonId == link.PersonId), cancellationToken);
            if (schedule is null) return;
            schedule.Leave(link.PersonId);
            try
            {
                await ReportSchedules.SaveAsync(db, schedule, cancellationToken);
                return;
            }
            catch (RuleException e) when (e.Error == RuleError.Conflict && attempt < Attempts)
            {
                // Somebody changed it at the same instant: the next attempt reads that.
            }
        }
    }
}
