using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Activity;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Projects;
using HexaLive.Infrastructure.Features.Search;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Live;
using HexaLive.Tests.Infrastructure.Import;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Infrastructure;

/// <summary>Two clients that are one.</summary>
public sealed class ClientMergingTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private Company _company = null!;
    private Viewer _admin = null!;
    private Viewer _manager = null!;
    private Viewer _rep = null!;
    private Viewer _stranger = null!;

    private ClientMerging Merging => _database.Get<ClientMerging>();
    private ClientList Clients => _database.Get<ClientList>();
    private int Kept => _company.Client.Id;
    private int Other => _company.SouthClient.Id;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
        _admin = await _database.ViewerAsync(_company.Admin);
        (_manager, _rep, _stranger) = (await _database.ViewerAsync(_company.Manager), await _database.ViewerAsync(_company.Rep), await _database.ViewerAsync(_company.Stranger));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Everything_of_the_other_becomes_the_kept_ones()
    {
        var entry = await LogAsync(_stranger, _company.SouthTask.Id);
        await Clients.PageAsync(_admin, null, 0, TestContext.Current.CancellationToken);
        var view = await _database.Get<SavedViews>().AddAsync(_rep, "Vista", $"client={Other}&status=any", false, TestContext.Current.CancellationToken);
        await _database.Get<Diary>().VisitAsync(_stranger, new DiaryOf(ClientId: Other), 5, TestContext.Current.CancellationToken);
        await _database.Get<Diary>().VisitAsync(_admin, new DiaryOf(ClientId: Other), 9, TestContext.Current.CancellationToken);
        await _database.Get<Diary>().VisitAsync(_admin, new DiaryOf(ClientId: Kept), 3, TestContext.Current.CancellationToken);
        await using (var db = _database.Open())
        {
            db.AddRange(new SheetPrint(_admin.PersonId, Other, null, _database.Now), new SheetPrint(_admin.PersonId, Other, _company.SouthTask.ProjectId, _database.Now));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        int before;
        await using (var db = _database.Open()) before = await db.Activity.CountAsync(a => a.ClientId == Kept || a.ClientId == Other, TestContext.Current.CancellationToken);
        using var open = _database.Feed.Subscribe(LiveTopic.Client(Other));

        await MergeAsync(_admin);

        await foreach (var _ in open.ChangesAsync(TimeSpan.Zero, TestContext.Current.CancellationToken)) break;
        await using var after = _database.Open();
        var task = await after.Tasks.SingleAsync(t => t.Id == _company.SouthTask.Id, TestContext.Current.CancellationToken);
        Assert.Equal(Kept, task.ClientId);
        Assert.Equal(Kept, (await after.Projects.SingleAsync(p => p.Id == task.ProjectId, TestContext.Current.CancellationToken)).ClientId);
        var dedication = await after.Dedications.SingleAsync(d => d.Id == entry, TestContext.Current.CancellationToken);
        Assert.Equal((Kept, 1), (dedication.ClientId, dedication.Version));
        Assert.Equal($"client={Kept}&status=any", (await after.SavedViews.SingleAsync(v => v.Id == view, TestContext.Current.CancellationToken)).Query);
        Assert.Equal([(_stranger.PersonId, 5L), (_admin.PersonId, 3L)], (await after.DiaryVisits.Where(v => v.OfId == Kept).OrderByDescending(v => v.LastActivityId).ToListAsync(TestContext.Current.CancellationToken)).Select(v => (v.PersonId, v.LastActivityId)));
        Assert.Equal(before + 1, await after.Activity.CountAsync(a => a.ClientId == Kept, TestContext.Current.CancellationToken));
        var told = await after.Activity.SingleAsync(a => a.ClientId == Kept && a.Kind == ActivityKind.ClientsMerged, TestContext.Current.CancellationToken);
        Assert.Equal(("Olivares del Sur", "Construcciones Pérez", _admin.PersonId), (told.From, told.To, told.ActorId!.Value));
        Assert.Equal([(Kept, (int?)task.ProjectId)], (await after.SheetPrints.ToListAsync(TestContext.Current.CancellationToken)).Select(p => (p.ClientId, p.ProjectId)));
        // It can be worked on as before.
        await LogAsync(_stranger, _company.SouthTask.Id);
    }

    [Fact]
    public async Task Every_table_that_knows_a_client_is_thought_of()
    {
        await using var db = _database.Open();
        string[] known = ["ActivityEntry", "Contact", "Dedication", "Participation", "Project", "SheetPrint", "WorkTask"];
        var tables = db.Model.GetEntityTypes().Where(e => e.GetForeignKeys().Any(k => k.PrincipalEntityType.ClrType == typeof(Client) && k.DeclaringEntityType.ClrType != typeof(Client))).Select(e => e.ClrType.Name);
        Assert.Equal(known, tables.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_saw_one_sees_both_and_the_old_address_leads_to_the_kept_one()
    {
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Clients.GetAsync(_stranger, Kept, TestContext.Current.CancellationToken))).Error);
        await MergeAsync(_admin);
        Assert.Equal("Construcciones Pérez", (await Clients.GetAsync(_stranger, Kept, TestContext.Current.CancellationToken)).Fields.Name);
        foreach (var viewer in new[] { _admin, _stranger, _rep })
        {
            Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Clients.GetAsync(viewer, Other, TestContext.Current.CancellationToken))).Error);
            Assert.Equal(Kept, await Clients.MergedIntoAsync(viewer, Other, TestContext.Current.CancellationToken));
            Assert.Equal(["Construcciones Pérez"], (await Clients.PageAsync(viewer, null, 0, TestContext.Current.CancellationToken)).Rows.Select(r => r.Name));
            Assert.DoesNotContain(await _database.Get<GlobalSearch>().FindAsync(viewer, "olivares", TestContext.Current.CancellationToken), h => h.Kind == SearchKind.Client);
        }
        // Outside the scope there is nothing to be led to.
        var nobody = _stranger with { PersonId = 9999 };
        Assert.Null(await Clients.MergedIntoAsync(nobody, Other, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Empty_fields_are_filled_and_what_differs_is_kept_in_the_notes()
    {
        await EditAsync(Kept, new ClientFields("Construcciones Pérez", null, null, _company.North.Id, "911 222 333", null, null, "Solo por la mañana"));
        await EditAsync(Other, new ClientFields("Const. Perez", "C12", "B123", _company.South.Id, "955 000 111", "info@perez.example", null, "Pagan a 60 días"));
        var preview = await Merging.PreviewAsync(_admin, Kept, Other, TestContext.Current.CancellationToken);
        await MergeAsync(_admin);
        var fields = (await Clients.GetAsync(_admin, Kept, TestContext.Current.CancellationToken)).Fields;
        Assert.Equal(preview.Result, fields);
        Assert.Equal(("Construcciones Pérez", "C12", "B123", _company.North.Id, "911 222 333", "info@perez.example"), (fields.Name, fields.Code, fields.TaxId, fields.TeamId!.Value, fields.Phone, fields.Email));
        Assert.Equal("Solo por la mañana\n\nConst. Perez · 955 000 111\nPagan a 60 días", fields.Notes);
    }

    [Fact]
    public async Task Contacts_with_one_name_and_a_number_in_common_are_joined_with_what_refers_to_them()
    {
        var editing = _database.Get<ClientEditing>();
        await editing.AddContactAsync(_admin, Kept, "José Ruiz", null, null, ["600 111 222"], TestContext.Current.CancellationToken);
        await editing.AddContactAsync(_admin, Kept, "Ana Gil", null, null, ["600 333 444"], TestContext.Current.CancellationToken);
        await editing.AddContactAsync(_admin, Other, "Jose Ruiz", "Compras", "jose@x.example", ["+34 600111222", "955 000 000"], TestContext.Current.CancellationToken);
        await editing.AddContactAsync(_admin, Other, "Ana Gil", null, null, ["600 999 999"], TestContext.Current.CancellationToken);
        int jose;
        await using (var db = _database.Open()) jose = await db.Contacts.Where(c => c.Name == "Jose Ruiz").Select(c => c.Id).SingleAsync(TestContext.Current.CancellationToken);
        var entry = await LogAsync(_stranger, _company.SouthTask.Id, jose);
        Assert.Equal(["Jose Ruiz"], (await Merging.PreviewAsync(_admin, Kept, Other, TestContext.Current.CancellationToken)).Joined);
        await MergeAsync(_admin);
        var contacts = (await Clients.GetAsync(_admin, Kept, TestContext.Current.CancellationToken)).Contacts;
        Assert.Equal(["Ana Gil", "Ana Gil", "José Ruiz"], contacts.Select(c => c.Name));
        Assert.Equal(("Compras", "jose@x.example"), (contacts[2].Position, contacts[2].Email));
        Assert.Equal(["600 111 222", "955 000 000"], contacts[2].Phones);
        Assert.Equal(contacts[2].Name, (await _database.Get<DedicationLog>().GetAsync(_admin, entry, TestContext.Current.CancellationToken)).Contact);
    }

    [Fact]
    public async Task Who_must_not_does_not()
    {
        foreach (var (viewer, error) in new[] { (_rep, RuleError.NotFound), (_stranger, RuleError.NotFound), (_manager, RuleError.NotFound) })
        {
            Assert.Equal(error, (await Assert.ThrowsAsync<RuleException>(() => Merging.PreviewAsync(viewer, Kept, Other, TestContext.Current.CancellationToken))).Error);
            Assert.Equal(error, (await Assert.ThrowsAsync<RuleException>(() => Merging.MergeAsync(viewer, Kept, 0, Other, 0, TestContext.Current.CancellationToken))).Error);
        }
        // Who sees both and manages the team of one alone.
        var task = await _database.Get<TaskEditing>().CreateAsync(_stranger, new NewTask((await _database.Get<TaskCard>().GetAsync(_stranger, _company.SouthTask.Id, TestContext.Current.CancellationToken)).ProjectId, "x", null, null, null, null, _company.Manager.Id, null, null, null, null), TestContext.Current.CancellationToken);
        Assert.True(task > 0);
        Assert.Equal(RuleError.NotAllowed, (await Assert.ThrowsAsync<RuleException>(() => MergeAsync(_manager))).Error);
        Assert.Equal(RuleError.NotAllowed, (await Assert.ThrowsAsync<RuleException>(() => Merging.MergeAsync(_manager, Other, 0, Kept, 0, TestContext.Current.CancellationToken))).Error);
        await MergeAsync(_manager with { TeamIds = [_company.North.Id, _company.South.Id] });
        Assert.Equal(RuleError.InvalidValue, (await Assert.ThrowsAsync<RuleException>(() => Merging.MergeAsync(_admin, Kept, 1, Kept, 1, TestContext.Current.CancellationToken))).Error);
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Merging.MergeAsync(_admin, Kept, 1, Other, 1, TestContext.Current.CancellationToken))).Error);
    }

    [Fact]
    public async Task Who_changes_one_meanwhile_is_not_run_over()
    {
        var preview = await Merging.PreviewAsync(_admin, Kept, Other, TestContext.Current.CancellationToken);
        await EditAsync(Other, new ClientFields("Olivares Nuevo", TeamId: _company.South.Id));
        var refusal = await Assert.ThrowsAsync<RuleException>(() => Merging.MergeAsync(_admin, Kept, preview.Kept.Version, Other, preview.Other.Version, TestContext.Current.CancellationToken));
        Assert.Equal((RuleError.Conflict, "Ana Admin", "Olivares Nuevo"), (refusal.Error, refusal.Args[0], refusal.Args[1]));
        await using var db = _database.Open();
        Assert.Equal(Other, (await db.Tasks.SingleAsync(t => t.Id == _company.SouthTask.Id, TestContext.Current.CancellationToken)).ClientId);
    }

    [Fact]
    public async Task Work_that_arrives_while_it_is_merged_is_not_left_behind()
    {
        await using var early = _database.Open();
        var project = await early.Projects.Include(p => p.Client).SingleAsync(p => p.ClientId == Other, TestContext.Current.CancellationToken);
        var client = await early.Clients.SingleAsync(c => c.Id == Other, TestContext.Current.CancellationToken);
        var preview = await Merging.PreviewAsync(_admin, Kept, Other, TestContext.Current.CancellationToken);
        var logs = Enumerable.Range(0, 20).Select(_ => Task.Run(() => LogAsync(_stranger, _company.SouthTask.Id))).ToList();
        await Merging.MergeAsync(_admin, Kept, preview.Kept.Version, Other, preview.Other.Version, TestContext.Current.CancellationToken);
        await Task.WhenAll(logs);
        var stranger = await early.People.SingleAsync(p => p.Id == _stranger.PersonId, TestContext.Current.CancellationToken);
        early.Tasks.Add(new WorkTask(project, new TaskFields("Tarde"), stranger, stranger, stranger, null, stranger.Id, _database.Now));
        Assert.Equal(RuleError.ClientMerged, (await Assert.ThrowsAsync<RuleException>(() => early.SaveChangesAsync(TestContext.Current.CancellationToken))).Error);
        early.ChangeTracker.Clear();
        early.Projects.Add(new Project(client, new ProjectFields("Tarde", ProjectKind.Commercial, null), stranger.Id, _database.Now));
        early.Entry(client).State = EntityState.Unchanged;
        Assert.Equal(RuleError.ClientMerged, (await Assert.ThrowsAsync<RuleException>(() => early.SaveChangesAsync(TestContext.Current.CancellationToken))).Error);
        await using var db = _database.Open();
        Assert.Equal(20, await db.Dedications.CountAsync(d => d.ClientId == Kept, TestContext.Current.CancellationToken));
        Assert.Equal(0, await db.Dedications.CountAsync(d => d.ClientId == Other, TestContext.Current.CancellationToken) + await db.Participations.CountAsync(d => d.ClientId == Other, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_client_with_thousands_of_entries_is_merged_whole()
    {
        const int Entries = 5_000;
        await using (var db = _database.Open())
        {
            var task = await db.Tasks.Include(t => t.Client).Include(t => t.Responsible).SingleAsync(t => t.Id == _company.SouthTask.Id, TestContext.Current.CancellationToken);
            db.Dedications.AddRange(Enumerable.Range(0, Entries).Select(i => task.LogHistory(new DedicationFields(new DateOnly(2026, 1, 1).AddDays(i % 50), 5, "Hablado"), task.Responsible, task.ResponsibleId, _database.Now, Guid.NewGuid())));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        await MergeAsync(_admin);
        await using var after = _database.Open();
        Assert.Equal(Entries, await after.Dedications.CountAsync(d => d.ClientId == Kept && d.Version == 1, TestContext.Current.CancellationToken));
        Assert.Equal(Entries, await after.Activity.CountAsync(a => a.ClientId == Kept && a.Kind == ActivityKind.DedicationLogged, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_import_finds_the_kept_one_by_the_key_code_tax_number_and_name_of_the_other()
    {
        const string Both = "clave;codigo;nombre;nif\nK1;C1;Uno SA;B1\nK2;C2;Dos SA;B2\nK3;C3;Tres SA;B3\n";
        await _database.ImportAsync(_admin, Both);
        var (one, two, three) = (await IdAsync("Uno SA"), await IdAsync("Dos SA"), await IdAsync("Tres SA"));
        await MergeAsync(_admin, two, three);
        await MergeAsync(_admin, one, two);
        Assert.Equal((0, 0, 3, 0), (await _database.ImportAsync(_admin, Both)).Counts());
        // What a row of the other says does not change the kept one; its own row does.
        Assert.Equal((0, 1, 1, 0), (await _database.ImportAsync(_admin, "clave;nombre;telefono\nK3;Tres SL;955 111 222\nK1;Uno SA;911 222 333\n")).Counts());
        Assert.Equal((0, 0, 2, 0), (await _database.ImportAsync(_admin, "codigo;nombre\nC2;Otra cosa\n;Tres SA\n")).Counts());
        var fields = (await Clients.GetAsync(_admin, one, TestContext.Current.CancellationToken)).Fields;
        Assert.Equal(("Uno SA", "C1", "911 222 333"), (fields.Name, fields.Code, fields.Phone));
        await _database.ImportAsync(_admin, "clave;cliente;proyecto;titulo\nT1;K3;Obra;Por clave\nT2;Dos SA;Obra;Por nombre\n");
        await using var db = _database.Open();
        Assert.Equal([one, one], await db.Tasks.Where(t => t.ExternalKey == "T1" || t.ExternalKey == "T2").Select(t => t.ClientId).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, await db.Projects.CountAsync(p => p.Name == "Obra", TestContext.Current.CancellationToken));
        Assert.Equal([one, one], await db.Clients.Where(c => c.MergedIntoId != null).Select(c => c.MergedIntoId!.Value).ToListAsync(TestContext.Current.CancellationToken));
    }

    private async Task MergeAsync(Viewer viewer, int? kept = null, int? other = null)
    {
        var preview = await Merging.PreviewAsync(viewer, kept ?? Kept, other ?? Other, TestContext.Current.CancellationToken);
        await Merging.MergeAsync(viewer, preview.Kept.Id, preview.Kept.Version, preview.Other.Id, preview.Other.Version, TestContext.Current.CancellationToken);
    }

    private async Task EditAsync(int id, ClientFields fields) =>
        await _database.Get<ClientEditing>().EditAsync(_admin, id, (await Clients.GetAsync(_admin, id, TestContext.Current.CancellationToken)).Version, fields, TestContext.Current.CancellationToken);

    private async Task<int> IdAsync(string name)
    {
        await using var db = _database.Open();
        return await db.Clients.Where(c => c.Name == name).Select(c => c.Id).SingleAsync(TestContext.Current.CancellationToken);
    }

    private Task<int> LogAsync(Viewer viewer, int task, int? contact = null) => _database.Get<DedicationLog>().LogAsync(
        viewer, new LogRequest(task, new DedicationFields(new DateOnly(2026, 3, 2), 20, "Hablado", DedicationChannel.Call, contact), AfterLog.Keep, Guid.NewGuid()), TestContext.Current.CancellationToken);
}
