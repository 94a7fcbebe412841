using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Reviews;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Diary;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Reviews;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static HexaLive.Tests.Support.Refusals;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Infrastructure.Reviews;

/// <summary>Reviews: seeing, approving and questioning entries, and replying to questions. It is Monday 2 March 2026.</summary>
public sealed class ReviewTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _rep = null!;
    private Viewer _other = null!;
    private Viewer _manager = null!;
    private Viewer _stranger = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private EntryReviews EntryReviews => _database.Get<EntryReviews>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        (_rep, _other) = (await _database.GetViewerAsync(_company.Rep), await _database.GetViewerAsync(_company.OtherRep));
        (_manager, _stranger) = (await _database.GetViewerAsync(_company.Manager), await _database.GetViewerAsync(_company.Stranger));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Entry_goes_from_New_to_Seen_to_OK_unless_its_controller_logged_it()
    {
        var entry = await LogAsync(_rep);
        await LogAsync(_manager);
        Assert.Equal(
            (_company.Rep.Id, 1, _database.Now),
            Assert.Single(await _database.Get<ReviewQueue>().CountByPersonAsync(_manager, new ControlRoomFilter(), Cancellation)) switch
            {
                var w => (w.PersonId, w.Count, w.Since),
            }
        );
        Assert.Equal(
            entry,
            Assert
                .Single(
                    await _database.Get<ControlFeed>().ListWaitingAsync(_manager, new ControlRoomFilter(), null, null, null, Cancellation)
                )
                .DedicationId
        );
        Assert.Empty(
            await _database
                .Get<ControlFeed>()
                .ListWaitingAsync(_manager, new ControlRoomFilter(), _company.OtherRep.Id, null, null, Cancellation)
        );

        await EntryReviews.MarkSeenAsync(_manager, [entry], Cancellation);
        await EntryReviews.MarkSeenAsync(_manager, [entry], Cancellation);
        Assert.Equal(ReviewState.Seen, (await GetReviewAsync(entry)).State);
        Assert.Single(await _database.Get<ReviewQueue>().CountByPersonAsync(_manager, new ControlRoomFilter(), Cancellation));

        Assert.Equal(1, await EntryReviews.ApproveAsync(_manager, [entry], Cancellation));
        Assert.Equal(0, await EntryReviews.ApproveAsync(_manager, [entry], Cancellation));
        var review = await GetReviewAsync(entry);
        Assert.Equal((ReviewState.Ok, "Marta Jefa"), (review.State, review.By));
        Assert.Empty(await _database.Get<ReviewQueue>().CountByPersonAsync(_manager, new ControlRoomFilter(), Cancellation));
        await using var db = _database.Open();
        Assert.Equal(
            [ActivityKind.Seen, ActivityKind.Acknowledged],
            await db
                .Activity.Where(a => a.DedicationId == entry && a.Kind != ActivityKind.DedicationLogged)
                .OrderBy(a => a.Id)
                .Select(a => a.Kind)
                .ToListAsync(Cancellation)
        );
    }

    [Fact]
    public async Task Question_reminds_the_author_and_its_replies_are_listed_as_a_thread()
    {
        var entry = await LogAsync(_rep);
        await EntryReviews.AskAsync(_manager, [entry], "¿Y el precio?", Cancellation);
        Assert.Empty(await _database.Get<ReviewQueue>().CountByPersonAsync(_manager, new ControlRoomFilter(), Cancellation));
        var reminder = Assert.Single((await _database.Get<ReminderList>().GetAsync(_rep, Cancellation)).Rows);
        Assert.Equal((ReminderKind.Question, "¿Y el precio?", entry), (reminder.Kind, reminder.Note, reminder.DedicationId));

        await EntryReviews.ReplyAsync(_rep, entry, "Lo mando mañana", Cancellation);
        Assert.Empty((await _database.Get<ReminderList>().GetAsync(_rep, Cancellation)).Rows);
        Assert.Single(await _database.Get<ReviewQueue>().CountByPersonAsync(_manager, new ControlRoomFilter(), Cancellation));
        await EntryReviews.AskAsync(_manager, [entry], "¿A qué hora?", Cancellation);
        Assert.Equal("¿A qué hora?", Assert.Single((await _database.Get<ReminderList>().GetAsync(_rep, Cancellation)).Rows).Note);
        Assert.Equal(["¿Y el precio?", "Lo mando mañana", "¿A qué hora?"], (await GetReviewAsync(entry)).Thread.Select(t => t.Text));
        // The entry shows questions and replies. The diary has no separate lines for them.
        Assert.Single(
            await _database
                .Get<DiaryList>()
                .GetPageAsync(_rep, new DiarySubject(TaskId: _company.Task.Id), new DiaryFilter(true), null, Cancellation)
        );
        Assert.DoesNotContain(
            await _database
                .Get<DiaryList>()
                .GetPageAsync(_rep, new DiarySubject(TaskId: _company.Task.Id), DiaryFilter.None, null, Cancellation),
            l => l.Kind is ActivityKind.Questioned or ActivityKind.Replied
        );
    }

    [Fact]
    public async Task Approving_an_entry_closes_its_open_question()
    {
        var entry = await LogAsync(_rep);
        await EntryReviews.AskAsync(_manager, [entry], "¿Y el precio?", Cancellation);
        await EntryReviews.ApproveAsync(_manager, [entry], Cancellation);
        Assert.Equal(0, (await _database.Get<ReminderList>().GetAsync(_rep, Cancellation)).Count);
        await EntryReviews.AskAsync(_manager, [entry], "¿Y el plazo?", Cancellation);
        Assert.Equal("¿Y el plazo?", Assert.Single((await _database.Get<ReminderList>().GetAsync(_rep, Cancellation)).Rows).Note);
    }

    [Fact]
    public async Task Only_the_controller_can_review_and_bulk_approval_approves_all_or_none()
    {
        var (first, second) = (await LogAsync(_rep), await LogAsync(_rep));
        var south = await LogAsync(await _database.GetViewerAsync(_company.Admin), _company.SouthTask.Id);
        await AssertRefusedAsync(RuleError.NotFound, () => EntryReviews.ApproveAsync(_stranger, [first], Cancellation));
        await AssertRefusedAsync(RuleError.NotFound, () => EntryReviews.MarkSeenAsync(_stranger, [first], Cancellation));
        await AssertRefusedAsync(RuleError.NotAllowed, () => EntryReviews.ApproveAsync(_rep, [first], Cancellation));
        await AssertRefusedAsync(RuleError.NotFound, () => EntryReviews.AskAsync(_other, [first], "¿?", Cancellation));
        await AssertRefusedAsync(RuleError.NotAllowed, () => EntryReviews.ReplyAsync(_manager, first, "Yo no fui", Cancellation));
        await AssertRefusedAsync(RuleError.NotFound, () => EntryReviews.ApproveAsync(_manager, [first, second, south], Cancellation));
        await AssertRefusedAsync(RuleError.Required, () => EntryReviews.AskAsync(_manager, [first], "  ", Cancellation));
        await AssertRefusedAsync(RuleError.TooLong, () => EntryReviews.AskAsync(_manager, [first], new string('x', 2001), Cancellation));
        // An entry counts as seen when its controller looks at it, but not when its author does.
        await EntryReviews.MarkSeenAsync(_rep, [first], Cancellation);
        foreach (var entry in new[] { first, second })
            Assert.Equal(
                (ReviewState.New, 0),
                await GetReviewAsync(entry) switch
                {
                    var r => (r.State, r.Thread.Count),
                }
            );
        Assert.Equal(2, await EntryReviews.ApproveAsync(_manager, [first, second], Cancellation));
    }

    [Fact]
    public async Task Waiting_reviews_of_a_task_move_to_its_new_controller()
    {
        var entry = await LogAsync(_rep);
        await EntryReviews.MarkSeenAsync(_manager, [entry], Cancellation);
        await _database
            .Get<TaskEditing>()
            .AssignAsync(_manager, _company.Task.Id, null, _company.Rep.Id, _company.OtherRep.Id, Cancellation);
        Assert.Empty(await _database.Get<ReviewQueue>().CountByPersonAsync(_manager, new ControlRoomFilter(), Cancellation));
        Assert.Single(await _database.Get<ReviewQueue>().CountByPersonAsync(_other, new ControlRoomFilter(), Cancellation));
        Assert.Equal(ReviewState.New, (await GetReviewAsync(entry)).State);
    }

    [Fact]
    public async Task Concurrent_questions_are_all_saved()
    {
        var entry = await LogAsync(_rep);
        var admin = await _database.GetViewerAsync(_company.Admin);
        await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(i => Task.Run(() => EntryReviews.AskAsync(i % 2 == 0 ? _manager : admin, [entry], $"Pregunta {i}", Cancellation)))
        );
        Assert.Equal(6, (await GetReviewAsync(entry)).Thread.Count);
        Assert.Single((await _database.Get<ReminderList>().GetAsync(_rep, Cancellation)).Rows);
    }

    private async Task<ReviewView> GetReviewAsync(int entry) =>
        (
            await _database
                .Get<DiaryList>()
                .GetPageAsync(_manager, new DiarySubject(TaskId: _company.Task.Id), new DiaryFilter(true), null, Cancellation)
        )
            .Single(l => l.DedicationId == entry)
            .Review!;

    private Task<int> LogAsync(Viewer viewer, int? task = null) =>
        _database
            .Get<DedicationLog>()
            .LogAsync(
                viewer,
                new LogRequest(
                    task ?? _company.Task.Id,
                    new DedicationFields(new DateOnly(2026, 3, 2), 10, "Llamada", DedicationChannel.Call),
                    EntryFollowUp.Keep,
                    Guid.NewGuid()
                ),
                Cancellation
            );
}
