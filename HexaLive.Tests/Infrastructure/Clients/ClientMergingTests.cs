using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.VisitSheets;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Diary;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Live;
using HexaLive.Tests.Infrastructure.Import;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static HexaLive.Tests.Infrastructure.Clients.ClientMergingFixture;

namespace HexaLive.Tests.Infrastructure.Clients;

/// <summary>The data that a merge of two clients moves to the client that is kept.</summary>
public sealed class ClientMergingTests : IAsyncLifetime
{
    private ClientMergingFixture _fixture = null!;

    private TestDatabase Database => _fixture.Database;
    private TestCompany Company => _fixture.Company;

    public async ValueTask InitializeAsync() => _fixture = await ClientMergingFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Merge_moves_tasks_projects_and_entries_to_the_kept_client()
    {
        var entry = await _fixture.LogAsync(_fixture.Stranger, Company.SouthTask.Id);
        await _fixture.MergeAsync(_fixture.Admin);

        await using var after = Database.Open();
        var task = await after.Tasks.SingleAsync(t => t.Id == Company.SouthTask.Id, Cancellation);
        Assert.Equal(_fixture.Kept, task.ClientId);
        Assert.Equal(_fixture.Kept, (await after.Projects.SingleAsync(p => p.Id == task.ProjectId, Cancellation)).ClientId);
        var dedication = await after.Dedications.SingleAsync(d => d.Id == entry, Cancellation);
        Assert.Equal((_fixture.Kept, 1), (dedication.ClientId, dedication.Version));
        // Entries can still be logged on the moved task.
        await _fixture.LogAsync(_fixture.Stranger, Company.SouthTask.Id);
    }

    [Fact]
    public async Task Merge_also_moves_saved_views_and_the_records_of_read_diaries_and_visit_sheets()
    {
        var (kept, other) = (_fixture.Kept, _fixture.OtherClientId);
        var view = await Database.Get<SavedViews>().AddAsync(_fixture.Rep, "Vista", ViewOf(other), false, Cancellation);
        await VisitDiaryAsync(_fixture.Stranger, other, 5);
        await VisitDiaryAsync(_fixture.Admin, other, 9);
        await VisitDiaryAsync(_fixture.Admin, kept, 3);
        await TakeVisitSheetsAsync();

        await _fixture.MergeAsync(_fixture.Admin);

        await using var after = Database.Open();
        Assert.Equal(ViewOf(kept).ToJson(), (await after.SavedViews.SingleAsync(v => v.Id == view, Cancellation)).Content);
        var visits = await after
            .DiaryVisits.Where(v => v.SubjectId == kept)
            .OrderByDescending(v => v.LastActivityId)
            .ToListAsync(Cancellation);
        Assert.Equal([(_fixture.Stranger.PersonId, 5L), (_fixture.Admin.PersonId, 3L)], visits.Select(v => (v.PersonId, v.LastActivityId)));
        Assert.Equal(
            [(kept, (int?)Company.SouthTask.ProjectId)],
            (await after.VisitPreparations.ToListAsync(Cancellation)).Select(s => (s.ClientId, s.ProjectId))
        );
    }

    [Fact]
    public async Task Merge_is_recorded_once_and_published_live()
    {
        await _fixture.LogAsync(_fixture.Stranger, Company.SouthTask.Id);
        await _fixture.Clients.GetPageAsync(_fixture.Admin, null, 1, Cancellation);
        int before;
        await using (var db = Database.Open())
            before = await db.Activity.CountAsync(a => a.ClientId == _fixture.Kept || a.ClientId == _fixture.OtherClientId, Cancellation);
        using var open = Database.Feed.Subscribe(LiveTopic.Client(_fixture.OtherClientId));

        await _fixture.MergeAsync(_fixture.Admin);

        await foreach (var _ in open.ChangesAsync(TimeSpan.Zero, Cancellation))
            break;
        await using var after = Database.Open();
        Assert.Equal(before + 1, await after.Activity.CountAsync(a => a.ClientId == _fixture.Kept, Cancellation));
        var merged = await after.Activity.SingleAsync(
            a => a.ClientId == _fixture.Kept && a.Kind == ActivityKind.ClientsMerged,
            Cancellation
        );
        Assert.Equal(
            ("Olivares del Sur", "Construcciones Pérez", _fixture.Admin.PersonId),
            (merged.From, merged.To, merged.ActorId!.Value)
        );
    }

    [Fact]
    public async Task Merge_covers_every_table_that_references_a_client()
    {
        await using var db = Database.Open();
        string[] known = ["ActivityEntry", "Contact", "Dedication", "Participation", "Project", "VisitPreparation", "WorkTask"];
        var tables = db
            .Model.GetEntityTypes()
            .Where(e =>
                e.GetForeignKeys()
                    .Any(k => k.PrincipalEntityType.ClrType == typeof(Client) && k.DeclaringEntityType.ClrType != typeof(Client))
            )
            .Select(e => e.ClrType.Name);
        Assert.Equal(known, tables.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Merge_fills_empty_fields_and_appends_conflicting_values_to_the_notes()
    {
        await _fixture.EditAsync(
            _fixture.Kept,
            new ClientFields("Construcciones Pérez", null, null, Company.North.Id, "911 222 333", null, null, "Solo por la mañana")
        );
        await _fixture.EditAsync(
            _fixture.OtherClientId,
            new ClientFields("Const. Perez", "C12", "B123", Company.South.Id, "955 000 111", "info@perez.example", null, "Pagan a 60 días")
        );
        var preview = await _fixture.Merging.PreviewAsync(_fixture.Admin, _fixture.Kept, _fixture.OtherClientId, Cancellation);
        await _fixture.MergeAsync(_fixture.Admin);
        var fields = (await _fixture.Clients.GetAsync(_fixture.Admin, _fixture.Kept, Cancellation)).Fields;
        Assert.Equal(preview.Result, fields);
        Assert.Equal(
            ("Construcciones Pérez", "C12", "B123", Company.North.Id, "911 222 333", "info@perez.example"),
            (fields.Name, fields.Code, fields.TaxId, fields.TeamId!.Value, fields.Phone, fields.Email)
        );
        Assert.Equal("Solo por la mañana\n\nConst. Perez · 955 000 111\nPagan a 60 días", fields.Notes);
    }

    [Fact]
    public async Task Contacts_with_the_same_name_and_a_shared_number_are_merged()
    {
        var editing = Database.Get<ClientEditing>();
        await editing.AddContactAsync(_fixture.Admin, _fixture.Kept, "José Ruiz", null, null, ["600 111 222"], Cancellation);
        await editing.AddContactAsync(_fixture.Admin, _fixture.Kept, "Ana Gil", null, null, ["600 333 444"], Cancellation);
        await editing.AddContactAsync(
            _fixture.Admin,
            _fixture.OtherClientId,
            "Jose Ruiz",
            "Compras",
            "jose@x.example",
            ["+34 600111222", "955 000 000"],
            Cancellation
        );
        await editing.AddContactAsync(_fixture.Admin, _fixture.OtherClientId, "Ana Gil", null, null, ["600 999 999"], Cancellation);
        int jose;
        await using (var db = Database.Open())
            jose = await db.Contacts.Where(c => c.Name == "Jose Ruiz").Select(c => c.Id).SingleAsync(Cancellation);
        var entry = await _fixture.LogAsync(_fixture.Stranger, Company.SouthTask.Id, jose);
        Assert.Equal(
            ["Jose Ruiz"],
            (await _fixture.Merging.PreviewAsync(_fixture.Admin, _fixture.Kept, _fixture.OtherClientId, Cancellation)).MergedContacts
        );
        await _fixture.MergeAsync(_fixture.Admin);
        var contacts = (await _fixture.Clients.GetAsync(_fixture.Admin, _fixture.Kept, Cancellation)).Contacts;
        Assert.Equal(["Ana Gil", "Ana Gil", "José Ruiz"], contacts.Select(c => c.Name));
        Assert.Equal(("Compras", "jose@x.example"), (contacts[2].Position, contacts[2].Email));
        Assert.Equal(["600 111 222", "955 000 000"], contacts[2].Phones);
        Assert.Equal(contacts[2].Name, (await Database.Get<DedicationLog>().GetAsync(_fixture.Admin, entry, Cancellation)).Contact);
    }

    [Fact]
    public async Task Phone_texts_without_digits_do_not_count_as_a_shared_number()
    {
        await using (var db = Database.Open())
        {
            var by = new Actor(null, Database.Now);
            foreach (var (id, text) in new[] { (_fixture.Kept, "no tiene"), (_fixture.OtherClientId, "preguntar") })
            {
                var client = await db.Clients.SingleAsync(c => c.Id == id, Cancellation);
                client.AddContact("José Ruiz", null, null, [new PhoneNumber(text, "")], by);
            }
            await db.SaveChangesAsync(Cancellation);
        }
        Assert.Empty(
            (await _fixture.Merging.PreviewAsync(_fixture.Admin, _fixture.Kept, _fixture.OtherClientId, Cancellation)).MergedContacts
        );
    }

    [Fact]
    public async Task Merge_does_not_add_the_same_phone_number_in_another_format_to_the_notes()
    {
        await _fixture.EditAsync(_fixture.Kept, new ClientFields("Uno", TeamId: Company.North.Id, Phone: "911 222 333"));
        await _fixture.EditAsync(_fixture.OtherClientId, new ClientFields("Dos", TeamId: Company.South.Id, Phone: "+34 911222333"));
        var preview = await _fixture.Merging.PreviewAsync(_fixture.Admin, _fixture.Kept, _fixture.OtherClientId, Cancellation);
        Assert.Equal(("911 222 333", "Dos"), (preview.Result.Phone, preview.Result.Notes));
    }

    [Fact]
    public async Task Client_with_thousands_of_entries_is_merged_completely()
    {
        const int Entries = 5_000;
        await using (var db = Database.Open())
        {
            var task = await db
                .Tasks.Include(t => t.Client)
                .Include(t => t.Responsible)
                .SingleAsync(t => t.Id == Company.SouthTask.Id, Cancellation);
            db.Dedications.AddRange(
                Enumerable
                    .Range(0, Entries)
                    .Select(i =>
                        task.LogHistory(
                            new DedicationFields(new DateOnly(2026, 1, 1).AddDays(i % 50), 5, "Hablado"),
                            task.Responsible,
                            new Actor(task.ResponsibleId, Database.Now),
                            Guid.NewGuid()
                        )
                    )
            );
            await db.SaveChangesAsync(Cancellation);
        }
        await _fixture.MergeAsync(_fixture.Admin);
        await using var after = Database.Open();
        Assert.Equal(Entries, await after.Dedications.CountAsync(d => d.ClientId == _fixture.Kept && d.Version == 1, Cancellation));
        Assert.Equal(
            Entries,
            await after.Activity.CountAsync(a => a.ClientId == _fixture.Kept && a.Kind == ActivityKind.DedicationLogged, Cancellation)
        );
    }

    private static TaskViewContent ViewOf(int client) =>
        TaskViewContent.Default with
        {
            Query = TaskViewContent.Default.Query with { Filter = new TaskFilter(Status: TaskStatusFilter.Any, ClientId: client) },
        };

    private Task VisitDiaryAsync(Viewer viewer, int client, long lastActivity) =>
        Database.Get<DiaryList>().RecordVisitAsync(viewer, new DiarySubject(ClientId: client), lastActivity, Cancellation);

    // Marks the visit sheets of the client and of its project as taken.
    private async Task TakeVisitSheetsAsync()
    {
        await using var db = Database.Open();
        db.AddRange(
            new VisitPreparation(_fixture.Admin.PersonId, _fixture.OtherClientId, null, Database.Now),
            new VisitPreparation(_fixture.Admin.PersonId, _fixture.OtherClientId, Company.SouthTask.ProjectId, Database.Now)
        );
        await db.SaveChangesAsync(Cancellation);
    }
}
