using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Reminders;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Diary;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Live;
using HexaLive.Tests.Support;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Infrastructure.Diary;

/// <summary>
/// Filters of diaries, lines that are new since a reader's last visit, and notifications of corrections. It is Monday 2 March 2026, 10:00
/// in Madrid.
/// </summary>
public sealed class DiaryTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _rep = null!;
    private Viewer _manager = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        (_rep, _manager) = (await _database.GetViewerAsync(_company.Rep), await _database.GetViewerAsync(_company.Manager));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Each_filter_shows_only_matching_diary_lines()
    {
        await LogAsync(_rep, "Llamo por la oferta", DedicationChannel.Call, 2);
        await LogAsync(_rep, "Visita a la nave", DedicationChannel.Visit, -3);
        await LogAsync(_manager, "Pido un precio mejor", DedicationChannel.Email, 0);

        Assert.Equal(3, (await ReadCommentsAsync(new DiaryFilter(OnlyEntries: true))).Count);
        Assert.True((await GetPageAsync(_rep, DiaryFilter.None)).Count > 3);
        Assert.Equal(["Pido un precio mejor"], await ReadCommentsAsync(new DiaryFilter(PersonId: _company.Manager.Id)));
        Assert.Equal(["Visita a la nave"], await ReadCommentsAsync(new DiaryFilter(Channel: DedicationChannel.Visit)));
        Assert.Equal(["Llamo por la oferta"], await ReadCommentsAsync(new DiaryFilter(Text: "OFERTA llamo")));
        Assert.Equal(["Visita a la nave"], await ReadCommentsAsync(new DiaryFilter(true, To: new DateOnly(2026, 2, 27))));
        Assert.Equal(
            ["Pido un precio mejor", "Llamo por la oferta"],
            await ReadCommentsAsync(new DiaryFilter(true, From: new DateOnly(2026, 2, 28), To: new DateOnly(2026, 3, 2)))
        );
        Assert.Empty(await ReadCommentsAsync(new DiaryFilter(Text: "oferta", Channel: DedicationChannel.Visit)));
        Assert.Contains(
            await _database.Get<DiaryList>().ListPeopleAsync(_rep, OfTask, TestContext.Current.CancellationToken),
            p => p.Id == _company.Manager.Id
        );
    }

    [Fact]
    public async Task Diary_filter_also_applies_to_lines_that_arrive_live()
    {
        var filter = new DiaryFilter(Channel: DedicationChannel.Visit);
        var cursor = new ActivityCursor([], 0);
        await _database.Get<DiaryList>().GetNewSinceAsync(_rep, OfTask, filter, cursor, TestContext.Current.CancellationToken);
        await LogAsync(_rep, "Llamada", DedicationChannel.Call, 0);
        await LogAsync(_rep, "Visita", DedicationChannel.Visit, 0);
        Assert.Equal(
            ["Visita"],
            (await _database.Get<DiaryList>().GetNewSinceAsync(_rep, OfTask, filter, cursor, TestContext.Current.CancellationToken)).Select(
                l => l.Comment
            )
        );
    }

    [Fact]
    public async Task Persons_diary_shows_their_work_within_the_readers_scope()
    {
        await LogAsync(_rep, "Mía", DedicationChannel.Call, 0);
        await LogAsync(_manager, "De la jefa", DedicationChannel.Call, 0);
        var lines = await _database
            .Get<DiaryList>()
            .GetPageAsync(
                _manager,
                new DiarySubject(PersonId: _company.Rep.Id),
                new DiaryFilter(true),
                null,
                TestContext.Current.CancellationToken
            );
        Assert.Equal(["Mía"], lines.Select(l => l.Comment));
        var stranger = await _database.GetViewerAsync(_company.Stranger);
        Assert.Empty(
            await _database
                .Get<DiaryList>()
                .GetPageAsync(
                    stranger,
                    new DiarySubject(PersonId: _company.Rep.Id),
                    DiaryFilter.None,
                    null,
                    TestContext.Current.CancellationToken
                )
        );
        Assert.Empty(
            await _database.Get<DiaryList>().GetPageAsync(stranger, OfTask, DiaryFilter.None, null, TestContext.Current.CancellationToken)
        );
        Assert.Empty(await _database.Get<DiaryList>().ListPeopleAsync(stranger, OfTask, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Diary_marks_lines_added_since_the_readers_last_visit_as_new()
    {
        var diary = _database.Get<DiaryList>();
        var first = (await GetPageAsync(_rep, DiaryFilter.None))[0].Id;
        Assert.Null(await diary.RecordVisitAsync(_rep, OfTask, first, TestContext.Current.CancellationToken));
        await LogAsync(_manager, "Nuevo", DedicationChannel.Call, 0);
        var newest = (await GetPageAsync(_rep, DiaryFilter.None))[0].Id;
        Assert.Equal(first, await diary.RecordVisitAsync(_rep, OfTask, newest, TestContext.Current.CancellationToken));
        Assert.Equal(newest, await diary.RecordVisitAsync(_rep, OfTask, newest, TestContext.Current.CancellationToken));
        // An older tab that reports its visit late does not mark read lines as new again.
        Assert.Equal(newest, await diary.RecordVisitAsync(_rep, OfTask, first, TestContext.Current.CancellationToken));
        Assert.Null(await diary.RecordVisitAsync(_manager, OfTask, newest, TestContext.Current.CancellationToken));
        Assert.Null(
            await diary.RecordVisitAsync(_rep, new DiarySubject(ClientId: _company.Task.Id), newest, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task Author_is_notified_each_time_somebody_corrects_their_entry()
    {
        var id = await LogAsync(_rep, "Diez minutos", DedicationChannel.Call, 0);
        var reminders = _database.Get<ReminderList>();
        using var subscription = _database.Feed.Subscribe(LiveTopic.Responsible(_company.Rep.Id));
        await CorrectAsync(_manager, id, 0, "Veinte minutos");
        var row = Assert.Single((await reminders.GetAsync(_rep, TestContext.Current.CancellationToken)).Rows);
        Assert.Equal((ReminderKind.Corrected, (int?)id, "Veinte minutos"), (row.Kind, row.DedicationId, row.Note));
        await foreach (var _ in subscription.ChangesAsync(TimeSpan.Zero, TestContext.Current.CancellationToken))
            break;

        await reminders.MarkDoneAsync(_rep, row.Id, TestContext.Current.CancellationToken);
        Assert.Empty((await reminders.GetAsync(_rep, TestContext.Current.CancellationToken)).Rows);
        await CorrectAsync(_manager, id, 1, "Veinticinco");
        Assert.Equal(row.Id, Assert.Single((await reminders.GetAsync(_rep, TestContext.Current.CancellationToken)).Rows).Id);
        // Nobody is notified when authors correct their own entries.
        await CorrectAsync(_rep, await LogAsync(_rep, "Otra", DedicationChannel.Call, 0), 0, "Otra cosa");
        Assert.Single((await reminders.GetAsync(_rep, TestContext.Current.CancellationToken)).Rows);
        Assert.Equal(
            RuleError.NotFound,
            (
                await Assert.ThrowsAsync<RuleException>(() =>
                    reminders.MarkDoneAsync(_manager, row.Id, TestContext.Current.CancellationToken)
                )
            ).Error
        );
    }

    private DiarySubject OfTask => new(TaskId: _company.Task.Id);

    private Task<IReadOnlyList<DiaryLine>> GetPageAsync(Viewer viewer, DiaryFilter filter) =>
        _database.Get<DiaryList>().GetPageAsync(viewer, OfTask, filter, null, TestContext.Current.CancellationToken);

    private async Task<List<string?>> ReadCommentsAsync(DiaryFilter filter) =>
        (await GetPageAsync(_rep, filter)).Where(l => l.Kind == ActivityKind.DedicationLogged).Select(l => l.Comment).ToList();

    private Task<int> LogAsync(Viewer viewer, string comment, DedicationChannel channel, int days) =>
        _database
            .Get<DedicationLog>()
            .LogAsync(
                viewer,
                new LogRequest(
                    _company.Task.Id,
                    new DedicationFields(new DateOnly(2026, 3, 2).AddDays(Math.Min(0, days)), 10, comment, channel),
                    EntryFollowUp.Keep,
                    Guid.NewGuid()
                ),
                TestContext.Current.CancellationToken
            );

    private Task CorrectAsync(Viewer viewer, int id, int version, string comment) =>
        _database
            .Get<DedicationLog>()
            .CorrectAsync(
                viewer,
                id,
                version,
                new DedicationFields(new DateOnly(2026, 3, 2), 20, comment, DedicationChannel.Call),
                TestContext.Current.CancellationToken
            );
}
