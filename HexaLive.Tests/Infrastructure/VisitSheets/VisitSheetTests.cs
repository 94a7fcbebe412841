using HexaLive.Domain;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data.Sqlite;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Shared;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Features.VisitSheets;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HexaLive.Tests.Infrastructure.VisitSheets;

/// <summary>The visit sheet: its contents, the scope of the viewer, and the changes since the sheet was last taken along.</summary>
public sealed class VisitSheetTests : IAsyncLifetime
{
    private readonly QueryRecorder _watch = new();
    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _rep = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private VisitSheetReader Sheets => _database.Get<VisitSheetReader>();
    private VisitPreparations Preparations => _database.Get<VisitPreparations>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(services =>
            services.ConfigureDbContext<SqliteHexaDbContext>(o => o.AddInterceptors(_watch))
        );
        _company = await TestCompany.CreateAsync(_database);
        _rep = await _database.GetViewerAsync(_company.Rep);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Visit_sheet_lists_contacts_tasks_promises_and_entries_from_the_newest()
    {
        await _database
            .Get<ClientEditing>()
            .AddContactAsync(_rep, _company.Client.Id, "Lola Compras", "Compras", null, ["600 123 456"], Cancellation);
        await LogAsync("Primera llamada", 27, new NextAction(new DateOnly(2026, 3, 4), null, "Llamar con el precio"));
        await LogAsync("Segunda llamada", 28, new NextAction(new DateOnly(2026, 3, 9), null, "Pasar a verlos"));
        var sheet = await Sheets.ReadClientAsync(_rep, _company.Client.Id, cancellationToken: Cancellation);
        Assert.Equal(("Construcciones Pérez", "Norte", 1, 2), (sheet.Client.Name, sheet.Team, sheet.OpenTaskCount, sheet.TotalEntries));
        Assert.Equal(["600 123 456"], Assert.Single(sheet.Contacts).Phones);
        Assert.Equal((new DateOnly(2026, 3, 9), "Pasar a verlos"), (Assert.Single(sheet.Tasks).NextDate!.Value, sheet.Tasks[0].NextNote));
        Assert.Equal(["Segunda llamada", "Primera llamada"], sheet.Entries.Select(e => e.Comment));
        Assert.Equal(
            (new DateOnly(2026, 3, 4), "Llamar con el precio"),
            (Assert.Single(sheet.EndedPromises).Date, sheet.EndedPromises[0].Note)
        );
        Assert.NotEqual(PromiseOutcome.Open, sheet.EndedPromises[0].Outcome);
        Assert.Equal(("Comercial 2026", 1), (Assert.Single(sheet.Projects).Name, sheet.Projects[0].OpenTaskCount));
        Assert.Null(sheet.Changes);

        var project = await Sheets.ReadProjectAsync(_rep, _company.Project.Id, 1, Cancellation);
        Assert.Equal(("Comercial 2026", "Construcciones Pérez", 2), (project.Project!.Name, project.Client.Name, project.TotalEntries));
        Assert.Equal("Segunda llamada", Assert.Single(project.Entries).Comment);
    }

    [Fact]
    public async Task Visit_sheet_sorts_tasks_by_next_date_and_ended_promises_latest_first()
    {
        await using (var db = _database.Open())
        {
            var (project, rep) = (
                await db.Projects.SingleAsync(p => p.Id == _company.Project.Id, Cancellation),
                await db.People.SingleAsync(p => p.Id == _company.Rep.Id, Cancellation)
            );
            void Task(string title, TaskPriority priority, params NextAction[] promised)
            {
                var task = new WorkTask(
                    project,
                    new TaskFields(title, Priority: priority),
                    rep,
                    rep,
                    rep,
                    promised[0],
                    new Actor(rep.Id, _database.Now)
                );
                foreach (var next in promised[1..])
                    task.Log(
                        new DedicationFields(new DateOnly(2026, 3, 2), 5, "Sigue"),
                        rep,
                        new EntryFollowUp(next),
                        new Actor(rep.Id, _database.Now),
                        Guid.NewGuid()
                    );
                db.Add(task);
            }
            Task("Baja el miércoles", TaskPriority.Low, new(new DateOnly(2026, 3, 6)), new(new DateOnly(2026, 3, 4)));
            Task("Urgente el viernes", TaskPriority.Urgent, new(new DateOnly(2026, 3, 5)), new(new DateOnly(2026, 3, 13)));
            Task("El lunes, a una hora", TaskPriority.Normal, new NextAction(new DateOnly(2026, 3, 9), new TimeOnly(10, 0)));
            Task("El lunes, a cualquiera", TaskPriority.High, new NextAction(new DateOnly(2026, 3, 9)));
            await db.SaveChangesAsync(Cancellation);
        }
        var sheet = await Sheets.ReadClientAsync(_rep, _company.Client.Id, cancellationToken: Cancellation);
        Assert.Equal(
            ["Baja el miércoles", "El lunes, a una hora", "El lunes, a cualquiera", "Urgente el viernes", "Seguimiento de oferta"],
            sheet.Tasks.Select(t => t.Title)
        );
        Assert.Equal([new DateOnly(2026, 3, 6), new DateOnly(2026, 3, 5)], sheet.EndedPromises.Select(p => p.Date));
    }

    [Fact]
    public async Task Visit_sheet_outside_the_scope_cannot_be_read_or_marked_as_taken()
    {
        var stranger = await _database.GetViewerAsync(_company.Stranger);
        Func<Task>[] tries =
        [
            () => Sheets.ReadClientAsync(stranger, _company.Client.Id, cancellationToken: Cancellation),
            () => Sheets.ReadProjectAsync(stranger, _company.Project.Id, cancellationToken: Cancellation),
            () => Preparations.RecordForClientAsync(stranger, _company.Client.Id, Cancellation),
            () => Preparations.RecordForProjectAsync(stranger, _company.Project.Id, Cancellation),
            () => Sheets.ReadClientAsync(_rep, 9999, cancellationToken: Cancellation),
        ];
        foreach (var one in tries)
            Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(one)).Error);
        await using var db = _database.Open();
        Assert.Empty(await db.VisitPreparations.ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Visit_sheet_shows_how_much_changed_since_the_viewer_last_took_it()
    {
        await LogAsync("Antes", 2, null);
        await Preparations.RecordForClientAsync(_rep, _company.Client.Id, Cancellation);
        _database.Time.Advance(TimeSpan.FromHours(1));
        Assert.False((await Sheets.ReadClientAsync(_rep, _company.Client.Id, cancellationToken: Cancellation)).Changes!.HasAny);
        await LogAsync("Después, uno", 2, null);
        await LogAsync("Después, dos", 2, null);
        await _database.Get<ClientEditing>().AddContactAsync(_rep, _company.Client.Id, "Lola Compras", null, null, [], Cancellation);
        await _database.Get<TaskEditing>().FinishAsync(_rep, _company.Task.Id, "Hecho", Cancellation);
        var sheet = await Sheets.ReadClientAsync(_rep, _company.Client.Id, cancellationToken: Cancellation);
        Assert.Equal(
            (2, 0, 1, 1),
            (sheet.Changes!.EntryCount, sheet.Changes.CreatedCount, sheet.Changes.FinishedCount, sheet.Changes.ContactCount)
        );
        Assert.Equal(2, sheet.Entries.Count(e => e.CreatedAt > sheet.Changes.PreparedAt));
        // Nobody has taken along the sheet of the project, and the manager has not taken along the sheet of the client.
        Assert.Null((await Sheets.ReadProjectAsync(_rep, _company.Project.Id, cancellationToken: Cancellation)).Changes);
        Assert.Null(
            (
                await Sheets.ReadClientAsync(
                    await _database.GetViewerAsync(_company.Manager),
                    _company.Client.Id,
                    cancellationToken: Cancellation
                )
            ).Changes
        );
        // Once the client's sheet is marked as taken again, it reports no changes.
        await Preparations.RecordForClientAsync(_rep, _company.Client.Id, Cancellation);
        Assert.False((await Sheets.ReadClientAsync(_rep, _company.Client.Id, cancellationToken: Cancellation)).Changes!.HasAny);
        await using var db = _database.Open();
        Assert.Single(await db.VisitPreparations.ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Visit_sheet_needs_at_most_12_queries_and_500_rows()
    {
        _database.SkipUnlessSqlite();
        await using (var db = _database.Open())
        {
            var (client, project) = (
                await db.Clients.SingleAsync(c => c.Id == _company.Client.Id, Cancellation),
                await db.Projects.SingleAsync(p => p.Id == _company.Project.Id, Cancellation)
            );
            var rep = await db.People.SingleAsync(p => p.Id == _company.Rep.Id, Cancellation);
            var phones = new PhoneNumberParser("ES").ParseValid(["600 000 000", "600 000 001"], null);
            for (var i = 0; i < 60; i++)
            {
                client.AddContact($"Contacto {i}", null, null, phones, new Actor(rep.Id, _database.Now));
                var task = new WorkTask(
                    project,
                    new TaskFields($"Tarea {i}"),
                    rep,
                    rep,
                    rep,
                    new NextAction(new DateOnly(2026, 3, 9)),
                    new Actor(rep.Id, _database.Now)
                );
                db.Add(task);
                for (var j = 0; j < 6; j++)
                    task.Log(
                        new DedicationFields(new DateOnly(2026, 3, 1), 15, $"Entrada {i} {j}"),
                        rep,
                        new EntryFollowUp(new NextAction(new DateOnly(2026, 3, 10 + j))),
                        new Actor(rep.Id, _database.Now),
                        Guid.NewGuid()
                    );
            }
            await db.SaveChangesAsync(Cancellation);
        }
        await Preparations.RecordForClientAsync(_rep, _company.Client.Id, Cancellation);
        _database.Time.Advance(TimeSpan.FromMinutes(1));
        _watch.Drain();
        var sheet = await Sheets.ReadClientAsync(_rep, _company.Client.Id, VisitSheetReader.MaxEntries, Cancellation);
        var queries = _watch.Drain();
        Assert.Equal((VisitSheetReader.MaxEntries, 360, 61), (sheet.Entries.Count, sheet.TotalEntries, sheet.OpenTaskCount));
        Assert.InRange(queries.Count, 5, 12);
        Assert.InRange(queries.Sum(q => q.Rows), 200, 500);
    }

    private async Task LogAsync(string comment, int day, NextAction? next) =>
        await _database
            .Get<DedicationLog>()
            .LogAsync(
                _rep,
                new LogRequest(
                    _company.Task.Id,
                    new DedicationFields(new DateOnly(2026, day > 20 ? 2 : 3, day), 25, comment),
                    next is null ? EntryFollowUp.Keep : new EntryFollowUp(next),
                    Guid.NewGuid()
                ),
                Cancellation
            );
}
