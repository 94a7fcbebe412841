using HexaLive.Domain.Activity;
using HexaLive.Domain.Import;
using HexaLive.Domain.Presets;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>Finds out which records created by an import are in use, and deletes the rows that belong to records to be removed.</summary>
internal static class ImportedRecordUse
{
    /// <summary>
    /// Returns the records that must be kept although no foreign key protects them: tasks and entries that were approved or
    /// questioned, clients with contacts, and people named in presets.
    /// </summary>
    public static async Task<HashSet<int>> FindUsedAsync(HexaDbContext db, ImportedRecordKind kind, int[] ids) =>
        kind switch
        {
            ImportedRecordKind.Task =>
            [
                .. await db
                    .Activity.Where(a =>
                        a.TaskId != null
                        && ids.Contains(a.TaskId.Value)
                        && (a.Kind == ActivityKind.Acknowledged || a.Kind == ActivityKind.Questioned)
                    )
                    .Select(a => a.TaskId!.Value)
                    .ToListAsync(),
            ],
            ImportedRecordKind.Dedication =>
            [
                .. await db
                    .Activity.Where(a =>
                        a.DedicationId != null
                        && ids.Contains(a.DedicationId.Value)
                        && (a.Kind == ActivityKind.Acknowledged || a.Kind == ActivityKind.Questioned)
                    )
                    .Select(a => a.DedicationId!.Value)
                    .ToListAsync(),
            ],
            // Keep clients that still have contacts, because deleting a client would delete its contacts. Imported contacts are
            // already removed, so the remaining contacts were added by a person or are in use.
            ImportedRecordKind.Client => [.. await db.Contacts.Where(c => ids.Contains(c.ClientId)).Select(c => c.ClientId).ToListAsync()],
            ImportedRecordKind.Person =>
            [
                .. (await FindPresetPeopleAsync(db.TaskTypes)).Concat(await FindPresetPeopleAsync(db.Origins)).Intersect(ids),
            ],
            _ => [],
        };

    private static async Task<IEnumerable<int>> FindPresetPeopleAsync<T>(IQueryable<T> presets)
        where T : PresetRule =>
        (await presets.Select(r => new { r.Preset.ResponsibleId, r.Preset.ControllerId }).ToListAsync())
            .SelectMany(r => (int?[])[r.ResponsibleId, r.ControllerId])
            .OfType<int>();

    /// <summary>
    /// Deletes the rows that belong to the records to be removed. If anything else refers to a record, a foreign key prevents its
    /// removal.
    /// </summary>
    public static async Task DeleteDependentsAsync(HexaDbContext db, ImportedRecordKind kind, int[] ids, int importId)
    {
        switch (kind)
        {
            case ImportedRecordKind.Dedication:
                await db.Activity.Where(a => a.DedicationId != null && ids.Contains(a.DedicationId.Value)).ExecuteDeleteAsync();
                break;
            case ImportedRecordKind.Promise:
                await db.Reminders.Where(r => r.PromiseId != null && ids.Contains(r.PromiseId.Value)).ExecuteDeleteAsync();
                break;
            case ImportedRecordKind.Task:
                await db.Reminders.Where(r => ids.Contains(r.TaskId)).ExecuteDeleteAsync();
                await db.Promises.Where(p => ids.Contains(p.TaskId)).ExecuteDeleteAsync();
                await db.Activity.Where(a => a.TaskId != null && ids.Contains(a.TaskId.Value)).ExecuteDeleteAsync();
                break;
            case ImportedRecordKind.Project:
                await db.Activity.Where(a => a.ProjectId != null && ids.Contains(a.ProjectId.Value)).ExecuteDeleteAsync();
                break;
            case ImportedRecordKind.Client:
                await db.Participations.Where(p => ids.Contains(p.ClientId)).ExecuteDeleteAsync();
                await db.Activity.Where(a => a.ClientId != null && ids.Contains(a.ClientId.Value)).ExecuteDeleteAsync();
                break;
            case ImportedRecordKind.Person:
                // If a team was imported together with its manager, clear the manager first, so that both can be removed.
                var teams = db
                    .ImportChanges.Where(c =>
                        c.ImportId == importId && c.RecordKind == ImportedRecordKind.Team && c.Before == null && !c.Undone
                    )
                    .Select(c => c.RecordId);
                await db
                    .Teams.Where(t => t.ManagerId != null && ids.Contains(t.ManagerId.Value) && teams.Contains(t.Id))
                    .ExecuteUpdateAsync(s => s.SetProperty(t => t.ManagerId, (int?)null));
                break;
        }
    }
}
