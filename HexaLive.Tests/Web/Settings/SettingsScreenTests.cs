using Bunit;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.Presets;
using HexaLive.Infrastructure.Features.Holidays;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Presets;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Features.Teams;
using HexaLive.Infrastructure.Mail;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Company;
using HexaLive.Web.Features.Holidays;
using HexaLive.Web.Features.People;
using HexaLive.Web.Features.Presets;
using HexaLive.Web.Features.Teams;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HexaLive.Tests.Web.Settings;

/// <summary>The settings screens, rendered without a browser.</summary>
public sealed class SettingsScreenTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Settings_screens_are_not_available_to_managers()
    {
        await using var screens = new ScreenContext(_database, _company.Manager);
        foreach (
            var page in new Func<string>[]
            {
                () => screens.Render<TypesPage>().Markup,
                () => screens.Render<TeamsPage>().Markup,
                () => screens.Render<HolidaysPage>().Markup,
            }
        )
            Assert.Contains("message-page", page(), StringComparison.Ordinal);
        Assert.Empty(screens.Render<CompanyPage>().FindAll("input"));
    }

    [Fact]
    public async Task New_task_type_form_previews_assignments_and_saves_the_type()
    {
        await using var screens = new ScreenContext(_database, _company.Admin, "en");
        var page = screens.Open<TypesPage>("settings/types?edit=new");
        page.WaitForAssertion(() => Assert.Contains("Ana Admin", page.Find(".forecast").TextContent, StringComparison.Ordinal));
        page.Find("#preset-responsible").Change(_company.OtherRep.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        page.WaitForAssertion(() =>
            Assert.Equal(
                "Olga Otra20",
                string.Concat(page.FindAll(".forecast tbody tr")[0].TextContent.Where(c => !char.IsControl(c))).Trim()
            )
        );
        page.Find("#preset-controller").Change(nameof(PersonRule.ProjectManager));
        page.Find("#preset-days").Change("2");
        page.Find("#preset-name").Change("Quotation");
        page.FindAll("button").Single(b => b.TextContent.Trim() == "Save").Click();

        await using var list = new ScreenContext(_database, _company.Admin, "en");
        var types = list.Render<TypesPage>();
        types.WaitForAssertion(() =>
            Assert.Equal(
                "Assigned to: Olga Otra · Controlled by: Project lead · Next step in 2 working days",
                types.Find("td.wide").TextContent
            )
        );
    }

    [Fact]
    public async Task Conflicting_save_is_reported_and_can_be_overwritten()
    {
        var admin = await _database.GetViewerAsync(_company.Admin);
        var id = await _database.Get<PresetEditing>().SaveAsync(admin, PresetList.Origins, null, 0, "Web", new());
        await using var screens = new ScreenContext(_database, _company.Admin, "en");
        var page = screens.Open<OriginsPage>($"settings/origins?edit={id}");
        page.WaitForElement("#preset-name").Change("Mine");
        await _database.Get<PresetEditing>().SaveAsync(admin, PresetList.Origins, id, 0, "Theirs", new());
        page.FindAll("button").Single(b => b.TextContent.Trim() == "Save").Click();
        page.WaitForAssertion(() => Assert.Contains("Theirs", page.Find(".problem").TextContent, StringComparison.Ordinal));
        page.FindAll(".problem button")[0].Click();
        page.WaitForAssertion(() =>
            Assert.Equal("Mine", _database.Get<PresetEditing>().ListAsync(admin, PresetList.Origins).Result.Single().Name)
        );
    }

    [Fact]
    public async Task Team_in_use_cannot_be_deleted_or_moved_below_itself()
    {
        var admin = await _database.GetViewerAsync(_company.Admin);
        var east = await _database.Get<TeamEditing>().SaveAsync(admin, null, 0, new TeamFields("Este", _company.North.Id));
        await using var screens = new ScreenContext(_database, _company.Admin);
        var page = screens.Open<TeamsPage>($"settings/teams?edit={_company.North.Id}");
        page.WaitForElement("#team-parent");
        Assert.Equal(
            ["", _company.South.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)],
            page.FindAll("#team-parent option").Select(o => o.GetAttribute("value"))
        );
        page.Find("button[aria-label='Eliminar Norte']").Click();
        page.WaitForAssertion(() =>
            Assert.Contains("personas: 3, clientes: 1, equipos: 1", page.Find(".problem").TextContent, StringComparison.Ordinal)
        );
        page.Find("button[aria-label='Eliminar Este']").Click();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("table.list tbody tr").Count));
        Assert.DoesNotContain(await _database.Get<TeamEditing>().ListAsync(admin), t => t.Id == east);
    }

    [Fact]
    public async Task Holiday_is_added_and_a_duplicate_is_refused()
    {
        var admin = await _database.GetViewerAsync(_company.Admin);
        await _database.Get<HolidayEditing>().AddAsync(admin, new DateOnly(2026, 1, 6), "Reyes", null);
        await using var screens = new ScreenContext(_database, _company.Admin);
        var page = screens.Render<HolidaysPage>();
        page.WaitForElement("#holiday-day").Change("2026-01-06");
        page.Find("#holiday-name").Change("Otra vez");
        page.Find("form").Submit();
        page.WaitForAssertion(() =>
            Assert.Contains(
                "06/01/2026",
                page.Find(".problem").TextContent.Replace("6/1/2026", "06/01/2026", StringComparison.Ordinal),
                StringComparison.Ordinal
            )
        );
        page.Find("#holiday-day").Change("2026-10-12");
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count));
    }

    [Fact]
    public async Task Company_week_needs_at_least_one_working_day_and_conflicts_are_reported()
    {
        var (admin, weeks) = (await _database.GetViewerAsync(_company.Admin), _database.Get<WorkingWeekEditing>());
        await using var screens = new ScreenContext(_database, _company.Admin);
        var page = screens.Render<HolidaysPage>();
        page.WaitForAssertion(() => Assert.Equal(["lunes", "martes", "miércoles", "jueves", "viernes"], Pressed()));
        Assert.Equal(7, page.FindAll(".chip").Count);
        foreach (var day in Pressed().ToList())
            Toggle(day);
        Save();
        page.WaitForAssertion(() => Assert.Contains("Días laborables", page.Find(".problem").TextContent, StringComparison.Ordinal));
        Toggle("domingo");
        Toggle("lunes");
        await weeks.ChangeAsync(admin, -1, WeekDays.Saturday);
        Save();
        page.WaitForAssertion(() =>
            Assert.Contains("Ana Admin lo ha cambiado mientras tanto (sáb)", page.Find(".problem").TextContent, StringComparison.Ordinal)
        );
        page.FindAll(".problem button")[0].Click();
        page.WaitForAssertion(() => Assert.Equal(WeekDays.Sunday | WeekDays.Monday, weeks.GetAsync(admin).Result.Days));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".problem")));

        // In a second conflict, the person chooses the version that was saved first.
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
    public async Task Person_has_the_company_working_week_until_given_a_personal_one()
    {
        var (admin, people) = (await _database.GetViewerAsync(_company.Admin), _database.Get<PeopleAdministration>());
        await _database.Get<WorkingWeekEditing>().ChangeAsync(admin, -1, WeekDays.MondayToFriday | WeekDays.Saturday);
        await using var screens = new ScreenContext(
            _database,
            _company.Admin,
            "en",
            services =>
                services
                    .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
                    .AddSingleton(new MailFolder(Path.Combine(_database.Folder, "mail")))
        );
        var page = screens.Render<PersonSettingsPage>(p => p.Add(t => t.Id, _company.Rep.Id));
        Assert.True(page.WaitForElement("#person-week").HasAttribute("checked"));
        Assert.Contains("Use company working days (Mon, Tue, Wed, Thu, Fri, Sat)", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".chip"));
        page.Find("#person-week").Change(false);
        page.WaitForAssertion(() => Assert.Equal(6, page.FindAll(".chip[aria-pressed=true]").Count));
        Toggle("Friday");
        Toggle("Saturday");
        Save();
        page.WaitForAssertion(() =>
            Assert.Equal(WeekDays.MondayToFriday & ~WeekDays.Friday, people.GetAsync(admin, _company.Rep.Id).Result.Fields.WorkingWeek)
        );

        // When the page is opened again, the saved days are selected. A week without any working day is refused.
        var later = screens.Render<PersonSettingsPage>(p => p.Add(t => t.Id, _company.Rep.Id));
        later.WaitForAssertion(() =>
            Assert.Equal(
                ["Monday", "Tuesday", "Wednesday", "Thursday"],
                later.FindAll(".chip[aria-pressed=true]").Select(c => c.TextContent.Trim())
            )
        );
        foreach (var day in new[] { "Monday", "Tuesday", "Wednesday", "Thursday" })
            Toggle(day);
        Save();
        page.WaitForAssertion(() => Assert.Contains("Working days", page.Find(".problem").TextContent, StringComparison.Ordinal));
        page.Find("#person-week").Change(true);
        Save();
        page.WaitForAssertion(() => Assert.Null(people.GetAsync(admin, _company.Rep.Id).Result.Fields.WorkingWeek));

        void Toggle(string day) => page.FindAll(".chip").Single(c => c.TextContent.Trim() == day).Click();
        void Save() => page.FindAll("button").Single(b => b.TextContent.Trim() == "Save").Click();
    }

    [Fact]
    public async Task Deactivation_asks_for_confirmation_and_can_be_reversed()
    {
        await using var screens = new ScreenContext(
            _database,
            _company.Admin,
            "en",
            services =>
                services
                    .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
                    .AddSingleton(new MailFolder(Path.Combine(_database.Folder, "mail")))
        );
        var page = screens.Render<PersonSettingsPage>(p => p.Add(t => t.Id, _company.Rep.Id));
        page.WaitForElement("#leave-to").Change(_company.OtherRep.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains("Open tasks assigned: 1.", page.Markup, StringComparison.Ordinal);
        Button("Deactivate").Click();
        page.WaitForAssertion(() =>
            Assert.Contains("will no longer be able to sign in", page.Find("[role=alert]").TextContent, StringComparison.Ordinal)
        );
        Button("Deactivate").Click();
        page.WaitForAssertion(
            () => Assert.Contains("Inactive", page.Find(".page-head").TextContent, StringComparison.Ordinal),
            TimeSpan.FromSeconds(5)
        );
        Button("Reactivate").Click();
        page.WaitForAssertion(
            () => Assert.DoesNotContain("Inactive", page.Find(".page-head").TextContent, StringComparison.Ordinal),
            TimeSpan.FromSeconds(5)
        );

        AngleSharp.Dom.IElement Button(string text) => page.FindAll("button").Single(b => b.TextContent.Trim() == text);
    }
}
