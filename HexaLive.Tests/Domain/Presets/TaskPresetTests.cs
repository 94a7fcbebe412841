using HexaLive.Domain;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Presets;

/// <summary>Valid presets of task types and origins, and the values that they set in a new task.</summary>
public sealed class TaskPresetTests
{
    private static readonly PresetContext Context = new(1, 2, 3, Today, WorkingCalendar.Default);

    private static readonly TaskPreset Full = new()
    {
        ResponsibleRule = PersonRule.Named,
        ResponsibleId = 8,
        ControllerRule = PersonRule.ProjectManager,
        Priority = TaskPriority.High,
        Title = "Visita",
        Description = "Llevar muestras",
        EstimatedMinutes = 30,
        NextActionWorkingDays = 5,
        ProjectKind = ProjectKind.Production,
    };

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1_000_000, 365)]
    [InlineData(null, null)]
    public void Estimate_and_next_action_of_a_preset_are_accepted_within_their_range(int? minutes, int? days)
    {
        var type = new TaskType("Visita", new() { EstimatedMinutes = minutes, NextActionWorkingDays = days }, By);

        Assert.Equal((minutes, days), (type.Preset.EstimatedMinutes, type.Preset.NextActionWorkingDays));
    }

    [Theory]
    [InlineData(0, null, "EstimatedMinutes")]
    [InlineData(1_000_001, null, "EstimatedMinutes")]
    [InlineData(null, -1, "NextActionWorkingDays")]
    [InlineData(null, 366, "NextActionWorkingDays")]
    public void Estimate_or_next_action_of_a_preset_outside_its_range_is_refused(int? minutes, int? days, string field) =>
        Assert.Equal(
            [field],
            AssertRefused(RuleError.InvalidValue, () => NewOrigin(new() { EstimatedMinutes = minutes, NextActionWorkingDays = days }))
        );

    [Fact]
    public void Preset_rule_that_assigns_a_chosen_person_requires_a_person()
    {
        Assert.Equal(["ResponsibleId"], AssertRefused(RuleError.Required, () => NewOrigin(new() { ResponsibleRule = PersonRule.Named })));
        Assert.Equal(["ControllerId"], AssertRefused(RuleError.Required, () => NewOrigin(new() { ControllerRule = PersonRule.Named })));

        var named = new TaskPreset
        {
            ResponsibleRule = PersonRule.Named,
            ResponsibleId = 8,
            ControllerRule = PersonRule.Named,
            ControllerId = 9,
        };
        Assert.Equal(named, NewOrigin(named).Preset);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(PersonRule.Creator)]
    public void Preset_stores_a_person_only_if_its_rule_assigns_a_chosen_person(PersonRule? rule)
    {
        var preset = NewOrigin(
            new()
            {
                ResponsibleRule = rule,
                ResponsibleId = 8,
                ControllerRule = rule,
                ControllerId = 9,
            }
        ).Preset;

        Assert.Equal((null, null), (preset.ResponsibleId, preset.ControllerId));
    }

    [Fact]
    public void Edit_and_deactivation_of_a_task_type_are_recorded_with_its_name()
    {
        var type = new TaskType("Llamada", new(), By);

        var row = Assert.Single(type.CaptureActivity(t => t.Edit(" Visita ", Full with { Title = " " }, By)));

        Assert.Equal(("Llamada", "Visita", "visita"), (row.From, row.To, type.SearchKey));
        Assert.Equal(Full with { Title = null }, type.Preset);
        Assert.Empty(type.CaptureActivity(t => t.SetActive(true, By)));
        Assert.Single(type.CaptureActivity(t => t.SetActive(false, By)));
        Assert.False(type.Active);
    }

    [Fact]
    public void Preset_of_the_task_type_sets_every_value()
    {
        var values = PresetValues.Resolve(Full, null, new EnteredTaskValues(), Context);

        AssertValues(values, PresetSource.Type);
    }

    [Fact]
    public void Preset_of_the_origin_sets_every_value()
    {
        var values = PresetValues.Resolve(new TaskPreset { Title = "Del tipo" }, Full, new EnteredTaskValues(), Context);

        AssertValues(values, PresetSource.Origin);
    }

    [Fact]
    public void Typed_values_can_override_every_value_of_a_preset()
    {
        var typed = new EnteredTaskValues(5, 6, TaskPriority.Low, "", "", 10, Today);

        var values = PresetValues.Resolve(Full, Full, typed, Context);

        Assert.Equal(new Preset<int?>(5, PresetSource.Entered), values.ResponsibleId);
        Assert.Equal(new Preset<int?>(6, PresetSource.Entered), values.ControllerId);
        Assert.Equal(new Preset<string>("", PresetSource.Entered), values.Title);
        Assert.Equal(new Preset<string>("", PresetSource.Entered), values.Description);
        Assert.Equal(new Preset<int?>(10, PresetSource.Entered), values.EstimatedMinutes);
        Assert.Equal(new Preset<DateOnly?>(Today, PresetSource.Entered), values.NextAction);
    }

    [Fact]
    public void Task_without_type_and_origin_has_no_preset_values()
    {
        var values = PresetValues.Resolve(null, null, new EnteredTaskValues(), Context);

        Assert.Equal(default, values.ResponsibleId);
        Assert.Equal(default, values.Title);
        Assert.Equal(default, values.ProjectKind);
    }

    private static TaskOrigin NewOrigin(TaskPreset preset) => new("Web", preset, By);

    private static void AssertValues(PresetValues values, PresetSource source)
    {
        Assert.Equal(new Preset<int?>(8, source), values.ResponsibleId);
        Assert.Equal(new Preset<int?>(3, source), values.ControllerId);
        Assert.Equal(new Preset<TaskPriority?>(TaskPriority.High, source), values.Priority);
        Assert.Equal(new Preset<string>("Visita", source), values.Title);
        Assert.Equal(new Preset<string>("Llevar muestras", source), values.Description);
        Assert.Equal(new Preset<int?>(30, source), values.EstimatedMinutes);
        Assert.Equal(new Preset<DateOnly?>(March(9), source), values.NextAction);
        Assert.Equal(new Preset<ProjectKind?>(ProjectKind.Production, source), values.ProjectKind);
    }
}
