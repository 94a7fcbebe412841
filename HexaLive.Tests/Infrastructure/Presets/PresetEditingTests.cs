using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Holidays;
using HexaLive.Infrastructure.Features.Presets;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static HexaLive.Tests.Support.Refusals;

namespace HexaLive.Tests.Infrastructure.Presets;

/// <summary>Task types and origins, and the values that they preset.</summary>
public sealed class PresetEditingTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _admin = null!;

    private PresetEditing Presets => _database.Get<PresetEditing>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        _admin = await _database.GetViewerAsync(_company.Admin);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(PresetList.Types)]
    [InlineData(PresetList.Origins)]
    public async Task Saved_task_type_or_origin_fills_in_the_fields_of_new_tasks(PresetList list)
    {
        var preset = new TaskPreset
        {
            ResponsibleRule = PersonRule.Named,
            ResponsibleId = _company.OtherRep.Id,
            ControllerRule = PersonRule.ClientTeamManager,
            Priority = TaskPriority.High,
            Title = "Visitar",
            Description = "Llevar el catálogo",
            EstimatedMinutes = 45,
            NextActionWorkingDays = 3,
            ProjectKind = ProjectKind.Commercial,
        };
        var id = await Presets.SaveAsync(_admin, list, null, 0, " Visita ", preset);
        var row = Assert.Single(await Presets.ListAsync(_admin, list));
        Assert.Equal(("Visita", preset, "Olga Otra", true), (row.Name, row.Preset, row.Responsible, row.Active));

        (int? type, int? origin) = list == PresetList.Types ? ((int?)id, (int?)null) : (null, id);
        var values = await _database.Get<TaskCreation>().ResolvePresetAsync(_admin, _company.Project.Id, type, origin, new());
        Assert.Equal(_company.OtherRep.Id, values.ResponsibleId.Value);
        Assert.Equal(new DateOnly(2026, 3, 5), values.NextAction.Value);
        await _database.Get<HolidayEditing>().AddAsync(_admin, new DateOnly(2026, 3, 4), "Fiesta", null);
        values = await _database.Get<TaskCreation>().ResolvePresetAsync(_admin, _company.Project.Id, type, origin, new());
        Assert.Equal(new DateOnly(2026, 3, 6), values.NextAction.Value);
    }

    [Theory]
    [InlineData(PresetList.Types)]
    [InlineData(PresetList.Origins)]
    public async Task Inactive_task_type_or_origin_is_not_offered_and_each_change_is_recorded(PresetList list)
    {
        var id = await Presets.SaveAsync(_admin, list, null, 0, "Visita", new());
        await Presets.SetActiveAsync(_admin, list, id, false);
        var choices = await _database.Get<TaskDetails>().GetChoicesAsync(_admin, _company.Project.Id);
        Assert.Empty(list == PresetList.Types ? choices.Types : choices.Origins);
        await Presets.SetActiveAsync(_admin, list, id, true);
        Assert.True((await Presets.ListAsync(_admin, list)).Single().Active);
        await using var db = _database.Open();
        Assert.Equal(
            3,
            await db.Activity.CountAsync(a =>
                a.Kind == ActivityKind.SettingsChanged
                && a.Subject == (list == PresetList.Types ? ActivitySubject.TaskType : ActivitySubject.TaskOrigin)
                && a.ActorId == _admin.PersonId
            )
        );
    }

    [Fact]
    public async Task Conflicting_edit_of_a_task_type_and_a_duplicate_name_are_rejected()
    {
        var id = await Presets.SaveAsync(_admin, PresetList.Types, null, 0, "Visita", new());
        await Presets.SaveAsync(_admin, PresetList.Types, id, 0, "Visita comercial", new());
        var lost = await Assert.ThrowsAsync<RuleException>(() =>
            Presets.SaveAsync(_admin, PresetList.Types, id, 0, "Visita técnica", new())
        );
        Assert.Equal(RuleError.Conflict, lost.Error);
        Assert.Equal(["Ana Admin", "Visita comercial"], lost.Args);
        await Presets.SaveAsync(_admin, PresetList.Types, null, 0, "Oferta", new());
        await AssertRefusedAsync(
            RuleError.Duplicate,
            () => Presets.SaveAsync(_admin, PresetList.Types, null, 0, "Oferta", new()),
            () => Presets.SaveAsync(_admin, PresetList.Types, id, 1, "Oferta", new())
        );
        await AssertRefusedAsync(
            RuleError.Required,
            () => Presets.SaveAsync(_admin, PresetList.Types, null, 0, " ", new()),
            () => Presets.SaveAsync(_admin, PresetList.Types, null, 0, "x", new TaskPreset { ControllerRule = PersonRule.Named })
        );
        await AssertRefusedAsync(RuleError.NotFound, () => Presets.SaveAsync(_admin, PresetList.Types, 99, 0, "x", new()));
        await AssertRefusedAsync(
            RuleError.InvalidValue,
            () =>
                Presets.SaveAsync(
                    _admin,
                    PresetList.Types,
                    null,
                    0,
                    "x",
                    new TaskPreset { ResponsibleRule = PersonRule.Named, ResponsibleId = 999 }
                )
        );
    }

    [Fact]
    public async Task Preview_shows_to_whom_the_latest_tasks_would_have_been_assigned()
    {
        var type = await Presets.SaveAsync(_admin, PresetList.Types, null, 0, "Visita", new());
        var origin = await Presets.SaveAsync(
            _admin,
            PresetList.Origins,
            null,
            0,
            "Web",
            new TaskPreset { ResponsibleRule = PersonRule.Creator }
        );
        var manager = await _database.GetViewerAsync(_company.Manager);
        var editing = _database.Get<TaskCreation>();
        for (var i = 0; i < PresetPreview.MaxTasks + 5; i++)
            await editing.CreateAsync(manager, New(i, type, i < 15 ? origin : null));

        var preview = _database.Get<PresetPreview>();
        var forecast = await preview.ForecastAsync(
            _admin,
            PresetList.Types,
            type,
            new TaskPreset { ResponsibleRule = PersonRule.Named, ResponsibleId = _company.OtherRep.Id }
        );

        // In the forecast, ten of the latest fifty tasks follow the rule of their origin, which takes precedence over the rule of the type.
        // All fifty tasks were actually assigned to the representative.
        Assert.Equal((50, false), (forecast.TaskCount, forecast.CoversAllTasks));
        Assert.Equal(
            [("Olga Otra", 40, 0), ("Marta Jefa", 10, 0), ("Raúl Comercial", 0, 50)],
            forecast.Responsible.Select(s => (s.Name, s.PresetCount, s.ActualCount))
        );
        Assert.Equal([("Marta Jefa", 50, 50)], forecast.Controller.Select(s => (s.Name, s.PresetCount, s.ActualCount)));
        // The forecast saves nothing.
        Assert.Null((await Presets.ListAsync(_admin, PresetList.Types)).Single().Preset.ResponsibleRule);
        Assert.True((await preview.ForecastAsync(_admin, PresetList.Types, null, new())).CoversAllTasks);
        // All the newest tasks belong to the northern client, so the rule assigns the tasks to the manager of that client's team.
        var south = await preview.ForecastAsync(
            await _database.GetViewerAsync(_company.Admin),
            PresetList.Origins,
            null,
            new TaskPreset { ResponsibleRule = PersonRule.ClientTeamManager }
        );
        Assert.All(south.Responsible.Where(s => s.PresetCount > 0), s => Assert.Equal("Marta Jefa", s.Name));

        NewTask New(int i, int typeId, int? originId) =>
            new(_company.Project.Id, $"Tarea {i}", null, typeId, originId, null, _company.Rep.Id, null, null, null, null);
    }
}
