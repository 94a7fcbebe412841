using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Activity;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Live;
using HexaLive.Tests.Support;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Infrastructure;

/// <summary>What a diary shows by each filter, what is new in it, and who reads of a correction. Monday 2 March 2026, 10:00 in Madrid.</summary>
public sealed class DiaryTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private Company _company = null!;
    private Viewer _rep = null!;
    private Viewer _manager = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
        (_rep, _manager) = (await _database.ViewerAsync(_company.Rep), await _database.ViewerAsync(_company.Manager));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Each_filter_leaves_what_it_says_and_no_more()
    {
        await LogAsync(_rep, "Llamo por la oferta", DedicationChannel.Call, 2);
        await LogAsync(_rep, "Visita a la nave", DedicationChannel.Visit, -3);
        await LogAsync(_manager, "Pido un precio mejor", DedicationChannel.Email, 0);

        Assert.Equal(3, (await CommentsAsync(new DiaryFilter(OnlyEntries: true))).Count);
        Assert.True((await PageAsync(_rep, DiaryFilter.None)).Count > 3);
        Assert.Equal(["Pido un precio mejor"], await CommentsAsync(new DiaryFilter(PersonId: _company.Manager.Id)));
        Assert.Equal(["Visita a la nave"], await CommentsAsync(new DiaryFilter(Channel: DedicationChannel.Visit)));
        Assert.Equal(["Llamo por la oferta"], await CommentsAsync(new DiaryFilter(Text: "OFERTA llamo")));
        Assert.Equal(["Visita a la nave"], await CommentsAsync(new DiaryFilter(true, To: new DateOnly(2026, 2, 27))));
        Assert.Equal(["Pido un precio mejor", "Llamo por la oferta"], await CommentsAsync(new DiaryFilter(true, From: new DateOnly(2026, 2, 28), To: new DateOnly(2026, 3, 2))));
        Assert.Empty(await CommentsAsync(new DiaryFilter(Text: "oferta", Channel: DedicationChannel.Visit)));
        Assert.Contains(await _database.Get<Diary>().PeopleAsync(_rep, OfTask, TestContext.Current.CancellationToken), p => p.Id == _company.Manager.Id);
    }

    [Fact]
    public async Task Live_lines_obey_the_filter_too()
    {
        var filter = new DiaryFilter(Channel: DedicationChannel.Visit);
        var cursor = new ActivityCursor([], 0);
        await _database.Get<Diary>().NewSinceAsync(_rep, OfTask, filter, cursor, TestContext.Current.CancellationToken);
        await LogAsync(_rep, "Llamada", DedicationChannel.Call, 0);
        await LogAsync(_rep, "Visita", DedicationChannel.Visit, 0);
        Assert.Equal(["Visita"], (await _database.Get<Diary>().NewSinceAsync(_rep, OfTask, filter, cursor, TestContext.Current.CancellationToken)).Select(l => l.Comment));
    }

    [Fact]
    public async Task A_person_s_diary_is_what_that_person_did_of_what_the_reader_sees()
    {
        await LogAsync(_rep, "Mía", DedicationChannel.Call, 0);
        await LogAsync(_manager, "De la jefa", DedicationChannel.Call, 0);
        var lines = await _database.Get<Diary>().PageAsync(_manager, new DiaryOf(PersonId: _company.Rep.Id), new DiaryFilter(true), null, TestContext.Current.CancellationToken);
        Assert.Equal(["Mía"], lines.Select(l => l.Comment));
        var stranger = await _database.ViewerAsync(_company.Stranger);
        Assert.Empty(await _database.Get<Diary>().PageAsync(stranger, new DiaryOf(PersonId: _company.Rep.Id), DiaryFilter.None, null, TestContext.Current.CancellationToken));
        Assert.Empty(await _database.Get<Diary>().PageAsync(stranger, OfTask, DiaryFilter.None, null, TestContext.Current.CancellationToken));
        Assert.Empty(await _database.Get<Diary>().PeopleAsync(stranger, OfTask, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_came_after_the_last_visit_is_new_and_each_reader_has_their_own()
    {
        var diary = _database.Get<Diary>();
        var first = (await PageAsync(_rep, DiaryFilter.None))[0].Id;
        Assert.Null(await diary.VisitAsync(_rep, OfTask, first, TestContext.Current.CancellationToken));
        await LogAsync(_manager, "Nuevo", DedicationChannel.Call, 0);
        var newest = (await PageAsync(_rep, DiaryFilter.None))[0].Id;
        Assert.Equal(first, await diary.VisitAsync(_rep, OfTask, newest, TestContext.Current.CancellationToken));
        Assert.Equal(newest, await diary.VisitAsync(_rep, OfTask, newest, TestContext.Current.CancellationToken));
        // An older tab does not make what was read new again.
        Assert.Equal(newest, await diary.VisitAsync(_rep, OfTask, first, TestContext.Current.CancellationToken));
        Assert.Null(await diary.VisitAsync(_manager, OfTask, newest, TestContext.Current.CancellationToken));
        Assert.Null(await diary.VisitAsync(_rep, new DiaryOf(ClientId: _company.Task.Id), newest, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Whose_entry_somebody_corrects_reads_of_it_at_once_and_once_more_the_second_time()
    {
        var id = await LogAsync(_rep, "Diez minutos", DedicationChannel.Call, 0);
        var bell = _database.Get<ReminderList>();
        using var told = _database.Feed.Subscribe(LiveTopic.Responsible(_company.Rep.Id));
        await CorrectAsync(_manager, id, 0, "Veinte minutos");
        var row = Assert.Single((await bell.GetAsync(_rep, TestContext.Current.CancellationToken)).Rows);
        Assert.Equal((ReminderKind.Corrected, (int?)id, "Veinte minutos"), (row.Kind, row.DedicationId, row.Note));
        await foreach (var _ in told.ChangesAsync(TimeSpan.Zero, TestContext.Current.CancellationToken)) break;

        await bell.DoneAsync(_rep, row.Id, TestContext.Current.CancellationToken);
        Assert.Empty((await bell.GetAsync(_rep, TestContext.Current.CancellationToken)).Rows);
        await CorrectAsync(_manager, id, 1, "Veinticinco");
        Assert.Equal(row.Id, Assert.Single((await bell.GetAsync(_rep, TestContext.Current.CancellationToken)).Rows).Id);
        // One's own correction is no news.
        await CorrectAsync(_rep, await LogAsync(_rep, "Otra", DedicationChannel.Call, 0), 0, "Otra cosa");
        Assert.Single((await bell.GetAsync(_rep, TestContext.Current.CancellationToken)).Rows);
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => bell.DoneAsync(_manager, row.Id, TestContext.Current.CancellationToken))).Error);
    }

    private DiaryOf OfTask => new(TaskId: _company.Task.Id);

    private Task<IReadOnlyList<DiaryLine>> PageAsync(Viewer viewer, DiaryFilter filter) => _database.Get<Diary>().PageAsync(viewer, OfTask, filter, null, TestContext.Current.CancellationToken);

    private async Task<List<string?>> CommentsAsync(DiaryFilter filter) => (await PageAsync(_rep, filter)).Where(l => l.Kind == ActivityKind.DedicationLogged).Select(l => l.Comment).ToList();

    private Task<int> LogAsync(Viewer viewer, string comment, DedicationChannel channel, int days) => _database.Get<DedicationLog>().LogAsync(
        viewer, new LogRequest(_company.Task.Id, new DedicationFields(new DateOnly(2026, 3, 2).AddDays(Math.Min(0, days)), 10, comment, channel), AfterLog.Keep, Guid.NewGuid()), TestContext.Current.CancellationToken);

    private Task CorrectAsync(Viewer viewer, int id, int version, string comment) =>
        _database.Get<DedicationLog>().CorrectAsync(viewer, id, version, new DedicationFields(new DateOnly(2026, 3, 2), 20, comment, DedicationChannel.Call), TestContext.Current.CancellationToken);
}
