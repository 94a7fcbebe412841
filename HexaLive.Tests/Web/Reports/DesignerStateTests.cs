using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Web.Features.Reports.Designer;
using Xunit;

namespace HexaLive.Tests.Web.Reports;

/// <summary>The state of the report designer, tested without a screen.</summary>
public sealed class DesignerStateTests
{
    private static readonly string[] Dates = ["entry.date"];

    [Theory]
    [InlineData(ReportSource.Tasks)]
    [InlineData(ReportSource.Dedications)]
    [InlineData(ReportSource.Projects)]
    [InlineData(ReportSource.Clients)]
    [InlineData(ReportSource.Promises)]
    public void New_report_of_any_source_is_valid(ReportSource source)
    {
        var state = Open(source);
        Assert.Empty(ReportValidator.Validate(state.Definition));
        Assert.NotEmpty(state.Definition.Columns);
        Assert.False(state.IsChanged || state.CanUndo || state.CanRedo);
    }

    [Fact]
    public void Column_changes_can_be_undone_and_redone()
    {
        var state = Open(ReportSource.Dedications);
        var before = ColumnFields(state);
        state.AddColumn("project.name");
        state.AddColumn("project.name");
        Assert.Equal([.. before, "project.name"], ColumnFields(state));
        Assert.Equal(0, state.MoveColumn(7, -3));
        Assert.Equal(["project.name", .. before], ColumnFields(state));
        Assert.Equal(7, state.MoveColumn(0, 99));
        state.SetColumn(7, new ReportColumn("project.name", "Obra", 30, ColumnFormat.Auto, ColumnAlign.Center));
        state.RemoveColumn(0);
        Assert.Equal([.. before.Skip(1), "project.name"], ColumnFields(state));
        Assert.True(state.IsChanged);
        while (state.CanUndo)
            state.Undo();
        Assert.Equal(before, ColumnFields(state));
        Assert.False(state.IsChanged);
        while (state.CanRedo)
            state.Redo();
        Assert.Equal("Obra", state.Definition.Columns[^1].Title);
        state.MarkSaved();
        Assert.False(state.IsChanged);
        state.Undo();
        Assert.True(state.IsChanged);
    }

    [Fact]
    public void Change_after_undo_discards_the_redo_history()
    {
        var state = Open(ReportSource.Tasks);
        state.AddGroup("client.name");
        state.Undo();
        state.AddGroup("task.responsible");
        Assert.False(state.CanRedo);
        Assert.Equal("task.responsible", Assert.Single(state.Definition.Groups).Field);
    }

    [Fact]
    public void Changing_the_source_drops_unknown_fields_and_can_be_undone()
    {
        var state = Open(ReportSource.Dedications);
        state.AddGroup("client.name");
        state.AddGroup("entry.person");
        state.AddTotal(new ReportTotal(TotalFunction.Sum, "entry.minutes"));
        state.AddCriterion(
            [],
            ReportCriterion.AnyOf(
                ReportCriterion.CreateTest("client.active", TestOperator.Is, "true"),
                ReportCriterion.CreateTest("entry.minutes", TestOperator.More, "30")
            )
        );
        var before = ReportJson.Serialize(state.Definition);
        state.ChangeSource(ReportSource.Tasks);
        Assert.Equal(["client.name", "task.title"], ColumnFields(state));
        Assert.Equal("client.name", Assert.Single(state.Definition.Groups).Field);
        Assert.Empty(state.Definition.Totals);
        Assert.Equal("client.active", Assert.Single(state.Definition.Where.Nodes, n => n.Kind == CriterionKind.Test).Field);
        Assert.Equal(
            new HashSet<string> { "entry.date", "entry.person", "entry.channel", "entry.minutes", "entry.comment" },
            [.. state.DroppedTitles]
        );
        Assert.Empty(ReportValidator.Validate(state.Definition));
        state.Undo();
        Assert.Equal(before, ReportJson.Serialize(state.Definition));
        Assert.Empty(state.DroppedTitles);
    }

    [Fact]
    public void Changing_the_source_resets_a_report_that_has_not_been_edited()
    {
        var state = Open(ReportSource.Dedications);
        state.ChangeSource(ReportSource.Clients);
        Assert.Equal(ReportJson.Serialize(DesignerState.CreateDefinition(ReportSource.Clients)), ReportJson.Serialize(state.Definition));
        Assert.Empty(state.DroppedTitles);
    }

    [Fact]
    public void Criteria_without_a_value_are_ignored_when_the_report_runs()
    {
        var state = Open(ReportSource.Dedications);
        state.AddCriterion([], new ReportCriterion { Kind = CriterionKind.Any });
        state.AddCriterion([1], CriterionTree.CreateTest(FieldCatalog.Find(ReportSource.Dedications, "client.name")!));
        Assert.True(CriterionTree.IsUnfinished(CriterionTree.Find(state.Definition.Where, [1, 0])!));
        Assert.Equal(Dates, FieldsOfTests(CriterionTree.RemoveUnfinished(state.Definition)));
        Assert.Empty(ReportValidator.Validate(CriterionTree.RemoveUnfinished(state.Definition)));
        state.SetCriterion([1, 0], CriterionTree.Find(state.Definition.Where, [1, 0])! with { Values = ["7"] });
        Assert.Equal(["entry.date", "client.name"], FieldsOfTests(CriterionTree.RemoveUnfinished(state.Definition)));
        state.SetCriterion([1], null);
        Assert.Equal(Dates, FieldsOfTests(state.Definition));
        Assert.Null(CriterionTree.Find(state.Definition.Where, [4, 2]));
    }

    [Fact]
    public void Criterion_value_can_be_turned_into_a_parameter_and_back()
    {
        var state = Open(ReportSource.Dedications);
        state.AskForValue([0]);
        Assert.Equal(new ReportParameter("entry-date", null, "this-month"), Assert.Single(state.Definition.Parameters));
        Assert.Equal(["?entry-date"], CriterionTree.Find(state.Definition.Where, [0])!.Values);
        state.SetParameter(new ReportParameter("entry-date", "¿De cuándo?", "last-month"));
        Assert.Empty(ReportValidator.Validate(state.Definition));
        state.StopAskingForValue([0]);
        Assert.Empty(state.Definition.Parameters);
        Assert.Equal(["last-month"], CriterionTree.Find(state.Definition.Where, [0])!.Values);
        // Two parameters for the same field get different names. A parameter that no test uses any more is removed.
        state.AddCriterion([], ReportCriterion.CreateTest("entry.minutes", TestOperator.Between, "30", "60"));
        state.AskForValue([0]);
        state.AskForValue([1]);
        state.AskForValue([1]);
        Assert.Equal(["entry-date", "entry-minutes", "entry-minutes-2"], state.Definition.Parameters.Select(p => p.Name));
        Assert.Equal(["30", "60"], state.Definition.Parameters.Skip(1).Select(p => p.Default));
        state.SetCriterion([0], null);
        Assert.Equal(["entry-minutes", "entry-minutes-2"], state.Definition.Parameters.Select(p => p.Name));
    }

    [Theory]
    [InlineData("entry.date", TestOperator.During, "last-month", TestOperator.NotDuring, "last-month")]
    [InlineData("entry.date", TestOperator.During, "last-month", TestOperator.Less, "today")]
    [InlineData("entry.date", TestOperator.Less, "today-7", TestOperator.During, "this-month")]
    [InlineData("entry.minutes", TestOperator.Less, "90", TestOperator.Between, "90")]
    [InlineData("entry.comment", TestOperator.Contains, "oferta", TestOperator.StartsWith, "oferta")]
    [InlineData("entry.comment", TestOperator.Contains, "oferta", TestOperator.Empty, "")]
    public void Changing_the_operator_keeps_the_value_if_it_is_still_valid(
        string field,
        TestOperator before,
        string value,
        TestOperator after,
        string expected
    ) =>
        Assert.Equal(
            expected,
            string.Join(
                ' ',
                CriterionTree
                    .WithOperator(
                        ReportCriterion.CreateTest(field, before, value),
                        after,
                        FieldCatalog.Find(ReportSource.Dedications, field)!.Type
                    )
                    .Values
            )
        );

    [Fact]
    public void Single_criterion_of_a_report_is_placed_in_a_group()
    {
        var state = new DesignerState(
            new Design(
                "x",
                "",
                new ReportDefinition
                {
                    Where = ReportCriterion.CreateTest("entry.date", TestOperator.Is, "today"),
                    Columns = [new("entry.date")],
                }
            )
        );
        Assert.Equal(CriterionKind.All, state.Definition.Where.Kind);
        Assert.False(state.IsChanged);
        state.AddCriterion([], ReportCriterion.CreateTest("client.name", TestOperator.Empty));
        Assert.Equal(["entry.date", "client.name"], FieldsOfTests(state.Definition));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Any_sequence_of_changes_can_be_undone_and_redone(int seed)
    {
        var random = new Random(seed);
        var state = Open(ReportSource.Dedications);
        var start = Serialize(state);
        for (var i = 0; i < 120; i++)
        {
            var fields = FieldCatalog.FieldsOf(state.Definition.Source);
            var field = fields[random.Next(fields.Count)];
            var groups = PathsOf(state.Definition.Where, [])
                .Where(p => CriterionTree.Find(state.Definition.Where, p)!.Kind != CriterionKind.Test)
                .ToList();
            var all = PathsOf(state.Definition.Where, []).Where(p => p.Length > 0).ToList();
            switch (random.Next(14))
            {
                case 0:
                    state.AddColumn(field.Name);
                    break;
                case 1:
                    state.MoveColumn(random.Next(8), random.Next(-1, 9));
                    break;
                case 2:
                    state.RemoveColumn(random.Next(8));
                    break;
                case 3:
                    state.AddSortField(field.Name);
                    break;
                case 4:
                    state.MoveSortField(random.Next(5), random.Next(2) * 2 - 1);
                    break;
                case 5:
                    if (field.CanGroup)
                        state.AddGroup(field.Name);
                    break;
                case 6:
                    state.MoveGroup(random.Next(3), random.Next(2) * 2 - 1);
                    break;
                case 7:
                    state.AddTotal(new ReportTotal(TotalFunction.Count, field.Name));
                    break;
                case 8:
                    state.AddCriterion(groups[random.Next(groups.Count)], CriterionTree.CreateTest(field));
                    break;
                case 9:
                    state.AddCriterion(groups[random.Next(groups.Count)], new ReportCriterion { Kind = CriterionKind.None });
                    break;
                case 10:
                    if (all.Count > 0)
                        state.SetCriterion(all[random.Next(all.Count)], null);
                    break;
                case 11:
                    if (all.Count > 0)
                        state.AskForValue(all[random.Next(all.Count)]);
                    break;
                case 12:
                    if (all.Count > 0)
                        state.StopAskingForValue(all[random.Next(all.Count)]);
                    break;
                default:
                    state.ChangeSource((ReportSource)random.Next(5));
                    break;
            }
            Assert.DoesNotContain(
                ReportValidator.Validate(CriterionTree.RemoveUnfinished(state.Definition)),
                f => f.Kind is not (ReportValidationErrorKind.Nothing or ReportValidationErrorKind.TooMany)
            );
        }
        var end = Serialize(state);
        Assert.NotEqual(start, end);
        while (state.CanUndo)
            state.Undo();
        Assert.Equal(start, Serialize(state));
        while (state.CanRedo)
            state.Redo();
        Assert.Equal(end, Serialize(state));
    }

    private static DesignerState Open(ReportSource source) => new(new Design("", "", DesignerState.CreateDefinition(source)));

    private static string Serialize(DesignerState state) => ReportJson.Serialize(state.Definition);

    private static IEnumerable<string> ColumnFields(DesignerState state) => [.. state.Definition.Columns.Select(c => c.Field)];

    private static IEnumerable<string> FieldsOfTests(ReportDefinition definition) =>
        definition.Where.Nodes.Where(n => n.Kind == CriterionKind.Test).Select(n => n.Field);

    private static IEnumerable<int[]> PathsOf(ReportCriterion node, int[] path) =>
        node.Items.SelectMany((item, i) => PathsOf(item, [.. path, i])).Prepend(path);
}
