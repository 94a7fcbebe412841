using HexaLive.Domain;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.People;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Teams;
using Xunit;

namespace HexaLive.Tests.Domain;

public sealed class ModelTests
{
    private static readonly PresetContext Context = new(
        1,
        2,
        3,
        new DateOnly(2026, 3, 6),
        new WorkingCalendar(WeekDays.MondayToFriday, [new DateOnly(2026, 3, 9)])
    );

    [Fact]
    public void Origin_preset_overrides_that_of_the_task_type_and_typed_values_override_both()
    {
        var type = new TaskPreset
        {
            ResponsibleRule = PersonRule.Creator,
            ControllerRule = PersonRule.ProjectManager,
            Priority = TaskPriority.Low,
            Title = "Del tipo",
            NextActionWorkingDays = 1,
        };
        var origin = new TaskPreset { ResponsibleRule = PersonRule.ClientTeamManager, Priority = TaskPriority.Urgent };

        var values = PresetValues.Resolve(type, origin, new EnteredTaskValues(Priority: TaskPriority.High), Context);

        Assert.Equal(new Preset<TaskPriority?>(TaskPriority.High, PresetSource.Entered), values.Priority);
        Assert.Equal(new Preset<int?>(2, PresetSource.Origin), values.ResponsibleId);
        Assert.Equal(new Preset<int?>(3, PresetSource.Type), values.ControllerId);
        Assert.Equal(new Preset<string>("Del tipo", PresetSource.Type), values.Title);
        Assert.Equal(PresetSource.None, values.EstimatedMinutes.Source);
        // One working day after Friday 6 March is Tuesday 10: the weekend and the holiday on Monday are skipped.
        Assert.Equal(new DateOnly(2026, 3, 10), values.NextAction.Value);
    }

    [Fact]
    public void Rule_of_the_task_type_applies_if_the_rule_of_the_origin_finds_nobody()
    {
        var values = PresetValues.Resolve(
            new TaskPreset { ResponsibleRule = PersonRule.Creator },
            new TaskPreset { ResponsibleRule = PersonRule.ClientTeamManager },
            new EnteredTaskValues(),
            Context with
            {
                ClientTeamManagerId = null,
            }
        );

        Assert.Equal(new Preset<int?>(1, PresetSource.Type), values.ResponsibleId);
    }

    [Theory]
    [InlineData("  Pérez   Ñandú S.L. ", "perez nandu s.l.")]
    [InlineData("ÀÉÎÖÜ", "aeiou")]
    public void Search_text_ignores_case_and_accents(string typed, string expected) => Assert.Equal(expected, SearchText.Normalize(typed));

    [Fact]
    public void Manager_of_a_team_also_manages_its_subteams()
    {
        (int, int?, int?)[] teams = [(1, null, 10), (2, 1, null), (3, 2, null), (4, null, 11), (5, 6, null), (6, 5, null)];

        Assert.Equal([1, 2, 3], TeamTree.GetManagedTeams(10, teams).Order());
        Assert.Equal([5, 6], TeamTree.GetDescendants([5], teams).Order());
    }

    [Theory]
    [InlineData(true, false, 9, true, true)]
    [InlineData(false, true, 9, true, true)]
    [InlineData(false, false, 2, true, true)]
    [InlineData(false, false, 1, true, false)]
    [InlineData(false, false, 3, true, false)]
    [InlineData(false, false, 4, true, false)]
    [InlineData(false, false, 9, false, false)]
    public void Task_rights_depend_on_the_viewers_relation_to_the_task(
        bool administrator,
        bool manages,
        int viewer,
        bool change,
        bool control
    )
    {
        var standing = new TaskRelation(
            viewer,
            administrator,
            manages,
            ResponsibleId: 1,
            ControllerId: 2,
            OriginatorId: 3,
            ProjectManagerId: 4
        );

        Assert.Equal((change, control), (TaskRights.CanChange(standing), TaskRights.CanControl(standing)));
    }

    [Fact]
    public void Unknown_time_zone_or_language_is_rejected()
    {
        var actor = new Actor(1, new DateTime(2026, 3, 2, 9, 0, 0, DateTimeKind.Utc));
        var person = new Person(new PersonFields("Ana", null, PersonRole.Representative), actor);

        AssertRefused(RuleError.UnknownTimeZone, "Marte/Olimpo", "es");
        AssertRefused(RuleError.InvalidValue, "Europe/Madrid", "fr");
        Assert.Equal("Europe/Madrid", person.TimeZone);

        void AssertRefused(RuleError error, string zone, string language)
        {
            var fields = person.GetFields() with { TimeZone = zone, Language = language };
            Assert.Equal(error, Assert.Throws<RuleException>(() => person.Edit(fields, actor)).Error);
            Assert.Equal(
                error,
                Assert.Throws<RuleException>(() => person.SetPreferences(zone, language, LandingPage.Today, null, actor)).Error
            );
        }
    }
}
