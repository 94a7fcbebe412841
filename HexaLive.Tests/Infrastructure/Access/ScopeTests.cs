using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Diary;
using HexaLive.Infrastructure.Features.Projects;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Features.Timers;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static HexaLive.Tests.Support.Refusals;

namespace HexaLive.Tests.Infrastructure.Access;

/// <summary>The rights of each role: the data that people may see and change, and the data that they may not.</summary>
public sealed class ScopeTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _stranger = null!;
    private Viewer _rep = null!;
    private Viewer _other = null!;
    private Viewer _manager = null!;
    private Viewer _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        _stranger = await _database.GetViewerAsync(_company.Stranger);
        _rep = await _database.GetViewerAsync(_company.Rep);
        _other = await _database.GetViewerAsync(_company.OtherRep);
        _manager = await _database.GetViewerAsync(_company.Manager);
        _admin = await _database.GetViewerAsync(_company.Admin);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Data_of_a_client_outside_the_scope_is_not_found()
    {
        var (task, project, client) = (_company.Task.Id, _company.Project.Id, _company.Client.Id);
        await LogAsync(_rep);
        var entry = await FindEntryIdAsync();

        await AssertRefusedAsync(
            RuleError.NotFound,
            () => _database.Get<TaskDetails>().GetAsync(_stranger, task),
            () => _database.Get<TaskDetails>().GetChoicesAsync(_stranger, project),
            () => _database.Get<TaskCreation>().ResolvePresetAsync(_stranger, project, null, null, new()),
            () => _database.Get<TaskCreation>().CreateAsync(_stranger, CreateFields(project)),
            () => _database.Get<TaskEditing>().EditAsync(_stranger, task, 0, new TaskFields("x")),
            () => _database.Get<TaskEditing>().AssignAsync(_stranger, task, null, _stranger.PersonId, _stranger.PersonId),
            () => _database.Get<TaskEditing>().SetPriorityAsync(_stranger, task, TaskPriority.Low),
            () => _database.Get<TaskEditing>().SetStartedAsync(_stranger, task, true),
            () => _database.Get<TaskEditing>().RescheduleAsync(_stranger, task, null),
            () => _database.Get<TaskEditing>().FinishAsync(_stranger, task, "x"),
            () => _database.Get<TaskEditing>().ReopenAsync(_stranger, task),
            () => _database.Get<LogFormData>().GetTaskAsync(_stranger, task),
            () => _database.Get<WorkTimers>().StartAsync(_stranger, task),
            () => _database.Get<DedicationLog>().CorrectAsync(_stranger, entry, 0, CreateEntryFields("x")),
            () => _database.Get<ProjectList>().GetAsync(_stranger, project),
            () => _database.Get<ProjectEditing>().EditAsync(_stranger, project, 0, new ProjectFields("x", ProjectKind.Commercial, null)),
            () => _database.Get<ProjectEditing>().CloseAsync(_stranger, project),
            () => _database.Get<ProjectEditing>().ReopenAsync(_stranger, project),
            () => _database.Get<ProjectEditing>().CreateAsync(_stranger, client, new ProjectFields("x", ProjectKind.Commercial, null)),
            () => _database.Get<ClientList>().GetAsync(_stranger, client),
            () => _database.Get<ClientEditing>().EditAsync(_stranger, client, 0, new ClientFields("x")),
            () => _database.Get<ClientEditing>().AddContactAsync(_stranger, client, "x", null, null, [])
        );

        Assert.DoesNotContain((await _database.Get<TaskList>().GetPageAsync(_stranger, new TaskFilter(), 1)).Items, r => r.Id == task);
        Assert.DoesNotContain(
            (await _database.Get<ProjectList>().GetPageAsync(_stranger, new ProjectFilter(), 1)).Items,
            r => r.Id == project
        );
        Assert.DoesNotContain((await _database.Get<ClientList>().GetPageAsync(_stranger, null, 1)).Items, r => r.Id == client);
        Assert.Empty(await _database.Get<TaskSearch>().FindAsync(_stranger, "oferta"));
        Assert.Null(await _database.Get<ProjectPicker>().GetAsync(_stranger, project));
        Assert.Null(
            await _database
                .Get<ProjectPicker>()
                .FindClientOfContactAsync(_stranger, _company.Client.Contacts.Select(c => c.Id).FirstOrDefault())
        );
        Assert.Empty(await _database.Get<DiaryList>().GetPageAsync(_stranger, new DiarySubject(ClientId: client), DiaryFilter.None, null));
    }

    [Fact]
    public async Task Viewer_without_a_role_on_a_task_may_log_entries_but_not_change_the_task()
    {
        // The other representative becomes a participant of the client and therefore sees the client's tasks.
        await using (var db = _database.Open())
        {
            db.Participations.Add(new HexaLive.Domain.People.Participation(_other.PersonId, _company.Client.Id));
            await db.SaveChangesAsync();
        }
        await LogAsync(_other);
        await AssertRefusedAsync(
            RuleError.NotAllowed,
            () => _database.Get<TaskEditing>().FinishAsync(_other, _company.Task.Id, "x"),
            () => _database.Get<TaskEditing>().RescheduleAsync(_other, _company.Task.Id, null),
            () => _database.Get<TaskEditing>().AssignAsync(_rep, _company.Task.Id, null, _rep.PersonId, _rep.PersonId),
            () => _database.Get<DedicationLog>().LogAsync(_rep, CreateLogRequest() with { PersonId = _other.PersonId }),
            () =>
                _database
                    .Get<DedicationLog>()
                    .LogAsync(_other, CreateLogRequest() with { FollowUp = new EntryFollowUp(FinishesTask: true, Outcome: "x") }),
            () => _database.Get<ClientEditing>().CreateAsync(_rep, new ClientFields("x"), "y"),
            () => _database.Get<ClientEditing>().EditAsync(_rep, _company.Client.Id, 0, new ClientFields("x")),
            () =>
                _database.Get<ProjectEditing>().CreateAsync(_rep, _company.Client.Id, new ProjectFields("x", ProjectKind.Commercial, null)),
            () => _database.Get<ProjectEditing>().CloseAsync(_rep, _company.Project.Id)
        );
        await _database.Get<DedicationLog>().LogAsync(_manager, CreateLogRequest() with { PersonId = _other.PersonId });
    }

    [Fact]
    public async Task Manager_sees_the_teams_tasks_and_administrator_sees_all_tasks()
    {
        Assert.Equal(
            [_company.Task.Id],
            (await _database.Get<TaskList>().GetPageAsync(_manager, new TaskFilter(), 1)).Items.Select(r => r.Id)
        );
        Assert.Equal(2, (await _database.Get<TaskList>().GetPageAsync(_admin, new TaskFilter(), 1)).Total);
    }

    [Fact]
    public async Task Removed_participant_loses_access_unless_they_logged_time()
    {
        var editing = _database.Get<TaskEditing>();
        await editing.AssignAsync(_manager, _company.Task.Id, null, _other.PersonId, _manager.PersonId);
        await AssertRefusedAsync(RuleError.NotFound, () => _database.Get<ClientList>().GetAsync(_rep, _company.Client.Id));

        await LogAsync(_other);
        await editing.AssignAsync(_manager, _company.Task.Id, null, _rep.PersonId, _manager.PersonId);
        Assert.Equal("Construcciones Pérez", (await _database.Get<ClientList>().GetAsync(_other, _company.Client.Id)).Fields.Name);
    }

    [Fact]
    public async Task Conflicting_edit_is_rejected_with_the_name_of_the_earlier_editor()
    {
        var card = await _database.Get<TaskDetails>().GetAsync(_rep, _company.Task.Id);
        await _database.Get<TaskEditing>().EditAsync(_manager, card.Id, card.Version, new TaskFields("De la jefa"));

        var refusal = await Assert.ThrowsAsync<RuleException>(() =>
            _database.Get<TaskEditing>().EditAsync(_rep, card.Id, card.Version, new TaskFields("Del comercial"))
        );

        Assert.Equal(RuleError.Conflict, refusal.Error);
        Assert.Equal(["Marta Jefa", "De la jefa"], refusal.Args);
        Assert.Equal("De la jefa", (await _database.Get<TaskDetails>().GetAsync(_rep, card.Id)).Title);
    }

    [Fact]
    public async Task Search_ignores_case_and_accents_and_finds_phone_numbers()
    {
        await _database
            .Get<ClientEditing>()
            .AddContactAsync(_manager, _company.Client.Id, "Íñigo Ruiz", "Compras", null, ["+34 600 12 34 56"]);
        var clients = _database.Get<ClientList>();

        Assert.Single((await clients.GetPageAsync(_rep, "perez", 1)).Items);
        Assert.Single((await clients.GetPageAsync(_rep, "IÑIGO", 1)).Items);
        Assert.Single((await clients.GetPageAsync(_rep, "600123456", 1)).Items);
        Assert.Single(await _database.Get<TaskSearch>().FindAsync(_rep, "600 123 456"));
        Assert.Empty((await clients.GetPageAsync(_rep, "' or 1=1 --", 1)).Items);
    }

    private static NewTask CreateFields(int project) => new(project, "x", null, null, null, null, null, null, null, null, null);

    private static DedicationFields CreateEntryFields(string comment) => new(new DateOnly(2026, 3, 2), 5, comment);

    private LogRequest CreateLogRequest() => new(_company.Task.Id, CreateEntryFields("Llamada"), EntryFollowUp.Keep, Guid.NewGuid());

    private Task LogAsync(Viewer viewer) => _database.Get<DedicationLog>().LogAsync(viewer, CreateLogRequest());

    private async Task<int> FindEntryIdAsync()
    {
        await using var db = _database.Open();
        return await db.Dedications.OrderBy(d => d.Id).Select(d => d.Id).FirstAsync();
    }
}
