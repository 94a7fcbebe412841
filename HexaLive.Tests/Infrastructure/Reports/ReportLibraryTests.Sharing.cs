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
        var id = await Editing.AddAsync(_rep, "Mío", "Carpeta", Plain, Cancellation);
        var key = $"{id}";
        foreach (var viewer in new[] { _other, _manager, _stranger, _admin })
        {
            Func<Task>[] attempts =
            [
                () => Library.GetAsync(viewer, key, Cancellation),
                () => Editing.SaveAsync(viewer, id, 0, "Suyo", null, Plain, Cancellation),
                () => Editing.RenameAsync(viewer, id, 0, "Suyo", null, Cancellation),
                () => Editing.CopyAsync(viewer, key, "Copia", Cancellation),
                () => Sharing.GetSharesAsync(viewer, id, Cancellation),
                () => Sharing.ShareAsync(viewer, id, ReportSharing.Everybody, [], [], Cancellation),
                () => Editing.DeleteAsync(viewer, id, Cancellation),
                () => Editing.RestoreAsync(viewer, id, Cancellation),
                () => Marks.SetFavouriteAsync(viewer, key, true, Cancellation),
                () => Marks.RecordRunAsync(viewer, key, Cancellation),
                () => Library.ExportAsync(viewer, key, Cancellation),
            ];
            foreach (var attempt in attempts)
                Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(attempt)).Error);
            Assert.DoesNotContain(await Search.ListAsync(viewer, Cancellation), r => r.Id is not null);
            Assert.Empty(await Search.FindAsync(viewer, "mio", 5, Cancellation));
        }
        var view = await Library.GetAsync(_rep, key, Cancellation);
        Assert.Equal(
            ("Mío", "Carpeta", true, ReportSharing.Private, false),
            (view.Name, view.Folder, view.MayEdit, view.Sharing, view.IsFavourite)
        );
        await using var db = _database.Open();
        Assert.Equal(1, await db.Reports.CountAsync(Cancellation));
        Assert.Equal(0, await db.PersonalReportStates.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Shared_report_is_found_by_its_readers_and_administrators()
    {
        var id = await Editing.AddAsync(_rep, "Mío", null, Plain, Cancellation);
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

        Task ShareAsync(ReportSharing sharing, int[] people, int[] teams) =>
            Sharing.ShareAsync(_rep, id, sharing, people, teams, Cancellation);

        async Task AssertFoundOnlyByAsync(params Viewer[] finders)
        {
            foreach (var viewer in new[] { _rep, _other, _manager, _stranger, _admin })
            {
                Assert.Equal(finders.Contains(viewer), (await Search.ListAsync(viewer, Cancellation)).Any(r => r.Id == id));
                Assert.Equal(finders.Contains(viewer), (await Search.FindAsync(viewer, "MIO", 5, Cancellation)).Any(r => r.Key == $"{id}"));
                if (finders.Contains(viewer))
                    Assert.Equal(viewer == _rep || viewer == _admin, (await Library.GetAsync(viewer, $"{id}", Cancellation)).MayEdit);
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
            await db.SaveChangesAsync(Cancellation);
        }
        await using var read = _database.Open();
        var below = await read.Teams.SingleAsync(t => t.Name == "Norte-Costa", Cancellation);
        var id = await Editing.AddAsync(_stranger, "De la costa", null, Plain, Cancellation);
        await Sharing.ShareAsync(_stranger, id, ReportSharing.Chosen, [], [below.Id], Cancellation);
        var manager = await _database.GetViewerAsync(_company.Manager);
        Assert.Contains(await Search.ListAsync(manager, Cancellation), r => r.Id == id);
        // A member of the team above who is not its manager does not find the report.
        Assert.DoesNotContain(await Search.ListAsync(_rep, Cancellation), r => r.Id == id);
    }

    [Fact]
    public async Task Report_shared_with_a_team_is_found_only_by_that_team_and_its_subteams()
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
            await db.SaveChangesAsync(Cancellation);
            deep.SetTeam(dock, system);
            beside.SetTeam(south, system);
            port.SetManager(leads, system);
            await db.SaveChangesAsync(Cancellation);
            coastId = coast.Id;
        }
        var (low, lead, side) = (
            await _database.GetViewerAsync(deep),
            await _database.GetViewerAsync(leads),
            await _database.GetViewerAsync(beside)
        );
        var id = await Editing.AddAsync(_stranger, "Del norte", null, Plain, Cancellation);
        await Sharing.ShareAsync(_stranger, id, ReportSharing.Chosen, [], [_company.North.Id], Cancellation);
        foreach (var viewer in new[] { low, lead, _rep, _manager })
            Assert.Equal("Del norte", (await Library.GetAsync(viewer, $"{id}", Cancellation)).Name);
        Assert.Equal(
            RuleError.NotFound,
            (await Assert.ThrowsAsync<RuleException>(() => Library.GetAsync(side, $"{id}", Cancellation))).Error
        );
        Assert.Empty(await Search.FindAsync(side, "norte", 5, Cancellation));

        // A report that is shared with Norte-Costa does not reach the team above, Norte.
        await Sharing.ShareAsync(_stranger, id, ReportSharing.Chosen, [], [coastId], Cancellation);
        foreach (var viewer in new[] { low, lead })
            Assert.Contains(await Search.ListAsync(viewer, Cancellation), r => r.Id == id);
        foreach (var viewer in new[] { side, _rep, _other })
            Assert.DoesNotContain(await Search.ListAsync(viewer, Cancellation), r => r.Id == id);
    }

    [Fact]
    public async Task Readers_of_a_shared_report_can_copy_but_not_change_it()
    {
        UseLanguage("es");
        var id = await Editing.AddAsync(_rep, "Mío", "Carpeta", Plain, Cancellation);
        await Sharing.ShareAsync(_rep, id, ReportSharing.Everybody, [], [], Cancellation);
        Func<Task>[] refused =
        [
            () => Editing.SaveAsync(_other, id, 1, "Suyo", null, Plain, Cancellation),
            () => Editing.RenameAsync(_other, id, 1, "Suyo", null, Cancellation),
            () => Sharing.GetSharesAsync(_other, id, Cancellation),
            () => Sharing.ShareAsync(_other, id, ReportSharing.Private, [], [], Cancellation),
            () => Editing.DeleteAsync(_other, id, Cancellation),
        ];
        foreach (var attempt in refused)
            Assert.Equal(RuleError.NotAllowed, (await Assert.ThrowsAsync<RuleException>(attempt)).Error);
        var copy = await Library.GetAsync(_other, $"{await Editing.CopyAsync(_other, $"{id}", null, Cancellation)}", Cancellation);
        Assert.Equal(
            ("Copia de Mío", null, true, ReportSharing.Private, "Olga Otra"),
            (copy.Name, copy.Folder, copy.MayEdit, copy.Sharing, copy.Owner)
        );
        Assert.Equal(ReportJson.Serialize(Plain), ReportJson.Serialize(copy.Definition));
        // An administrator may rename and delete a shared report.
        var version = (await Library.GetAsync(_admin, $"{id}", Cancellation)).Version;
        await Editing.RenameAsync(_admin, id, version, "De todos", null, Cancellation);
        await Editing.DeleteAsync(_admin, id, Cancellation);
        Assert.Equal(
            RuleError.NotFound,
            (await Assert.ThrowsAsync<RuleException>(() => Library.GetAsync(_rep, $"{id}", Cancellation))).Error
        );
        await Editing.RestoreAsync(_admin, id, Cancellation);
        Assert.Equal("De todos", (await Library.GetAsync(_rep, $"{id}", Cancellation)).Name);
    }
}
