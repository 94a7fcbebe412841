using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>Who may schedule which report, and who may be a recipient.</summary>
public sealed partial class ReportScheduleTests : IAsyncLifetime
{
    private static readonly ScheduleFields Monday = new(
        ScheduleFrequency.Weekly,
        DayOfWeek.Monday,
        1,
        new TimeOnly(8, 0),
        "Europe/Madrid",
        ReportFormat.Pdf,
        false
    );
    private static readonly Dictionary<string, string> None = [];
    private static readonly ReportDefinition Tasks = new() { Source = ReportSource.Tasks, Columns = [new("task.title")] };

    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _admin = null!,
        _manager = null!,
        _rep = null!,
        _stranger = null!;
    private int _report;

    private ReportSchedules Schedules => _database.Get<ReportSchedules>();
    private ReportScheduleEditing ScheduleEditing => _database.Get<ReportScheduleEditing>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        (_admin, _manager, _rep, _stranger) = (
            await _database.GetViewerAsync(_company.Admin),
            await _database.GetViewerAsync(_company.Manager),
            await _database.GetViewerAsync(_company.Rep),
            await _database.GetViewerAsync(_company.Stranger)
        );
        _report = await _database.Get<ReportEditing>().AddAsync(_rep, "Mis tareas", null, Tasks);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Schedule_can_be_seen_and_changed_only_by_its_owner_and_administrators()
    {
        await _database.Get<ReportSharingEditing>().ShareAsync(_rep, _report, ReportSharing.Everybody, [], []);
        var id = await ScheduleEditing.AddAsync(_rep, _report, Monday, None, [_rep.PersonId, _manager.PersonId]);

        var row = Assert.Single((await Schedules.ListAsync(_rep, _report)).Rows);
        Assert.Equal(("Mis tareas", "Raúl Comercial", true, true, 2), (row.Report, row.Owner, row.IsMine, row.CanOpen, row.RecipientCount));
        Assert.Equal(["Raúl Comercial", "Marta Jefa"], row.RecipientNames);
        Assert.Equal(new DateTime(2026, 3, 9, 7, 0, 0, DateTimeKind.Utc), row.NextAt);
        Assert.False(Assert.Single((await Schedules.ListAsync(_admin, null)).Rows).IsMine);
        Assert.Single((await Schedules.ListAsync(_rep, null)).Rows);

        // Readers of a report, including recipients, do not see other people's schedules of the report or the other recipients.
        Assert.Empty((await Schedules.ListAsync(_manager, _report)).Rows);
        Assert.Empty((await Schedules.ListAsync(_manager, null)).Rows);
        foreach (
            var act in new Func<Viewer, Task>[]
            {
                v => Schedules.GetAsync(v, id),
                v => ScheduleEditing.ChangeAsync(v, id, 0, Monday, None, [v.PersonId]),
                v => ScheduleEditing.StopAsync(v, id),
                v => ScheduleEditing.StartAsync(v, id),
                v => ScheduleEditing.DeleteAsync(v, id),
                v => ScheduleEditing.SendNowAsync(v, id),
                v => Schedules.GetHistoryAsync(v, id),
            }
        )
            Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => act(_manager))).Error);
        Assert.Equal(2, (await Schedules.GetAsync(_rep, id)).Recipients.Count);

        var detail = await Schedules.GetAsync(_admin, id);
        await ScheduleEditing.ChangeAsync(
            _admin,
            id,
            detail.Version,
            Monday with
            {
                Frequency = ScheduleFrequency.Daily,
                Format = ReportFormat.Excel,
            },
            None,
            [_rep.PersonId, _admin.PersonId]
        );
        detail = await Schedules.GetAsync(_rep, id);
        Assert.Equal((ScheduleFrequency.Daily, ReportFormat.Excel), (detail.Fields.Frequency, detail.Fields.Format));
        Assert.Equal(["Ana Admin", "Raúl Comercial"], detail.Recipients.Select(r => r.Name));
        await ScheduleEditing.DeleteAsync(_admin, id);
        Assert.Empty((await Schedules.ListAsync(_rep, _report)).Rows);
    }

    [Fact]
    public async Task Deleted_schedule_keeps_its_history_for_owner_and_administrators()
    {
        await _database.Get<ReportSharingEditing>().ShareAsync(_rep, _report, ReportSharing.Everybody, [], []);
        var id = await ScheduleEditing.AddAsync(_manager, _report, Monday, None, [_manager.PersonId, _rep.PersonId]);
        await ScheduleEditing.SendNowAsync(_manager, id);
        await ScheduleEditing.DeleteAsync(_manager, id);
        foreach (var viewer in new[] { _manager, _admin })
        {
            Assert.Empty((await Schedules.ListAsync(viewer, null)).Rows);
            var row = Assert.Single((await Schedules.ListAsync(viewer, _report, deleted: true)).Rows);
            Assert.Equal((id, _database.Now, null), (row.Id, row.DeletedAt!.Value, row.NextAt));
            Assert.Equal("Marta Jefa", Assert.Single((await Schedules.GetHistoryAsync(viewer, id)).Rows).Person);
            foreach (
                var act in new Func<Viewer, Task>[]
                {
                    v => Schedules.GetAsync(v, id),
                    v => ScheduleEditing.ChangeAsync(v, id, 0, Monday, None, [v.PersonId]),
                    v => ScheduleEditing.StopAsync(v, id),
                    v => ScheduleEditing.StartAsync(v, id),
                    v => ScheduleEditing.DeleteAsync(v, id),
                    v => ScheduleEditing.SendNowAsync(v, id),
                }
            )
                Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => act(viewer))).Error);
        }
        // The author of a report does not see the recipients of another person's schedule, even if the author is a recipient.
        Assert.Empty((await Schedules.ListAsync(_rep, _report, deleted: true)).Rows);
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Schedules.GetHistoryAsync(_rep, id))).Error);
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Schedules.GetHistoryAsync(_stranger, id))).Error);
    }

    [Fact]
    public async Task Only_the_schedules_owner_can_approve_a_changed_report()
    {
        var library = _database.Get<ReportLibrary>();
        var editing = _database.Get<ReportEditing>();
        var sharing = _database.Get<ReportSharingEditing>();
        await sharing.ShareAsync(_rep, _report, ReportSharing.Everybody, [], []);
        var looked = (await library.GetAsync(_manager, $"{_report}")).DefinitionVersion;
        await ChangeDefinitionAsync(Tasks with { Columns = [new("task.title"), new("client.name")] });
        Assert.Equal(
            RuleError.ReportChanged,
            (
                await Assert.ThrowsAsync<RuleException>(() =>
                    ScheduleEditing.AddAsync(_manager, _report, Monday, None, [_manager.PersonId], looked)
                )
            ).Error
        );
        var id = await ScheduleEditing.AddAsync(_manager, _report, Monday, None, [_manager.PersonId], looked + 1);

        await ChangeDefinitionAsync(Tasks);
        var detail = await Schedules.GetAsync(_admin, id);
        Assert.Equal((looked + 2, false), (detail.DefinitionVersion, detail.IsApproved));
        // An administrator changes the recipients. The schedule stays stopped.
        await ScheduleEditing.ChangeAsync(
            _admin,
            id,
            detail.Version,
            Monday,
            None,
            [_manager.PersonId, _rep.PersonId],
            detail.DefinitionVersion
        );
        var row = Assert.Single((await Schedules.ListAsync(_manager, null)).Rows);
        Assert.Equal((ScheduleStop.ReportChanged, null), (row.Stopped!.Value, row.NextAt));
        Assert.Equal(
            RuleError.ReportChanged,
            (await Assert.ThrowsAsync<RuleException>(() => ScheduleEditing.StartAsync(_admin, id))).Error
        );
        Assert.Equal(
            RuleError.ReportChanged,
            (await Assert.ThrowsAsync<RuleException>(() => ScheduleEditing.StartAsync(_manager, id, looked + 1))).Error
        );
        detail = await Schedules.GetAsync(_manager, id);
        Assert.Equal(
            RuleError.ReportChanged,
            (
                await Assert.ThrowsAsync<RuleException>(() =>
                    ScheduleEditing.ChangeAsync(_manager, id, detail.Version, Monday, None, [_manager.PersonId], looked + 1)
                )
            ).Error
        );
        await ScheduleEditing.ChangeAsync(_manager, id, detail.Version, Monday, None, [_manager.PersonId], detail.DefinitionVersion);
        Assert.True((await Schedules.GetAsync(_manager, id)).IsApproved);
        Assert.NotNull(Assert.Single((await Schedules.ListAsync(_manager, null)).Rows).NextAt);

        async Task ChangeDefinitionAsync(ReportDefinition definition) =>
            await editing.SaveAsync(_rep, _report, (await library.GetAsync(_rep, $"{_report}")).Version, "Mis tareas", null, definition);
    }

    [Fact]
    public async Task Report_that_is_not_shared_with_the_viewer_cannot_be_scheduled()
    {
        Assert.Equal(
            RuleError.NotFound,
            (
                await Assert.ThrowsAsync<RuleException>(() =>
                    ScheduleEditing.AddAsync(_manager, _report, Monday, None, [_manager.PersonId])
                )
            ).Error
        );
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Schedules.ListAsync(_manager, _report))).Error);
        Assert.Equal(
            RuleError.NotFound,
            (await Assert.ThrowsAsync<RuleException>(() => ScheduleEditing.AddAsync(_rep, 999, Monday, None, [_rep.PersonId]))).Error
        );
    }

    [Fact]
    public async Task Recipients_must_be_active_and_visible_and_have_an_address()
    {
        // The representative has no client in common with the representative of the south, who is therefore not found.
        Assert.Equal(RuleError.NotFound, await TryAddAsync(_rep.PersonId, _stranger.PersonId));
        Assert.Equal(RuleError.NotFound, await TryAddAsync(999));
        Assert.Equal(RuleError.Required, await TryAddAsync());
        await using (var db = _database.Open())
        {
            await db.People.Where(p => p.Id == _company.Manager.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.Email, (string?)null));
            await db.People.Where(p => p.Id == _company.Admin.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.Active, false));
        }
        Assert.Equal(RuleError.NoEmail, await TryAddAsync(_manager.PersonId));
        Assert.Equal(RuleError.PersonInactive, await TryAddAsync(_admin.PersonId));
        await using (var db = _database.Open())
            Assert.Empty(await db.ReportSchedules.ToListAsync());
        Assert.Equal(
            ["Raúl Comercial"],
            (await Schedules.FindReadersAsync(_rep, null)).Where(r => r.Id != _company.OtherRep.Id).Select(r => r.Name)
        );
        Assert.Empty(await Schedules.FindReadersAsync(_rep, "sergio"));

        async Task<RuleError> TryAddAsync(params int[] people) =>
            (await Assert.ThrowsAsync<RuleException>(() => ScheduleEditing.AddAsync(_rep, _report, Monday, None, people))).Error;
    }

    [Fact]
    public async Task Conflicting_change_is_rejected_even_if_only_recipients_changed()
    {
        var id = await ScheduleEditing.AddAsync(_rep, _report, Monday, None, [_rep.PersonId]);
        var version = (await Schedules.GetAsync(_rep, id)).Version;
        await ScheduleEditing.ChangeAsync(_rep, id, version, Monday, None, [_rep.PersonId, _manager.PersonId]);
        var refusal = await Assert.ThrowsAsync<RuleException>(() =>
            ScheduleEditing.ChangeAsync(_rep, id, version, Monday with { DayOfWeek = DayOfWeek.Friday }, None, [_rep.PersonId])
        );
        Assert.Equal((RuleError.Conflict, "Mis tareas"), (refusal.Error, refusal.Args[1]));
        var detail = await Schedules.GetAsync(_rep, id);
        Assert.Equal((2, DayOfWeek.Monday), (detail.Recipients.Count, detail.Fields.DayOfWeek));
    }

    [Fact]
    public async Task Parameter_values_of_a_schedule_are_validated_and_saved()
    {
        var asking = await _database
            .Get<ReportEditing>()
            .AddAsync(
                _rep,
                "Pregunta",
                null,
                Tasks with
                {
                    Where = ReportCriterion.AllOf(ReportCriterion.CreateTest("task.created", TestOperator.During, "?when")),
                    Parameters = [new("when", "Cuándo", "last-month")],
                }
            );
        var refusal = await Assert.ThrowsAsync<RuleException>(() =>
            ScheduleEditing.AddAsync(_rep, asking, Monday, new Dictionary<string, string> { ["when"] = "nunca" }, [_rep.PersonId])
        );
        Assert.Equal((RuleError.InvalidValue, "Cuándo"), (refusal.Error, refusal.Args[0]));
        var id = await ScheduleEditing.AddAsync(
            _rep,
            asking,
            Monday,
            new Dictionary<string, string> { ["when"] = "last-7-days", ["other"] = "x" },
            [_rep.PersonId]
        );
        Assert.Equal(new Dictionary<string, string> { ["when"] = "last-7-days" }, (await Schedules.GetAsync(_rep, id)).Parameters);
    }
}
