using HexaLive.Domain;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.TaskTypes;
using HexaLive.Domain.Text;
using Xunit;

namespace HexaLive.Tests.Domain;

public sealed class ModelTests
{
    private static readonly PresetContext Context = new(1, 2, 3, new DateOnly(2026, 3, 6), new WorkingCalendar(WeekDays.MondayToFriday, [new DateOnly(2026, 3, 9)]));

    [Fact]
    public void What_is_typed_wins_over_the_origin_and_the_origin_over_the_type()
    {
        var type = new TaskPreset { ResponsibleRule = PersonRule.Creator, ControllerRule = PersonRule.ProjectManager, Priority = TaskPriority.Low, Title = "Del tipo", NextActionWorkingDays = 1 };
        var origin = new TaskPreset { ResponsibleRule = PersonRule.ClientTeamManager, Priority = TaskPriority.Urgent };

        var values = PresetValues.Resolve(type, origin, new TypedValues(Priority: TaskPriority.High), Context);

        Assert.Equal(new Preset<TaskPriority?>(TaskPriority.High, PresetSource.Typed), values.Priority);
        Assert.Equal(new Preset<int?>(2, PresetSource.Origin), values.ResponsibleId);
        Assert.Equal(new Preset<int?>(3, PresetSource.Type), values.ControllerId);
        Assert.Equal(new Preset<string>("Del tipo", PresetSource.Type), values.Title);
        Assert.Equal(PresetSource.Nobody, values.EstimatedMinutes.Source);
        // Friday and one working day, over a weekend and a holiday.
        Assert.Equal(new DateOnly(2026, 3, 10), values.NextAction.Value);
    }

    [Fact]
    public void A_rule_that_names_nobody_falls_through()
    {
        var values = PresetValues.Resolve(
            new TaskPreset { ResponsibleRule = PersonRule.Creator }, new TaskPreset { ResponsibleRule = PersonRule.ClientTeamManager }, new TypedValues(),
            Context with { ClientTeamManagerId = null });

        Assert.Equal(new Preset<int?>(1, PresetSource.Type), values.ResponsibleId);
    }

    [Theory]
    [InlineData("  Pérez   Ñandú S.L. ", "perez nandu s.l.")]
    [InlineData("ÀÉÎÖÜ", "aeiou")]
    public void Search_text_knows_neither_case_nor_accents(string typed, string expected) => Assert.Equal(expected, SearchText.Of(typed));

    [Theory]
    [InlineData("+34 600 12 34 56", "600123456")]
    [InlineData("0034600123456", "600123456")]
    [InlineData("600-123-456", "600123456")]
    [InlineData("ab", null)]
    public void A_telephone_is_the_same_however_it_is_typed(string typed, string? key) => Assert.Equal(key, PhoneNumber.Key(typed));

    [Fact]
    public void A_manager_answers_for_the_teams_below_too()
    {
        (int, int?, int?)[] teams = [(1, null, 10), (2, 1, null), (3, 2, null), (4, null, 11), (5, 6, null), (6, 5, null)];

        Assert.Equal([1, 2, 3], TeamTree.ManagedBy(10, teams).Order());
        Assert.Equal([5, 6], TeamTree.Below([5], teams).Order());
    }

    [Theory]
    [InlineData(true, false, 9, true, true)]
    [InlineData(false, true, 9, true, true)]
    [InlineData(false, false, 2, true, true)]
    [InlineData(false, false, 1, true, false)]
    [InlineData(false, false, 3, true, false)]
    [InlineData(false, false, 4, true, false)]
    [InlineData(false, false, 9, false, false)]
    public void Rights_follow_from_where_one_stands(bool administrator, bool manages, int viewer, bool change, bool control)
    {
        var standing = new TaskStanding(viewer, administrator, manages, ResponsibleId: 1, ControllerId: 2, OriginatorId: 3, ProjectManagerId: 4);

        Assert.Equal((change, control), (TaskRights.CanChange(standing), TaskRights.CanControl(standing)));
    }

    [Fact]
    public void Zones_and_languages_are_known_ones()
    {
        var person = new Person("Ana", null, PersonRole.Representative);

        Assert.Equal(RuleError.UnknownTimeZone, Assert.Throws<RuleException>(() => person.SetLocale("Marte/Olimpo", "es")).Error);
        Assert.Equal(RuleError.InvalidValue, Assert.Throws<RuleException>(() => person.SetLocale("Europe/Madrid", "fr")).Error);
        Assert.Equal("Europe/Madrid", person.TimeZone);
    }
}
