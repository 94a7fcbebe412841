using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Tasks;

/// <summary>Creating, editing, moving and assigning a task.</summary>
public sealed class TaskRuleTests
{
    private readonly WorkTask _task = NewTaskDue(5);

    [Fact]
    public void New_task_is_pending_and_has_a_promise_for_its_next_action()
    {
        var task = NewTask(new NextAction(March(5), new TimeOnly(10, 30), " Llamar "));

        Assert.Equal((WorkTaskStatus.Pending, Now, Utc("2026-03-05T09:30Z")), (task.Status, task.CreatedAt, task.DueAt));
        Assert.Equal(new NextAction(March(5), new TimeOnly(10, 30), "Llamar"), task.NextAction);
        var promise = Assert.Single(task.Promises);
        Assert.Equal((7, 1, Now, PromiseOutcome.Open), (promise.PersonId, promise.SetById, promise.SetAt, promise.Outcome));
        Assert.Equal((Utc("2026-03-05T09:30Z"), Utc("2026-03-05T23:00Z")), (promise.DueAt, promise.KeepBy));
        Assert.Equal([ActivityKind.TaskCreated, ActivityKind.NextActionChanged], task.Activity.Select(a => a.Kind));
    }

    [Fact]
    public void New_task_needs_a_title_an_open_project_and_active_people()
    {
        var closed = NewProject();
        closed.Close(0, By);
        var (person, inactive) = (NewPerson(), NewInactivePerson(8));

        AssertRefused(RuleError.ProjectClosed, () => NewTask(project: closed));
        AssertRefused(RuleError.Required, () => _ = new WorkTask(NewProject(), new TaskFields(" "), person, person, person, null, By));
        AssertRefused(
            RuleError.PersonInactive,
            () => _ = new WorkTask(NewProject(), new TaskFields("A"), inactive, person, person, null, By)
        );
        AssertRefused(
            RuleError.PersonInactive,
            () => _ = new WorkTask(NewProject(), new TaskFields("A"), person, inactive, person, null, By)
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000)]
    [InlineData(null)]
    public void Edited_task_has_all_the_new_values(int? estimate)
    {
        var fields = new TaskFields("Visita", "Llevar muestras", 3, 4, 6, TaskPriority.Urgent, estimate);

        var rows = _task.CaptureActivity(t => t.Edit(fields, By));

        Assert.Equal(
            fields,
            new TaskFields(_task.Title, _task.Description, _task.TypeId, _task.OriginId, _task.ContactId, _task.Priority, estimate)
        );
        Assert.Equal((estimate, "visita llevar muestras"), (_task.EstimatedMinutes, _task.SearchKey));
        Assert.Equal(
            [(ActivityKind.PriorityChanged, "Normal", "Urgent"), (ActivityKind.TaskChanged, "Oferta", "Visita")],
            rows.Select(r => (r.Kind, r.From, r.To))
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_001)]
    public void Estimate_outside_1_to_1_million_minutes_is_refused(int minutes)
    {
        var fields = new TaskFields("Visita", EstimatedMinutes: minutes);

        Assert.Equal(["EstimatedMinutes"], AssertRefused(RuleError.InvalidValue, () => _task.Edit(fields, By)));
        Assert.Equal("Oferta", _task.Title);
    }

    [Fact]
    public void Priority_is_recorded_only_if_it_changes()
    {
        Assert.Equal(ActivityKind.TaskChanged, Assert.Single(_task.CaptureActivity(t => t.Edit(new TaskFields("Visita"), By))).Kind);
        Assert.Empty(_task.CaptureActivity(t => t.SetPriority(TaskPriority.Normal, By)));

        var row = Assert.Single(_task.CaptureActivity(t => t.SetPriority(TaskPriority.High, By)));

        Assert.Equal(("Normal", "High", TaskPriority.High), (row.From, row.To, _task.Priority));
    }

    [Fact]
    public void Task_can_move_with_its_promise_to_another_project_of_the_same_client()
    {
        var project = NewProject(2);

        var row = Assert.Single(_task.CaptureActivity(t => t.MoveTo(project, By)));

        Assert.Equal((project, 2), (_task.Project, _task.ProjectId));
        Assert.Equal((ActivityKind.TaskMoved, "Comercial 1", "Comercial 2", 2), (row.Kind, row.From, row.To, row.ProjectId));
        Assert.Equal(PromiseOutcome.Open, Assert.Single(_task.Promises).Outcome);
        Assert.Empty(_task.CaptureActivity(t => t.MoveTo(project, By)));
    }

    [Fact]
    public void Task_can_be_moved_only_if_both_the_task_and_the_other_project_are_open()
    {
        var closed = NewProject(2);
        closed.Close(0, By);

        AssertRefused(RuleError.ProjectClosed, () => _task.MoveTo(closed, By));
        AssertRefused(RuleError.ProjectOfAnotherClient, () => _task.MoveTo(NewProject(3, NewClient(9)), By));
        _task.Finish("Pedido", By);
        AssertRefused(RuleError.TaskFinished, () => _task.MoveTo(NewProject(4), By));
        Assert.Equal(1, _task.ProjectId);
    }

    [Fact]
    public void New_assignee_takes_over_the_promise()
    {
        _task.Reschedule(new NextAction(March(6)), By);

        var row = Assert.Single(_task.CaptureActivity(t => t.Assign(NewPerson(8), t.Controller, By)));

        Assert.Equal((ActivityKind.ResponsibleChanged, "Raúl", "Raúl", 8), (row.Kind, row.From, row.To, _task.ResponsibleId));
        var (before, after) = (_task.Promises.ElementAt(1), _task.Promises.Last());
        Assert.Equal((PromiseOutcome.Withdrawn, Now, 7), (before.Outcome, before.EndedAt, before.PersonId));
        Assert.Equal((PromiseOutcome.Open, March(6), 8, 1), (after.Outcome, after.Date, after.PersonId, after.Moves));
    }

    [Fact]
    public void Change_of_the_controller_leaves_the_promise_unchanged()
    {
        var row = Assert.Single(_task.CaptureActivity(t => t.Assign(t.Responsible, NewPerson(9), By)));

        Assert.Equal((ActivityKind.ControllerChanged, "Raúl", "Raúl", 9), (row.Kind, row.From, row.To, _task.ControllerId));
        Assert.Equal(PromiseOutcome.Open, Assert.Single(_task.Promises).Outcome);
    }

    [Fact]
    public void Task_can_be_assigned_only_to_active_people()
    {
        AssertRefused(RuleError.PersonInactive, () => _task.Assign(NewInactivePerson(8), _task.Controller, By));
        AssertRefused(RuleError.PersonInactive, () => _task.Assign(_task.Responsible, NewInactivePerson(9), By));
        Assert.Equal((7, 2), (_task.ResponsibleId, _task.ControllerId));

        // People who have left keep their role until the task is assigned to somebody else.
        _task.Responsible.SetActive(false, By);
        _task.Assign(_task.Responsible, NewPerson(9), By);
        Assert.Equal(9, _task.ControllerId);
    }

    [Fact]
    public void Finished_task_cannot_be_assigned_to_other_people()
    {
        _task.Finish("Pedido", By);

        Assert.Empty(_task.CaptureActivity(t => t.Assign(t.Responsible, t.Controller, By)));
        AssertRefused(RuleError.TaskFinished, () => _task.Assign(NewPerson(8), _task.Controller, By));
        AssertRefused(RuleError.TaskFinished, () => _task.Assign(_task.Responsible, NewPerson(9), By));
    }

    [Fact]
    public void People_of_a_task_include_the_project_manager_and_the_assignees_team()
    {
        var project = NewProject();
        project.Edit(ProjectFields.From(project) with { ManagerId = 4 }, By);
        var task = NewTask(project: project);
        task.Assign(NewPerson(7, task.Responsible.GetFields() with { TeamId = 3 }).WithId(8), task.Controller, By);

        Assert.Equal(new TaskPeople(8, 3, 2, 1, 4), task.GetPeople());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Current_stand_in_may_change_a_task_but_may_not_act_as_its_controller(bool standsIn)
    {
        var relation = new TaskRelation(9, false, false, 1, 2, 3, null, standsIn);

        Assert.Equal((standsIn, false), (TaskRights.CanChange(relation), TaskRights.CanControl(relation)));
    }
}
