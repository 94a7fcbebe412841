using System.Text;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Import;

/// <summary>What rows become, which are rejected, and what a second time does.</summary>
public sealed class ImportRunTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private Company _company = null!;
    private Viewer _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
        _admin = await _database.ViewerAsync(_company.Admin);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task People_join_the_team_of_their_manager_who_is_made_where_missing()
    {
        const string file = "clave;nombre;correo;equipo;responsable;idioma;zona horaria\nE1;Íñigo Ruiz;inigo@x.es;Este;Pilar Gil;español;Atlantic/Canary\nE2;Ana Sanz;ana@x.es;Este;Pilar Gil;EN;\nE3;Marta Jefa;;Norte;;;\n";
        var run = await _database.ImportAsync(_admin, file);
        Assert.Equal((2, 1, 0, 0), run.Counts());
        Assert.Equal((1, 1), (run.Created[ImportReference.People], run.Created[ImportReference.Teams]));
        await using var db = _database.Open();
        var inigo = await db.People.Include(p => p.Team!.Manager).SingleAsync(p => p.ExternalKey == "E1");
        Assert.Equal(("Este", "Pilar Gil", "Atlantic/Canary", "es", "inigo@x.es"), (inigo.Team!.Name, inigo.Team.Manager!.Name, inigo.TimeZone, inigo.Language, inigo.Email));
        Assert.Equal((PersonRole.Manager, inigo.TeamId), (inigo.Team.Manager.Role, inigo.Team.Manager.TeamId));
        Assert.Equal("E3", (await db.People.SingleAsync(p => p.Id == _company.Manager.Id)).ExternalKey);
        Assert.Equal(3, await db.Activity.CountAsync(a => a.Kind == ActivityKind.PersonCreated));

        Assert.Equal((0, 0, 3, 0), (await _database.ImportAsync(_admin, file)).Counts());
    }

    [Fact]
    public async Task A_team_with_several_managers_is_cut_so_that_each_sees_only_their_own()
    {
        await _database.ImportAsync(_admin, "name,manager,regional_office\nA,Jefa Uno,Central\nB,Jefa Dos,Central\nC,Jefa Uno,Central\n");
        await using var db = _database.Open();
        var one = await db.People.SingleAsync(p => p.Name == "Jefa Uno");
        var sees = await _database.ViewerAsync(one);
        Assert.Equal(["A", "C", "Jefa Uno"], await db.People.Where(p => sees.TeamIds.Contains(p.TeamId!.Value)).Select(p => p.Name).OrderBy(n => n).ToListAsync());
        Assert.Null((await db.Teams.SingleAsync(t => t.Name == "Central")).ManagerId);
    }

    [Fact]
    public async Task Clients_are_known_by_key_code_tax_number_or_name_and_keep_what_the_file_leaves_empty()
    {
        const string file = "codigo;nombre;nif;telefono;zona;contacto;cargo;telefono contacto\n;construcciones perez;B111;;Norte;Lucía Mora;Compras;600 111 222\nC9;Nueva SL;;912345678;Oeste;;;\n";
        var run = await _database.ImportAsync(_admin, file);
        Assert.Equal((1, 1, 0, 0), run.Counts());
        Assert.Equal(1, run.Created[ImportReference.Teams]);
        var card = await _database.Get<ClientList>().GetAsync(_admin, _company.Client.Id);
        Assert.Equal(("Construcciones Pérez", "B111"), (card.Fields.Name, card.Fields.TaxId));
        Assert.Equal(("Lucía Mora", "Compras", "600 111 222"), card.Contacts.Select(c => (c.Name, c.Position!, c.Phones.Single())).Single());
        Assert.Equal((0, 0, 2, 0), (await _database.ImportAsync(_admin, file)).Counts());

        // A second client of the same name with another code is another client.
        Assert.Equal((1, 0, 0, 0), (await _database.ImportAsync(_admin, "codigo;nombre\nC10;Nueva SL\n")).Counts());
        // By name alone nobody can tell which.
        var ambiguous = await _database.ImportAsync(_admin, "nombre;telefono\nNueva SL;1234567\n");
        Assert.Equal("Trouble_Ambiguous", Assert.Single(ambiguous.Rejections).Reason.Key);
    }

    [Fact]
    public async Task Projects_come_with_client_manager_kind_and_dates()
    {
        const string file = "proyecto;cliente;clase;responsable;inicio;fin\nNave 3;Construcciones Pérez;Producción;marta jefa;01/02/2026;30/06/2026\nMal;Construcciones Pérez;Producción;;30/06/2026;01/02/2026\nOtra;Nadie SA;ventas;;;\nRara;Olivares del Sur;alquiler;;;\n";
        var run = await _database.ImportAsync(_admin, file, p => p with { Create = p.Create.Remove(ImportReference.Clients) });
        Assert.Equal((1, 0, 0, 3), run.Counts());
        Assert.Equal([(3, "Error_EndBeforeStart"), (4, "Trouble_Unknown"), (5, "Trouble_Unmapped")], run.Rejections.Select(r => (r.Line, r.Reason.Key)));
        await using var db = _database.Open();
        var made = await db.Projects.SingleAsync(p => p.Name == "Nave 3");
        Assert.Equal((ProjectKind.Production, _company.Manager.Id, new DateOnly(2026, 2, 1), new DateOnly(2026, 6, 30)), (made.Kind, made.ManagerId, made.PlannedStart, made.PlannedEnd));
        Assert.True(await db.Participations.AnyAsync(p => p.PersonId == _company.Manager.Id && p.ClientId == _company.Client.Id));
        Assert.Equal((0, 0, 1, 3), (await _database.ImportAsync(_admin, file, p => p with { Create = p.Create.Remove(ImportReference.Clients) })).Counts());
    }

    private const string Tasks = """
        numero;cliente;titulo;tipo;prioridad;estado;responsable;generador;creada;proxima gestion;hora;fecha fin;resultado;estimacion
        T1;Construcciones Pérez;Oferta;Visita;9;En curso;Raúl Comercial;rep@test.local;10/01/2026;05/03/2026;10:30;;;90
        T2;Construcciones Pérez;Antigua;Visita;1;FINISHED;raul comercial;;10/01/2020;;;12/02/2020;Pedido;1:30
        T3;Clientes Nuevos;Primera;;5;pendiente;Persona Nueva;;;;;;;
        """;

    [Fact]
    public async Task Tasks_come_with_their_people_promise_status_and_history()
    {
        var run = await _database.ImportAsync(_admin, Tasks);
        Assert.True(run.Rejected == 0, string.Join(' ', run.Rejections.Select(r => r.Reason)));
        Assert.Equal((3, 0, 0, 0), run.Counts());
        Assert.Equal([(ImportReference.People, 1), (ImportReference.Clients, 1), (ImportReference.Projects, 1), (ImportReference.Types, 1)], run.Created.Select(c => (c.Key, c.Value)));
        await using (var db = _database.Open())
        {
            var one = await db.Tasks.Include(t => t.Type).Include(t => t.Promises).SingleAsync(t => t.ExternalKey == "T1");
            Assert.Equal((WorkTaskStatus.InProgress, TaskPriority.Urgent, _company.Rep.Id, _company.Manager.Id, _company.Rep.Id, 90, "Visita", _company.Project.Id),
                (one.Status, one.Priority, one.ResponsibleId, one.ControllerId, one.OriginatorId, one.EstimatedMinutes, one.Type!.Name, one.ProjectId));
            Assert.Equal(new NextAction(new DateOnly(2026, 3, 5), new TimeOnly(10, 30)), one.NextAction);
            Assert.Equal(PromiseOutcome.Open, Assert.Single(one.Promises).Outcome);
            var two = await db.Tasks.Include(t => t.Activity).SingleAsync(t => t.ExternalKey == "T2");
            Assert.Equal((WorkTaskStatus.Finished, "Pedido", new DateTime(2020, 2, 12, 11, 0, 0, DateTimeKind.Utc)), (two.Status, two.Outcome, two.FinishedAt));
            Assert.Equal([ActivityKind.TaskCreated, ActivityKind.StatusChanged], two.Activity.OrderBy(a => a.Id).Select(a => a.Kind));
            Assert.Equal(new DateTime(2020, 1, 10, 11, 0, 0, DateTimeKind.Utc), two.Activity.MinBy(a => a.Id)!.At);
            Assert.Equal("Clientes Nuevos", await db.Tasks.Where(t => t.ExternalKey == "T3").Select(t => t.Client.Name).SingleAsync());
            Assert.Equal(1, await db.Activity.CountAsync(a => a.Kind == ActivityKind.Imported));
        }
        Assert.Equal((0, 0, 3, 0), (await _database.ImportAsync(_admin, Tasks)).Counts());
    }

    [Fact]
    public async Task What_people_did_since_is_not_undone_and_what_the_file_says_anew_is_taken()
    {
        await _database.ImportAsync(_admin, Tasks);
        var rep = await _database.ViewerAsync(_company.Rep);
        int id;
        await using (var db = _database.Open()) id = await db.Tasks.Where(t => t.ExternalKey == "T1").Select(t => t.Id).SingleAsync();
        await _database.Get<HexaLive.Infrastructure.Features.Tasks.TaskEditing>().RescheduleAsync(rep, id, new NextAction(new DateOnly(2026, 3, 9)));
        Assert.Equal((0, 0, 3, 0), (await _database.ImportAsync(_admin, Tasks)).Counts());
        var changed = await _database.ImportAsync(_admin, Tasks.Replace("Oferta;Visita", "Oferta ampliada;Visita").Replace("T3;Clientes Nuevos;Primera;;5;pendiente", "T3;Clientes Nuevos;Primera;;5;Won"));
        Assert.Equal((0, 2, 1, 0), changed.Counts());
        await using var after = _database.Open();
        var one = await after.Tasks.SingleAsync(t => t.Id == id);
        Assert.Equal(("Oferta ampliada", new DateOnly(2026, 3, 9)), (one.Title, one.NextActionDate));
        Assert.Equal((WorkTaskStatus.Finished, "Won"), await after.Tasks.Where(t => t.ExternalKey == "T3").Select(t => new ValueTuple<WorkTaskStatus, string?>(t.Status, t.Outcome)).SingleAsync());
    }

    [Fact]
    public async Task Without_a_key_column_rows_are_told_apart_by_what_they_say_and_equal_rows_by_their_order()
    {
        const string file = "cliente;titulo;creada\nConstrucciones Pérez;Llamar;01/02/2026\nConstrucciones Pérez;Llamar;01/02/2026\nConstrucciones Pérez;Llamar;02/02/2026\n";
        Assert.Equal((3, 0, 0, 0), (await _database.ImportAsync(_admin, file)).Counts());
        Assert.Equal((0, 0, 3, 0), (await _database.ImportAsync(_admin, file)).Counts());
    }

    [Fact]
    public async Task Rows_without_a_client_are_rejected_or_put_under_the_one_that_was_named()
    {
        const string file = "cliente;titulo\n;Suelta\n";
        Assert.Equal("Trouble_NoClient", Assert.Single((await _database.ImportAsync(_admin, file)).Rejections).Reason.Key);
        var run = await _database.ImportAsync(_admin, file, p => p with { NoClient = "Varios", Create = [] });
        // The client was asked for by name; its project is the one that each client gets.
        Assert.Equal((1, 0, 0, 0), run.Counts());
        Assert.Equal((1, 1), (run.Created[ImportReference.Clients], run.Created[ImportReference.Projects]));
    }

    private static string Dedications(int finishedTask) => $"""
        id;tarea;persona;fecha;minutos;comentario;canal;contacto
        D1;{finishedTask};rep@test.local;05/02/2026;15;"Llamada <b>corta</b> '; drop table Tasks; --";Llamada;Lucía Mora
        D2;#{finishedTask};Olga Otra;06/02/2026;1:30;"=HYPERLINK(""x"")";visita;
        D3;{finishedTask};Olga Otra;06/02/2026;0;Nada;visita;
        D4;{finishedTask};Olga Otra;06/02/2026;1441;Mucho;visita;
        D5;{finishedTask};Olga Otra;01/01/0001;15;Antiguo;visita;
        D6;{finishedTask};Olga Otra;31/12/2026;15;Futuro;visita;
        D7;999999;Olga Otra;06/02/2026;15;Sin tarea;visita;
        D8;{finishedTask};Olga Otra;06/02/2026;15;;visita;
        D9;{finishedTask};Olga Otra;06/02/2026;abc;Texto;visita;
        """;

    [Fact]
    public async Task Dedications_are_history_on_finished_tasks_too_and_bad_ones_say_why()
    {
        var finished = _company.Task.Id;
        await _database.Get<HexaLive.Infrastructure.Features.Tasks.TaskEditing>().FinishAsync(await _database.ViewerAsync(_company.Rep), finished, "Hecho");
        var run = await _database.ImportAsync(_admin, Dedications(finished));
        Assert.Equal((2, 0, 0, 7), run.Counts());
        Assert.Equal(["Error_MinutesRange", "Error_MinutesRange", "Error_DateRange", "Error_DateInFuture", "Trouble_Unknown", "Error_Required", "Trouble_BadDuration"], run.Rejections.Select(r => r.Reason.Key));
        Assert.Equal(1, run.Created[ImportReference.Contacts]);
        await using (var db = _database.Open())
        {
            var one = await db.Dedications.Include(d => d.Contact).SingleAsync(d => d.ExternalKey == "D1");
            Assert.Equal(("Llamada <b>corta</b> '; drop table Tasks; --", 15, DedicationChannel.Call, "Lucía Mora", _company.Rep.Id), (one.Comment, one.Minutes, one.Channel, one.Contact!.Name, one.PersonId));
            var two = await db.Dedications.SingleAsync(d => d.ExternalKey == "D2");
            Assert.Equal(("=HYPERLINK(\"x\")", 90), (two.Comment, two.Minutes));
            Assert.Equal(WorkTaskStatus.Finished, (await db.Tasks.SingleAsync(t => t.Id == finished)).Status);
            Assert.Equal(new DateTime(2026, 2, 5, 11, 0, 0, DateTimeKind.Utc), await db.Activity.Where(a => a.DedicationId == one.Id).Select(a => a.At).SingleAsync());
            Assert.True(await db.Participations.AnyAsync(p => p.PersonId == _company.OtherRep.Id && p.ClientId == _company.Client.Id));
        }
        Assert.Equal((0, 0, 2, 7), (await _database.ImportAsync(_admin, Dedications(finished))).Counts());
        Assert.Equal((0, 1, 1, 7), (await _database.ImportAsync(_admin, Dedications(finished).Replace(";15;\"Llamada", ";20;\"Llamada"))).Counts());
    }

    [Fact]
    public async Task A_preview_shows_how_rows_come_out_and_writes_nothing()
    {
        var before = await CountAsync();
        var preview = await _database.PreviewAsync(_admin, Tasks + "\nT4;;Sin cliente;;5;pendiente;;;;;;;;\nT5;Construcciones Pérez;x;;5;inventado;;;;;;;;\n");
        Assert.Equal((3, 0, 0, 2), preview.Counts());
        Assert.Equal(before, await CountAsync());
        Assert.Equal([(5, "Trouble_NoClient"), (6, "Trouble_Unmapped")], preview.Rejections.Select(r => (r.Line, r.Reason.Key)));
        Assert.Equal(5, preview.Preview.Count);
        var third = preview.Preview[2].Cells;
        Assert.Equal(new ImportCell("Persona Nueva", true), third[ImportField.Responsible]);
        Assert.Equal(new ImportCell("Clientes Nuevos", true), third[ImportField.Client]);
        Assert.Equal(TaskPriority.Urgent, preview.Preview[0].Cells[ImportField.Priority].Value);
        Assert.Equal(1, preview.Created[ImportReference.People]);
    }

    [Fact]
    public async Task Rejected_rows_come_back_as_a_file_that_can_be_corrected_and_imported()
    {
        var session = await _database.UploadAsync(_admin, "codigo;nombre;telefono;nota\nX1;Buena;600;normal\nX2;;+34 600;=SUMA(A1)\nX3;" + new string('z', 300) + ";-5;\"con; y \"\"comillas\"\"\"\n");
        var jobs = _database.Get<ImportJobs>();
        jobs.ChangePlan(_admin, session.Id, session.Plan with { Columns = [ImportField.Code, ImportField.Name, ImportField.Phone, ImportField.Notes] });
        Assert.Equal((1, 0, 0, 2), (await _database.RunAsync(_admin, session)).Counts());
        var text = await RejectedAsync(session.Id);
        Assert.Equal("codigo;nombre;telefono;nota;Línea;Motivo\r\nX2;;'+34 600;'=SUMA(A1);3;Error_Required", text.TrimStart('\uFEFF').Split("\r\nX3")[0]);
        Assert.StartsWith("\uFEFF", text, StringComparison.Ordinal);

        var corrected = text.Replace("X2;;", "X2;Corregida;").Replace(new string('z', 300), "Corta");
        var again = await _database.ImportAsync(_admin, corrected, p => p with { Columns = [ImportField.Code, ImportField.Name, ImportField.Phone, ImportField.Notes, null, null] });
        Assert.Equal((2, 0, 0, 0), again.Counts());
        await using var db = _database.Open();
        var stored = await db.Clients.Where(c => c.Code == "X2" || c.Code == "X3").OrderBy(c => c.Code).Select(c => new { c.Name, c.Phone, c.Notes }).ToListAsync();
        Assert.Equal([("Corregida", "+34 600", "=SUMA(A1)"), ("Corta", "-5", "con; y \"comillas\"")], stored.Select(s => (s.Name, s.Phone!, s.Notes!)));
    }

    [Fact]
    public async Task A_cancelled_run_keeps_what_is_done_tells_it_and_goes_on_when_run_again()
    {
        var rows = string.Join('\n', Enumerable.Range(0, 3 * ImportRunner.BatchSize).Select(i => $"K{i};Cliente {i}"));
        var session = await _database.UploadAsync(_admin, "clave;nombre\n" + rows);
        var run = _database.Get<ImportJobs>().StartRun(_admin, session.Id);
        // Cancelled as soon as the first batch is told: whatever batch is at hand is finished.
        await foreach (var _ in run.ChangesAsync(TimeSpan.Zero, TestContext.Current.CancellationToken))
            if (run.Rows > 0) _database.Get<ImportJobs>().Cancel(_admin, session.Id);
        await using (var db = _database.Open()) Assert.Equal(run.Made, await db.Clients.CountAsync(c => c.ExternalKey != null));
        Assert.True(run.State is ImportState.Cancelled or ImportState.Done);
        var done = run.Made;
        Assert.Equal(done < 1500, session.HasFile);
        if (!session.HasFile) return;

        var rest = await _database.RunAsync(_admin, session);
        Assert.Equal((1500 - done, 0, done, 0), rest.Counts());
        Assert.False(session.HasFile);
        Assert.False(File.Exists(session.FilePath));
    }

    [Fact]
    public async Task One_import_runs_at_a_time_and_lives_on_without_its_screen()
    {
        var other = await _database.ViewerAsync(await _database.AddAsync(new Person("Otro Admin", "otro@test.local", PersonRole.Administrator)));
        var rows = string.Join('\n', Enumerable.Range(0, 3000).Select(i => $"K{i};Cliente {i}"));
        var (mine, theirs) = (await _database.UploadAsync(_admin, "clave;nombre\n" + rows), await _database.UploadAsync(other, "clave;nombre\nZ;Z\n"));
        var jobs = _database.Get<ImportJobs>();
        var run = jobs.StartRun(_admin, mine.Id);
        Assert.Equal(ImportTrouble.Busy, Assert.Throws<ImportException>(() => jobs.StartRun(other, theirs.Id)).Trouble);
        Assert.Equal(ImportTrouble.Gone, Assert.Throws<ImportException>(() => jobs.StartRun(other, mine.Id)).Trouble);
        Assert.Same(run, jobs.Current(_admin)!.Run);
        await run.Completion;
        Assert.Equal((1, 0, 0, 0), (await _database.RunAsync(other, theirs)).Counts());
        Assert.Same(run, jobs.Current(_admin)!.Run);
    }

    [Fact]
    public async Task What_an_earlier_process_left_is_deleted_at_start()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_database.Folder, "import")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "old.csv"), "x");
        await using var jobs = new ImportJobs(_database.Factory, _database.Time, new ImportFolder(folder), Microsoft.Extensions.Logging.Abstractions.NullLogger<ImportJobs>.Instance);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task People_who_share_a_name_are_not_guessed_between()
    {
        await _database.AddAsync(new Person("Raul comercial", "otro@test.local", PersonRole.Representative));
        const string file = "clave;cliente;titulo;responsable\nA;Construcciones Pérez;x;Raúl Comercial\nB;Construcciones Pérez;y;otro@test.local\n";
        var run = await _database.ImportAsync(_admin, file);
        Assert.Equal((1, 0, 0, 1), run.Counts());
        Assert.Equal("Trouble_Ambiguous", Assert.Single(run.Rejections).Reason.Key);
    }

    [Fact]
    public async Task Others_write_while_an_import_runs()
    {
        var rows = string.Join('\n', Enumerable.Range(0, 6 * ImportRunner.BatchSize).Select(i => $"K{i};Cliente {i}"));
        var session = await _database.UploadAsync(_admin, "clave;nombre\n" + rows);
        var run = _database.Get<ImportJobs>().StartRun(_admin, session.Id);
        var rep = await _database.ViewerAsync(_company.Rep);
        var log = _database.Get<HexaLive.Infrastructure.Features.Dedications.DedicationLog>();
        var between = 0;
        await foreach (var _ in run.ChangesAsync(TimeSpan.Zero, TestContext.Current.CancellationToken))
        {
            await log.LogAsync(rep, new(_company.Task.Id, new DedicationFields(new DateOnly(2026, 3, 2), 5, "Llamada"), AfterLog.Keep, Guid.NewGuid()));
            if (run.State == ImportState.Running) between++;
        }
        Assert.Equal((6 * ImportRunner.BatchSize, 0, 0, 0), run.Counts());
        Assert.True(between > 0, "Nobody could write until the end.");
    }

    [Fact]
    public async Task What_is_kept_is_deleted_after_a_day()
    {
        var session = await _database.UploadAsync(_admin, "nombre\nAna\n");
        Assert.True(File.Exists(session.FilePath));
        await _database.Get<ImportJobs>().StartPreview(_admin, session.Id).Completion;
        _database.Time.Advance(TimeSpan.FromHours(26));
        Assert.Empty(Directory.GetFiles(Path.Combine(_database.Folder, "import")));
        Assert.Null(_database.Get<ImportJobs>().Current(_admin));
    }

    [Fact]
    public async Task Nobody_but_administrators_imports()
    {
        var session = await _database.UploadAsync(_admin, "nombre\nAna\n");
        var jobs = _database.Get<ImportJobs>();
        foreach (var viewer in new[] { await _database.ViewerAsync(_company.Rep), await _database.ViewerAsync(_company.Manager) })
        {
            await Refused(() => _database.UploadAsync(viewer, "nombre\nAna\n"), RuleError.NotAllowed);
            await Refused(() => { jobs.Current(viewer); return Task.CompletedTask; }, RuleError.NotAllowed);
            await Refused(() => jobs.ReadAsAsync(viewer, session.Id, session.Scan.Format, true), RuleError.NotAllowed);
            await Refused(() => { jobs.ChooseKind(viewer, session.Id, ImportKind.Clients, true); return Task.CompletedTask; }, RuleError.NotAllowed);
            await Refused(() => { jobs.ChangePlan(viewer, session.Id, session.Plan); return Task.CompletedTask; }, RuleError.NotAllowed);
            await Refused(() => jobs.StartPreview(viewer, session.Id).Completion, RuleError.NotAllowed);
            await Refused(() => jobs.StartRun(viewer, session.Id).Completion, RuleError.NotAllowed);
            await Refused(() => { jobs.Cancel(viewer, session.Id); return Task.CompletedTask; }, RuleError.NotAllowed);
            await Refused(() => { jobs.Discard(viewer, session.Id); return Task.CompletedTask; }, RuleError.NotAllowed);
            await Refused(() => jobs.WriteRejectedAsync(viewer, session.Id, Stream.Null, "l", "m", r => r.Key), RuleError.NotFound);
        }

        static async Task Refused(Func<Task> call, RuleError error) => Assert.Equal(error, (await Assert.ThrowsAsync<RuleException>(call)).Error);
    }

    private async Task<string> RejectedAsync(Guid id)
    {
        var content = new MemoryStream();
        await _database.Get<ImportJobs>().WriteRejectedAsync(_admin, id, content, "Línea", "Motivo", r => r.Key);
        return Encoding.UTF8.GetString(content.ToArray());
    }

    private async Task<(int, int, int, int, long)> CountAsync()
    {
        await using var db = _database.Open();
        return (await db.People.CountAsync(), await db.Clients.CountAsync(), await db.Projects.CountAsync(), await db.Tasks.CountAsync(), await db.Activity.CountAsync());
    }
}
