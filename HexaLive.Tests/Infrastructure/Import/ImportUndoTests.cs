using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Import;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Company;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Import;

/// <summary>
/// Undoing an import removes the records that the import created and restores the records that it changed. Records that people have
/// worked with since are kept.
/// </summary>
public sealed class ImportUndoTests : IAsyncLifetime
{
    private const string Tasks =
        "clave;cliente;proyecto;titulo;tipo;origen;responsable;estado;proxima gestion\n"
        + "T1;Nueva SA;Obra;Oferta uno;Visita;Web;Pepe Nuevo;pendiente;09/03/2026\n"
        + "T2;Nueva SA;Obra;Oferta dos;Visita;Web;Raúl Comercial;en curso;\n"
        + "T3;Construcciones Pérez;Comercial 2026;Oferta tres;Visita;Feria;Raúl Comercial;terminada;\n";

    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _admin = null!;

    private ImportUndo Undoing => _database.Get<ImportUndo>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        _admin = await _database.GetViewerAsync(_company.Admin);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Only_administrators_can_see_past_imports_and_undo_them()
    {
        await _database.ImportAsync(_admin, Tasks);
        var id = (await Undoing.ListAsync(_admin)).Single().Id;
        foreach (var viewer in new[] { await _database.GetViewerAsync(_company.Manager), await _database.GetViewerAsync(_company.Rep) })
        {
            Assert.Equal(RuleError.NotAllowed, (await Assert.ThrowsAsync<RuleException>(() => Undoing.ListAsync(viewer))).Error);
            Assert.Equal(RuleError.NotAllowed, (await Assert.ThrowsAsync<RuleException>(() => Undoing.StartAsync(viewer, id))).Error);
            Assert.Equal(RuleError.NotAllowed, Assert.Throws<RuleException>(() => Undoing.Find(viewer, id)).Error);
        }
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Undoing.StartAsync(_admin, 999))).Error);
    }

    [Fact]
    public async Task Undo_removes_everything_the_import_created()
    {
        var before = await CountRecordsAsync();
        var run = await _database.ImportAsync(_admin, Tasks);
        Assert.Equal((3, 0, 0, 0), run.GetCounts());
        Assert.NotEqual(before, await CountRecordsAsync());
        var past = (await Undoing.ListAsync(_admin)).Single();
        Assert.Equal(
            (run.RecordId, "datos.csv", ImportKind.Tasks, "Ana Admin", 3, 0, null),
            (past.Id, past.FileName, past.Kind, past.By, past.Created, past.Changed, past.UndoneAt)
        );

        var undo = await UndoAsync(past.Id);
        Assert.Equal((0, 9, 9), (undo.KeptCount, undo.Removed, undo.Processed));
        Assert.Equal(before, await CountRecordsAsync());
        Assert.NotNull((await Undoing.ListAsync(_admin)).Single().UndoneAt);
        // After the undo, importing the same file creates all records again.
        Assert.Equal((3, 0, 0, 0), (await _database.ImportAsync(_admin, Tasks)).GetCounts());
    }

    [Fact]
    public async Task Undo_removes_people_and_teams_and_restores_roles_raised_by_the_import()
    {
        var before = await CountRecordsAsync();
        await _database.ImportAsync(
            _admin,
            "clave;nombre;correo;equipo;responsable;zona horaria\n"
                + "E1;Íñigo Ruiz;inigo@x.es;Este;Pilar Gil;\n"
                + "E2;Olga Otra;;Oeste;Raúl Comercial;Atlantic/Canary\n"
        );
        Assert.Equal(HexaLive.Domain.People.PersonRole.Manager, (await _database.GetViewerAsync(_company.Rep)).Role);
        Assert.Equal(0, (await UndoAsync((await Undoing.ListAsync(_admin)).Single().Id)).KeptCount);
        Assert.Equal(before, await CountRecordsAsync());
        Assert.Equal(HexaLive.Domain.People.PersonRole.Representative, (await _database.GetViewerAsync(_company.Rep)).Role);
        var other = await _database.Get<PeopleAdministration>().GetAsync(_admin, _company.OtherRep.Id);
        Assert.Equal((_company.North.Id, "Europe/Madrid"), (other.Fields.TeamId, other.Fields.TimeZone));
    }

    [Fact]
    public async Task Undo_restores_changed_records_unless_they_were_edited_after_the_import()
    {
        await _database.ImportAsync(
            _admin,
            "codigo;nombre;nif;contacto;telefono contacto\n;Construcciones Pérez;B111;Lucía Mora;600111222\n;Olivares del Sur;B222;;\n"
        );
        var id = (await Undoing.ListAsync(_admin)).Single().Id;
        var editing = _database.Get<ClientEditing>();
        var south = await _database.Get<ClientList>().GetAsync(_admin, _company.SouthClient.Id);
        await editing.EditAsync(_admin, south.Id, south.Version, south.Fields with { Phone = "955 000 000" });

        var undo = await UndoAsync(id);
        Assert.Equal((1, 1, 1), (undo.Removed, undo.Restored, undo.KeptCount));
        Assert.Equal(
            (ImportedRecordKind.Client, "Olivares del Sur", KeepReason.Changed),
            (undo.Kept[0].Kind, undo.Kept[0].Name, undo.Kept[0].Reason)
        );
        var north = await _database.Get<ClientList>().GetAsync(_admin, _company.Client.Id);
        Assert.Equal((null, 0), (north.Fields.TaxId, north.Contacts.Count));
        south = await _database.Get<ClientList>().GetAsync(_admin, _company.SouthClient.Id);
        Assert.Equal(("B222", "955 000 000"), (south.Fields.TaxId, south.Fields.Phone));
        Assert.Equal(1, (await Undoing.ListAsync(_admin)).Single().Kept);
        await using var db = _database.Open();
        Assert.Equal(1, await db.Activity.CountAsync(a => a.ClientId == north.Id && a.Kind == ActivityKind.ImportUndone));
    }

    [Fact]
    public async Task Restored_phone_number_gets_the_phone_key_for_the_current_country()
    {
        var editing = _database.Get<ClientEditing>();
        var client = await _database.Get<ClientList>().GetAsync(_admin, _company.Client.Id);
        await editing.EditAsync(_admin, client.Id, client.Version, client.Fields with { Phone = "211 222 333" });
        await _database.ImportAsync(_admin, "nombre;telefono\nConstrucciones Pérez;955 000 000\n");
        await _database.Get<CompanySettings>().ChangeAsync(_admin, 0, "Hierros Norte", "PT");

        Assert.Equal(1, (await UndoAsync((await Undoing.ListAsync(_admin)).Single().Id)).Restored);

        await using var db = _database.Open();
        var restored = await db.Clients.SingleAsync(c => c.Id == client.Id);
        Assert.Equal(("211 222 333", "+351211222333"), (restored.Phone, restored.PhoneKey));
    }

    [Fact]
    public async Task Undo_restores_the_website_and_its_search_text()
    {
        await _database.ImportAsync(_admin, "nombre;web\nConstrucciones Pérez;antes.example\n");
        await _database.ImportAsync(_admin, "nombre;web\nConstrucciones Pérez;despues.example\n");

        Assert.Equal(1, (await UndoAsync((await Undoing.ListAsync(_admin))[0].Id)).Restored);

        var clients = _database.Get<ClientList>();
        Assert.Equal("https://antes.example", (await clients.GetAsync(_admin, _company.Client.Id)).Fields.Website);
        Assert.Single((await clients.GetPageAsync(_admin, "antes.example", 1)).Items);
        Assert.Empty((await clients.GetPageAsync(_admin, "despues.example", 1)).Items);
    }

    [Fact]
    public async Task Imports_that_depend_on_each_other_are_fully_undone_only_in_reverse_order()
    {
        var before = await CountRecordsAsync();
        await _database.ImportAsync(_admin, Tasks);
        await _database.ImportAsync(
            _admin,
            "clave;tarea;persona;fecha;minutos;comentario\n"
                + "D1;T1;Raúl Comercial;27/02/2026;15;Llamada\n"
                + "D2;T1;Raúl Comercial;27/02/2026;20;Otra\n"
                + "D3;T3;Marta Jefa;26/02/2026;30;Visita\n"
        );
        await using (var db = _database.Open())
            Assert.Equal(WorkTaskStatus.InProgress, (await db.Tasks.SingleAsync(t => t.ExternalKey == "T1")).Status);
        var past = await Undoing.ListAsync(_admin);

        // The import of tasks is undone first. Tasks with entries are kept, and so are the records that these tasks refer to.
        var tasks = await UndoAsync(past[1].Id);
        Assert.Contains(tasks.Kept, k => k is { Kind: ImportedRecordKind.Task, Name: "Oferta uno", Reason: KeepReason.Changed });
        Assert.Contains(tasks.Kept, k => k is { Kind: ImportedRecordKind.Task, Name: "Oferta tres", Reason: KeepReason.InUse });
        Assert.Contains(tasks.Kept, k => k is { Kind: ImportedRecordKind.Client, Name: "Nueva SA", Reason: KeepReason.InUse });
        await using (var db = _database.Open())
            Assert.Equal(
                ["T1", "T3"],
                await db.Tasks.Where(t => t.ExternalKey != null).Select(t => t.ExternalKey!).OrderBy(k => k).ToListAsync()
            );

        Assert.Equal(0, (await UndoAsync(past[0].Id)).KeptCount);
        await using (var db = _database.Open())
            Assert.Equal(WorkTaskStatus.Pending, (await db.Tasks.SingleAsync(t => t.ExternalKey == "T1")).Status);
        Assert.Equal(0, (await UndoAsync(past[1].Id)).KeptCount);
        Assert.Equal(before, await CountRecordsAsync());
    }

    [Fact]
    public async Task Undo_restores_the_assignee_the_promise_and_the_status_of_a_task()
    {
        await _database.ImportAsync(_admin, Tasks);
        await _database.ImportAsync(
            _admin,
            "clave;cliente;proyecto;titulo;responsable;estado\nT1;Nueva SA;Obra;Oferta uno bis;Olga Otra;terminada\n"
        );
        await UndoAsync((await Undoing.ListAsync(_admin))[0].Id);
        await using var db = _database.Open();
        var task = await db.Tasks.Include(t => t.Promises).Include(t => t.Responsible).SingleAsync(t => t.ExternalKey == "T1");
        Assert.Equal(
            ("Oferta uno", WorkTaskStatus.Pending, "Pepe Nuevo", new DateOnly(2026, 3, 9), null),
            (task.Title, task.Status, task.Responsible.Name, task.NextActionDate, task.FinishedAt)
        );
        var promise = Assert.Single(task.Promises);
        Assert.Equal((PromiseOutcome.Open, null), (promise.Outcome, promise.EndedAt));
        Assert.False(await db.Participations.AnyAsync(p => p.PersonId == _company.OtherRep.Id && p.ClientId == task.ClientId));
    }

    [Fact]
    public async Task Undo_keeps_records_used_since_the_import()
    {
        await _database.ImportAsync(_admin, Tasks);
        var id = (await Undoing.ListAsync(_admin)).Single().Id;
        int task;
        await using (var db = _database.Open())
            task = (await db.Tasks.SingleAsync(t => t.ExternalKey == "T2")).Id;
        await _database
            .Get<DedicationLog>()
            .LogAsync(
                await _database.GetViewerAsync(_company.Rep),
                new LogRequest(task, new DedicationFields(new DateOnly(2026, 3, 2), 5, "Llamada"), EntryFollowUp.Keep, Guid.NewGuid())
            );
        var undo = await UndoAsync(id);
        Assert.Contains(undo.Kept, k => k is { Kind: ImportedRecordKind.Task, Name: "Oferta dos", Reason: KeepReason.InUse });
        Assert.Equal(
            [
                ImportedRecordKind.Task,
                ImportedRecordKind.Project,
                ImportedRecordKind.Client,
                ImportedRecordKind.Origin,
                ImportedRecordKind.Type,
            ],
            undo.Kept.Select(k => k.Kind)
        );
        await using (var db = _database.Open())
            Assert.Equal("Llamada", (await db.Dedications.SingleAsync()).Comment);
    }

    private async Task<ImportUndoRun> UndoAsync(int id)
    {
        var run = await Undoing.StartAsync(_admin, id);
        await run.Completion;
        Assert.True(
            run.State == ImportState.Completed,
            run.Failure is { } failure ? $"{failure.Key} {string.Join(' ', failure.Args)}" : ""
        );
        return run;
    }

    private async Task<string> CountRecordsAsync()
    {
        await using var db = _database.Open();
        return string.Join(
            ' ',
            await db.Teams.CountAsync(),
            await db.People.CountAsync(),
            await db.TaskTypes.CountAsync(),
            await db.Origins.CountAsync(),
            await db.Clients.CountAsync(),
            await db.Contacts.CountAsync(),
            await db.Projects.CountAsync(),
            await db.Tasks.CountAsync(),
            await db.Promises.CountAsync(),
            await db.Dedications.CountAsync(),
            await db.Participations.CountAsync(),
            await db.Activity.CountAsync(a => a.TaskId != null || a.ClientId != null || a.ProjectId != null)
        );
    }
}
