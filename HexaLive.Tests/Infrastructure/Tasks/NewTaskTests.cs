using HexaLive.Domain;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Diary;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Infrastructure.Tasks;

/// <summary>
/// Creating a task with its first entry, choosing the project, and finding similar tasks. It is Monday 2 March 2026, 10:00 in Madrid.
/// </summary>
public sealed class NewTaskTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _rep = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        _rep = await _database.GetViewerAsync(_company.Rep);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Task_submitted_twice_with_its_first_entry_is_created_once_and_in_progress()
    {
        var key = Guid.NewGuid();
        var fields = CreateFields(new NextAction(new DateOnly(2026, 3, 2), new TimeOnly(17, 0))) with
        {
            FirstEntry = new FirstEntry(15, DedicationChannel.Call, "Llama Luis", key),
        };
        var id = await CreateAsync(_rep, fields);
        Assert.Equal(id, await CreateAsync(_rep, fields));

        await using var db = _database.Open();
        var task = await db.Tasks.Include(t => t.Promises).SingleAsync(t => t.Id == id, TestContext.Current.CancellationToken);
        var entry = await db.Dedications.SingleAsync(d => d.SubmissionId == key, TestContext.Current.CancellationToken);
        Assert.Equal(
            (WorkTaskStatus.InProgress, new DateOnly(2026, 3, 2), new TimeOnly(17, 0)),
            (task.Status, task.NextActionDate!.Value, task.NextActionTime!.Value)
        );
        Assert.Equal((PromiseOutcome.Open, entry.Id), (task.Promises.Single().Outcome, task.Promises.Single().SetByDedicationId!.Value));
        var diary = await _database
            .Get<DiaryList>()
            .GetPageAsync(_rep, new DiarySubject(TaskId: id), DiaryFilter.None, null, TestContext.Current.CancellationToken);
        Assert.Contains(diary, l => l is { Comment: "Llama Luis", Minutes: 15 });
    }

    [Fact]
    public async Task Invalid_first_entry_creates_no_task()
    {
        await using var db = _database.Open();
        var before = await db.Tasks.CountAsync(TestContext.Current.CancellationToken);
        foreach (var (minutes, comment) in new[] { (0, "x"), (1441, "x"), (5, " ") })
            await Assert.ThrowsAsync<RuleException>(() =>
                CreateAsync(
                    _rep,
                    CreateFields(null) with
                    {
                        FirstEntry = new FirstEntry(minutes, DedicationChannel.Call, comment, Guid.NewGuid()),
                    }
                )
            );
        Assert.Equal(before, await db.Tasks.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Preset_date_removed_in_the_form_is_not_restored_in_the_new_task()
    {
        var type = await _database.AddAsync(
            new TaskType("Visita", new TaskPreset { NextActionWorkingDays = 3, Title = "Visita comercial" }, _database.System)
        );
        var preset = await CreateAsync(_rep, CreateFields(null) with { Title = null, TypeId = type.Id });
        var without = await CreateAsync(_rep, CreateFields(null) with { Title = null, TypeId = type.Id, HasNoNextAction = true });
        await using var db = _database.Open();
        Assert.Equal((new DateOnly(2026, 3, 5), "Visita comercial"), await ReadAsync(preset));
        Assert.Equal((null, "Visita comercial"), await ReadAsync(without));
        // If the person cleared the title, the empty title is an error. The title of the preset does not replace it.
        await Assert.ThrowsAsync<RuleException>(() => CreateAsync(_rep, CreateFields(null) with { Title = "", TypeId = type.Id }));

        async Task<(DateOnly?, string)> ReadAsync(int id)
        {
            var task = await db.Tasks.SingleAsync(t => t.Id == id, TestContext.Current.CancellationToken);
            return (task.NextActionDate, task.Title);
        }
    }

    [Fact]
    public async Task Project_choices_and_similar_tasks_are_limited_to_the_scope()
    {
        var places = _database.Get<ProjectPicker>();
        Assert.Equal(
            "Construcciones Pérez",
            Assert.Single(await places.FindAsync(_rep, "perez", null, TestContext.Current.CancellationToken)).Client
        );
        Assert.Empty(await places.FindAsync(_rep, "olivares", null, TestContext.Current.CancellationToken));
        Assert.Empty(await places.FindAsync(_rep, null, _company.SouthClient.Id, TestContext.Current.CancellationToken));
        Assert.Null(await places.GetAsync(_rep, _company.SouthTask.ProjectId, TestContext.Current.CancellationToken));
        Assert.Equal(
            _company.Project.Id,
            (await places.GetAsync(_rep, _company.Project.Id, TestContext.Current.CancellationToken))!.ProjectId
        );

        Assert.Equal(
            _company.Task.Id,
            Assert
                .Single(
                    await places.FindSimilarTasksAsync(
                        _rep,
                        _company.Client.Id,
                        "Segunda OFERTA de palés",
                        null,
                        TestContext.Current.CancellationToken
                    )
                )
                .Id
        );
        Assert.Empty(
            await places.FindSimilarTasksAsync(_rep, _company.Client.Id, "Otra cosa", null, TestContext.Current.CancellationToken)
        );
        Assert.Empty(
            await places.FindSimilarTasksAsync(_rep, _company.SouthClient.Id, "Visita anual", null, TestContext.Current.CancellationToken)
        );
        await Assert.ThrowsAsync<RuleException>(() =>
            CreateAsync(_rep, CreateFields(null) with { ProjectId = _company.SouthTask.ProjectId })
        );
    }

    private NewTask CreateFields(NextAction? next) =>
        new(_company.Project.Id, "Reclamación", null, null, null, null, null, null, null, null, next);

    private Task<int> CreateAsync(Viewer viewer, NewTask fields) =>
        _database.Get<TaskCreation>().CreateAsync(viewer, fields, TestContext.Current.CancellationToken);
}
