using HexaLive.Domain.Presets;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Data.Seed;

/// <summary>The presets of the demo company's task types and origins.</summary>
internal static class DemoPresets
{
    /// <summary>Returns the presets in the order of <see cref="DemoTaskTemplates.Types"/>.</summary>
    public static TaskPreset[] ForTypes(int administratorId) =>
        [
            CreatePreset(PersonRule.Creator, PersonRule.ClientTeamManager, workingDays: 1, minutes: 15),
            CreatePreset(PersonRule.Creator, PersonRule.ClientTeamManager, workingDays: 5, minutes: 90),
            CreatePreset(PersonRule.Creator, PersonRule.ProjectManager, workingDays: 3, minutes: 60) with
            {
                ProjectKind = ProjectKind.Commercial,
            },
            CreatePreset(PersonRule.ProjectManager, PersonRule.ClientTeamManager, workingDays: 0, minutes: 60) with
            {
                Priority = TaskPriority.High,
            },
            CreatePreset(null, PersonRule.ClientTeamManager, workingDays: 0, minutes: 120) with
            {
                Priority = TaskPriority.Urgent,
                Title = "Avería: ",
                ProjectKind = ProjectKind.Production,
            },
            CreatePreset(PersonRule.ProjectManager, PersonRule.ClientTeamManager, workingDays: 10, minutes: 240) with
            {
                ProjectKind = ProjectKind.Production,
            },
            CreatePreset(PersonRule.Creator, PersonRule.Named, workingDays: 2, minutes: 20) with
            {
                ControllerId = administratorId,
                Priority = TaskPriority.High,
                Title = "Factura pendiente",
            },
            CreatePreset(PersonRule.ProjectManager, PersonRule.ProjectManager, workingDays: 3, minutes: 40) with
            {
                Description = "No imprimir sin visto bueno por escrito.",
            },
        ];

    /// <summary>Returns the presets in the order of <see cref="DemoTaskTemplates.Origins"/>.</summary>
    public static TaskPreset[] ForOrigins() =>
        [
            new() { NextActionWorkingDays = 0 },
            new() { ResponsibleRule = PersonRule.ClientTeamManager, NextActionWorkingDays = 1 },
            new()
            {
                ControllerRule = PersonRule.ClientTeamManager,
                Priority = TaskPriority.Urgent,
                NextActionWorkingDays = 0,
            },
            new(),
            new() { NextActionWorkingDays = 5, Priority = TaskPriority.Low },
        ];

    private static TaskPreset CreatePreset(PersonRule? responsible, PersonRule controller, int workingDays, int minutes) =>
        new()
        {
            ResponsibleRule = responsible,
            ControllerRule = controller,
            NextActionWorkingDays = workingDays,
            EstimatedMinutes = minutes,
        };
}
