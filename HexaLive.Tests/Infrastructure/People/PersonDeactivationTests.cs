using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Presets;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Identity;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static HexaLive.Tests.Support.Refusals;

namespace HexaLive.Tests.Infrastructure.People;

/// <summary>Deactivating people, handing over their work, and reactivating them.</summary>
public sealed class PersonDeactivationTests : IAsyncLifetime
{
    private PeopleFixture _fixture = null!;

    private TestDatabase Database => _fixture.Database;
    private TestCompany Company => _fixture.Company;

    public async ValueTask InitializeAsync() => _fixture = await PeopleFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Last_administrator_cannot_be_deactivated_or_demoted()
    {
        var card = await _fixture.People.GetAsync(_fixture.Admin, Company.Admin.Id);
        await AssertRefusedAsync(
            RuleError.LastAdministrator,
            () => _fixture.People.EditAsync(_fixture.Admin, Company.Admin.Id, card.Version, card.Fields with { Role = PersonRole.Manager }),
            () => _fixture.Deactivation.DeactivateAsync(_fixture.Admin, Company.Admin.Id, null)
        );
        // The second administrator cannot sign in, so the first administrator still counts as the last.
        await _fixture.SignInAsync(Company.Admin, password: true);
        var second = await _fixture.People.CreateAsync(
            _fixture.Admin,
            _fixture.CreateFields("Segunda", "segunda@test.local") with
            {
                Role = PersonRole.Administrator,
            }
        );
        await _fixture.SignInAsync(second, "segunda@test.local", password: false);
        await AssertRefusedAsync(
            RuleError.LastAdministrator,
            () => _fixture.Deactivation.DeactivateAsync(_fixture.Admin, Company.Admin.Id, second)
        );
        await using (var db = Database.Open())
        {
            (await db.Users.SingleAsync(u => u.PersonId == second)).PasswordHash = "x";
            await db.SaveChangesAsync();
        }
        await _fixture.Deactivation.DeactivateAsync(_fixture.Admin, Company.Admin.Id, second);
        Assert.Null(await Database.Get<Viewers>().FindAsync(Company.Admin.Id));
    }

    [Fact]
    public async Task Tasks_can_be_handed_over_only_to_another_active_person()
    {
        var manager = Company.Manager.Id;
        await AssertRefusedAsync(RuleError.SamePerson, () => _fixture.Deactivation.DeactivateAsync(_fixture.Admin, manager, manager));
        await _fixture.Deactivation.DeactivateAsync(_fixture.Admin, Company.Stranger.Id, null);
        await AssertRefusedAsync(
            RuleError.PersonInactive,
            () => _fixture.Deactivation.DeactivateAsync(_fixture.Admin, manager, Company.Stranger.Id)
        );
    }

    [Fact]
    public async Task Deactivating_a_person_hands_over_open_tasks_projects_and_presets()
    {
        var (rep, manager, successor) = (Company.Rep.Id, Company.Manager.Id, Company.OtherRep.Id);
        await CreateTasksAsync(120);
        var finished = await CreateFinishedTaskAsync();
        var type = await CreatePresetAsync();
        var card = await _fixture.People.GetAsync(_fixture.Admin, manager);
        Assert.Equal((0, 121, 1), (card.ResponsibleTaskCount, card.ControlledTaskCount, card.ProjectCount));
        Assert.Equal(["Norte"], card.Teams);
        Assert.Equal(["Visita"], card.Presets);

        var progress = new RecordedProgress();
        Assert.Equal(121, await _fixture.Deactivation.DeactivateAsync(_fixture.Admin, manager, successor, progress));
        Assert.Equal([new(100, 121), new(121, 121)], progress.Reports);
        Assert.Equal(121, await _fixture.Deactivation.DeactivateAsync(_fixture.Admin, rep, successor));

        Assert.Null(await Database.Get<Viewers>().FindAsync(manager));
        await using var db = Database.Open();
        Assert.All(
            await db.Tasks.Where(t => t.ProjectId == Company.Project.Id && t.Id != finished).ToListAsync(),
            t => Assert.Equal((successor, successor), (t.ResponsibleId, t.ControllerId))
        );
        Assert.Equal(manager, (await db.Tasks.SingleAsync(t => t.Id == finished)).ControllerId);
        Assert.Equal(
            121,
            await db.Activity.CountAsync(a =>
                a.Kind == ActivityKind.ControllerChanged
                && a.From == "Marta Jefa"
                && a.To == "Olga Otra"
                && a.ActorId == _fixture.Admin.PersonId
            )
        );
        Assert.Equal(120, await db.Promises.CountAsync(p => p.Outcome == PromiseOutcome.Open && p.PersonId == successor));
        Assert.Equal(successor, (await db.Projects.SingleAsync(p => p.Id == Company.Project.Id)).ManagerId);
        Assert.Equal(successor, (await db.TaskTypes.SingleAsync(t => t.Id == type)).Preset.ResponsibleId);
        // The successor becomes a participant of the client and therefore sees the client.
        Assert.True(await db.Participations.AnyAsync(p => p.PersonId == successor && p.ClientId == Company.Client.Id));
    }

    [Fact]
    public async Task Reactivated_person_does_not_get_back_tasks_that_were_handed_over()
    {
        var rep = Company.Rep.Id;
        Assert.Equal(1, await _fixture.Deactivation.DeactivateAsync(_fixture.Admin, rep, Company.OtherRep.Id));
        await _fixture.Deactivation.ReactivateAsync(_fixture.Admin, rep);
        Assert.NotNull(await Database.Get<Viewers>().FindAsync(rep));
        Assert.Equal(0, (await _fixture.People.GetAsync(_fixture.Admin, rep)).ResponsibleTaskCount);
    }

    // Creates tasks of the representative. Each task has a promise and is controlled by the manager.
    private async Task CreateTasksAsync(int count)
    {
        for (var i = 0; i < count; i++)
            await CreateTaskAsync($"Tarea {i}", new NextAction(new DateOnly(2026, 3, 9)));
    }

    private async Task<int> CreateFinishedTaskAsync()
    {
        var task = await CreateTaskAsync("Acabada", null);
        await Database.Get<TaskEditing>().FinishAsync(_fixture.Admin, task, "Hecho");
        return task;
    }

    private Task<int> CreateTaskAsync(string title, NextAction? next)
    {
        var (rep, manager) = (Company.Rep.Id, Company.Manager.Id);
        var task = new NewTask(Company.Project.Id, title, null, null, null, null, rep, manager, null, null, next);
        return Database.Get<TaskCreation>().CreateAsync(_fixture.Admin, task);
    }

    // Creates a task type that assigns tasks to the manager and their control to the administrator.
    private Task<int> CreatePresetAsync() =>
        Database
            .Get<PresetEditing>()
            .SaveAsync(
                _fixture.Admin,
                PresetList.Types,
                null,
                0,
                "Visita",
                new TaskPreset
                {
                    ResponsibleRule = PersonRule.Named,
                    ResponsibleId = Company.Manager.Id,
                    ControllerRule = PersonRule.Named,
                    ControllerId = Company.Admin.Id,
                }
            );

    private sealed class RecordedProgress : IProgress<DeactivationProgress>
    {
        public List<DeactivationProgress> Reports { get; } = [];

        public void Report(DeactivationProgress value) => Reports.Add(value);
    }
}
