using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Reports;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>Schedules that were stopped, and recipients who unsubscribe.</summary>
public sealed partial class ReportScheduleTests
{
    [Fact]
    public async Task Stopped_schedule_can_be_restarted_unless_its_report_is_deleted()
    {
        var id = await ScheduleEditing.AddAsync(_rep, _report, Monday, None, [_rep.PersonId]);
        await ScheduleEditing.StopAsync(_rep, id);
        var row = Assert.Single((await Schedules.ListAsync(_rep, _report)).Rows);
        Assert.Equal((ScheduleStop.ByHand, null), (row.Stopped!.Value, row.NextAt));
        await ScheduleEditing.StartAsync(_rep, id);
        Assert.NotNull(Assert.Single((await Schedules.ListAsync(_rep, _report)).Rows).NextAt);

        await ScheduleEditing.StopAsync(_rep, id);
        await _database.Get<ReportEditing>().DeleteAsync(_rep, _report);
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => ScheduleEditing.StartAsync(_rep, id))).Error);
        // The list of all schedules still contains the schedule, so that the owner can delete it.
        Assert.False(Assert.Single((await Schedules.ListAsync(_rep, null)).Rows).CanOpen);
    }

    [Fact]
    public async Task Schedule_stops_when_its_last_recipient_unsubscribes()
    {
        var links = _database.Get<ReportLinks>();
        var id = await ScheduleEditing.AddAsync(_rep, _report, Monday, None, [_rep.PersonId, _manager.PersonId]);
        var signed = links.Sign(new ReportOptOut(id, _manager.PersonId));
        Assert.Null(links.Read(signed[..^4] + "AAAA"));
        Assert.Null(links.Read(null));
        var link = links.Read(signed)!;
        Assert.Equal(new SentReport("Mis tareas", "Raúl Comercial"), await links.FindAsync(link));
        await links.UnsubscribeAsync(link);
        Assert.Null(await links.FindAsync(link));
        await links.UnsubscribeAsync(link);
        Assert.Equal(["Raúl Comercial"], (await Schedules.GetAsync(_rep, id)).Recipients.Select(r => r.Name));
        await links.UnsubscribeAsync(new ReportOptOut(id, _rep.PersonId));
        Assert.Equal(ScheduleStop.ByHand, Assert.Single((await Schedules.ListAsync(_rep, _report)).Rows).Stopped);
        Assert.Equal(RuleError.Required, (await Assert.ThrowsAsync<RuleException>(() => ScheduleEditing.StartAsync(_rep, id))).Error);
    }
}
