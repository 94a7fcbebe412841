using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Import;

/// <summary>Importing tasks: the task that each row creates, and the effect of importing the same rows again.</summary>
public sealed class TaskImportTests : ImportTests
{
    [Fact]
    public async Task Tasks_are_imported_with_people_promise_status_and_history()
    {
        var run = await Database.ImportAsync(Admin, TaskFile);
        Assert.True(run.Rejected == 0, string.Join(' ', run.Rejections.Select(r => r.Reason)));
        Assert.Equal((3, 0, 0, 0), run.GetCounts());
        Assert.Equal(
            [
                (ImportReferenceKind.People, 1),
                (ImportReferenceKind.Clients, 1),
                (ImportReferenceKind.Projects, 1),
                (ImportReferenceKind.Types, 1),
            ],
            run.CreatedReferences.Select(c => (c.Key, c.Value))
        );
        await using (var db = Database.Open())
        {
            var task = await db.Tasks.Include(t => t.Type).Include(t => t.Promises).SingleAsync(t => t.ExternalKey == "T1");
            Assert.Equal(
                (
                    WorkTaskStatus.InProgress,
                    TaskPriority.Urgent,
                    Company.Rep.Id,
                    Company.Manager.Id,
                    Company.Rep.Id,
                    90,
                    "Visita",
                    Company.Project.Id
                ),
                (
                    task.Status,
                    task.Priority,
                    task.ResponsibleId,
                    task.ControllerId,
                    task.OriginatorId,
                    task.EstimatedMinutes,
                    task.Type!.Name,
                    task.ProjectId
                )
            );
            Assert.Equal(new NextAction(new DateOnly(2026, 3, 5), new TimeOnly(10, 30)), task.NextAction);
            Assert.Equal(PromiseOutcome.Open, Assert.Single(task.Promises).Outcome);
            Assert.Equal("Clientes Nuevos", await db.Tasks.Where(t => t.ExternalKey == "T3").Select(t => t.Client.Name).SingleAsync());
            Assert.Equal(1, await db.Activity.CountAsync(a => a.Kind == ActivityKind.Imported));
        }
        Assert.Equal((0, 0, 3, 0), (await Database.ImportAsync(Admin, TaskFile)).GetCounts());
    }

    [Fact]
    public async Task Finished_task_is_imported_with_its_history()
    {
        await Database.ImportAsync(Admin, TaskFile);
        await using var db = Database.Open();
        var two = await db.Tasks.Include(t => t.Activity).SingleAsync(t => t.ExternalKey == "T2");
        Assert.Equal(
            (WorkTaskStatus.Finished, "Pedido", new DateTime(2020, 2, 12, 11, 0, 0, DateTimeKind.Utc)),
            (two.Status, two.Outcome, two.FinishedAt)
        );
        Assert.Equal([ActivityKind.TaskCreated, ActivityKind.StatusChanged], two.Activity.OrderBy(a => a.Id).Select(a => a.Kind));
        Assert.Equal(new DateTime(2020, 1, 10, 11, 0, 0, DateTimeKind.Utc), two.Activity.MinBy(a => a.Id)!.At);
    }

    [Fact]
    public async Task Second_import_applies_changed_cells_but_keeps_edits_made_in_HexaLive()
    {
        await Database.ImportAsync(Admin, TaskFile);
        var rep = await Database.GetViewerAsync(Company.Rep);
        int id;
        await using (var db = Database.Open())
            id = await db.Tasks.Where(t => t.ExternalKey == "T1").Select(t => t.Id).SingleAsync();
        await Database.Get<TaskEditing>().RescheduleAsync(rep, id, new NextAction(new DateOnly(2026, 3, 9)));
        Assert.Equal((0, 0, 3, 0), (await Database.ImportAsync(Admin, TaskFile)).GetCounts());
        var changed = await Database.ImportAsync(
            Admin,
            TaskFile
                .Replace("Oferta;Visita", "Oferta ampliada;Visita")
                .Replace("T3;Clientes Nuevos;Primera;;5;pendiente", "T3;Clientes Nuevos;Primera;;5;Won")
        );
        Assert.Equal((0, 2, 1, 0), changed.GetCounts());
        await using var after = Database.Open();
        var task = await after.Tasks.SingleAsync(t => t.Id == id);
        Assert.Equal(("Oferta ampliada", new DateOnly(2026, 3, 9)), (task.Title, task.NextActionDate));
        Assert.Equal(
            (WorkTaskStatus.Finished, "Won"),
            await after
                .Tasks.Where(t => t.ExternalKey == "T3")
                .Select(t => new ValueTuple<WorkTaskStatus, string?>(t.Status, t.Outcome))
                .SingleAsync()
        );
    }

    [Fact]
    public async Task Rows_without_keys_are_matched_to_tasks_by_content_and_order()
    {
        const string file =
            "cliente;titulo;creada\n"
            + "Construcciones Pérez;Llamar;01/02/2026\n"
            + "Construcciones Pérez;Llamar;01/02/2026\n"
            + "Construcciones Pérez;Llamar;02/02/2026\n";
        Assert.Equal((3, 0, 0, 0), (await Database.ImportAsync(Admin, file)).GetCounts());
        Assert.Equal((0, 0, 3, 0), (await Database.ImportAsync(Admin, file)).GetCounts());
    }

    [Fact]
    public async Task Rows_without_a_client_use_the_default_client_or_are_rejected_without_one()
    {
        const string file = "cliente;titulo\n;Suelta\n";
        Assert.Equal("ImportError_NoClient", Assert.Single((await Database.ImportAsync(Admin, file)).Rejections).Reason.Key);
        var run = await Database.ImportAsync(Admin, file, p => p with { DefaultClient = "Varios", CreateMissing = [] });
        // The only missing records that the plan creates are the default client and the project that every new client gets.
        Assert.Equal((1, 0, 0, 0), run.GetCounts());
        Assert.Equal((1, 1), (run.CreatedReferences[ImportReferenceKind.Clients], run.CreatedReferences[ImportReferenceKind.Projects]));
    }

    [Fact]
    public async Task Rows_with_an_ambiguous_person_name_are_rejected()
    {
        await Database.AddAsync(
            new Person(new PersonFields("Raul comercial", "otro@test.local", PersonRole.Representative), Database.System)
        );
        const string file =
            "clave;cliente;titulo;responsable\nA;Construcciones Pérez;x;Raúl Comercial\nB;Construcciones Pérez;y;otro@test.local\n";
        var run = await Database.ImportAsync(Admin, file);
        Assert.Equal((1, 0, 0, 1), run.GetCounts());
        Assert.Equal("ImportError_Ambiguous", Assert.Single(run.Rejections).Reason.Key);
    }
}
