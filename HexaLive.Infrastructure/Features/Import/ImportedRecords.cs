using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Import;
using HexaLive.Domain.People;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Teams;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>Reads and describes records of the kinds that an import creates or changes.</summary>
internal static class ImportedRecords
{
    private const int MaxNameLength = 80;

    /// <summary>Returns the records of a kind by id.</summary>
    public static Task<Dictionary<int, object>> LoadAsync(HexaDbContext db, ImportedRecordKind kind, int[] ids) =>
        kind switch
        {
            ImportedRecordKind.Team => LoadAsync<Team>(db, ids),
            ImportedRecordKind.Person => LoadAsync<Person>(db, ids),
            ImportedRecordKind.Type => LoadAsync<TaskType>(db, ids),
            ImportedRecordKind.Origin => LoadAsync<TaskOrigin>(db, ids),
            ImportedRecordKind.Client => LoadAsync<Client>(db, ids),
            ImportedRecordKind.Contact => LoadAsync<Contact>(db, ids),
            ImportedRecordKind.Phone => LoadAsync<ContactPhone>(db, ids),
            ImportedRecordKind.Project => LoadAsync<Project>(db, ids),
            ImportedRecordKind.Task => LoadAsync<WorkTask>(db, ids),
            ImportedRecordKind.Promise => LoadAsync<Promise>(db, ids),
            ImportedRecordKind.Dedication => LoadAsync<Dedication>(db, ids),
            _ => LoadAsync<DedicationRevision>(db, ids),
        };

    private static async Task<Dictionary<int, object>> LoadAsync<T>(HexaDbContext db, int[] ids)
        where T : class =>
        (await db.Set<T>().Where(e => ids.Contains(EF.Property<int>(e, "Id"))).ToListAsync()).ToDictionary(
            e => (int)db.Entry(e).Property("Id").CurrentValue!,
            object (e) => e
        );

    /// <summary>
    /// Returns the record to which an entity belongs, such as the contact of a telephone number; null if the entity is not part of
    /// another record.
    /// </summary>
    public static (ImportedRecordKind, int)? OwnerOf(object entity) =>
        entity switch
        {
            Promise promise => (ImportedRecordKind.Task, promise.TaskId),
            DedicationRevision revision => (ImportedRecordKind.Dedication, revision.DedicationId),
            _ => null,
        };

    /// <summary>Returns the name by which a kept record is listed.</summary>
    public static string NameOf(object entity) =>
        entity switch
        {
            Team t => t.Name,
            Person p => p.Name,
            PresetRule r => r.Name,
            Client c => c.Name,
            Contact c => c.Name,
            ContactPhone p => p.Number,
            Project p => p.Name,
            WorkTask t => t.Title,
            Dedication d => d.Comment.Length <= MaxNameLength ? d.Comment : d.Comment[..MaxNameLength] + "…",
            _ => "",
        };

    /// <summary>Adds an activity row that says that a record was restored. Does nothing for parts of other records.</summary>
    public static void RecordRestored(object entity, Actor actor)
    {
        switch (entity)
        {
            case WorkTask task:
                task.RecordImportUndone(actor);
                break;
            case Project project:
                project.RecordImportUndone(actor);
                break;
            case Client client:
                client.RecordImportUndone(actor);
                break;
            case Person person:
                person.RecordImportUndone(actor);
                break;
        }
    }
}
