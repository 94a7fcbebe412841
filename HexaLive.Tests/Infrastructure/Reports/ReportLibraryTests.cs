using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using Microsoft.EntityFrameworkCore;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>Who can find and change which reports, and the errors for missing references.</summary>
public sealed partial class ReportLibraryTests : IAsyncLifetime
{
    private static readonly ReportDefinition Plain = new() { Columns = [new("entry.date"), new("entry.comment")] };

    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _admin = null!;
    private Viewer _manager = null!;
    private Viewer _rep = null!;
    private Viewer _other = null!;
    private Viewer _stranger = null!;

    private ReportLibrary Library => _database.Get<ReportLibrary>();
    private ReportSearch Search => _database.Get<ReportSearch>();
    private ReportEditing Editing => _database.Get<ReportEditing>();
    private ReportSharingEditing Sharing => _database.Get<ReportSharingEditing>();
    private PersonalReportStates Marks => _database.Get<PersonalReportStates>();
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        (_admin, _manager) = (await _database.GetViewerAsync(_company.Admin), await _database.GetViewerAsync(_company.Manager));
        (_rep, _other, _stranger) = (
            await _database.GetViewerAsync(_company.Rep),
            await _database.GetViewerAsync(_company.OtherRep),
            await _database.GetViewerAsync(_company.Stranger)
        );
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static void UseLanguage(string language) =>
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);

    [Fact]
    public async Task Every_report_can_be_found_by_search_and_by_paging()
    {
        var json = ReportJson.Serialize(Plain);
        await using (var db = _database.Open())
        {
            for (var i = 0; i < ReportSearch.MaxReports + 20; i++)
            {
                var report = new Report(_other.PersonId, $"Aviso {i:000}", null, json, _database.Now);
                report.Share(ReportSharing.Everybody, [], []);
                db.Add(report);
            }
            var last = new Report(_other.PersonId, "Último ÁRBOL", "Señales", json, _database.Now);
            last.Share(ReportSharing.Everybody, [], []);
            db.AddRange(last, new Report(_other.PersonId, "Último árbol privado", null, json, _database.Now));
            await db.SaveChangesAsync(Cancellation);
        }
        var found = Assert.Single(await Search.FindAsync(_rep, "arbol ultimo", 5, Cancellation));
        Assert.Equal("Último ÁRBOL", found.Name);
        var (rows, more) = await Search.GetPageAsync(_rep, null, ReportSearch.MaxReports, Cancellation);
        Assert.Equal((ReportSearch.MaxReports, true), (rows.Count(r => r.Id is not null), more));
        Assert.DoesNotContain(rows, r => r.Key == found.Key);
        foreach (var text in new[] { "arbol", "SENALES", "olga ultimo" })
            Assert.Equal(
                (found.Key, false),
                (
                    Assert.Single((await Search.GetPageAsync(_rep, text, ReportSearch.MaxReports, Cancellation)).Rows).Key,
                    (await Search.GetPageAsync(_rep, text, ReportSearch.MaxReports, Cancellation)).HasMore
                )
            );
        (rows, more) = await Search.GetPageAsync(_rep, null, 2 * ReportSearch.MaxReports, Cancellation);
        Assert.Equal((ReportSearch.MaxReports + 21, false), (rows.Count(r => r.Id is not null), more));
        // Favourites are on the first page, whatever their names.
        await Marks.SetFavouriteAsync(_rep, found.Key, true, Cancellation);
        Assert.Contains(await Search.ListAsync(_rep, Cancellation), r => r.Key == found.Key && r.IsFavourite);
    }

    [Fact]
    public async Task Deleted_report_is_hidden_until_its_owner_restores_it()
    {
        var id = await Editing.AddAsync(_rep, "Mío", null, Plain, Cancellation);
        await Sharing.ShareAsync(_rep, id, ReportSharing.Everybody, [], [], Cancellation);
        await Editing.DeleteAsync(_rep, id, Cancellation);
        Assert.DoesNotContain(await Search.ListAsync(_rep, Cancellation), r => r.Id is not null);
        Assert.Equal(
            RuleError.NotFound,
            (await Assert.ThrowsAsync<RuleException>(() => Editing.CopyAsync(_rep, $"{id}", null, Cancellation))).Error
        );
        Assert.Equal(
            RuleError.NotAllowed,
            (await Assert.ThrowsAsync<RuleException>(() => Editing.RestoreAsync(_other, id, Cancellation))).Error
        );
        await Editing.RestoreAsync(_rep, id, Cancellation);
        Assert.Contains(await Search.ListAsync(_other, Cancellation), r => r.Id == id);
    }

    [Fact]
    public async Task Conflicting_save_is_rejected_with_the_name_of_the_person_who_saved_first()
    {
        var id = await Editing.AddAsync(_rep, "Mío", null, Plain, Cancellation);
        var read = (await Library.GetAsync(_rep, $"{id}", Cancellation)).Version;
        var saved = await Editing.SaveAsync(_rep, id, read, "Primero", null, Plain, Cancellation);
        Assert.Equal(saved, (await Library.GetAsync(_rep, $"{id}", Cancellation)).Version);
        var lost = await Assert.ThrowsAsync<RuleException>(() => Editing.SaveAsync(_rep, id, read, "Segundo", null, Plain, Cancellation));
        Assert.Equal((RuleError.Conflict, "Raúl Comercial", "Primero"), (lost.Error, lost.Args[0], lost.Args[1]));
        Assert.Equal("Primero", (await Library.GetAsync(_rep, $"{id}", Cancellation)).Name);
        await Editing.SaveAsync(_rep, id, saved, "Segundo", null, Plain, Cancellation);
    }

    [Fact]
    public async Task Report_is_rejected_if_its_definition_its_name_or_a_reader_is_invalid()
    {
        Assert.Equal(
            RuleError.ReportFaulty,
            (await Assert.ThrowsAsync<RuleException>(() => Editing.AddAsync(_rep, "Nada", null, new(), Cancellation))).Error
        );
        Assert.Equal(
            RuleError.Required,
            (await Assert.ThrowsAsync<RuleException>(() => Editing.AddAsync(_rep, " ", null, Plain, Cancellation))).Error
        );
        Assert.Equal(
            RuleError.TooLong,
            (await Assert.ThrowsAsync<RuleException>(() => Editing.AddAsync(_rep, "N", new string('x', 101), Plain, Cancellation))).Error
        );
        var id = await Editing.AddAsync(_rep, "Mío", null, Plain, Cancellation);
        Assert.Equal(
            RuleError.Required,
            (await Assert.ThrowsAsync<RuleException>(() => Sharing.ShareAsync(_rep, id, ReportSharing.Chosen, [], [], Cancellation))).Error
        );
        // Sharing with a person outside the owner's scope, or with a team that does not exist, fails with NotFound.
        Assert.Equal(
            RuleError.NotFound,
            (
                await Assert.ThrowsAsync<RuleException>(() =>
                    Sharing.ShareAsync(_rep, id, ReportSharing.Chosen, [_stranger.PersonId], [], Cancellation)
                )
            ).Error
        );
        Assert.Equal(
            RuleError.NotFound,
            (
                await Assert.ThrowsAsync<RuleException>(() => Sharing.ShareAsync(_rep, id, ReportSharing.Chosen, [], [99], Cancellation))
            ).Error
        );
        Assert.Equal(ReportSharing.Private, (await Library.GetAsync(_rep, $"{id}", Cancellation)).Sharing);
        var (people, teams) = await Sharing.FindReadersAsync(_rep, "", Cancellation);
        Assert.Equal(["Ana Admin", "Marta Jefa"], people.Select(p => p.Name));
        Assert.Equal(["Norte", "Sur"], teams.Select(t => t.Name));
        Assert.Equal(["Marta Jefa"], (await Sharing.FindReadersAsync(_rep, "jefa", Cancellation)).People.Select(p => p.Name));
    }

    [Fact]
    public async Task Every_person_has_their_own_favourites_and_last_runs_of_reports()
    {
        var id = await Editing.AddAsync(_rep, "Mío", null, Plain, Cancellation);
        await Sharing.ShareAsync(_rep, id, ReportSharing.Chosen, [_manager.PersonId], [_company.North.Id], Cancellation);
        await Marks.SetFavouriteAsync(_rep, $"{id}", true, Cancellation);
        await Marks.SetFavouriteAsync(_rep, "promises", true, Cancellation);
        await Marks.RecordRunAsync(_rep, "promises", Cancellation);
        var mine = (await Search.ListAsync(_rep, Cancellation)).ToDictionary(r => r.Key);
        Assert.True(mine[$"{id}"] is { IsFavourite: true, LastRunAt: null, IsMine: true, Source: ReportSource.Dedications });
        Assert.Equal((true, _database.Now), (mine["promises"].IsFavourite, mine["promises"].LastRunAt));
        Assert.Equal(["Marta Jefa", "Norte"], mine[$"{id}"].SharedWith);
        var other = (await Search.ListAsync(_other, Cancellation)).ToDictionary(r => r.Key);
        // Only the owner sees with whom the report is shared.
        Assert.True(other[$"{id}"] is { IsFavourite: false, IsMine: false, MayEdit: false, SharedWith: [] });
        Assert.Null(other["promises"].LastRunAt);
        await Marks.SetFavouriteAsync(_rep, $"{id}", false, Cancellation);
        Assert.False((await Library.GetAsync(_rep, $"{id}", Cancellation)).IsFavourite);
        Assert.Equal(
            RuleError.NotFound,
            (await Assert.ThrowsAsync<RuleException>(() => Marks.SetFavouriteAsync(_rep, "nothing", true, Cancellation))).Error
        );
        Assert.Equal(
            RuleError.NotFound,
            (await Assert.ThrowsAsync<RuleException>(() => Library.GetAsync(_rep, $"0{id}", Cancellation))).Error
        );
    }

    [Theory]
    [InlineData("es")]
    [InlineData("en")]
    public async Task Every_built_in_report_is_valid_and_can_be_run_and_copied(string language)
    {
        UseLanguage(language);
        var all = _database.Get<BuiltInReports>().ListAll();
        Assert.Equal(11, all.Count);
        foreach (var ready in all)
        {
            Assert.Empty(ReportValidator.Validate(ready.Definition));
            Assert.DoesNotContain("Ready_", ready.Name + ready.About, StringComparison.Ordinal);
            // The default of a parameter is empty or a valid value for the field.
            Assert.All(
                ready.Definition.Parameters,
                p =>
                    Assert.All(
                        ready.Definition.Where.Nodes.Where(n => n.Values.Contains($"?{p.Name}")),
                        n =>
                            Assert.True(
                                p.Default is null
                                    || ReportValidator.IsValidValue(
                                        FieldCatalog.Find(ready.Definition.Source, n.Field)!,
                                        n.Operator,
                                        p.Default
                                    ),
                                $"{ready.Key} {p.Name}"
                            )
                    )
            );
            foreach (var viewer in new[] { _rep, _manager, _admin })
            {
                Assert.Empty((await Library.GetAsync(viewer, ready.Key, Cancellation)).Errors);
                await _database.Get<ReportRunner>().ReadPageAsync(viewer, ready.Definition, new ReportRequest(), Cancellation);
            }
            var copy = await Library.GetAsync(_rep, $"{await Editing.CopyAsync(_rep, ready.Key, null, Cancellation)}", Cancellation);
            Assert.Equal((language == "es" ? $"Copia de {ready.Name}" : $"Copy of {ready.Name}", true), (copy.Name, copy.MayEdit));
            Assert.Equal(ReportJson.Serialize(ready.Definition), ReportJson.Serialize(copy.Definition));
            // Nobody may edit a built-in report.
            Assert.False((await Library.GetAsync(_admin, ready.Key, Cancellation)).MayEdit);
        }
        Assert.Equal(BuiltInReports.Keys, all.Select(r => r.Key));
        Assert.Contains(
            await Search.FindAsync(_rep, language == "es" ? "COMPROMISOS" : "Promises", 5, Cancellation),
            r => r.Key == "promises"
        );
    }

    [Fact]
    public async Task Report_on_inactive_clients_includes_clients_without_any_entry()
    {
        var silent = _database.Get<BuiltInReports>().Find("silent-clients")!.Definition;
        var page = await _database.Get<ReportRunner>().ReadPageAsync(_admin, silent, new ReportRequest(), Cancellation);
        Assert.Equal(2, page.Figures.RowCount);
    }
}
