using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Reporting;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// Opens saved and built-in reports. If the viewer may not see a report (<see cref="ReportAccess"/>), it is reported as not found.
/// </summary>
public sealed class ReportLibrary(IDbContextFactory<HexaDbContext> databases, BuiltInReports builtIn)
{
    /// <summary>Returns a report by its key, with its errors.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/>, or <see cref="RuleError.ReportVersion"/> if a later version of the product saved it.
    /// </exception>
    public async Task<ReportView> GetAsync(Viewer viewer, string key, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var me = viewer.PersonId;
        if (ReportKey.ParseId(key) is { } id)
        {
            var found =
                await ReportAccess
                    .VisibleReports(db, viewer)
                    .AsNoTracking()
                    .Where(r => r.Id == id)
                    .Select(r => new
                    {
                        r.Name,
                        r.Folder,
                        r.Definition,
                        r.OwnerId,
                        Owner = r.Owner.Name,
                        r.Sharing,
                        r.Version,
                        r.DefinitionVersion,
                        Favourite = db.PersonalReportStates.Any(m => m.PersonId == me && m.ReportKey == key && m.Favourite),
                    })
                    .FirstOrDefaultAsync(cancellationToken)
                ?? throw new RuleException(RuleError.NotFound);
            var definition = ReportJson.Deserialize(found.Definition);
            return new(
                key,
                id,
                found.Name,
                found.Folder,
                definition,
                found.OwnerId == me || viewer.IsAdministrator,
                found.Owner,
                found.Sharing,
                found.Version,
                found.Favourite,
                await ValidateAsync(db, viewer, definition, cancellationToken),
                found.DefinitionVersion
            );
        }
        var ready = builtIn.Find(key) ?? throw new RuleException(RuleError.NotFound);
        var favourite = await db.PersonalReportStates.AnyAsync(
            m => m.PersonId == me && m.ReportKey == key && m.Favourite,
            cancellationToken
        );
        return new(key, null, ready.Name, null, ready.Definition, false, null, ReportSharing.Everybody, 0, favourite, []);
    }

    /// <summary>
    /// Returns the name of a report that the viewer can see, and its document for another installation
    /// (<see cref="ReportExchange"/>).
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/>, or <see cref="RuleError.ReportVersion"/> if a later version of the product saved it.
    /// </exception>
    public async Task<(string Name, string Document)> ExportAsync(Viewer viewer, string key, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (name, definition) = await ReadAsync(db, viewer, key, cancellationToken);
        return (name, ReportExchange.Write(name, ReportJson.Deserialize(definition)));
    }

    /// <summary>
    /// Returns the errors of a definition, including references to items that do not exist or that the viewer cannot see; these
    /// errors come last. A definition whose only errors are such references can still be run, but the references match nothing.
    /// </summary>
    public async Task<IReadOnlyList<ReportValidationError>> ValidateAsync(
        Viewer viewer,
        ReportDefinition definition,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await ValidateAsync(db, viewer, definition, cancellationToken);
    }

    /// <summary>Returns the name and the definition as it was saved, including its errors.</summary>
    internal async Task<(string Name, string Definition)> ReadAsync(
        HexaDbContext db,
        Viewer viewer,
        string key,
        CancellationToken cancellationToken
    )
    {
        if (ReportKey.ParseId(key) is not { } id)
            return builtIn.Find(key) is { } ready
                ? (ready.Name, ReportJson.Serialize(ready.Definition))
                : throw new RuleException(RuleError.NotFound);
        var found =
            await ReportAccess
                .VisibleReports(db, viewer)
                .AsNoTracking()
                .Where(r => r.Id == id)
                .Select(r => new { r.Name, r.Definition })
                .FirstOrDefaultAsync(cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        return (found.Name, found.Definition);
    }

    private static async Task<IReadOnlyList<ReportValidationError>> ValidateAsync(
        HexaDbContext db,
        Viewer viewer,
        ReportDefinition definition,
        CancellationToken cancellationToken
    ) => [.. ReportValidator.Validate(definition), .. await MissingReferences.FindAsync(db, viewer, definition, null, cancellationToken)];
}
