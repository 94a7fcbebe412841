using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.TaskTypes;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Features.TaskTypes;
using HexaLive.Infrastructure.Identity;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure;

/// <summary>People come, change and leave, by the hand of an administrator and of nobody else.</summary>
public sealed class PeopleAdminTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private Company _company = null!;
    private Viewer _admin = null!;

    private PeopleAdmin People => _database.Get<PeopleAdmin>();
    private HandOver Leaving => _database.Get<HandOver>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
        _admin = await _database.ViewerAsync(_company.Admin);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Neither_managers_nor_representatives_read_or_change_people()
    {
        foreach (var viewer in new[] { await _database.ViewerAsync(_company.Manager), await _database.ViewerAsync(_company.Rep) })
        {
            var me = await People.GetAsync(_admin, viewer.PersonId);
            await RefusedAsync(RuleError.NotAllowed,
                () => People.PageAsync(viewer, null, null, null, 0),
                () => People.GetAsync(viewer, viewer.PersonId),
                () => People.ChoicesAsync(viewer),
                () => People.CreateAsync(viewer, Fields("Intrusa")),
                () => People.EditAsync(viewer, viewer.PersonId, me.Version, me.Fields with { Role = PersonRole.Administrator }),
                () => People.EditAsync(viewer, viewer.PersonId, me.Version, me.Fields with { WorkingWeek = WeekDays.Monday }),
                () => People.RemoveSecondFactorAsync(viewer, _company.OtherRep.Id),
                () => _database.Get<Invitations>().InviteAsync(viewer, _company.OtherRep.Id),
                () => Leaving.DeactivateAsync(viewer, _company.OtherRep.Id, viewer.PersonId),
                () => Leaving.ReactivateAsync(viewer, _company.OtherRep.Id));
        }
    }

    [Fact]
    public async Task People_are_found_by_words_state_and_team()
    {
        Assert.Equal(["Olga Otra", "Raúl Comercial"], (await People.PageAsync(_admin, "o r", true, _company.North.Id, 0)).Rows.Where(r => r.Role == PersonRole.Representative).Select(r => r.Name));
        Assert.Equal(["Raúl Comercial"], (await People.PageAsync(_admin, "RAUL", null, null, 0)).Rows.Select(r => r.Name));
        await Leaving.DeactivateAsync(_admin, _company.Stranger.Id, null);
        Assert.Equal(["Sergio Sur"], (await People.PageAsync(_admin, null, false, null, 0)).Rows.Select(r => r.Name));
        Assert.Equal(4, (await People.PageAsync(_admin, null, true, null, 0)).Total);
    }

    [Fact]
    public async Task Somebody_new_has_no_sign_in_and_no_address_twice()
    {
        var id = await People.CreateAsync(_admin, Fields("Nuria Nueva", "nuria@test.local"));
        var card = await People.GetAsync(_admin, id);
        Assert.Equal((SignInState.None, "Norte", "Atlantic/Canary"), (card.Row.SignIn, card.Row.Team, card.Fields.TimeZone));
        await RefusedAsync(RuleError.Duplicate, () => People.CreateAsync(_admin, Fields("Otra", "NURIA@test.local")), () => People.EditAsync(_admin, id, card.Version, card.Fields with { Email = "rep@test.local" }));
        await RefusedAsync(RuleError.InvalidValue, () => People.CreateAsync(_admin, Fields("Otra", "sin arroba")), () => People.CreateAsync(_admin, Fields("Otra") with { TeamId = 999 }));
        await RefusedAsync(RuleError.UnknownTimeZone, () => People.CreateAsync(_admin, Fields("Otra") with { TimeZone = "Madrid" }));
        await People.EditAsync(_admin, id, card.Version, card.Fields with { Name = "Nuria Vieja", Email = null });
        Assert.Equal(("Nuria Vieja", null), ((await People.GetAsync(_admin, id)).Row.Name, (await People.GetAsync(_admin, id)).Row.Email));
    }

    [Fact]
    public async Task Two_who_change_the_same_person_are_told_of_each_other()
    {
        var card = await People.GetAsync(_admin, _company.Rep.Id);
        await People.EditAsync(_admin, _company.Rep.Id, card.Version, card.Fields with { Name = "Raúl Ruiz" });
        var lost = await Assert.ThrowsAsync<RuleException>(() => People.EditAsync(_admin, _company.Rep.Id, card.Version, card.Fields with { Name = "Raúl Roca" }));
        Assert.Equal((RuleError.Conflict, "Ana Admin", "Raúl Ruiz"), (lost.Error, lost.Args[0], lost.Args[1]));
    }

    [Fact]
    public async Task A_person_works_the_companys_days_or_their_own_and_the_trail_says_so()
    {
        const WeekDays four = WeekDays.MondayToFriday & ~WeekDays.Friday;
        var card = await People.GetAsync(_admin, _company.Rep.Id);
        Assert.Equal((null, WeekDays.MondayToFriday), (card.Fields.WorkingWeek, card.CompanyWeek));
        await RefusedAsync(RuleError.Required, () => People.EditAsync(_admin, _company.Rep.Id, card.Version, card.Fields with { WorkingWeek = WeekDays.None }),
            () => People.CreateAsync(_admin, Fields("Otra") with { WorkingWeek = WeekDays.None }));
        await People.EditAsync(_admin, _company.Rep.Id, card.Version, card.Fields with { WorkingWeek = four });
        await RefusedAsync(RuleError.Conflict, () => People.EditAsync(_admin, _company.Rep.Id, card.Version, card.Fields with { WorkingWeek = WeekDays.Monday }));
        card = await People.GetAsync(_admin, _company.Rep.Id);
        Assert.Equal(four, card.Fields.WorkingWeek);
        await People.EditAsync(_admin, _company.Rep.Id, card.Version, card.Fields with { WorkingWeek = null, Role = PersonRole.Manager });
        Assert.Null((await People.GetAsync(_admin, _company.Rep.Id)).Fields.WorkingWeek);
        Assert.Equal(WeekDays.Sunday, (await People.GetAsync(_admin, await People.CreateAsync(_admin, Fields("Otra") with { WorkingWeek = WeekDays.Sunday }))).Fields.WorkingWeek);
        await using var db = _database.Open();
        Assert.Equal(["works Monday, Tuesday, Wednesday, Thursday", "Manager; works as the company"],
            await db.Activity.Where(a => a.Kind == ActivityKind.PersonChanged && a.To == "Raúl Comercial").OrderBy(a => a.Id).Select(a => a.Note).ToListAsync());
    }

    [Fact]
    public async Task Another_address_is_that_of_the_sign_in_too_and_another_zone_moves_what_is_due()
    {
        await SignInAsync(_company.Rep, password: true);
        await _database.Get<TaskEditing>().RescheduleAsync(_admin, _company.Task.Id, new NextAction(new DateOnly(2026, 3, 10)));
        var card = await People.GetAsync(_admin, _company.Rep.Id);
        await People.EditAsync(_admin, _company.Rep.Id, card.Version, card.Fields with { Email = "raul@test.local", TimeZone = "Atlantic/Canary" });
        await using var db = _database.Open();
        Assert.Equal("RAUL@TEST.LOCAL", (await db.Users.SingleAsync(u => u.PersonId == _company.Rep.Id)).NormalizedUserName);
        Assert.Equal(new DateTime(2026, 3, 10, 0, 0, 0, DateTimeKind.Utc), (await db.Tasks.SingleAsync(t => t.Id == _company.Task.Id)).DueAt);
        card = await People.GetAsync(_admin, _company.Rep.Id);
        await RefusedAsync(RuleError.Required, () => People.EditAsync(_admin, _company.Rep.Id, card.Version, card.Fields with { Email = null }));
    }

    [Fact]
    public async Task A_lost_second_factor_is_taken_away_with_its_codes_and_sessions()
    {
        await SignInAsync(_company.Rep, password: true);
        await using (var db = _database.Open())
        {
            var user = await db.Users.SingleAsync(u => u.PersonId == _company.Rep.Id);
            user.TwoFactorEnabled = true;
            db.UserTokens.Add(new() { UserId = user.Id, LoginProvider = "[AspNetUserStore]", Name = "AuthenticatorKey", Value = "K" });
            await db.SaveChangesAsync();
        }
        Assert.True((await People.GetAsync(_admin, _company.Rep.Id)).SecondFactor);
        await People.RemoveSecondFactorAsync(_admin, _company.Rep.Id);
        Assert.False((await People.GetAsync(_admin, _company.Rep.Id)).SecondFactor);
        await using var after = _database.Open();
        Assert.Empty(await after.UserTokens.ToListAsync());
        Assert.NotEqual("x", (await after.Users.SingleAsync()).SecurityStamp);
        await RefusedAsync(RuleError.NotFound, () => People.RemoveSecondFactorAsync(_admin, _company.OtherRep.Id));
    }

    [Fact]
    public async Task The_last_administrator_neither_leaves_nor_becomes_less()
    {
        var card = await People.GetAsync(_admin, _company.Admin.Id);
        await RefusedAsync(RuleError.LastAdministrator,
            () => People.EditAsync(_admin, _company.Admin.Id, card.Version, card.Fields with { Role = PersonRole.Manager }),
            () => Leaving.DeactivateAsync(_admin, _company.Admin.Id, null));
        // One who cannot sign in does not count where this one can.
        await SignInAsync(_company.Admin, password: true);
        var second = await People.CreateAsync(_admin, Fields("Segunda", "segunda@test.local") with { Role = PersonRole.Administrator });
        await SignInAsync(second, "segunda@test.local", password: false);
        await RefusedAsync(RuleError.LastAdministrator, () => Leaving.DeactivateAsync(_admin, _company.Admin.Id, second));
        await using (var db = _database.Open())
        {
            (await db.Users.SingleAsync(u => u.PersonId == second)).PasswordHash = "x";
            await db.SaveChangesAsync();
        }
        await Leaving.DeactivateAsync(_admin, _company.Admin.Id, second);
        Assert.Null(await _database.Get<Viewers>().FindAsync(_company.Admin.Id));
    }

    [Fact]
    public async Task Who_leaves_hands_over_open_tasks_in_both_roles_projects_and_presets()
    {
        var manager = await _database.ViewerAsync(_company.Manager);
        var editing = _database.Get<TaskEditing>();
        for (var i = 0; i < 120; i++)
            await editing.CreateAsync(_admin, new NewTask(_company.Project.Id, $"Tarea {i}", null, null, null, null, _company.Rep.Id, _company.Manager.Id, null, null, new NextAction(new DateOnly(2026, 3, 9))));
        var finished = await editing.CreateAsync(_admin, new NewTask(_company.Project.Id, "Acabada", null, null, null, null, _company.Rep.Id, _company.Manager.Id, null, null, null));
        await editing.FinishAsync(_admin, finished, "Hecho");
        var type = await _database.Get<PresetEditing>().SaveAsync(_admin, PresetList.Types, null, 0, "Visita",
            new TaskPreset { ResponsibleRule = PersonRule.Named, ResponsibleId = _company.Manager.Id, ControllerRule = PersonRule.Named, ControllerId = _company.Admin.Id });
        var card = await People.GetAsync(_admin, _company.Manager.Id);
        Assert.Equal((0, 121, 1), (card.Responsible, card.Controller, card.Projects));
        Assert.Equal(["Norte"], card.Teams);
        Assert.Equal(["Visita"], card.Presets);

        await RefusedAsync(RuleError.SamePerson, () => Leaving.DeactivateAsync(_admin, _company.Manager.Id, _company.Manager.Id));
        await Leaving.DeactivateAsync(_admin, _company.Stranger.Id, null);
        await RefusedAsync(RuleError.PersonInactive, () => Leaving.DeactivateAsync(_admin, _company.Manager.Id, _company.Stranger.Id));
        var told = new Told();
        Assert.Equal(121, await Leaving.DeactivateAsync(_admin, _company.Manager.Id, _company.OtherRep.Id, told));
        Assert.Equal([new(100, 121), new(121, 121)], told.Seen);
        Assert.Equal(121, await Leaving.DeactivateAsync(_admin, _company.Rep.Id, _company.OtherRep.Id));

        await using var db = _database.Open();
        Assert.Null(await _database.Get<Viewers>().FindAsync(manager.PersonId));
        Assert.All(await db.Tasks.Where(t => t.ProjectId == _company.Project.Id && t.Id != finished).ToListAsync(), t => Assert.Equal((_company.OtherRep.Id, _company.OtherRep.Id), (t.ResponsibleId, t.ControllerId)));
        Assert.Equal(_company.Manager.Id, (await db.Tasks.SingleAsync(t => t.Id == finished)).ControllerId);
        Assert.Equal(121, await db.Activity.CountAsync(a => a.Kind == ActivityKind.PeopleChanged && a.Note == "controller" && a.From == "Marta Jefa" && a.To == "Olga Otra" && a.ActorId == _admin.PersonId));
        Assert.Equal(120, await db.Promises.CountAsync(p => p.Outcome == PromiseOutcome.Open && p.PersonId == _company.OtherRep.Id));
        Assert.Equal(_company.OtherRep.Id, (await db.Projects.SingleAsync(p => p.Id == _company.Project.Id)).ManagerId);
        Assert.Equal(_company.OtherRep.Id, (await db.TaskTypes.SingleAsync(t => t.Id == type)).Preset.ResponsibleId);
        // Who took over sees the client; who left takes part only by what they did.
        Assert.True(await db.Participations.AnyAsync(p => p.PersonId == _company.OtherRep.Id && p.ClientId == _company.Client.Id));

        await Leaving.ReactivateAsync(_admin, _company.Rep.Id);
        Assert.NotNull(await _database.Get<Viewers>().FindAsync(_company.Rep.Id));
        Assert.Equal(0, (await People.GetAsync(_admin, _company.Rep.Id)).Responsible);
    }

    private PersonFields Fields(string name, string? email = null) => new(name, email, _company.North.Id, "Atlantic/Canary", "es", PersonRole.Representative);

    private Task SignInAsync(Person person, bool password) => SignInAsync(person.Id, person.Email!, password);

    private async Task SignInAsync(int personId, string email, bool password)
    {
        await using var db = _database.Open();
        var user = new HexaUser { PersonId = personId, SecurityStamp = "x", PasswordHash = password ? "x" : null };
        user.Take(email);
        db.Users.Add(user);
        await db.SaveChangesAsync();
    }

    private static async Task RefusedAsync(RuleError error, params Func<Task>[] acts)
    {
        foreach (var act in acts) Assert.Equal(error, (await Assert.ThrowsAsync<RuleException>(act)).Error);
    }

    private sealed class Told : IProgress<HandOverProgress>
    {
        public List<HandOverProgress> Seen { get; } = [];

        public void Report(HandOverProgress value) => Seen.Add(value);
    }
}
