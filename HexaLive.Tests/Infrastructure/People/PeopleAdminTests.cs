using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static HexaLive.Tests.Support.Refusals;

namespace HexaLive.Tests.Infrastructure.People;

/// <summary>Creating, listing and editing people. Only administrators may do so.</summary>
public sealed class PeopleAdminTests : IAsyncLifetime
{
    private const WeekDays FourDays = WeekDays.MondayToFriday & ~WeekDays.Friday;

    private PeopleFixture _fixture = null!;

    private TestDatabase Database => _fixture.Database;
    private TestCompany Company => _fixture.Company;

    public async ValueTask InitializeAsync() => _fixture = await PeopleFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Only_administrators_can_view_or_edit_people()
    {
        foreach (var viewer in new[] { await Database.GetViewerAsync(Company.Manager), await Database.GetViewerAsync(Company.Rep) })
        {
            var me = await _fixture.People.GetAsync(_fixture.Admin, viewer.PersonId);
            await AssertRefusedAsync(
                RuleError.NotAllowed,
                () => _fixture.People.GetPageAsync(viewer, null, null, null, 1),
                () => _fixture.People.GetAsync(viewer, viewer.PersonId),
                () => _fixture.People.GetChoicesAsync(viewer),
                () => _fixture.People.CreateAsync(viewer, _fixture.CreateFields("Intrusa")),
                () => _fixture.People.EditAsync(viewer, viewer.PersonId, me.Version, me.Fields with { Role = PersonRole.Administrator }),
                () => _fixture.People.EditAsync(viewer, viewer.PersonId, me.Version, me.Fields with { WorkingWeek = WeekDays.Monday }),
                () => _fixture.People.RemoveSecondFactorAsync(viewer, Company.OtherRep.Id),
                () => Database.Get<Invitations>().InviteAsync(viewer, Company.OtherRep.Id),
                () => _fixture.Deactivation.DeactivateAsync(viewer, Company.OtherRep.Id, viewer.PersonId),
                () => _fixture.Deactivation.ReactivateAsync(viewer, Company.OtherRep.Id)
            );
        }
    }

    [Fact]
    public async Task People_are_filtered_by_text_state_and_team()
    {
        Assert.Equal(
            ["Olga Otra", "Raúl Comercial"],
            (await _fixture.People.GetPageAsync(_fixture.Admin, "o r", true, Company.North.Id, 1))
                .Items.Where(r => r.Role == PersonRole.Representative)
                .Select(r => r.Name)
        );
        Assert.Equal(
            ["Raúl Comercial"],
            (await _fixture.People.GetPageAsync(_fixture.Admin, "RAUL", null, null, 1)).Items.Select(r => r.Name)
        );
        await _fixture.Deactivation.DeactivateAsync(_fixture.Admin, Company.Stranger.Id, null);
        Assert.Equal(["Sergio Sur"], (await _fixture.People.GetPageAsync(_fixture.Admin, null, false, null, 1)).Items.Select(r => r.Name));
        Assert.Equal(4, (await _fixture.People.GetPageAsync(_fixture.Admin, null, true, null, 1)).Total);
    }

    [Fact]
    public async Task New_person_needs_a_unique_valid_email_address_and_cannot_sign_in_yet()
    {
        var id = await _fixture.People.CreateAsync(_fixture.Admin, _fixture.CreateFields("Nuria Nueva", "nuria@test.local"));
        var card = await _fixture.People.GetAsync(_fixture.Admin, id);
        Assert.Equal((SignInState.None, "Norte", "Atlantic/Canary"), (card.Row.SignIn, card.Row.Team, card.Fields.TimeZone));
        await AssertRefusedAsync(
            RuleError.Duplicate,
            () => _fixture.People.CreateAsync(_fixture.Admin, _fixture.CreateFields("Otra", "NURIA@test.local")),
            () => _fixture.People.EditAsync(_fixture.Admin, id, card.Version, card.Fields with { Email = "rep@test.local" })
        );
        await AssertRefusedAsync(
            RuleError.InvalidValue,
            () => _fixture.People.CreateAsync(_fixture.Admin, _fixture.CreateFields("Otra", "sin arroba")),
            () => _fixture.People.CreateAsync(_fixture.Admin, _fixture.CreateFields("Otra") with { TeamId = 999 })
        );
        await AssertRefusedAsync(
            RuleError.UnknownTimeZone,
            () => _fixture.People.CreateAsync(_fixture.Admin, _fixture.CreateFields("Otra") with { TimeZone = "Madrid" })
        );
        await _fixture.People.EditAsync(_fixture.Admin, id, card.Version, card.Fields with { Name = "Nuria Vieja", Email = null });
        Assert.Equal(
            ("Nuria Vieja", null),
            ((await _fixture.People.GetAsync(_fixture.Admin, id)).Row.Name, (await _fixture.People.GetAsync(_fixture.Admin, id)).Row.Email)
        );
    }

    [Fact]
    public async Task Error_for_a_conflicting_edit_of_a_person_states_the_earlier_editor()
    {
        var card = await _fixture.People.GetAsync(_fixture.Admin, Company.Rep.Id);
        await _fixture.People.EditAsync(_fixture.Admin, Company.Rep.Id, card.Version, card.Fields with { Name = "Raúl Ruiz" });
        var lost = await Assert.ThrowsAsync<RuleException>(() =>
            _fixture.People.EditAsync(_fixture.Admin, Company.Rep.Id, card.Version, card.Fields with { Name = "Raúl Roca" })
        );
        Assert.Equal((RuleError.Conflict, "Ana Admin", "Raúl Ruiz"), (lost.Error, lost.Args[0], lost.Args[1]));
    }

    [Fact]
    public async Task Person_has_either_the_company_working_week_or_a_personal_one()
    {
        var rep = Company.Rep.Id;
        var card = await _fixture.People.GetAsync(_fixture.Admin, rep);
        Assert.Equal((null, WeekDays.MondayToFriday), (card.Fields.WorkingWeek, card.CompanyWeek));
        await AssertRefusedAsync(
            RuleError.Required,
            () => _fixture.People.EditAsync(_fixture.Admin, rep, card.Version, card.Fields with { WorkingWeek = WeekDays.None }),
            () => _fixture.People.CreateAsync(_fixture.Admin, _fixture.CreateFields("Otra") with { WorkingWeek = WeekDays.None })
        );
        await _fixture.People.EditAsync(_fixture.Admin, rep, card.Version, card.Fields with { WorkingWeek = FourDays });
        await AssertRefusedAsync(
            RuleError.Conflict,
            () => _fixture.People.EditAsync(_fixture.Admin, rep, card.Version, card.Fields with { WorkingWeek = WeekDays.Monday })
        );
        card = await _fixture.People.GetAsync(_fixture.Admin, rep);
        Assert.Equal(FourDays, card.Fields.WorkingWeek);
        await _fixture.People.EditAsync(_fixture.Admin, rep, card.Version, card.Fields with { WorkingWeek = null });
        Assert.Null((await _fixture.People.GetAsync(_fixture.Admin, rep)).Fields.WorkingWeek);

        var fields = _fixture.CreateFields("Otra") with { WorkingWeek = WeekDays.Sunday };
        var other = await _fixture.People.CreateAsync(_fixture.Admin, fields);
        Assert.Equal(WeekDays.Sunday, (await _fixture.People.GetAsync(_fixture.Admin, other)).Fields.WorkingWeek);
    }

    [Fact]
    public async Task Changes_of_the_working_week_and_role_of_a_person_are_recorded()
    {
        var rep = Company.Rep.Id;
        var card = await _fixture.People.GetAsync(_fixture.Admin, rep);
        await _fixture.People.EditAsync(_fixture.Admin, rep, card.Version, card.Fields with { WorkingWeek = FourDays });
        card = await _fixture.People.GetAsync(_fixture.Admin, rep);
        await _fixture.People.EditAsync(
            _fixture.Admin,
            rep,
            card.Version,
            card.Fields with
            {
                WorkingWeek = null,
                Role = PersonRole.Manager,
            }
        );
        await _fixture.People.CreateAsync(_fixture.Admin, _fixture.CreateFields("Otra") with { WorkingWeek = WeekDays.Sunday });

        await using var db = Database.Open();
        var changes = await db
            .Activity.Where(a =>
                a.Kind >= ActivityKind.PersonChanged
                && a.Kind <= ActivityKind.ReminderSettingsChanged
                && a.ActorId == _fixture.Admin.PersonId
            )
            .OrderBy(a => a.Id)
            .ToListAsync();
        Assert.Equal(
            [
                (ActivityKind.PersonChanged, "Raúl Comercial"),
                (ActivityKind.WorkingWeekChanged, "Monday, Tuesday, Wednesday, Thursday"),
                (ActivityKind.PersonChanged, "Raúl Comercial"),
                (ActivityKind.RoleChanged, "Manager"),
                (ActivityKind.WorkingWeekChanged, null),
            ],
            changes.Select(a => (a.Kind, a.To))
        );
    }

    [Fact]
    public async Task New_email_address_changes_the_sign_in_and_new_time_zone_changes_due_times()
    {
        await _fixture.SignInAsync(Company.Rep, password: true);
        await Database.Get<TaskEditing>().RescheduleAsync(_fixture.Admin, Company.Task.Id, new NextAction(new DateOnly(2026, 3, 10)));
        var card = await _fixture.People.GetAsync(_fixture.Admin, Company.Rep.Id);
        await _fixture.People.EditAsync(
            _fixture.Admin,
            Company.Rep.Id,
            card.Version,
            card.Fields with
            {
                Email = "raul@test.local",
                TimeZone = "Atlantic/Canary",
            }
        );
        await using var db = Database.Open();
        Assert.Equal("RAUL@TEST.LOCAL", (await db.Users.SingleAsync(u => u.PersonId == Company.Rep.Id)).NormalizedUserName);
        Assert.Equal(
            new DateTime(2026, 3, 10, 0, 0, 0, DateTimeKind.Utc),
            (await db.Tasks.SingleAsync(t => t.Id == Company.Task.Id)).DueAt
        );
        card = await _fixture.People.GetAsync(_fixture.Admin, Company.Rep.Id);
        await AssertRefusedAsync(
            RuleError.Required,
            () => _fixture.People.EditAsync(_fixture.Admin, Company.Rep.Id, card.Version, card.Fields with { Email = null })
        );
    }

    [Fact]
    public async Task Removing_a_second_factor_deletes_its_codes_and_ends_the_persons_sessions()
    {
        await _fixture.SignInAsync(Company.Rep, password: true);
        await using (var db = Database.Open())
        {
            var user = await db.Users.SingleAsync(u => u.PersonId == Company.Rep.Id);
            user.TwoFactorEnabled = true;
            db.UserTokens.Add(
                new()
                {
                    UserId = user.Id,
                    LoginProvider = "[AspNetUserStore]",
                    Name = "AuthenticatorKey",
                    Value = "K",
                }
            );
            await db.SaveChangesAsync();
        }
        Assert.True((await _fixture.People.GetAsync(_fixture.Admin, Company.Rep.Id)).HasSecondFactor);
        await _fixture.People.RemoveSecondFactorAsync(_fixture.Admin, Company.Rep.Id);
        Assert.False((await _fixture.People.GetAsync(_fixture.Admin, Company.Rep.Id)).HasSecondFactor);
        await using var after = Database.Open();
        Assert.Empty(await after.UserTokens.ToListAsync());
        Assert.NotEqual("x", (await after.Users.SingleAsync()).SecurityStamp);
        await AssertRefusedAsync(RuleError.NotFound, () => _fixture.People.RemoveSecondFactorAsync(_fixture.Admin, Company.OtherRep.Id));
    }
}
