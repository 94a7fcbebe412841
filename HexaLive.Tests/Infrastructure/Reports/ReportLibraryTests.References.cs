using HexaLive.Domain.Clients;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Reporting;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>Reports that refer to missing records or to removed fields.</summary>
public sealed partial class ReportLibraryTests
{
    [Fact]
    public async Task Criteria_with_missing_records_are_reported_but_not_those_with_renamed_records()
    {
        UseLanguage("es");
        var definition = Plain with
        {
            Parameters = [new("who", Default: "9999")],
            Where = ReportCriterion.AllOf(
                ReportCriterion.CreateTest("client.name", TestOperator.OneOf, $"{_company.Client.Id}", $"{_company.SouthClient.Id}"),
                ReportCriterion.AnyOf(
                    ReportCriterion.CreateTest("project.name", TestOperator.NoneOf, "8888"),
                    ReportCriterion.CreateTest("task.title", TestOperator.OneOf, $"{_company.SouthTask.Id}"),
                    ReportCriterion.CreateTest("entry.person", TestOperator.OneOf, "?who"),
                    ReportCriterion.CreateTest("entry.person.team", TestOperator.OneOf, "my-team", "7777"),
                    ReportCriterion.CreateTest("task.type", TestOperator.OneOf, "1"),
                    ReportCriterion.CreateTest("task.origin", TestOperator.OneOf, "2"),
                    ReportCriterion.CreateTest("task.contact", TestOperator.OneOf, "3")
                )
            ),
        };
        var id = await Editing.AddAsync(_admin, "Con todo", null, definition, Cancellation);
        Assert.Equal(
            [
                "where.items[1].items[0] project.name 8888",
                "parameters[0] entry.person 9999",
                "where.items[1].items[3] entry.person.team 7777",
                "where.items[1].items[4] task.type 1",
                "where.items[1].items[5] task.origin 2",
                "where.items[1].items[6] task.contact 3",
            ],
            await GetErrorsAsync(_admin)
        );
        // References to records outside the reader's scope are reported as missing, and the report still runs.
        await Sharing.ShareAsync(_admin, id, ReportSharing.Everybody, [], [], Cancellation);
        Assert.Equal(
            [$"where.items[0] client.name {_company.SouthClient.Id}", $"where.items[1].items[1] task.title {_company.SouthTask.Id}"],
            (await GetErrorsAsync(_rep)).Except(await GetErrorsAsync(_admin))
        );
        Assert.Equal(
            0,
            (await _database.Get<ReportRunner>().ReadPageAsync(_rep, definition, new ReportRequest(), Cancellation)).Figures.RowCount
        );

        await using (var db = _database.Open())
        {
            var client = await db.Clients.SingleAsync(c => c.Id == _company.Client.Id, Cancellation);
            client.Edit(new ClientFields("Otro nombre"), new Actor(_admin.PersonId, _database.Now));
            await db.SaveChangesAsync(Cancellation);
        }
        Assert.DoesNotContain(await GetErrorsAsync(_admin), s => s.Contains("client.name", StringComparison.Ordinal));
        await using var read = _database.Open();
        var versions = await read.Clients.ToDictionaryAsync(c => c.Id, c => c.Version, Cancellation);
        await _database
            .Get<ClientMerging>()
            .MergeAsync(
                _admin,
                _company.Client.Id,
                versions[_company.Client.Id],
                _company.SouthClient.Id,
                versions[_company.SouthClient.Id],
                Cancellation
            );
        Assert.Contains($"where.items[0] client.name {_company.SouthClient.Id} Otro nombre", await GetErrorsAsync(_admin));
        Assert.Contains(
            "se fusionó con Otro nombre",
            (await Library.GetAsync(_admin, $"{id}", Cancellation))
                .Errors.Select(f => _database.Get<ValidationMessages>().Describe(f, definition.Source))
                .First(),
            StringComparison.Ordinal
        );

        async Task<IReadOnlyList<string>> GetErrorsAsync(Viewer viewer) =>
            [.. (await Library.GetAsync(viewer, $"{id}", Cancellation)).Errors.Select(f => $"{f.Where} {string.Join(' ', f.Args)}")];
    }

    [Fact]
    public async Task Report_with_a_removed_field_can_be_renamed_copied_and_exported()
    {
        UseLanguage("es");
        int id;
        await using (var db = _database.Open())
        {
            var report = new Report(
                _rep.PersonId,
                "Viejo",
                null,
                ReportJson.Serialize(Plain with { Columns = [new("entry.date"), new("entry.colour")] }),
                _database.Now
            );
            db.Add(report);
            await db.SaveChangesAsync(Cancellation);
            id = report.Id;
        }
        var view = await Library.GetAsync(_rep, $"{id}", Cancellation);
        Assert.Equal(
            "Columna 2: el campo «entry.colour» no está disponible en este informe. Elige otro.",
            _database.Get<ValidationMessages>().Describe(Assert.Single(view.Errors), view.Definition.Source)
        );
        await Editing.RenameAsync(_rep, id, view.Version, "Nuevo", "Carpeta", Cancellation);
        Assert.Single(
            (await Library.GetAsync(_rep, $"{await Editing.CopyAsync(_rep, $"{id}", "Otro", Cancellation)}", Cancellation)).Errors
        );
        Assert.Contains("entry.colour", (await Library.ExportAsync(_rep, $"{id}", Cancellation)).Document, StringComparison.Ordinal);
    }
}
