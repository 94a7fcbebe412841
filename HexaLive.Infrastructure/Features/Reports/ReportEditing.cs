using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Reporting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>Creates, changes, copies, deletes and restores saved reports.</summary>
public sealed class ReportEditing(
    IDbContextFactory<HexaDbContext> databases,
    ReportLibrary library,
    ReportStore store,
    TimeProvider time,
    IStringLocalizer<ReportNames> texts
)
{
    /// <summary>Saves a new, private report of the viewer and returns its id.</summary>
    /// <exception cref="RuleException">The name is empty or too long, or <see cref="RuleError.ReportFaulty"/>.</exception>
    public async Task<int> AddAsync(
        Viewer viewer,
        string? name,
        string? folder,
        ReportDefinition definition,
        CancellationToken cancellationToken = default
    )
    {
        ReportValidator.EnsureValid(definition);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await AddAsync(db, viewer, name, folder, ReportJson.Serialize(definition), cancellationToken);
    }

    /// <summary>Changes a report that was read at <paramref name="version"/>; returns its new version.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/>; <see cref="RuleError.NotAllowed"/> if the report is only shared with the viewer;
    /// <see cref="RuleError.Conflict"/> if it was changed in the meantime; <see cref="RuleError.ReportFaulty"/>; or the name is invalid.
    /// </exception>
    public async Task<int> SaveAsync(
        Viewer viewer,
        int id,
        int version,
        string? name,
        string? folder,
        ReportDefinition definition,
        CancellationToken cancellationToken = default
    )
    {
        ReportValidator.EnsureValid(definition);
        return await ChangeAsync(
            viewer,
            id,
            version,
            report =>
            {
                report.Rename(name, folder);
                report.ChangeDefinition(ReportJson.Serialize(definition), time.GetUtcNow().UtcDateTime);
            },
            cancellationToken
        );
    }

    /// <summary>Changes the name and folder of a report. The definition stays as it is, even if it has errors.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/>; <see cref="RuleError.NotAllowed"/>; <see cref="RuleError.Conflict"/> if the report was
    /// changed in the meantime; or the name is invalid.
    /// </exception>
    public Task<int> RenameAsync(
        Viewer viewer,
        int id,
        int version,
        string? name,
        string? folder,
        CancellationToken cancellationToken = default
    ) => ChangeAsync(viewer, id, version, report => report.Rename(name, folder), cancellationToken);

    /// <summary>
    /// Creates a private copy of any report that the viewer can see. If no name is given, the copy is named "Copy of…". Returns its
    /// id.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/>, or the name is too long.</exception>
    public async Task<int> CopyAsync(Viewer viewer, string key, string? name, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (from, definition) = await library.ReadAsync(db, viewer, key, cancellationToken);
        if (string.IsNullOrWhiteSpace(name))
            name = texts["Library_Copy", from].Value is var copy && copy.Length > 100 ? copy[..100] : copy;
        return await AddAsync(db, viewer, name, null, definition, cancellationToken);
    }

    /// <summary>Deletes a report. It can be restored.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/>; <see cref="RuleError.NotAllowed"/>; or <see cref="RuleError.Conflict"/> if the report
    /// was changed in the meantime.
    /// </exception>
    public Task DeleteAsync(Viewer viewer, int id, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, id, null, report => report.Delete(time.GetUtcNow().UtcDateTime), cancellationToken);

    /// <summary>Restores a deleted report.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/>; <see cref="RuleError.NotAllowed"/>; or <see cref="RuleError.Conflict"/> if the report
    /// was changed in the meantime.
    /// </exception>
    public async Task RestoreAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var report =
            await ReportAccess.VisibleReportsAndDeleted(db, viewer).FirstOrDefaultAsync(r => r.Id == id, cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        ReportAccess.EnsureMayEdit(viewer, report.OwnerId);
        report.Restore();
        await store.SaveAsync(db, report, cancellationToken);
    }

    private async Task<int> AddAsync(
        HexaDbContext db,
        Viewer viewer,
        string? name,
        string? folder,
        string definition,
        CancellationToken cancellationToken
    )
    {
        var report = new Report(viewer.PersonId, name, folder, definition, time.GetUtcNow().UtcDateTime);
        db.Reports.Add(report);
        await db.SaveChangesAsync(cancellationToken);
        return report.Id;
    }

    private async Task<int> ChangeAsync(Viewer viewer, int id, int? version, Action<Report> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var report =
            await ReportAccess.VisibleReports(db, viewer).FirstOrDefaultAsync(r => r.Id == id, cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        ReportAccess.EnsureMayEdit(viewer, report.OwnerId);
        if (version is { } read && read != report.Version)
            throw await store.DescribeConflictAsync(db, id, cancellationToken);
        var before = report.DefinitionVersion;
        change(report);
        if (report.DefinitionVersion != before)
        {
            // The schedules of the viewer continue with the changed report. Schedules of other people wait until their owners
            // approve the change.
            foreach (
                var schedule in await db
                    .ReportSchedules.Where(s =>
                        s.ReportId == id && s.OwnerId == viewer.PersonId && s.ApprovedVersion == before && s.DeletedAt == null
                    )
                    .ToListAsync(cancellationToken)
            )
                schedule.Approve(report.DefinitionVersion);
        }
        await store.SaveAsync(db, report, cancellationToken);
        return report.Version;
    }
}
