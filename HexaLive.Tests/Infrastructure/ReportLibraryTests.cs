using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Infrastructure;

/// <summary>Who finds, changes and keeps which reports, and what a report says of what it names.</summary>
public sealed class ReportLibraryTests : IAsyncLifetime
{
    private static readonly ReportDefinition Plain = new() { Columns = [new("entry.date"), new("entry.comment")] };

    private TestDatabase _database = null!;
    private Company _company = null!;
    private Viewer _admin = null!;
    private Viewer _manager = null!;
    private Viewer _rep = null!;
    private Viewer _other = null!;
    private Viewer _stranger = null!;

    private ReportLibrary Library => _database.Get<ReportLibrary>();
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
        (_admin, _manager) = (await _database.ViewerAsync(_company.Admin), await _database.ViewerAsync(_company.Manager));
        (_rep, _other, _stranger) = (await _database.ViewerAsync(_company.Rep), await _database.ViewerAsync(_company.OtherRep), await _database.ViewerAsync(_company.Stranger));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static void Speak(string language) => CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);

    [Fact]
    public async Task A_private_report_of_somebody_else_is_nothing_to_anybody()
    {
        var id = await Library.AddAsync(_rep, "Mío", "Carpeta", Plain, Token);
        var key = $"{id}";
        foreach (var viewer in new[] { _other, _manager, _stranger, _admin })
        {
            Func<Task>[] attempts =
            [
                () => Library.GetAsync(viewer, key, Token), () => Library.SaveAsync(viewer, id, 0, "Suyo", null, Plain, Token), () => Library.RenameAsync(viewer, id, 0, "Suyo", null, Token),
                () => Library.CopyAsync(viewer, key, "Copia", Token), () => Library.SharesAsync(viewer, id, Token), () => Library.ShareAsync(viewer, id, ReportSharing.Everybody, [], [], Token),
                () => Library.DeleteAsync(viewer, id, Token), () => Library.RestoreAsync(viewer, id, Token), () => Library.FavouriteAsync(viewer, key, true, Token), () => Library.RanAsync(viewer, key, Token),
                () => Library.ExportAsync(viewer, key, Token),
            ];
            foreach (var attempt in attempts) Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(attempt)).Error);
            Assert.DoesNotContain(await Library.ListAsync(viewer, Token), r => r.Id is not null);
            Assert.Empty(await Library.FindAsync(viewer, "mio", 5, Token));
        }
        var view = await Library.GetAsync(_rep, key, Token);
        Assert.Equal(("Mío", "Carpeta", true, ReportSharing.Private, false), (view.Name, view.Folder, view.MayEdit, view.Sharing, view.Favourite));
        await using var db = _database.Open();
        Assert.Equal(1, await db.Reports.CountAsync(Token));
        Assert.Equal(0, await db.ReportMarks.CountAsync(Token));
    }

    [Fact]
    public async Task It_is_found_by_those_with_whom_it_is_shared_and_administrators()
    {
        var id = await Library.AddAsync(_rep, "Mío", null, Plain, Token);
        await FoundByAsync(_rep);
        await ShareAsync(ReportSharing.Chosen, [_manager.PersonId], []);
        await FoundByAsync(_rep, _manager, _admin);
        await ShareAsync(ReportSharing.Chosen, [], [_company.North.Id]);
        await FoundByAsync(_rep, _other, _manager, _admin);
        // Sharing with the southern team needs nobody of it to be known.
        await ShareAsync(ReportSharing.Chosen, [], [_company.South.Id]);
        await FoundByAsync(_rep, _stranger, _admin);
        await ShareAsync(ReportSharing.Everybody, [], []);
        await FoundByAsync(_rep, _other, _manager, _stranger, _admin);
        await ShareAsync(ReportSharing.Private, [_manager.PersonId], []);
        await FoundByAsync(_rep);

        Task ShareAsync(ReportSharing sharing, int[] people, int[] teams) => Library.ShareAsync(_rep, id, sharing, people, teams, Token);

        async Task FoundByAsync(params Viewer[] finders)
        {
            foreach (var viewer in new[] { _rep, _other, _manager, _stranger, _admin })
            {
                Assert.Equal(finders.Contains(viewer), (await Library.ListAsync(viewer, Token)).Any(r => r.Id == id));
                Assert.Equal(finders.Contains(viewer), (await Library.FindAsync(viewer, "MIO", 5, Token)).Any(r => r.Key == $"{id}"));
                if (finders.Contains(viewer)) Assert.Equal(viewer == _rep || viewer == _admin, (await Library.GetAsync(viewer, $"{id}", Token)).MayEdit);
            }
        }
    }

    [Fact]
    public async Task Who_manages_a_team_finds_what_is_shared_with_it_or_one_below()
    {
        await using (var db = _database.Open())
        {
            db.Attach(_company.North);
            db.Add(new Team("Norte-Costa", _company.North));
            await db.SaveChangesAsync(Token);
        }
        await using var read = _database.Open();
        var below = await read.Teams.SingleAsync(t => t.Name == "Norte-Costa", Token);
        var id = await Library.AddAsync(_stranger, "De la costa", null, Plain, Token);
        await Library.ShareAsync(_stranger, id, ReportSharing.Chosen, [], [below.Id], Token);
        var manager = await _database.ViewerAsync(_company.Manager);
        Assert.Contains(await Library.ListAsync(manager, Token), r => r.Id == id);
        // Who is of the team above only is neither in it nor over it.
        Assert.DoesNotContain(await Library.ListAsync(_rep, Token), r => r.Id == id);
    }

    [Fact]
    public async Task What_is_shared_with_a_team_reaches_those_below_it_and_none_beside_it()
    {
        Person deep = new("Ernesto Hondo", "deep@test.local", PersonRole.Representative), leads = new("Lola Lidera", "leads@test.local", PersonRole.Manager), beside = new("Berta Lado", "beside@test.local", PersonRole.Representative);
        int coastId;
        await using (var db = _database.Open())
        {
            db.AttachRange(_company.North, _company.South);
            Team coast = new("Norte-Costa", _company.North), port = new("Puerto", coast), dock = new("Muelle", port), south = new("Sur-Sierra", _company.South);
            db.AddRange(coast, port, dock, south, deep, leads, beside);
            await db.SaveChangesAsync(Token);
            deep.Join(dock);
            beside.Join(south);
            port.ManagedBy(leads);
            await db.SaveChangesAsync(Token);
            coastId = coast.Id;
        }
        var (low, lead, side) = (await _database.ViewerAsync(deep), await _database.ViewerAsync(leads), await _database.ViewerAsync(beside));
        var id = await Library.AddAsync(_stranger, "Del norte", null, Plain, Token);
        await Library.ShareAsync(_stranger, id, ReportSharing.Chosen, [], [_company.North.Id], Token);
        foreach (var viewer in new[] { low, lead, _rep, _manager }) Assert.Equal("Del norte", (await Library.GetAsync(viewer, $"{id}", Token)).Name);
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Library.GetAsync(side, $"{id}", Token))).Error);
        Assert.Empty(await Library.FindAsync(side, "norte", 5, Token));

        // From the coast down, the team above is no part of it.
        await Library.ShareAsync(_stranger, id, ReportSharing.Chosen, [], [coastId], Token);
        foreach (var viewer in new[] { low, lead }) Assert.Contains(await Library.ListAsync(viewer, Token), r => r.Id == id);
        foreach (var viewer in new[] { side, _rep, _other }) Assert.DoesNotContain(await Library.ListAsync(viewer, Token), r => r.Id == id);
    }

    [Fact]
    public async Task However_many_reports_there_are_each_is_found_and_can_be_reached()
    {
        var json = ReportJson.Write(Plain);
        await using (var db = _database.Open())
        {
            for (var i = 0; i < ReportLibrary.Most + 20; i++)
            {
                var report = new Report(_other.PersonId, $"Aviso {i:000}", null, json, _database.Now);
                report.Share(ReportSharing.Everybody, [], []);
                db.Add(report);
            }
            var last = new Report(_other.PersonId, "Último ÁRBOL", "Señales", json, _database.Now);
            last.Share(ReportSharing.Everybody, [], []);
            db.AddRange(last, new Report(_other.PersonId, "Último árbol privado", null, json, _database.Now));
            await db.SaveChangesAsync(Token);
        }
        var found = Assert.Single(await Library.FindAsync(_rep, "arbol ultimo", 5, Token));
        Assert.Equal("Último ÁRBOL", found.Name);
        var (rows, more) = await Library.PageAsync(_rep, null, ReportLibrary.Most, Token);
        Assert.Equal((ReportLibrary.Most, true), (rows.Count(r => r.Id is not null), more));
        Assert.DoesNotContain(rows, r => r.Key == found.Key);
        foreach (var text in new[] { "arbol", "SENALES", "olga ultimo" })
            Assert.Equal((found.Key, false), (Assert.Single((await Library.PageAsync(_rep, text, ReportLibrary.Most, Token)).Rows).Key, (await Library.PageAsync(_rep, text, ReportLibrary.Most, Token)).More));
        (rows, more) = await Library.PageAsync(_rep, null, 2 * ReportLibrary.Most, Token);
        Assert.Equal((ReportLibrary.Most + 21, false), (rows.Count(r => r.Id is not null), more));
        // A favourite is among the first, wherever its name stands.
        await Library.FavouriteAsync(_rep, found.Key, true, Token);
        Assert.Contains(await Library.ListAsync(_rep, Token), r => r.Key == found.Key && r.Favourite);
    }

    [Fact]
    public async Task To_whom_it_is_shared_it_can_be_run_and_copied_and_nothing_more()
    {
        Speak("es");
        var id = await Library.AddAsync(_rep, "Mío", "Carpeta", Plain, Token);
        await Library.ShareAsync(_rep, id, ReportSharing.Everybody, [], [], Token);
        Func<Task>[] refused =
        [
            () => Library.SaveAsync(_other, id, 1, "Suyo", null, Plain, Token), () => Library.RenameAsync(_other, id, 1, "Suyo", null, Token), () => Library.SharesAsync(_other, id, Token),
            () => Library.ShareAsync(_other, id, ReportSharing.Private, [], [], Token), () => Library.DeleteAsync(_other, id, Token),
        ];
        foreach (var attempt in refused) Assert.Equal(RuleError.NotAllowed, (await Assert.ThrowsAsync<RuleException>(attempt)).Error);
        var copy = await Library.GetAsync(_other, $"{await Library.CopyAsync(_other, $"{id}", null, Token)}", Token);
        Assert.Equal(("Copia de Mío", null, true, ReportSharing.Private, "Olga Otra"), (copy.Name, copy.Folder, copy.MayEdit, copy.Sharing, copy.Owner));
        Assert.Equal(ReportJson.Write(Plain), ReportJson.Write(copy.Definition));
        // An administrator changes what is shared.
        var version = (await Library.GetAsync(_admin, $"{id}", Token)).Version;
        await Library.RenameAsync(_admin, id, version, "De todos", null, Token);
        await Library.DeleteAsync(_admin, id, Token);
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Library.GetAsync(_rep, $"{id}", Token))).Error);
        await Library.RestoreAsync(_admin, id, Token);
        Assert.Equal("De todos", (await Library.GetAsync(_rep, $"{id}", Token)).Name);
    }

    [Fact]
    public async Task Deleted_it_exists_for_nobody_until_its_owner_brings_it_back()
    {
        var id = await Library.AddAsync(_rep, "Mío", null, Plain, Token);
        await Library.ShareAsync(_rep, id, ReportSharing.Everybody, [], [], Token);
        await Library.DeleteAsync(_rep, id, Token);
        Assert.DoesNotContain(await Library.ListAsync(_rep, Token), r => r.Id is not null);
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Library.CopyAsync(_rep, $"{id}", null, Token))).Error);
        Assert.Equal(RuleError.NotAllowed, (await Assert.ThrowsAsync<RuleException>(() => Library.RestoreAsync(_other, id, Token))).Error);
        await Library.RestoreAsync(_rep, id, Token);
        Assert.Contains(await Library.ListAsync(_other, Token), r => r.Id == id);
    }

    [Fact]
    public async Task Who_loses_a_race_is_told_and_nothing_is_changed()
    {
        var id = await Library.AddAsync(_rep, "Mío", null, Plain, Token);
        var read = (await Library.GetAsync(_rep, $"{id}", Token)).Version;
        var saved = await Library.SaveAsync(_rep, id, read, "Primero", null, Plain, Token);
        Assert.Equal(saved, (await Library.GetAsync(_rep, $"{id}", Token)).Version);
        var lost = await Assert.ThrowsAsync<RuleException>(() => Library.SaveAsync(_rep, id, read, "Segundo", null, Plain, Token));
        Assert.Equal((RuleError.Conflict, "Raúl Comercial", "Primero"), (lost.Error, lost.Args[0], lost.Args[1]));
        Assert.Equal("Primero", (await Library.GetAsync(_rep, $"{id}", Token)).Name);
        await Library.SaveAsync(_rep, id, saved, "Segundo", null, Plain, Token);
    }

    [Fact]
    public async Task What_cannot_be_run_or_has_no_name_is_not_saved()
    {
        Assert.Equal(RuleError.ReportFaulty, (await Assert.ThrowsAsync<RuleException>(() => Library.AddAsync(_rep, "Nada", null, new(), Token))).Error);
        Assert.Equal(RuleError.Required, (await Assert.ThrowsAsync<RuleException>(() => Library.AddAsync(_rep, " ", null, Plain, Token))).Error);
        Assert.Equal(RuleError.TooLong, (await Assert.ThrowsAsync<RuleException>(() => Library.AddAsync(_rep, "N", new string('x', 101), Plain, Token))).Error);
        var id = await Library.AddAsync(_rep, "Mío", null, Plain, Token);
        Assert.Equal(RuleError.Required, (await Assert.ThrowsAsync<RuleException>(() => Library.ShareAsync(_rep, id, ReportSharing.Chosen, [], [], Token))).Error);
        // Somebody whom one does not know, and a team that is not there.
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Library.ShareAsync(_rep, id, ReportSharing.Chosen, [_stranger.PersonId], [], Token))).Error);
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Library.ShareAsync(_rep, id, ReportSharing.Chosen, [], [99], Token))).Error);
        Assert.Equal(ReportSharing.Private, (await Library.GetAsync(_rep, $"{id}", Token)).Sharing);
        var (people, teams) = await Library.ReadersAsync(_rep, "", Token);
        Assert.Equal(["Ana Admin", "Marta Jefa"], people.Select(p => p.Name));
        Assert.Equal(["Norte", "Sur"], teams.Select(t => t.Name));
        Assert.Equal(["Marta Jefa"], (await Library.ReadersAsync(_rep, "jefa", Token)).People.Select(p => p.Name));
    }

    [Fact]
    public async Task Favourites_and_the_last_run_are_each_ones_own()
    {
        var id = await Library.AddAsync(_rep, "Mío", null, Plain, Token);
        await Library.ShareAsync(_rep, id, ReportSharing.Chosen, [_manager.PersonId], [_company.North.Id], Token);
        await Library.FavouriteAsync(_rep, $"{id}", true, Token);
        await Library.FavouriteAsync(_rep, "promises", true, Token);
        await Library.RanAsync(_rep, "promises", Token);
        var mine = (await Library.ListAsync(_rep, Token)).ToDictionary(r => r.Key);
        Assert.True(mine[$"{id}"] is { Favourite: true, LastRunAt: null, Mine: true, Source: ReportSource.Dedications });
        Assert.Equal((true, _database.Now), (mine["promises"].Favourite, mine["promises"].LastRunAt));
        Assert.Equal(["Marta Jefa", "Norte"], mine[$"{id}"].SharedWith);
        var other = (await Library.ListAsync(_other, Token)).ToDictionary(r => r.Key);
        // With whom else it is shared is its owner's affair.
        Assert.True(other[$"{id}"] is { Favourite: false, Mine: false, MayEdit: false, SharedWith: [] });
        Assert.Null(other["promises"].LastRunAt);
        await Library.FavouriteAsync(_rep, $"{id}", false, Token);
        Assert.False((await Library.GetAsync(_rep, $"{id}", Token)).Favourite);
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Library.FavouriteAsync(_rep, "nothing", true, Token))).Error);
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Library.GetAsync(_rep, $"0{id}", Token))).Error);
    }

    [Fact]
    public async Task What_a_report_names_and_is_gone_is_told_and_what_was_renamed_is_not()
    {
        Speak("es");
        var definition = Plain with
        {
            Parameters = [new("who", Default: "9999")],
            Where = ReportCriterion.AllOf(
                ReportCriterion.Of("client.name", TestOperator.OneOf, $"{_company.Client.Id}", $"{_company.SouthClient.Id}"),
                ReportCriterion.AnyOf(ReportCriterion.Of("project.name", TestOperator.NoneOf, "8888"), ReportCriterion.Of("task.title", TestOperator.OneOf, $"{_company.SouthTask.Id}"),
                    ReportCriterion.Of("entry.person", TestOperator.OneOf, "?who"), ReportCriterion.Of("entry.person.team", TestOperator.OneOf, "my-team", "7777"),
                    ReportCriterion.Of("task.type", TestOperator.OneOf, "1"), ReportCriterion.Of("task.origin", TestOperator.OneOf, "2"), ReportCriterion.Of("task.contact", TestOperator.OneOf, "3"))),
        };
        var id = await Library.AddAsync(_admin, "Con todo", null, definition, Token);
        Assert.Equal(
            ["where.items[1].items[0] project.name 8888", "parameters[0] entry.person 9999", "where.items[1].items[3] entry.person.team 7777", "where.items[1].items[4] task.type 1", "where.items[1].items[5] task.origin 2", "where.items[1].items[6] task.contact 3"],
            await SaidAsync(_admin));
        // Outside the reader's scope it is told as missing, and the report runs all the same.
        await Library.ShareAsync(_admin, id, ReportSharing.Everybody, [], [], Token);
        Assert.Equal([$"where.items[0] client.name {_company.SouthClient.Id}", $"where.items[1].items[1] task.title {_company.SouthTask.Id}"], (await SaidAsync(_rep)).Except(await SaidAsync(_admin)));
        Assert.Equal(0, (await _database.Get<ReportRunner>().PageAsync(_rep, definition, new ReportAsk(), Token)).Figures.Rows);

        await using (var db = _database.Open())
        {
            var client = await db.Clients.SingleAsync(c => c.Id == _company.Client.Id, Token);
            client.Edit(new ClientFields("Otro nombre"), _admin.PersonId, _database.Now);
            await db.SaveChangesAsync(Token);
        }
        Assert.DoesNotContain(await SaidAsync(_admin), s => s.Contains("client.name", StringComparison.Ordinal));
        await using var read = _database.Open();
        var versions = await read.Clients.ToDictionaryAsync(c => c.Id, c => c.Version, Token);
        await _database.Get<ClientMerging>().MergeAsync(_admin, _company.Client.Id, versions[_company.Client.Id], _company.SouthClient.Id, versions[_company.SouthClient.Id], Token);
        Assert.Contains($"where.items[0] client.name {_company.SouthClient.Id} Otro nombre", await SaidAsync(_admin));
        Assert.Contains("se fusionó con Otro nombre", (await Library.GetAsync(_admin, $"{id}", Token)).Faults.Select(f => _database.Get<FaultWords>().Of(f, definition.Source)).First(), StringComparison.Ordinal);

        async Task<IReadOnlyList<string>> SaidAsync(Viewer viewer) => [.. (await Library.GetAsync(viewer, $"{id}", Token)).Faults.Select(f => $"{f.Where} {string.Join(' ', f.Args)}")];
    }

    [Fact]
    public async Task A_field_that_is_no_longer_there_is_named_and_the_report_can_still_be_renamed_copied_and_exported()
    {
        Speak("es");
        int id;
        await using (var db = _database.Open())
        {
            var report = new Report(_rep.PersonId, "Viejo", null, ReportJson.Write(Plain with { Columns = [new("entry.date"), new("entry.colour")] }), _database.Now);
            db.Add(report);
            await db.SaveChangesAsync(Token);
            id = report.Id;
        }
        var view = await Library.GetAsync(_rep, $"{id}", Token);
        Assert.Equal("Columna 2: aquí no hay ningún campo «entry.colour».", _database.Get<FaultWords>().Of(Assert.Single(view.Faults), view.Definition.Source));
        await Library.RenameAsync(_rep, id, view.Version, "Nuevo", "Carpeta", Token);
        Assert.Single((await Library.GetAsync(_rep, $"{await Library.CopyAsync(_rep, $"{id}", "Otro", Token)}", Token)).Faults);
        Assert.Contains("entry.colour", (await Library.ExportAsync(_rep, $"{id}", Token)).Document, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("es")]
    [InlineData("en")]
    public async Task Ready_made_reports_are_sound_run_for_everybody_and_can_be_copied(string language)
    {
        Speak(language);
        var all = _database.Get<ReadyMadeReports>().All();
        Assert.Equal(11, all.Count);
        foreach (var ready in all)
        {
            Assert.Empty(ReportCheck.Of(ready.Definition));
            Assert.DoesNotContain("Ready_", ready.Name + ready.About, StringComparison.Ordinal);
            // What is asked begins with a value of its field, or with nothing.
            Assert.All(ready.Definition.Parameters, p => Assert.All(ready.Definition.Where.Nodes.Where(n => n.Values.Contains($"?{p.Name}")), n =>
                Assert.True(p.Default is null || ReportCheck.IsValue(FieldCatalog.Find(ready.Definition.Source, n.Field)!, n.Operator, p.Default), $"{ready.Key} {p.Name}")));
            foreach (var viewer in new[] { _rep, _manager, _admin })
            {
                Assert.Empty((await Library.GetAsync(viewer, ready.Key, Token)).Faults);
                await _database.Get<ReportRunner>().PageAsync(viewer, ready.Definition, new ReportAsk(), Token);
            }
            var copy = await Library.GetAsync(_rep, $"{await Library.CopyAsync(_rep, ready.Key, null, Token)}", Token);
            Assert.Equal((language == "es" ? $"Copia de {ready.Name}" : $"Copy of {ready.Name}", true), (copy.Name, copy.MayEdit));
            Assert.Equal(ReportJson.Write(ready.Definition), ReportJson.Write(copy.Definition));
            // Nobody's to change.
            Assert.False((await Library.GetAsync(_admin, ready.Key, Token)).MayEdit);
        }
        Assert.Equal(ReadyMadeReports.Keys, all.Select(r => r.Key));
        Assert.Contains(await Library.FindAsync(_rep, language == "es" ? "PROMESAS" : "Promises", 5, Token), r => r.Key == "promises");
    }

    [Fact]
    public async Task Whoever_has_no_entry_at_all_is_silent_too()
    {
        var silent = _database.Get<ReadyMadeReports>().Find("silent-clients")!.Definition;
        var page = await _database.Get<ReportRunner>().PageAsync(_admin, silent, new ReportAsk(), Token);
        Assert.Equal(2, page.Figures.Rows);
    }
}
