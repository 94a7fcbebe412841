using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Features.Mail;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Web.Components;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>
/// Reasons that stop a schedule: the owner was deactivated, the report is invalid, or another person changed the report.
/// </summary>
public sealed partial class ReportSendingTests
{
    [Fact]
    public async Task Schedule_stops_and_notifies_administrators_when_its_owner_leaves()
    {
        var id = await AddAsync(Monday, _rep, _manager);
        _database.Time.SetUtcNow(Due);
        await _database.Get<ReportScheduleQueueing>().QueueAsync();
        await DeactivateAsync(_rep.PersonId);
        await using var other = await StartNodeAsync();
        other.Time.SetUtcNow(Due);
        await Task.WhenAll(
            new[] { _database, other, _database }.Select(node => Task.Run(() => node.Get<ReportScheduleQueueing>().QueueAsync()))
        );
        Assert.Equal(1, await SweepAsync());
        Assert.Equal(0, await SweepAsync());

        var mail = Assert.Single(_server.Accepted);
        Assert.Equal(("admin@test.local", "Informe programado detenido: Mis tareas"), (mail.To.Mailboxes.Single().Address, mail.Subject));
        Assert.Contains("Raúl Comercial", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("https://hexa.test/reports/schedules", mail.TextBody, StringComparison.Ordinal);
        // The deliveries in the queue were stopped as well.
        Assert.All((await Schedules.GetHistoryAsync(_admin, id)).Rows, d => Assert.Equal(DeliveryOutcome.Stopped, d.Outcome));
        Assert.Equal(ScheduleStop.OwnerLeft, Assert.Single((await Schedules.ListAsync(_admin, null)).Rows).Stopped);
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("faulty")]
    [InlineData("unshared")]
    public async Task Schedule_of_an_invalid_report_stops_and_its_owner_is_notified(string how)
    {
        var editing = _database.Get<ReportEditing>();
        var sharing = _database.Get<ReportSharingEditing>();
        await sharing.ShareAsync(_rep, _report, ReportSharing.Everybody, [], []);
        await ScheduleEditing.AddAsync(_manager, _report, Monday, None, [_manager.PersonId, _admin.PersonId]);
        if (how == "deleted")
            await editing.DeleteAsync(_rep, _report);
        if (how == "unshared")
            await sharing.ShareAsync(_rep, _report, ReportSharing.Private, [], []);
        if (how == "faulty")
        {
            await using var db = _database.Open();
            await db.Reports.ExecuteUpdateAsync(set =>
                set.SetProperty(r => r.Definition, ReportJson.Serialize(Tasks with { Columns = [new("task.gone")] }))
            );
        }
        _database.Time.SetUtcNow(Due);
        await SweepAsync();
        await SweepAsync();

        Assert.Equal(["admin@test.local", "manager@test.local"], _server.Accepted.Select(m => m.To.Mailboxes.Single().Address).Order());
        Assert.All(_server.Accepted, m => Assert.Equal("Informe programado detenido: Mis tareas", m.Subject));
        Assert.Equal(ScheduleStop.ReportBroken, Assert.Single((await Schedules.ListAsync(_manager, null)).Rows).Stopped);
    }

    [Fact]
    public async Task Changed_report_is_not_sent_until_the_schedules_owner_approves()
    {
        await ChangeDefinitionAsync(_rep, Tasks with { Where = RestrictiveCriterion });
        await _database.Get<ReportSharingEditing>().ShareAsync(_rep, _report, ReportSharing.Everybody, [], []);
        var id = await ScheduleEditing.AddAsync(_admin, _report, Monday, None, [_admin.PersonId, _rep.PersonId]);
        await ChangeDefinitionAsync(_rep, Tasks with { Columns = [new("task.title"), new("client.name"), new("task.responsible")] });
        // Only the owner of the schedule is notified, and immediately instead of on Monday.
        Assert.Equal(1, await SweepAsync());
        var mail = Assert.Single(_server.Accepted);
        Assert.Equal(("admin@test.local", "Informe programado detenido: Mis tareas"), (mail.To.Mailboxes.Single().Address, mail.Subject));
        Assert.Contains("otra persona lo ha cambiado", mail.TextBody, StringComparison.Ordinal);
        _database.Time.SetUtcNow(Due);
        Assert.Equal(0, await SweepAsync());
        var row = Assert.Single((await Schedules.ListAsync(_admin, null)).Rows);
        Assert.Equal((ScheduleStop.ReportChanged, null, true), (row.Stopped!.Value, row.NextAt, row.ChangedAt is not null));
        Assert.Equal(
            RuleError.ReportChanged,
            (await Assert.ThrowsAsync<RuleException>(() => ScheduleEditing.SendNowAsync(_admin, id))).Error
        );
        // The author of the report cannot restart the schedule, which belongs to another person.
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => ScheduleEditing.StartAsync(_rep, id))).Error);

        await ScheduleEditing.StartAsync(_admin, id, row.DefinitionVersion);
        Assert.Null(Assert.Single((await Schedules.ListAsync(_admin, null)).Rows).ChangedAt);
        _database.Time.SetUtcNow(Due.AddDays(7));
        Assert.Equal(2, await SweepAsync());
        Assert.Contains("Visita anual", FindMailTo("rep@test.local").TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queued_mails_are_not_sent_if_another_person_changes_the_report()
    {
        await _database.Get<ReportSharingEditing>().ShareAsync(_rep, _report, ReportSharing.Everybody, [], []);
        var id = await ScheduleEditing.AddAsync(_admin, _report, Monday, None, [_admin.PersonId, _rep.PersonId]);
        _database.Time.SetUtcNow(Due);
        Assert.Equal(2, await _database.Get<ReportScheduleQueueing>().QueueAsync());
        await ChangeDefinitionAsync(_rep, Tasks with { Columns = [new("task.title"), new("task.responsible")] });
        Assert.Equal(0, await _database.Get<MailQueue>().SendAsync());
        Assert.Equal(1, await SweepAsync());
        Assert.Equal("Informe programado detenido: Mis tareas", Assert.Single(_server.Accepted).Subject);
        Assert.All((await Schedules.GetHistoryAsync(_admin, id)).Rows, d => Assert.Equal(DeliveryOutcome.Stopped, d.Outcome));
    }

    [Fact]
    public async Task Report_change_stops_only_the_schedules_of_other_people()
    {
        await _database.Get<ReportSharingEditing>().ShareAsync(_rep, _report, ReportSharing.Everybody, [], []);
        await AddAsync(Monday, _rep);
        await ScheduleEditing.AddAsync(_admin, _report, Monday, None, [_admin.PersonId]);
        await ChangeDefinitionAsync(_admin, Tasks with { Columns = [new("task.title")] });
        _database.Time.SetUtcNow(Due);
        Assert.Equal(2, await SweepAsync());
        Assert.Equal("Informe programado detenido: Mis tareas", FindMailTo("rep@test.local").Subject);
        Assert.Equal("Mis tareas · 9 mar 2026", FindMailTo("admin@test.local").Subject);

        var mine = Assert.Single((await Schedules.ListAsync(_rep, _report)).Rows);
        await ScheduleEditing.StartAsync(_rep, mine.Id);
        await ChangeDefinitionAsync(_rep, Tasks);
        // A new name of the report does not change the rows that recipients get, so the schedule is not stopped.
        var library = _database.Get<ReportLibrary>();
        var editing = _database.Get<ReportEditing>();
        await editing.RenameAsync(_admin, _report, (await library.GetAsync(_admin, $"{_report}")).Version, "Las mías", null);
        _database.Time.SetUtcNow(Due.AddDays(7));
        Assert.Equal(2, await SweepAsync());
        Assert.Contains(
            "Seguimiento de oferta",
            Assert.Single(_server.Accepted, m => m.Subject == "Las mías · 16 mar 2026").TextBody,
            StringComparison.Ordinal
        );
        Assert.Equal(ScheduleStop.ReportChanged, Assert.Single((await Schedules.ListAsync(_admin, _report)).Rows, r => r.IsMine).Stopped);
    }

    [Fact]
    public async Task Deleted_schedule_sends_nothing_and_keeps_its_history()
    {
        var id = await AddAsync(Monday, _rep, _manager);
        _database.Time.SetUtcNow(Due);
        Assert.Equal(2, await SweepAsync());
        _database.Time.SetUtcNow(Due.AddDays(7));
        Assert.Equal(2, await _database.Get<ReportScheduleQueueing>().QueueAsync());
        await ScheduleEditing.DeleteAsync(_rep, id);
        Assert.Equal(0, await SweepAsync());
        _database.Time.SetUtcNow(Due.AddDays(14));
        await DeactivateAsync(_rep.PersonId);
        Assert.Equal(0, await SweepAsync());
        Assert.Equal(2, _server.Accepted.Count);
        var history = (await Schedules.GetHistoryAsync(_admin, id)).Rows;
        Assert.Equal(
            [DeliveryOutcome.Stopped, DeliveryOutcome.Stopped, DeliveryOutcome.Sent, DeliveryOutcome.Sent],
            history.Select(d => d.Outcome)
        );
        Assert.Null(await _database.Get<ReportLinks>().FindAsync(new ReportOptOut(id, _manager.PersonId)));
    }
}
