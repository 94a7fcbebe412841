using HexaLive.Domain.Clients;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Reporting;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>Scheduled reports without rows.</summary>
public sealed partial class ReportSendingTests
{
    [Fact]
    public async Task Empty_report_is_sent_only_if_requested()
    {
        await _database
            .Get<ReportEditing>()
            .SaveAsync(
                _rep,
                _report,
                0,
                "Mis tareas",
                null,
                Tasks with
                {
                    Where = ReportCriterion.AllOf(ReportCriterion.CreateTest("task.number", TestOperator.Is, "999")),
                }
            );
        var silent = await AddAsync(Monday, _rep);
        var speaking = await AddAsync(Monday with { SendEmpty = true, Format = ReportFormat.Pdf }, _manager);
        _database.Time.SetUtcNow(Due);
        Assert.Equal(1, await SweepAsync());

        Assert.Contains("no tiene filas", FindMailTo("manager@test.local").TextBody, StringComparison.Ordinal);
        Assert.Equal((DeliveryOutcome.Empty, (int?)0), OutcomeOf(await GetSingleDeliveryAsync(silent)));
        Assert.Equal((DeliveryOutcome.Sent, (int?)0), OutcomeOf(await GetSingleDeliveryAsync(speaking)));
    }

    [Fact]
    public async Task Empty_report_says_that_its_client_was_merged_or_is_inactive()
    {
        await ChangeDefinitionAsync(
            _rep,
            new ReportDefinition
            {
                Source = ReportSource.Dedications,
                Columns = [new("entry.date"), new("entry.comment")],
                Where = ReportCriterion.AllOf(ReportCriterion.CreateTest("client.name", TestOperator.OneOf, "?client")),
                Parameters = [new("client", "Cliente")],
            }
        );
        var id = await ScheduleEditing.AddAsync(
            _rep,
            _report,
            Monday,
            new Dictionary<string, string> { ["client"] = $"{_company.Client.Id}" },
            [_rep.PersonId]
        );
        _database.Time.SetUtcNow(Due);
        Assert.Equal(0, await SweepAsync());
        Assert.Equal(DeliveryOutcome.Empty, (await GetSingleDeliveryAsync(id)).Outcome);

        await using (var db = _database.Open())
            await db.Clients.Where(c => c.Id == _company.Client.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.Active, false));
        _database.Time.SetUtcNow(Due.AddDays(7));
        Assert.Equal(1, await SweepAsync());
        Assert.Contains(
            "«Cliente» hace referencia a Construcciones Pérez, que ya no está activo",
            FindMailTo("rep@test.local").TextBody,
            StringComparison.Ordinal
        );
        _server.Accepted.Clear();

        var kept = await _database.AddAsync(
            new Client(new ClientFields("Pérez Hermanos", TeamId: _company.North.Id), new Actor(_admin.PersonId, _database.Now))
        );
        int version;
        await using (var db = _database.Open())
            version = (await db.Clients.SingleAsync(c => c.Id == _company.Client.Id)).Version;
        await _database.Get<ClientMerging>().MergeAsync(_admin, kept.Id, kept.Version, _company.Client.Id, version);
        _database.Time.SetUtcNow(Due.AddDays(14));
        Assert.Equal(1, await SweepAsync());
        var mail = FindMailTo("rep@test.local");
        Assert.Contains("se fusionó con Pérez Hermanos", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Esta vez el informe no tiene filas.", mail.TextBody, StringComparison.Ordinal);
    }
}
