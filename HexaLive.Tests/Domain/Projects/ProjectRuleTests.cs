using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using Xunit;

namespace HexaLive.Tests.Domain.Projects;

/// <summary>The rules of a project.</summary>
public sealed class ProjectRuleTests
{
    private static readonly Actor By = new(1, new DateTime(2026, 3, 2, 9, 0, 0, DateTimeKind.Utc));

    private readonly Project _project = new(
        new Client(new ClientFields("Construcciones Pérez"), By),
        new ProjectFields("Comercial 2026", ProjectKind.Commercial, null),
        By
    );

    [Fact]
    public void Project_with_open_tasks_cannot_be_closed()
    {
        var error = Assert.Throws<RuleException>(() => _project.Close(2, By));

        Assert.Equal((RuleError.ProjectHasOpenTasks, 2), (error.Error, Assert.Single(error.Args)));
        Assert.Null(_project.ClosedAt);
        Assert.DoesNotContain(_project.Activity, a => a.Kind == ActivityKind.ProjectClosed);
    }

    [Fact]
    public void Closed_project_cannot_be_closed_again_until_it_is_reopened()
    {
        _project.Close(0, By);
        Assert.Equal(RuleError.ProjectClosed, Assert.Throws<RuleException>(() => _project.Close(0, By)).Error);

        _project.Reopen(By);
        _project.Close(0, By);

        Assert.Equal(By.Now, _project.ClosedAt);
        Assert.Equal(
            [ActivityKind.ProjectCreated, ActivityKind.ProjectClosed, ActivityKind.ProjectReopened, ActivityKind.ProjectClosed],
            _project.Activity.Select(a => a.Kind)
        );
    }

    [Fact]
    public void Reopening_an_open_project_records_nothing()
    {
        _project.Reopen(By);

        Assert.Equal(ActivityKind.ProjectCreated, Assert.Single(_project.Activity).Kind);
    }

    [Fact]
    public void Planned_end_before_the_planned_start_is_rejected()
    {
        var fields = ProjectFields.From(_project) with { PlannedStart = new DateOnly(2026, 5, 2), PlannedEnd = new DateOnly(2026, 5, 1) };

        Assert.Equal(RuleError.EndBeforeStart, Assert.Throws<RuleException>(() => _project.Edit(fields, By)).Error);
        Assert.Null(_project.PlannedStart);
    }

    [Fact]
    public void Edited_project_has_all_the_new_values()
    {
        var day = new DateOnly(2026, 5, 1);
        var fields = new ProjectFields("Obra", ProjectKind.Production, 7, "O-1", day, day, "Fase 1");

        _project.Edit(fields, By);

        Assert.Equal(fields, ProjectFields.From(_project));
        Assert.Equal("obra o-1", _project.SearchKey);
        var row = _project.Activity.Last();
        Assert.Equal((ActivityKind.ProjectChanged, "Comercial 2026", "Obra"), (row.Kind, row.From, row.To));
    }

    [Theory]
    [InlineData("Comercial 2026", "Comercial 2027")]
    [InlineData("2026-2026", "2027-2027")]
    [InlineData("Comercial", "Comercial 2027")]
    public void Project_name_for_another_year_has_its_year_replaced_or_appended(string name, string expected) =>
        Assert.Equal(expected, Project.ReplaceYear(name, 2026, 2027, ' ', 200));

    [Fact]
    public void Project_name_for_another_year_is_shortened_if_it_is_too_long()
    {
        var name = Project.ReplaceYear(new string('x', 200), 2026, 2027, ' ', 200);

        Assert.Equal(200, name.Length);
        Assert.EndsWith("x 2027", name, StringComparison.Ordinal);
    }
}
