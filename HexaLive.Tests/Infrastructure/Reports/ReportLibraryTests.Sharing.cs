using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Teams;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Web.Components;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>Who can find a shared report, and what readers may do with the report.</summary>
public sealed partial class ReportLibraryTests
{
    [Fact]
    public async Task Private_report_is_found_only_by_its_owner()
    {
        var id = await Editing.AddAsync(_rep, "Mío", "Carpeta", Plain, Token);
        var key = $"{id}";
        foreach (var viewer in new[] { _other, _manager, _stranger, _admin })
        {
            Func<Task>[] attempts =
            [
                () => Library.GetAsync(viewer, key, Token),
                () => Editing.SaveAsync(viewer, id, 0, "Suyo", null, Plain, Token),
                () => Editing.RenameAsync(viewer, id, 0, "Suyo", null, Token),
                () => Editing.CopyAsync(viewer, key, "Copia", Token),
                () => Sharing.GetSharesAsync(viewer, id, Token),
                () => Sharing.ShareAsync(viewer, id, ReportSharing.Everybody, [], [], Token),
                () => Editing.DeleteAsync(viewer, id, Token),
                () => Editing.RestoreAsync(viewer, id, Token),
                () => Marks.SetFavouriteAsync(viewer, key, true, Token),
                () => Marks.RecordRunAsync(viewer, key, Token),
                () => Library.ExportAsync(viewer, key, Token),
            ];
            foreach (var attempt in attempts)
                Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(attempt)).Error);
            Assert.DoesNotContain(await Search.ListAsync(viewer, Token), r => r.Id is not null);
            Assert.Empty(await Search.FindAsync(viewer, "mio", 5, Token));
        }
        var view = await Library.GetAsync(_rep, key, Token);
        Assert.Equal(
            ("Mío", "Carpeta", true, ReportSharing.Private, false),
            (view.Name, view.Folder, view.MayEdit, view.Sharing, view.IsFavourite)
        );
        await using var db = _database.Open();
        Assert.Equal(1, await db.Reports.CountAsync(Token));
        Assert.Equal(0, await db.PersonalReportStates.CountAsync(Token));
    }

    [Fact]
    public async Task Shared_report_is_found_by_its_readers_and_administrators()
    {
        var id = await Editing.AddAsync(_rep, "Mío", null, Plain, Token);
        await AssertFoundOnlyByAsync(_rep);
        await ShareAsync(ReportSharing.Chosen, [_manager.PersonId], []);
        await AssertFoundOnlyByAsync(_rep, _manager, _admin);
        await ShareAsync(ReportSharing.Chosen, [], [_company.North.Id]);
        await AssertFoundOnlyByAsync(_rep, _other, _manager, _admin);
        // The owner can share a report with a team whose members the owner cannot see.
        await ShareAsync(ReportSharing.Chosen, [], [_company.South.Id]);
        await AssertFoundOnlyByAsync(_rep, _stranger, _admin);
        await ShareAsync(ReportSharing.Everybody, [], []);
        await AssertFoundOnlyByAsync(_rep, _other, _manager, _stranger, _admin);
        await ShareAsync(ReportSharing.Private, [_manager.PersonId], []);
        await AssertFoundOnlyByAsync(_rep);

        Task ShareAsync(ReportSharing sharing, int[] people, int[] teams) => Sharing.ShareAsync(_rep, id, sharing, people, teams, Token);

        async Task AssertFoundOnlyByAsync(params Viewer[] finders)
        {
            foreach (var viewer in new[] { _rep, _other, _manager, _stranger, _admin })
            {
                Assert.Equal(finders.Contains(viewer), (await Search.ListAsync(viewer, Token)).Any(r => r.Id == id));
                Assert.Equal(finders.Contains(viewer), (await Search.FindAsync(viewer, "MIO", 5, Token)).Any(r => r.Key == $"{id}"));
                if (finders.Contains(viewer))
                    Assert.Equal(viewer == _rep || viewer == _admin, (await Library.GetAsync(viewer, $"{id}", Token)).MayEdit);
            }
        }
    }

    [Fact]
    public async Task Manager_finds_reports_shared_with_teams_below_their_own()
    {
        await using (var db = _database.Open())
        {
            db.Attach(_company.North);
            db.Add(new Team("Norte-Costa", _company.North, _database.System));
            await db.SaveChangesAsync(Token);
        }
        await using var read = _database.Open();
        var below = await read.Teams.SingleAsync(t => t.Name == "Norte-Costa", Token);
        var id = await Editing.AddAsync(_stranger, "De la costa", null, Plain, Token);
        await Sharing.ShareAsync(_stranger, id, ReportSharing.Chosen, [], [below.Id], Token);
        var manager = await _database.GetViewerAsync(_company.Manager);
        Assert.Contains(await Search.ListAsync(manager, Token), r => r.Id == id);
        // A member of the team above who is not its manager does not find the report.
        Assert.DoesNotContain(await Search.ListAsync(_rep, Token), r => r.Id == id);
    }

    [Fact]
    public async Task Report_shared_with_a_team_reaches_that_team_and_its_subteams_only()
    {
        var system = _database.System;
        Person deep = new(new PersonFields("Ernesto Hondo", "deep@test.local", PersonRole.Representative), system),
            leads = new(new PersonFields("Lola Lidera", "leads@test.local", PersonRole.Manager), system),
            beside = new(new PersonFields("Berta Lado", "beside@test.local", PersonRole.Representative), system);
        int coastId;
        await using (var db = _database.Open())
        {
            db.AttachRange(_company.North, _company.South);
            Team coast = new("Norte-Costa", _company.North, system),
                port = new("Puerto", coast, system),
                dock = new("Muelle", port, system),
                south = new("Sur-Sierra", _company.South, system);
            db.AddRange(coast, port, dock, south, deep, leads, beside);
            await db.SaveChangesAsync(Token);
            deep.SetTeam(dock, system);
            beside.SetTeam(south, system);
            port.SetManager(leads, system);
            await db.SaveChangesAsync(Token);
            coastId = coast.Id;
        }
        var (low, lead, side) = (
            await _database.GetViewerAsync(deep),
            await _database.GetViewerAsync(leads),
            await _database.GetViewerAsync(beside)
        );
        var id = await Editing.AddAsync(_stranger, "Del norte", null, Plain, Token);
        await Sharing.ShareAsync(_stranger, id, ReportSharing.Chosen, [], [_company.North.Id], Token);
        foreach (var viewer in new[] { low, lead, _rep, _manager })
            Assert.Equal("Del norte", (await Library.GetAsync(viewer, $"{id}", Token)).Name);
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Library.GetAsync(side, $"{id}", Token))).Error);
        Assert.Empty(await Search.FindAsync(side, "norte", 5, Token));

        // A report that is shared with Norte-Costa does not reach the team above, Norte.
        await Sharing.ShareAsync(_stranger, id, ReportSharing.Chosen, [], [coastId], Token);
        foreach (var viewer in new[] { low, lead })
            Assert.Contains(await Search.ListAsync(viewer, Token), r => r.Id == id);
        foreach (var viewer in new[] { side, _rep, _other })
            Assert.DoesNotContain(await Search.ListAsync(viewer, Token), r => r.Id == id);
    }

    [Fact]
    public async Task Readers_of_a_shared_report_can_copy_but_not_change_it()
    {
        UseLanguage("es");
        var id = await Editing.AddAsync(_rep, "Mío", "Carpeta", Plain, Token);
        await Sharing.ShareAsync(_rep, id, ReportSharing.Everybody, [], [], Token);
        Func<Task>[] refused =
        [
            () => Editing.SaveAsync(_other, id, 1, "Suyo", null, Plain, Token),
            () => Editing.RenameAsync(_other, id, 1, "Suyo", null, Token),
            () => Sharing.GetSharesAsync(_other, id, Token),
            () => Sharing.ShareAsync(_other, id, ReportSharing.Private, [], [], Token),
            () => Editing.DeleteAsync(_other, id, Token),
        ];
        foreach (var attempt in refused)
            Assert.Equal(RuleError.NotAllowed, (await Assert.ThrowsAsync<RuleException>(attempt)).Error);
        var copy = await Library.GetAsync(_other, $"{await Editing.CopyAsync(_other, $"{id}", null, Token)}", Token);
        Assert.Equal(
            ("Copia de Mío", null, true, ReportSharing.Private, "Olga Otra"),
            (copy.Name, copy.Folder, copy.MayEdit, copy.Sharing, copy.Owner)
        );
        Assert.Equal(ReportJson.Serialize(Plain), ReportJson.Serialize(copy.Definition));
        // An administrator may rename and delete a shared report.
        var version = (await Library.GetAsync(_admin, $"{id}", Token)).Version;
        await Editing.RenameAsync(_admin, id, version, "De todos", null, Token);
        await Editing.DeleteAsync(_admin, id, Token);
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Library.GetAsync(_rep, $"{id}", Token))).Error);
        await Editing.RestoreAsync(_admin, id, Token);
        Assert.Equal("De todos", (await Library.GetAsync(_rep, $"{id}", Token)).Name);
    }
}
