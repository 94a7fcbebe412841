using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.TaskTypes;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Settings;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Features.TaskTypes;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure;

/// <summary>What administrators set: types and origins, teams, holidays, the company. And that nobody else does.</summary>
public sealed class SettingsTests : IAsyncLifetime
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

    private TestDatabase _database = null!;
    private Company _company = null!;
    private Viewer _admin = null!;

    private PresetEditing Presets => _database.Get<PresetEditing>();
    private TeamEditing Teams => _database.Get<TeamEditing>();
    private HolidayEditing Holidays => _database.Get<HolidayEditing>();
    private CompanySettings Settings => _database.Get<CompanySettings>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
        _admin = await _database.ViewerAsync(_company.Admin);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Neither_managers_nor_representatives_read_or_change_settings()
    {
        var id = await Presets.SaveAsync(_admin, PresetList.Types, null, 0, "Visita", new());
        foreach (var viewer in new[] { await _database.ViewerAsync(_company.Manager), await _database.ViewerAsync(_company.Rep) })
        {
            await RefusedAsync(RuleError.NotAllowed,
                () => Presets.ListAsync(viewer, PresetList.Types),
                () => Presets.PeopleAsync(viewer, new()),
                () => Presets.SaveAsync(viewer, PresetList.Types, null, 0, "Mía", new()),
                () => Presets.SaveAsync(viewer, PresetList.Types, id, 0, "Mía", new()),
                () => Presets.SetActiveAsync(viewer, PresetList.Types, id, false),
                () => _database.Get<PresetPreview>().LastTasksAsync(viewer, PresetList.Types, id, new()),
                () => Teams.TreeAsync(viewer),
                () => Teams.ManagersAsync(viewer),
                () => Teams.SaveAsync(viewer, null, 0, new TeamFields("Mío")),
                () => Teams.DeleteAsync(viewer, _company.South.Id, 0),
                () => Holidays.YearAsync(viewer, 2026),
                () => Holidays.AddAsync(viewer, new DateOnly(2026, 5, 1), "Mía", null),
                () => Holidays.RemoveAsync(viewer, 1),
                () => Holidays.CopyLastYearAsync(viewer, 2026),
                () => _database.Get<WorkingWeekEditing>().GetAsync(viewer),
                () => _database.Get<WorkingWeekEditing>().ChangeAsync(viewer, -1, WeekDays.Sunday),
                () => Settings.RenameAsync(viewer, 0, "Mía"),
                () => Settings.SetLogoAsync(viewer, 0, Png));
        }
    }

    [Theory]
    [InlineData(PresetList.Types)]
    [InlineData(PresetList.Origins)]
    public async Task A_type_or_origin_keeps_every_value_and_fills_new_tasks_until_it_is_deactivated(PresetList list)
    {
        var preset = new TaskPreset
        {
            ResponsibleRule = PersonRule.Named,
            ResponsibleId = _company.OtherRep.Id,
            ControllerRule = PersonRule.ClientTeamManager,
            Priority = TaskPriority.High,
            Title = "Visitar",
            Description = "Llevar el catálogo",
            EstimatedMinutes = 45,
            NextActionWorkingDays = 3,
            ProjectKind = ProjectKind.Commercial,
        };
        var id = await Presets.SaveAsync(_admin, list, null, 0, " Visita ", preset);
        var row = Assert.Single(await Presets.ListAsync(_admin, list));
        Assert.Equal(("Visita", preset, "Olga Otra", true), (row.Name, row.Preset, row.Responsible, row.Active));

        (int? type, int? origin) = list == PresetList.Types ? ((int?)id, (int?)null) : (null, id);
        var values = await _database.Get<TaskEditing>().PresetAsync(_admin, _company.Project.Id, type, origin, new());
        Assert.Equal(_company.OtherRep.Id, values.ResponsibleId.Value);
        Assert.Equal(new DateOnly(2026, 3, 5), values.NextAction.Value);
        await Holidays.AddAsync(_admin, new DateOnly(2026, 3, 4), "Fiesta", null);
        values = await _database.Get<TaskEditing>().PresetAsync(_admin, _company.Project.Id, type, origin, new());
        Assert.Equal(new DateOnly(2026, 3, 6), values.NextAction.Value);

        await Presets.SetActiveAsync(_admin, list, id, false);
        var choices = await _database.Get<TaskCard>().ChoicesAsync(_admin, _company.Project.Id);
        Assert.Empty(list == PresetList.Types ? choices.Types : choices.Origins);
        await Presets.SetActiveAsync(_admin, list, id, true);
        Assert.True((await Presets.ListAsync(_admin, list)).Single().Active);
        await using var db = _database.Open();
        Assert.Equal(3, await db.Activity.CountAsync(a => a.Kind == ActivityKind.SettingsChanged && a.Note == list.ToString() && a.ActorId == _admin.PersonId));
    }

    [Fact]
    public async Task Two_who_change_the_same_type_are_told_of_each_other_and_a_name_is_taken_once()
    {
        var id = await Presets.SaveAsync(_admin, PresetList.Types, null, 0, "Visita", new());
        await Presets.SaveAsync(_admin, PresetList.Types, id, 0, "Visita comercial", new());
        var lost = await Assert.ThrowsAsync<RuleException>(() => Presets.SaveAsync(_admin, PresetList.Types, id, 0, "Visita técnica", new()));
        Assert.Equal(RuleError.Conflict, lost.Error);
        Assert.Equal(["Ana Admin", "Visita comercial"], lost.Args);
        await Presets.SaveAsync(_admin, PresetList.Types, null, 0, "Oferta", new());
        await RefusedAsync(RuleError.Duplicate, () => Presets.SaveAsync(_admin, PresetList.Types, null, 0, "Oferta", new()), () => Presets.SaveAsync(_admin, PresetList.Types, id, 1, "Oferta", new()));
        await RefusedAsync(RuleError.Required, () => Presets.SaveAsync(_admin, PresetList.Types, null, 0, " ", new()),
            () => Presets.SaveAsync(_admin, PresetList.Types, null, 0, "x", new TaskPreset { ControllerRule = PersonRule.Named }));
        await RefusedAsync(RuleError.NotFound, () => Presets.SaveAsync(_admin, PresetList.Types, 99, 0, "x", new()));
        await RefusedAsync(RuleError.InvalidValue, () => Presets.SaveAsync(_admin, PresetList.Types, null, 0, "x", new TaskPreset { ResponsibleRule = PersonRule.Named, ResponsibleId = 999 }));
    }

    [Fact]
    public async Task The_preview_says_where_the_last_tasks_would_have_gone_with_what_is_typed()
    {
        var type = await Presets.SaveAsync(_admin, PresetList.Types, null, 0, "Visita", new());
        var origin = await Presets.SaveAsync(_admin, PresetList.Origins, null, 0, "Web", new TaskPreset { ResponsibleRule = PersonRule.Creator });
        var manager = await _database.ViewerAsync(_company.Manager);
        var editing = _database.Get<TaskEditing>();
        for (var i = 0; i < PresetPreview.Tasks + 5; i++)
            await editing.CreateAsync(manager, New(i, type, i < 15 ? origin : null));

        var preview = _database.Get<PresetPreview>();
        var forecast = await preview.LastTasksAsync(_admin, PresetList.Types, type, new TaskPreset { ResponsibleRule = PersonRule.Named, ResponsibleId = _company.OtherRep.Id });

        // Of the last fifty, ten have an origin, whose own rule wins; and all fifty went to the rep.
        Assert.Equal((50, false), (forecast.Tasks, forecast.OfAll));
        Assert.Equal([("Olga Otra", 40, 0), ("Marta Jefa", 10, 0), ("Raúl Comercial", 0, 50)], forecast.Responsible.Select(s => (s.Name, s.Would, s.Did)));
        Assert.Equal([("Marta Jefa", 50, 50)], forecast.Controller.Select(s => (s.Name, s.Would, s.Did)));
        // Nothing was saved by looking.
        Assert.Null((await Presets.ListAsync(_admin, PresetList.Types)).Single().Preset.ResponsibleRule);
        Assert.True((await preview.LastTasksAsync(_admin, PresetList.Types, null, new())).OfAll);
        // A rule that names nobody (the south has no manager) falls through to whoever made the task.
        var south = await preview.LastTasksAsync(await _database.ViewerAsync(_company.Admin), PresetList.Origins, null, new TaskPreset { ResponsibleRule = PersonRule.ClientTeamManager });
        Assert.All(south.Responsible.Where(s => s.Would > 0), s => Assert.Equal("Marta Jefa", s.Name));

        NewTask New(int i, int typeId, int? originId) => new(_company.Project.Id, $"Tarea {i}", null, typeId, originId, null, _company.Rep.Id, null, null, null, null);
    }

    [Fact]
    public async Task Teams_are_a_tree_that_never_loops()
    {
        var east = await Teams.SaveAsync(_admin, null, 0, new TeamFields("Este", _company.North.Id, _company.OtherRep.Id));
        var coast = await Teams.SaveAsync(_admin, null, 0, new TeamFields("Costa", east));
        Assert.Equal([("Norte", 0), ("Este", 1), ("Costa", 2), ("Sur", 0)], (await Teams.TreeAsync(_admin)).Select(t => (t.Name, t.Depth)));
        // In charge of a team, a representative becomes a manager and sees it.
        var other = await _database.ViewerAsync(_company.OtherRep);
        Assert.Equal((PersonRole.Manager, true), (other.Role, other.Manages(coast)));

        var north = (await Teams.TreeAsync(_admin)).Single(t => t.Id == _company.North.Id);
        await RefusedAsync(RuleError.TeamLoop, () => Teams.SaveAsync(_admin, north.Id, north.Version, new TeamFields("Norte", coast)), () => Teams.SaveAsync(_admin, north.Id, north.Version, new TeamFields("Norte", north.Id)));
        Assert.Equal(["Norte", "Este", "Costa", "Sur"], (await Teams.TreeAsync(_admin)).Select(t => t.Name));
        await Teams.SaveAsync(_admin, coast, 0, new TeamFields("Litoral", _company.South.Id));
        Assert.Equal([("Norte", 0), ("Este", 1), ("Sur", 0), ("Litoral", 1)], (await Teams.TreeAsync(_admin)).Select(t => (t.Name, t.Depth)));
        await RefusedAsync(RuleError.Conflict, () => Teams.SaveAsync(_admin, coast, 0, new TeamFields("Costa")), () => Teams.DeleteAsync(_admin, coast, 0));
        await RefusedAsync(RuleError.Duplicate, () => Teams.SaveAsync(_admin, null, 0, new TeamFields("Sur")));
    }

    [Fact]
    public async Task Only_an_empty_team_is_deleted_and_another_says_what_is_in_it()
    {
        var north = (await Teams.TreeAsync(_admin)).Single(t => t.Id == _company.North.Id);
        var child = await Teams.SaveAsync(_admin, null, 0, new TeamFields("Este", north.Id));
        var refusal = await Assert.ThrowsAsync<RuleException>(() => Teams.DeleteAsync(_admin, north.Id, north.Version));
        Assert.Equal(RuleError.TeamNotEmpty, refusal.Error);
        Assert.Equal([3, 1, 1], refusal.Args);
        await Teams.DeleteAsync(_admin, child, 0);
        Assert.Equal(["Norte", "Sur"], (await Teams.TreeAsync(_admin)).Select(t => t.Name));
    }

    [Fact]
    public async Task Holidays_are_listed_by_year_once_each_and_last_years_are_taken_over()
    {
        await Holidays.AddAsync(_admin, new DateOnly(2025, 12, 25), "Navidad", null);
        await Holidays.AddAsync(_admin, new DateOnly(2025, 9, 8), "Fiesta local", _company.North.Id);
        var mayDay = await Holidays.AddAsync(_admin, new DateOnly(2026, 5, 1), "Trabajo", null);
        await Holidays.AddAsync(_admin, new DateOnly(2026, 12, 25), "Navidad", null);
        await RefusedAsync(RuleError.Duplicate, () => Holidays.AddAsync(_admin, new DateOnly(2026, 5, 1), "Otra", null));

        Assert.Equal(1, await Holidays.CopyLastYearAsync(_admin, 2026));
        Assert.Equal(0, await Holidays.CopyLastYearAsync(_admin, 2026));
        var year = await Holidays.YearAsync(_admin, 2026);
        Assert.Equal([("Trabajo", null), ("Fiesta local", "Norte"), ("Navidad", null)], year.Days.Select(d => (d.Name, d.Team)));
        Assert.Equal(2, year.LastYears);
        await Holidays.RemoveAsync(_admin, mayDay);
        await Holidays.RemoveAsync(_admin, mayDay);
        Assert.Equal(2, (await Holidays.YearAsync(_admin, 2026)).Days.Count);
    }

    [Fact]
    public async Task The_companys_week_is_of_monday_to_friday_until_somebody_changes_it_and_two_who_do_are_told_of_each_other()
    {
        var weeks = _database.Get<WorkingWeekEditing>();
        Assert.Equal(new CompanyWeekView(WeekDays.MondayToFriday, -1), await weeks.GetAsync(_admin));
        await RefusedAsync(RuleError.Required, () => weeks.ChangeAsync(_admin, -1, WeekDays.None));
        await RefusedAsync(RuleError.InvalidValue, () => weeks.ChangeAsync(_admin, -1, (WeekDays)128));
        Assert.Equal(-1, (await weeks.GetAsync(_admin)).Version);

        const WeekDays six = WeekDays.MondayToFriday | WeekDays.Saturday;
        await weeks.ChangeAsync(_admin, -1, six);
        Assert.Equal(new CompanyWeekView(six, 0), await weeks.GetAsync(_admin));
        // Another read it before there was any.
        var lost = await Assert.ThrowsAsync<RuleException>(() => weeks.ChangeAsync(_admin, -1, WeekDays.Sunday));
        Assert.Equal((RuleError.Conflict, "Ana Admin", (object)six), (lost.Error, lost.Args[0], lost.Args[1]));
        await weeks.ChangeAsync(_admin, 0, WeekDays.Sunday);
        Assert.Equal(new CompanyWeekView(WeekDays.Sunday, 1), await weeks.GetAsync(_admin));
        await using var db = _database.Open();
        Assert.Equal([(null, "MondayToFriday, Saturday"), ("MondayToFriday, Saturday", "Sunday")],
            (await db.Activity.Where(a => a.Kind == ActivityKind.SettingsChanged && a.Note == nameof(CompanyWeek) && a.ActorId == _admin.PersonId).OrderBy(a => a.Id).ToListAsync()).Select(a => (a.From, a.To)));
    }

    [Fact]
    public async Task Of_many_first_changes_of_the_week_at_once_one_wins_and_the_others_hear_of_it()
    {
        var weeks = _database.Get<WorkingWeekEditing>();
        var errors = await Task.WhenAll(WorkingWeek.Days.Select(day => Task.Run(async () =>
        {
            try
            {
                await weeks.ChangeAsync(_admin, -1, WorkingWeek.Of(day));
                return (RuleError?)null;
            }
            catch (RuleException e)
            {
                return e.Error;
            }
        })));
        Assert.Single(errors, e => e is null);
        Assert.Equal(6, errors.Count(e => e == RuleError.Conflict));
        Assert.Equal(0, (await weeks.GetAsync(_admin)).Version);
    }

    [Fact]
    public async Task The_logo_is_a_picture_by_its_bytes_and_not_too_large()
    {
        Assert.Equal(CompanyView.None, await Settings.GetAsync());
        await Settings.RenameAsync(_admin, 0, "Hierros Norte");
        await Settings.SetLogoAsync(_admin, 0, Png);
        var view = await Settings.GetAsync();
        Assert.Equal(("Hierros Norte", 1), (view.Name, view.LogoVersion));
        Assert.Equal("image/png", (await Settings.LogoAsync())!.Type);

        await RefusedAsync(RuleError.NotAPicture, () => Settings.SetLogoAsync(_admin, view.Version, "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray()), () => Settings.SetLogoAsync(_admin, view.Version, []));
        await RefusedAsync(RuleError.FileTooLarge, () => Settings.SetLogoAsync(_admin, view.Version, [.. Png, .. new byte[CompanyProfile.MostLogoBytes]]));
        await RefusedAsync(RuleError.Conflict, () => Settings.RenameAsync(_admin, 0, "Otra"));
        await Settings.SetLogoAsync(_admin, view.Version, null);
        Assert.Null((await Settings.GetAsync()).LogoVersion);
        Assert.Null(await Settings.LogoAsync());
    }

    private static async Task RefusedAsync(RuleError error, params Func<Task>[] acts)
    {
        foreach (var act in acts) Assert.Equal(error, (await Assert.ThrowsAsync<RuleException>(act)).Error);
    }
}
