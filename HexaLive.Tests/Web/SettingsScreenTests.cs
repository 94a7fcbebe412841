using Bunit;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.TaskTypes;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Settings;
using HexaLive.Infrastructure.Features.TaskTypes;
using HexaLive.Infrastructure.Mail;
using HexaLive.Tests.Support;
using HexaLive.Web.Account;
using HexaLive.Web.Features.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HexaLive.Tests.Web;

/// <summary>The screens of settings without a browser.</summary>
public sealed class SettingsScreenTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private Company _company = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task To_a_manager_the_screens_show_nothing()
    {
        await using var screens = new Screens(_database, _company.Manager);
        foreach (var page in new Func<string>[] { () => screens.Render<TypesPage>().Markup, () => screens.Render<TeamsPage>().Markup, () => screens.Render<HolidaysPage>().Markup })
            Assert.Contains("message-page", page(), StringComparison.Ordinal);
        Assert.Empty(screens.Render<CompanyPage>().FindAll("input"));
    }

    [Fact]
    public async Task A_new_type_previews_as_it_is_chosen_and_appears_in_the_list()
    {
        await using var screens = new Screens(_database, _company.Admin, "en");
        var page = screens.Open<TypesPage>("settings/types?edit=new");
        page.WaitForAssertion(() => Assert.Contains("Ana Admin", page.Find(".forecast").TextContent, StringComparison.Ordinal));
        page.Find("#preset-responsible").Change(_company.OtherRep.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        page.WaitForAssertion(() => Assert.Equal("Olga Otra20", string.Concat(page.FindAll(".forecast tbody tr")[0].TextContent.Where(c => !char.IsControl(c))).Trim()));
        page.Find("#preset-controller").Change(nameof(PersonRule.ProjectManager));
        page.Find("#preset-days").Change("2");
        page.Find("#preset-name").Change("Quotation");
        page.FindAll("button").Single(b => b.TextContent.Trim() == "Save").Click();

        await using var list = new Screens(_database, _company.Admin, "en");
        var types = list.Render<TypesPage>();
        types.WaitForAssertion(() => Assert.Equal("Responsible: Olga Otra · Controller: Manager of the project · Next action (working days): 2", types.Find("td.wide").TextContent));
    }

    [Fact]
    public async Task Who_loses_a_race_is_told_and_may_save_over_it()
    {
        var admin = await _database.ViewerAsync(_company.Admin);
        var id = await _database.Get<PresetEditing>().SaveAsync(admin, PresetList.Origins, null, 0, "Web", new());
        await using var screens = new Screens(_database, _company.Admin, "en");
        var page = screens.Open<OriginsPage>($"settings/origins?edit={id}");
        page.WaitForElement("#preset-name").Change("Mine");
        await _database.Get<PresetEditing>().SaveAsync(admin, PresetList.Origins, id, 0, "Theirs", new());
        page.FindAll("button").Single(b => b.TextContent.Trim() == "Save").Click();
        page.WaitForAssertion(() => Assert.Contains("Theirs", page.Find(".problem").TextContent, StringComparison.Ordinal));
        page.FindAll(".problem button")[0].Click();
        page.WaitForAssertion(() => Assert.Equal("Mine", _database.Get<PresetEditing>().ListAsync(admin, PresetList.Origins).Result.Single().Name));
    }

    [Fact]
    public async Task A_team_that_is_not_empty_says_why_it_stays_and_its_form_offers_no_loop()
    {
        var admin = await _database.ViewerAsync(_company.Admin);
        var east = await _database.Get<TeamEditing>().SaveAsync(admin, null, 0, new TeamFields("Este", _company.North.Id));
        await using var screens = new Screens(_database, _company.Admin);
        var page = screens.Open<TeamsPage>($"settings/teams?edit={_company.North.Id}");
        page.WaitForElement("#team-parent");
        Assert.Equal(["", _company.South.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)], page.FindAll("#team-parent option").Select(o => o.GetAttribute("value")));
        page.Find("button[aria-label='Eliminar Norte']").Click();
        page.WaitForAssertion(() => Assert.Contains("personas, 3; clientes, 1; equipos, 1", page.Find(".problem").TextContent, StringComparison.Ordinal));
        page.Find("button[aria-label='Eliminar Este']").Click();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("table.list tbody tr").Count));
        Assert.DoesNotContain(await _database.Get<TeamEditing>().TreeAsync(admin), t => t.Id == east);
    }

    [Fact]
    public async Task A_holiday_is_added_and_one_that_is_there_is_refused()
    {
        var admin = await _database.ViewerAsync(_company.Admin);
        await _database.Get<HolidayEditing>().AddAsync(admin, new DateOnly(2026, 1, 6), "Reyes", null);
        await using var screens = new Screens(_database, _company.Admin);
        var page = screens.Render<HolidaysPage>();
        page.WaitForElement("#holiday-day").Change("2026-01-06");
        page.Find("#holiday-name").Change("Otra vez");
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.Contains("06/01/2026", page.Find(".problem").TextContent.Replace("6/1/2026", "06/01/2026", StringComparison.Ordinal), StringComparison.Ordinal));
        page.Find("#holiday-day").Change("2026-10-12");
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count));
    }

    [Fact]
    public async Task The_companys_week_is_seven_toggles_of_which_one_must_stand_and_who_loses_a_race_may_save_over_it()
    {
        var (admin, weeks) = (await _database.ViewerAsync(_company.Admin), _database.Get<WorkingWeekEditing>());
        await using var screens = new Screens(_database, _company.Admin);
        var page = screens.Render<HolidaysPage>();
        page.WaitForAssertion(() => Assert.Equal(["lunes", "martes", "miércoles", "jueves", "viernes"], Pressed()));
        Assert.Equal(7, page.FindAll(".chip").Count);
        foreach (var day in Pressed().ToList()) Toggle(day);
        Save();
        page.WaitForAssertion(() => Assert.Contains("Días laborables", page.Find(".problem").TextContent, StringComparison.Ordinal));
        Toggle("domingo");
        Toggle("lunes");
        await weeks.ChangeAsync(admin, -1, WeekDays.Saturday);
        Save();
        page.WaitForAssertion(() => Assert.Contains("Ana Admin lo ha cambiado mientras tanto (sáb)", page.Find(".problem").TextContent, StringComparison.Ordinal));
        page.FindAll(".problem button")[0].Click();
        page.WaitForAssertion(() => Assert.Equal(WeekDays.Sunday | WeekDays.Monday, weeks.GetAsync(admin).Result.Days));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".problem")));

        // And again, taking what is there.
        Toggle("martes");
        await weeks.ChangeAsync(admin, 1, WeekDays.Saturday);
        Save();
        page.WaitForElement(".problem");
        page.FindAll(".problem button")[1].Click();
        page.WaitForAssertion(() => Assert.Equal(["sábado"], Pressed()));

        IEnumerable<string> Pressed() => page.FindAll(".chip[aria-pressed=true]").Select(c => c.TextContent.Trim());
        void Toggle(string day) => page.FindAll(".chip").Single(c => c.TextContent.Trim() == day).Click();
        void Save() => page.FindAll("button").Single(b => b.TextContent.Trim() == "Guardar").Click();
    }

    [Fact]
    public async Task A_person_works_as_the_company_until_other_days_are_chosen()
    {
        var (admin, people) = (await _database.ViewerAsync(_company.Admin), _database.Get<PeopleAdmin>());
        await _database.Get<WorkingWeekEditing>().ChangeAsync(admin, -1, WeekDays.MondayToFriday | WeekDays.Saturday);
        await using var screens = new Screens(_database, _company.Admin, "en", services => services
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton(new MailFolder(Path.Combine(_database.Folder, "mail"))).AddSingleton<Mailer>().AddScoped<InvitationMail>());
        var page = screens.Render<PersonSettingsPage>(p => p.Add(t => t.Id, _company.Rep.Id));
        Assert.True(page.WaitForElement("#person-week").HasAttribute("checked"));
        Assert.Contains("Works as the company (Mon, Tue, Wed, Thu, Fri, Sat)", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".chip"));
        page.Find("#person-week").Change(false);
        Assert.Equal(6, page.FindAll(".chip[aria-pressed=true]").Count);
        Toggle("Friday");
        Toggle("Saturday");
        Save();
        page.WaitForAssertion(() => Assert.Equal(WeekDays.MondayToFriday & ~WeekDays.Friday, people.GetAsync(admin, _company.Rep.Id).Result.Fields.WorkingWeek));

        // Who opens it later sees them; none at all is refused.
        var later = screens.Render<PersonSettingsPage>(p => p.Add(t => t.Id, _company.Rep.Id));
        later.WaitForAssertion(() => Assert.Equal(["Monday", "Tuesday", "Wednesday", "Thursday"], later.FindAll(".chip[aria-pressed=true]").Select(c => c.TextContent.Trim())));
        foreach (var day in new[] { "Monday", "Tuesday", "Wednesday", "Thursday" }) Toggle(day);
        Save();
        page.WaitForAssertion(() => Assert.Contains("Working days", page.Find(".problem").TextContent, StringComparison.Ordinal));
        page.Find("#person-week").Change(true);
        Save();
        page.WaitForAssertion(() => Assert.Null(people.GetAsync(admin, _company.Rep.Id).Result.Fields.WorkingWeek));

        void Toggle(string day) => page.FindAll(".chip").Single(c => c.TextContent.Trim() == day).Click();
        void Save() => page.FindAll("button").Single(b => b.TextContent.Trim() == "Save").Click();
    }

    [Fact]
    public async Task Who_leaves_is_asked_about_first_and_somebody_takes_over()
    {
        await using var screens = new Screens(_database, _company.Admin, "en", services => services
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton(new MailFolder(Path.Combine(_database.Folder, "mail"))).AddSingleton<Mailer>().AddScoped<InvitationMail>());
        var page = screens.Render<PersonSettingsPage>(p => p.Add(t => t.Id, _company.Rep.Id));
        page.WaitForElement("#leave-to").Change(_company.OtherRep.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains("Open tasks as responsible: 1.", page.Markup, StringComparison.Ordinal);
        Button("Deactivate").Click();
        Assert.Contains("will not be able to sign in", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Button("Deactivate").Click();
        page.WaitForAssertion(() => Assert.Contains("Inactive", page.Find(".page-head").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        Button("Reactivate").Click();
        page.WaitForAssertion(() => Assert.DoesNotContain("Inactive", page.Find(".page-head").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(5));

        AngleSharp.Dom.IElement Button(string text) => page.FindAll("button").Single(b => b.TextContent.Trim() == text);
    }
}
