using HexaLive.Domain.Absences;
using HexaLive.Domain.Activity;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Activity;

/// <summary>The contents of activity rows, and when an entity hands over its unsaved rows.</summary>
public sealed class ActivityRowTests
{
    [Theory]
    [InlineData(500, 500)]
    [InlineData(501, 500)]
    public void Texts_of_an_activity_row_are_cut_to_500_characters(int length, int kept)
    {
        var text = new string('x', length);

        var row = new ActivityEntry(ActivityKind.Questioned, By, text, text, text);

        Assert.Equal((kept, kept, kept), (row.From!.Length, row.To!.Length, row.Note!.Length));
    }

    [Fact]
    public void Draining_returns_unsaved_activity_rows_only_once_and_keeps_saved_rows()
    {
        var client = NewClient();
        var saved = Assert.Single(client.Activity).With("Id", 9L);
        client.SetActive(false, By);

        Assert.Equal(ActivityKind.ClientDeactivated, Assert.Single(client.DrainActivity()).Kind);

        Assert.Empty(client.DrainActivity());
        Assert.Same(saved, Assert.Single(client.Activity));
    }

    [Fact]
    public void Activity_row_of_a_task_refers_to_its_client_project_and_people()
    {
        var task = NewTask();

        var row = Assert.Single(task.CaptureActivity(t => t.Start(By)));

        Assert.Equal((5, 1, 1), (row.TaskId, row.ProjectId, row.ClientId));
        Assert.Equal((7, 2, 1), (row.ResponsibleId, row.ControllerId, row.PersonId));
        Assert.Equal((task, task.Project, task.Client), (row.Task, row.Project, row.Client));
    }

    [Fact]
    public void Activity_row_of_a_project_or_client_refers_to_that_project_or_client()
    {
        var project = NewProject(3, NewClient(4));

        var (row, clientRow) = (
            project.Activity.Concat(project.CaptureActivity(p => p.Close(0, By))).Last(),
            project.Client.Activity.Single()
        );

        Assert.Equal((4, 3, project.Client, project), (row.ClientId, row.ProjectId, row.Client, row.Project));
        Assert.Null(clientRow.ProjectId);
        Assert.Equal(4, Assert.Single(project.Client.CaptureActivity(c => c.SetActive(false, By))).ClientId);
    }

    [Fact]
    public void Activity_row_of_an_unsaved_record_contains_null_rather_than_0_as_record_id()
    {
        var task = NewTask(project: NewProject(0, NewClient(0))).WithId(0);
        var absence = new Absence(NewPerson(0), Today, Today, null, null, By);

        var row = Assert.Single(task.CaptureActivity(t => t.Start(By)));

        Assert.Equal((null, null, null), (row.TaskId, row.ProjectId, row.ClientId));
        Assert.Equal((null, null), (task.Project.Activity.Single().ProjectId, task.Project.Activity.Single().ClientId));
        Assert.Null(task.Client.Activity.Single().ClientId);
        Assert.Null(Assert.Single(absence.DrainActivity()).ResponsibleId);
    }
}
