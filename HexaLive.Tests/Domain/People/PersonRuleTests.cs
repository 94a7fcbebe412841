using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.People;
using HexaLive.Domain.Teams;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.People;

/// <summary>The rules of a person: role, team, working week, preferences and invitation.</summary>
public sealed class PersonRuleTests
{
    private readonly Person _person = NewPerson();

    [Fact]
    public void Edited_person_has_all_the_new_values()
    {
        var fields = new PersonFields("Olga", "olga@test.local", PersonRole.Manager, 4, "America/New_York", "en", WeekDays.Monday);

        _person.Edit(fields, By);

        Assert.Equal(fields, _person.GetFields());
        Assert.Equal("olga olga@test.local", _person.SearchKey);
    }

    [Fact]
    public void New_role_and_new_working_week_are_recorded_in_separate_activity_rows()
    {
        var fields = _person.GetFields();
        Assert.Equal(
            [ActivityKind.PersonChanged],
            _person.CaptureActivity(p => p.Edit(fields with { Name = "Olga" }, By)).Select(r => r.Kind)
        );

        var rows = _person.CaptureActivity(p => p.Edit(fields with { Role = PersonRole.Manager, WorkingWeek = WeekDays.Monday }, By));

        Assert.Equal(
            [
                (ActivityKind.PersonChanged, "Olga", "Raúl"),
                (ActivityKind.RoleChanged, "Representative", "Manager"),
                (ActivityKind.WorkingWeekChanged, null, "Monday"),
            ],
            rows.Select(r => (r.Kind, r.From, r.To))
        );
    }

    [Theory]
    [InlineData(PersonRole.Representative, PersonRole.Manager)]
    [InlineData(PersonRole.Manager, PersonRole.Manager)]
    [InlineData(PersonRole.Administrator, PersonRole.Administrator)]
    public void Promotion_to_manager_changes_the_role_of_representatives_only(PersonRole role, PersonRole expected)
    {
        var person = NewPerson(fields: new PersonFields("Ana", null, role));

        var rows = person.CaptureActivity(p => p.PromoteToManager(By));

        Assert.Equal(expected, person.Role);
        Assert.Equal(role == expected ? 0 : 1, rows.Count);
    }

    [Fact]
    public void Team_change_is_recorded_only_if_the_team_differs()
    {
        var team = new Team("Norte", null, By).WithId(4);

        Assert.Single(_person.CaptureActivity(p => p.SetTeam(team, By)));
        Assert.Equal((team, 4), (_person.Team, _person.TeamId));
        Assert.Empty(_person.CaptureActivity(p => p.SetTeam(team, By)));
        Assert.Single(_person.CaptureActivity(p => p.SetTeam(new Team("Sur", null, By).WithId(5), By)));
        Assert.Equal(5, _person.TeamId);
    }

    [Fact]
    public void Person_can_leave_a_team_that_is_not_loaded()
    {
        var person = NewPerson(fields: new PersonFields("Ana", null, PersonRole.Representative, TeamId: 4));

        Assert.Single(person.CaptureActivity(p => p.SetTeam(null, By)));
        Assert.Null(person.TeamId);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(23, 3)]
    [InlineData(12, 7)]
    public void Supported_daily_mail_hours_and_reminder_intervals_are_accepted(int hour, int every)
    {
        _person.SetReminderSettings(hour, every, By);

        Assert.Equal((hour, every), (_person.DigestHour, _person.OverdueEvery));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(24, 1)]
    [InlineData(8, 0)]
    [InlineData(8, 2)]
    [InlineData(8, 8)]
    public void Unknown_daily_mail_hour_or_reminder_interval_is_refused(int hour, int every)
    {
        AssertRefused(RuleError.InvalidValue, () => _person.SetReminderSettings(hour, every, By));
        Assert.Equal((8, 1), (_person.DigestHour, _person.OverdueEvery));
    }

    public static TheoryData<string, bool> Changes =>
        new()
        {
            { "hour", true },
            { "zone", true },
            { "own zone", true },
            { "week", true },
            { "interval", false },
            { "name", false },
            { "language", false },
        };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Daily_mail_is_rescheduled_only_after_a_change_that_can_affect_its_time(string what, bool again)
    {
        var fields = _person.GetFields();
        _person.With(nameof(Person.NextDigestAt), Now);

        Change();

        Assert.Equal(again ? null : Now, _person.NextDigestAt);

        void Change()
        {
            switch (what)
            {
                case "hour":
                    _person.SetReminderSettings(9, 1, By);
                    break;
                case "interval":
                    _person.SetReminderSettings(8, 3, By);
                    break;
                case "zone":
                    _person.Edit(fields with { TimeZone = "Asia/Tokyo" }, By);
                    break;
                case "own zone":
                    _person.SetPreferences("Asia/Tokyo", null, LandingPage.Today, null, By);
                    break;
                case "week":
                    _person.Edit(fields with { WorkingWeek = WeekDays.Monday }, By);
                    break;
                case "name":
                    _person.Edit(fields with { Name = "Olga" }, By);
                    break;
                default:
                    _person.SetPreferences(fields.TimeZone, "en", LandingPage.Today, null, By);
                    break;
            }
        }
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("es", 1)]
    [InlineData("en", 1440)]
    public void Preferences_are_set_and_recorded(string? language, int? minutes)
    {
        var row = Assert.Single(_person.CaptureActivity(p => p.SetPreferences("Asia/Tokyo", language, LandingPage.Board, minutes, By)));

        Assert.Equal((language, LandingPage.Board, minutes), (_person.Language, _person.LandingPage, _person.DefaultMinutes));
        Assert.Equal(("Europe/Madrid", "Asia/Tokyo", "Raúl"), (row.From, row.To, row.Note));
    }

    [Fact]
    public void Only_an_active_person_with_an_email_address_can_be_invited()
    {
        Assert.Single(_person.CaptureActivity(p => p.Invite(By)));

        AssertRefused(RuleError.PersonInactive, () => NewInactivePerson(8).Invite(By));
        AssertRefused(RuleError.NoEmail, () => NewPerson(9, new PersonFields("Ana", " ", PersonRole.Manager)).Invite(By));
    }

    [Fact]
    public void Deactivating_and_reactivating_a_person_are_recorded_once_each()
    {
        Assert.Empty(_person.CaptureActivity(p => p.SetActive(true, By)));
        Assert.Equal(ActivityKind.PersonDeactivated, Assert.Single(_person.CaptureActivity(p => p.SetActive(false, By))).Kind);
        Assert.Equal(ActivityKind.PersonReactivated, Assert.Single(_person.CaptureActivity(p => p.SetActive(true, By))).Kind);
    }

    [Theory]
    [InlineData("Asia/Tokyo", 3)]
    [InlineData("Europe/Madrid", 2)]
    [InlineData("America/Los_Angeles", 2)]
    public void Local_day_depends_on_the_time_zone_of_the_person(string zone, int day)
    {
        var person = NewPerson(fields: new PersonFields("Ana", null, PersonRole.Representative, TimeZone: zone));

        Assert.Equal(March(day), person.ToLocalDay(Utc("2026-03-02T16:00Z")));
    }
}
