using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Reminders;
using HexaLive.Infrastructure.Features.Activity;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Infrastructure;

/// <summary>Entries are seen, answered with OK or a question, and replied to. Monday 2 March 2026.</summary>
public sealed class ReviewTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private Company _company = null!;
    private Viewer _rep = null!;
    private Viewer _other = null!;
    private Viewer _manager = null!;
    private Viewer _stranger = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Reviews Reviews => _database.Get<Reviews>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
        (_rep, _other) = (await _database.ViewerAsync(_company.Rep), await _database.ViewerAsync(_company.OtherRep));
        (_manager, _stranger) = (await _database.ViewerAsync(_company.Manager), await _database.ViewerAsync(_company.Stranger));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task An_entry_is_new_seen_and_well_and_what_one_controls_oneself_asks_nobody()
    {
        var entry = await LogAsync(_rep);
        await LogAsync(_manager);
        Assert.Equal((_company.Rep.Id, 1, _database.Now), Assert.Single(await Reviews.WaitingAsync(_manager, new RoomFilter(), Cancel)) switch { var w => (w.PersonId, w.Count, w.Since) });
        Assert.Equal(entry, Assert.Single(await _database.Get<ControlFeed>().WaitingAsync(_manager, new RoomFilter(), null, null, null, Cancel)).DedicationId);
        Assert.Empty(await _database.Get<ControlFeed>().WaitingAsync(_manager, new RoomFilter(), _company.OtherRep.Id, null, null, Cancel));

        await Reviews.SeenAsync(_manager, [entry], Cancel);
        await Reviews.SeenAsync(_manager, [entry], Cancel);
        Assert.Equal(ReviewState.Seen, (await StateAsync(entry)).State);
        Assert.Single(await Reviews.WaitingAsync(_manager, new RoomFilter(), Cancel));

        Assert.Equal(1, await Reviews.ApproveAsync(_manager, [entry], Cancel));
        Assert.Equal(0, await Reviews.ApproveAsync(_manager, [entry], Cancel));
        var review = await StateAsync(entry);
        Assert.Equal((ReviewState.Ok, "Marta Jefa"), (review.State, review.By));
        Assert.Empty(await Reviews.WaitingAsync(_manager, new RoomFilter(), Cancel));
        await using var db = _database.Open();
        Assert.Equal([ActivityKind.Seen, ActivityKind.Acknowledged], await db.Activity.Where(a => a.DedicationId == entry && a.Kind != ActivityKind.DedicationLogged).OrderBy(a => a.Id).Select(a => a.Kind).ToListAsync(Cancel));
    }

    [Fact]
    public async Task A_question_reminds_whoever_worked_and_the_reply_comes_back_as_a_thread()
    {
        var entry = await LogAsync(_rep);
        await Reviews.AskAsync(_manager, [entry], "¿Y el precio?", Cancel);
        Assert.Empty(await Reviews.WaitingAsync(_manager, new RoomFilter(), Cancel));
        var bell = Assert.Single((await _database.Get<ReminderList>().GetAsync(_rep, Cancel)).Rows);
        Assert.Equal((ReminderKind.Question, "¿Y el precio?", entry), (bell.Kind, bell.Note, bell.DedicationId));

        await Reviews.ReplyAsync(_rep, entry, "Lo mando mañana", Cancel);
        Assert.Empty((await _database.Get<ReminderList>().GetAsync(_rep, Cancel)).Rows);
        Assert.Single(await Reviews.WaitingAsync(_manager, new RoomFilter(), Cancel));
        await Reviews.AskAsync(_manager, [entry], "¿A qué hora?", Cancel);
        Assert.Equal("¿A qué hora?", Assert.Single((await _database.Get<ReminderList>().GetAsync(_rep, Cancel)).Rows).Note);
        Assert.Equal(["¿Y el precio?", "Lo mando mañana", "¿A qué hora?"], (await StateAsync(entry)).Thread.Select(t => t.Text));
        // Answers stand on the entry: they are no lines of the diary.
        Assert.Single(await _database.Get<Diary>().PageAsync(_rep, new DiaryOf(TaskId: _company.Task.Id), new DiaryFilter(true), null, Cancel));
        Assert.DoesNotContain(await _database.Get<Diary>().PageAsync(_rep, new DiaryOf(TaskId: _company.Task.Id), DiaryFilter.None, null, Cancel), l => l.Kind is ActivityKind.Questioned or ActivityKind.Replied);
    }

    [Fact]
    public async Task An_OK_ends_the_question_that_was_asked_before()
    {
        var entry = await LogAsync(_rep);
        await Reviews.AskAsync(_manager, [entry], "¿Y el precio?", Cancel);
        await Reviews.ApproveAsync(_manager, [entry], Cancel);
        Assert.Equal(0, (await _database.Get<ReminderList>().GetAsync(_rep, Cancel)).Count);
        await Reviews.AskAsync(_manager, [entry], "¿Y el plazo?", Cancel);
        Assert.Equal("¿Y el plazo?", Assert.Single((await _database.Get<ReminderList>().GetAsync(_rep, Cancel)).Rows).Note);
    }

    [Fact]
    public async Task Who_must_not_answers_nothing_and_several_at_once_are_all_or_none()
    {
        var (first, second) = (await LogAsync(_rep), await LogAsync(_rep));
        var south = await LogAsync(await _database.ViewerAsync(_company.Admin), _company.SouthTask.Id);
        await RefusedAsync(RuleError.NotFound, () => Reviews.ApproveAsync(_stranger, [first], Cancel));
        await RefusedAsync(RuleError.NotFound, () => Reviews.SeenAsync(_stranger, [first], Cancel));
        await RefusedAsync(RuleError.NotAllowed, () => Reviews.ApproveAsync(_rep, [first], Cancel));
        await RefusedAsync(RuleError.NotFound, () => Reviews.AskAsync(_other, [first], "¿?", Cancel));
        await RefusedAsync(RuleError.NotAllowed, () => Reviews.ReplyAsync(_manager, first, "Yo no fui", Cancel));
        await RefusedAsync(RuleError.NotFound, () => Reviews.ApproveAsync(_manager, [first, second, south], Cancel));
        await RefusedAsync(RuleError.Required, () => Reviews.AskAsync(_manager, [first], "  ", Cancel));
        await RefusedAsync(RuleError.TooLong, () => Reviews.AskAsync(_manager, [first], new string('x', 2001), Cancel));
        // Whoever worked looks at it: that is not the controller's eye.
        await Reviews.SeenAsync(_rep, [first], Cancel);
        foreach (var entry in new[] { first, second }) Assert.Equal((ReviewState.New, 0), await StateAsync(entry) switch { var r => (r.State, r.Thread.Count) });
        Assert.Equal(2, await Reviews.ApproveAsync(_manager, [first, second], Cancel));
    }

    [Fact]
    public async Task What_waits_goes_with_the_task_to_its_next_controller()
    {
        var entry = await LogAsync(_rep);
        await Reviews.SeenAsync(_manager, [entry], Cancel);
        await _database.Get<TaskEditing>().AssignAsync(_manager, _company.Task.Id, null, _company.Rep.Id, _company.OtherRep.Id, Cancel);
        Assert.Empty(await Reviews.WaitingAsync(_manager, new RoomFilter(), Cancel));
        Assert.Single(await Reviews.WaitingAsync(_other, new RoomFilter(), Cancel));
        Assert.Equal(ReviewState.New, (await StateAsync(entry)).State);
    }

    [Fact]
    public async Task Two_who_answer_at_once_leave_both_answers()
    {
        var entry = await LogAsync(_rep);
        var admin = await _database.ViewerAsync(_company.Admin);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => Reviews.AskAsync(i % 2 == 0 ? _manager : admin, [entry], $"Pregunta {i}", Cancel))));
        Assert.Equal(6, (await StateAsync(entry)).Thread.Count);
        Assert.Single((await _database.Get<ReminderList>().GetAsync(_rep, Cancel)).Rows);
    }

    private async Task<ReviewView> StateAsync(int entry) =>
        (await _database.Get<Diary>().PageAsync(_manager, new DiaryOf(TaskId: _company.Task.Id), new DiaryFilter(true), null, Cancel)).Single(l => l.DedicationId == entry).Review!;

    private Task<int> LogAsync(Viewer viewer, int? task = null) =>
        _database.Get<DedicationLog>().LogAsync(viewer, new LogRequest(task ?? _company.Task.Id, new DedicationFields(new DateOnly(2026, 3, 2), 10, "Llamada", DedicationChannel.Call), AfterLog.Keep, Guid.NewGuid()), Cancel);

    private static async Task RefusedAsync(RuleError error, Func<Task> act) => Assert.Equal(error, (await Assert.ThrowsAsync<RuleException>(act)).Error);
}
