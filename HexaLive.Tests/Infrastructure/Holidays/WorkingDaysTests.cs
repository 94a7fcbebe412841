using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.People;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.FollowUp;
using HexaLive.Infrastructure.Features.Holidays;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Features.Teams;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static HexaLive.Tests.Infrastructure.Holidays.WorkingDaysFixture;
using static HexaLive.Tests.Support.Refusals;

namespace HexaLive.Tests.Infrastructure.Holidays;

/// <summary>
/// The working days of a person: the company's week or the person's own week, without the holidays of the person's team and of the teams
/// above it.
/// </summary>
public sealed class WorkingDaysTests : IAsyncLifetime
{
    private WorkingDaysFixture _fixture = null!;

    private TestDatabase Database => _fixture.Database;
    private TestCompany Company => _fixture.Company;

    public async ValueTask InitializeAsync() => _fixture = await WorkingDaysFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Preset_next_action_falls_on_a_working_day_of_the_assignee()
    {
        await Database.AddAsync(new Holiday(new DateOnly(2026, 3, 3), "Fiesta del norte", Company.North.Id, Database.System));
        await Database.AddAsync(new Holiday(new DateOnly(2026, 3, 4), "Fiesta del sur", Company.South.Id, Database.System));
        await _fixture.EditAsync(Company.OtherRep, f => f with { WorkingWeek = WeekDays.MondayToFriday & ~WeekDays.Wednesday });
        var type = await Database.AddAsync(new TaskType("Llamada", new TaskPreset { NextActionWorkingDays = 1 }, Database.System));
        var editing = Database.Get<TaskCreation>();
        Assert.Equal(4, await ResolvePresetDayAsync(Company.Rep.Id));
        // A holiday also applies to teams several levels below the team of the holiday.
        var harbour = await Database
            .Get<TeamEditing>()
            .SaveAsync(_fixture.Admin, null, 0, new TeamFields("Norte/Bilbao/Puerto", _fixture.Bilbao));
        await _fixture.EditAsync(Company.Rep, f => f with { TeamId = harbour });
        Assert.Equal(4, await ResolvePresetDayAsync(Company.Rep.Id));
        Assert.Equal(5, await ResolvePresetDayAsync(Company.OtherRep.Id));
        Assert.Equal(3, await ResolvePresetDayAsync(Company.Stranger.Id));
        // If the task has no responsible person yet, the working days of its creator count.
        Assert.Equal(3, await ResolvePresetDayAsync(null));
        // A date that the person typed is used unchanged. An unknown person is not found.
        Assert.Equal(
            6,
            (
                await editing.ResolvePresetAsync(
                    _fixture.Admin,
                    Company.Project.Id,
                    type.Id,
                    null,
                    new EnteredTaskValues(Company.OtherRep.Id, NextAction: Friday)
                )
            )
                .NextAction
                .Value!
                .Value
                .Day
        );
        await AssertRefusedAsync(RuleError.NotFound, () => ResolvePresetDayAsync(9999));

        async Task<int> ResolvePresetDayAsync(int? responsible) =>
            (await editing.ResolvePresetAsync(_fixture.Admin, Company.Project.Id, type.Id, null, new EnteredTaskValues(responsible)))
                .NextAction
                .Value!
                .Value
                .Day;
    }

    [Fact]
    public async Task Last_working_day_report_follows_the_owners_working_days()
    {
        await MoveManagerToBilbaoWithoutTuesdaysAsync();
        await Database.AddAsync(new Holiday(new DateOnly(2026, 3, 30), "Fiesta del norte", Company.North.Id, Database.System));
        var manager = await Database.GetViewerAsync(Company.Manager);
        var schedule = await ScheduleOnLastWorkingDayAsync(manager);
        // 31 March is a Tuesday and the 30th a holiday, so the last working day of March is Friday 27. In April, it is Thursday 30.
        Assert.Equal(new DateTime(2026, 3, 27, 7, 0, 0, DateTimeKind.Utc), await NextAsync());

        Database.Time.SetUtcNow(new DateTimeOffset(2026, 3, 27, 9, 0, 0, TimeSpan.Zero));
        Assert.Equal(1, await Database.Get<ReportScheduleQueueing>().QueueAsync());
        Assert.Equal(new DateTime(2026, 4, 30, 6, 0, 0, DateTimeKind.Utc), await NextAsync());

        async Task<DateTime?> NextAsync()
        {
            await using var db = Database.Open();
            return await db.ReportSchedules.Where(s => s.Id == schedule).Select(s => s.NextAt).SingleAsync();
        }
    }

    [Fact]
    public async Task Inactivity_and_waiting_reviews_are_measured_in_the_viewers_working_days()
    {
        await MoveManagerToBilbaoWithoutTuesdaysAsync();
        await Database.AddAsync(new Holiday(Friday, "Fiesta del norte", Company.North.Id, Database.System));
        var manager = await Database.GetViewerAsync(Company.Manager);
        await Database
            .Get<DedicationLog>()
            .LogAsync(
                _fixture.Rep,
                new LogRequest(
                    Company.Task.Id,
                    new DedicationFields(new DateOnly(2026, 3, 2), 10, "Hecho"),
                    EntryFollowUp.Keep,
                    Guid.NewGuid()
                )
            );
        Database.Time.SetUtcNow(new DateTimeOffset(2026, 3, 9, 9, 0, 0, TimeSpan.Zero));
        // The three working days are Wednesday, Thursday and Monday. Tuesday is a day off, and Friday is a holiday.
        var (reviews, inactive) = (Database.Get<ReviewQueue>(), Database.Get<InactiveClients>());
        var everything = new ControlRoomFilter();
        Assert.Equal(3, Assert.Single(await reviews.CountByPersonAsync(manager, everything)).WorkingDays);
        Assert.Equal(3, (await inactive.GetAsync(manager, everything, false, 3, 1)).Rows.Single().WorkingDays);
        Assert.Empty((await inactive.GetAsync(manager, everything, false, 4, 1)).Rows);
    }

    [Fact]
    public async Task Sweep_reads_holidays_and_working_weeks_once_for_any_number_of_people()
    {
        await _fixture.EditAsync(Company.OtherRep, f => f with { WorkingWeek = NoFridays });
        for (var i = 0; i < 205; i++)
            await Database.AddAsync(
                new Person(new PersonFields($"Persona {i}", $"p{i}@test.local", PersonRole.Representative), Database.System)
            );
        var admin = await Database.GetViewerAsync(Company.Admin);
        await Database
            .Get<TaskCreation>()
            .CreateAsync(
                admin,
                new NewTask(
                    Company.Project.Id,
                    "Otra",
                    null,
                    null,
                    null,
                    null,
                    Company.OtherRep.Id,
                    null,
                    null,
                    null,
                    new NextAction(Thursday)
                )
            );
        _fixture.Queries.Drain();
        await Database.Get<DigestQueueing>().QueueAsync();
        AssertReadOnce();
        Database.Time.SetUtcNow(DateTimeOffset.Parse("2026-03-09T09:00:00Z", CultureInfo.InvariantCulture));
        await Database.Get<DueFlagging>().FlagDueAsync();
        _fixture.Queries.Drain();
        Assert.True(await Database.Get<OverdueChasing>().ChaseAsync() > 1);
        AssertReadOnce();

        void AssertReadOnce()
        {
            var queries = _fixture.Queries.Drain();
            foreach (var table in new[] { "Holidays", "CompanyWeek" })
                Assert.Single(queries, q => q.Sql.Contains($"FROM \"{table}\"", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Working_calendar_in_a_shallow_team_tree_is_read_in_one_query(int holidays)
    {
        for (var i = 0; i < holidays; i++)
            await Database.AddAsync(
                new Holiday(
                    Friday.AddDays(-i),
                    "Fiesta",
                    i == 0 ? Company.North.Id
                        : i == 1 ? Company.South.Id
                        : null,
                    Database.System
                )
            );
        await using var db = Database.Open();
        _fixture.Queries.Drain();
        var calendar = await db.ReadCalendarAsync(_fixture.Rep, new DateOnly(2026, 1, 1), default);
        Assert.Single(_fixture.Queries.Drain());
        Assert.Equal(holidays == 0 ? 5 : 3, calendar.CountWorkingDays(new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 8)));
    }

    // Moves the manager to a team below Norte, with Tuesdays off.
    private Task MoveManagerToBilbaoWithoutTuesdaysAsync() =>
        _fixture.EditAsync(
            Company.Manager,
            f => f with { TeamId = _fixture.Bilbao, WorkingWeek = WeekDays.MondayToFriday & ~WeekDays.Tuesday }
        );

    private async Task<int> ScheduleOnLastWorkingDayAsync(Viewer owner)
    {
        var report = await Database
            .Get<ReportEditing>()
            .AddAsync(owner, "Tareas", null, new ReportDefinition { Source = ReportSource.Tasks, Columns = [new("task.title")] });
        return await Database
            .Get<ReportScheduleEditing>()
            .AddAsync(
                owner,
                report,
                new ScheduleFields(
                    ScheduleFrequency.LastWorkingDay,
                    DayOfWeek.Monday,
                    1,
                    new TimeOnly(8, 0),
                    "Europe/Madrid",
                    ReportFormat.Pdf,
                    false
                ),
                new Dictionary<string, string>(),
                [owner.PersonId]
            );
    }
}
