using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Import;

/// <summary>Importing entries: the entry that each row creates, the rejected rows, and how the task of an entry is found.</summary>
public sealed class DedicationImportTests : ImportTests
{
    private static string CreateCsv(string finishedTask) =>
        $"""
            id;tarea;persona;fecha;minutos;comentario;canal;contacto
            D1;{finishedTask};rep@test.local;05/02/2026;15;"Llamada <b>corta</b> '; drop table Tasks; --";Llamada;Lucía Mora
            D2;{finishedTask};Olga Otra;06/02/2026;1:30;"=HYPERLINK(""x"")";visita;
            D3;{finishedTask};Olga Otra;06/02/2026;0;Nada;visita;
            D4;{finishedTask};Olga Otra;06/02/2026;1441;Mucho;visita;
            D5;{finishedTask};Olga Otra;01/01/0001;15;Antiguo;visita;
            D6;{finishedTask};Olga Otra;31/12/2026;15;Futuro;visita;
            D7;999999;Olga Otra;06/02/2026;15;Sin tarea;visita;
            D8;{finishedTask};Olga Otra;06/02/2026;15;;visita;
            D9;{finishedTask};Olga Otra;06/02/2026;abc;Texto;visita;
            """;

    [Fact]
    public async Task Entries_of_finished_tasks_are_imported_too_but_invalid_entries_are_rejected()
    {
        var finished = Company.Task.Id;
        await GiveKeyAsync(finished, "ERP-7");
        await Database.Get<TaskEditing>().FinishAsync(await Database.GetViewerAsync(Company.Rep), finished, "Hecho");
        var run = await Database.ImportAsync(Admin, CreateCsv("ERP-7"));
        Assert.Equal((2, 0, 0, 7), run.GetCounts());
        Assert.Equal(
            [
                "Error_MinutesRange",
                "Error_MinutesRange",
                "Error_DateRange",
                "Error_DateInFuture",
                "ImportError_Unknown",
                "Error_Required",
                "ImportError_InvalidDuration",
            ],
            run.Rejections.Select(r => r.Reason.Key)
        );
        Assert.Equal(1, run.CreatedReferences[ImportReferenceKind.Contacts]);
        await using (var db = Database.Open())
        {
            var entry = await db.Dedications.Include(d => d.Contact).SingleAsync(d => d.ExternalKey == "D1");
            Assert.Equal(
                ("Llamada <b>corta</b> '; drop table Tasks; --", 15, DedicationChannel.Call, "Lucía Mora", Company.Rep.Id),
                (entry.Comment, entry.Minutes, entry.Channel, entry.Contact!.Name, entry.PersonId)
            );
            var two = await db.Dedications.SingleAsync(d => d.ExternalKey == "D2");
            Assert.Equal(("=HYPERLINK(\"x\")", 90), (two.Comment, two.Minutes));
            Assert.Equal(WorkTaskStatus.Finished, (await db.Tasks.SingleAsync(t => t.Id == finished)).Status);
            Assert.Equal(
                new DateTime(2026, 2, 5, 11, 0, 0, DateTimeKind.Utc),
                await db.Activity.Where(a => a.DedicationId == entry.Id).Select(a => a.At).SingleAsync()
            );
            Assert.True(await db.Participations.AnyAsync(p => p.PersonId == Company.OtherRep.Id && p.ClientId == Company.Client.Id));
        }
        Assert.Equal((0, 0, 2, 7), (await Database.ImportAsync(Admin, CreateCsv("ERP-7"))).GetCounts());
        var corrected = CreateCsv("ERP-7").Replace(";15;\"Llamada", ";20;\"Llamada");
        Assert.Equal((0, 1, 1, 7), (await Database.ImportAsync(Admin, corrected)).GetCounts());
    }

    [Fact]
    public async Task Entry_with_an_unknown_task_key_is_rejected()
    {
        // The task number in the file equals the id of an existing task, but belongs to the other system.
        var ours = Company.Task.Id;
        foreach (var key in new[] { $"{ours}", $"#{ours}" })
        {
            var run = await Database.ImportAsync(Admin, $"Task,Person,Date,Minutes,Comment\n{key},rep@test.local,2026-02-05,60,Call\n");
            Assert.Equal((0, 0, 0, 1), run.GetCounts());
            var reason = Assert.Single(run.Rejections).Reason;
            Assert.Equal(("ImportError_Unknown", nameof(ImportField.Task), key), (reason.Key, reason.Args[0], reason.Args[1]));
        }
        await using var db = Database.Open();
        Assert.False(await db.Dedications.AnyAsync());
    }

    [Fact]
    public async Task Imported_entry_finds_its_task_by_the_key_from_an_earlier_import()
    {
        await Database.ImportAsync(Admin, "clave;cliente;titulo\n77;Construcciones Pérez;Oferta\n");
        var run = await Database.ImportAsync(Admin, "tarea;persona;fecha;minutos;comentario\n77;rep@test.local;05/02/2026;15;Llamada\n");
        Assert.Equal((1, 0, 0, 0), run.GetCounts());
        await using var db = Database.Open();
        Assert.Equal("77", await db.Dedications.Select(d => d.Task.ExternalKey).SingleAsync());
    }

    [Fact]
    public async Task Column_for_HexaLive_numbers_matches_task_numbers_but_not_external_keys()
    {
        var ours = Company.Task.Id;
        await Database.ImportAsync(Admin, $"clave;cliente;titulo\n{ours};Olivares del Sur;De otro programa\n");
        var session = await Database.UploadAsync(
            Admin,
            $"""
            HexaLive number;person;date;minutes;comment
            #{ours};rep@test.local;05/02/2026;15;Call
            999999;rep@test.local;05/02/2026;15;Call
            """
        );
        Assert.Equal((ImportKind.Dedications, ImportField.TaskNumber), (session.Plan.Kind, session.Plan.Columns[0]));
        var run = await Database.RunAsync(Admin, session);
        Assert.Equal((1, 0, 0, 1), run.GetCounts());
        Assert.Equal(nameof(ImportField.TaskNumber), Assert.Single(run.Rejections).Reason.Args[0]);
        await using var db = Database.Open();
        Assert.Equal(ours, await db.Dedications.Select(d => d.TaskId).SingleAsync());
    }

    [Fact]
    public async Task Whole_numbers_in_a_column_with_the_heading_hours_are_read_as_hours()
    {
        await Database.ImportAsync(
            Admin,
            """
            Nº;Clave;Cliente;Asunto;Horas estimadas
            1;SIP-1;Construcciones Pérez;Seguimiento;3
            2;SIP-2;Construcciones Pérez;Renovación;12
            """
        );
        await Database.ImportAsync(
            Admin,
            """
            Task,Person,Date,Hours,Comment
            SIP-1,rep@test.local,2026-02-04,8,Whole day
            SIP-1,rep@test.local,2026-02-05,6,Most of a day
            """
        );
        await using var db = Database.Open();
        var estimates = db.Tasks.Where(t => t.ExternalKey != null).OrderBy(t => t.ExternalKey).Select(t => t.EstimatedMinutes!.Value);
        Assert.Equal([180, 720], await estimates.ToListAsync());
        Assert.Equal([480, 360], await db.Dedications.OrderBy(d => d.Date).Select(d => d.Minutes).ToListAsync());
    }

    private async Task GiveKeyAsync(int task, string key)
    {
        await using var db = Database.Open();
        (await db.Tasks.SingleAsync(t => t.Id == task)).SetExternalKey(key);
        await db.SaveChangesAsync();
    }
}
