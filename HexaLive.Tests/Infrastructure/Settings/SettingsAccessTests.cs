using HexaLive.Domain;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Company;
using HexaLive.Infrastructure.Features.Holidays;
using HexaLive.Infrastructure.Features.Presets;
using HexaLive.Infrastructure.Features.Teams;
using HexaLive.Tests.Infrastructure.Company;
using HexaLive.Tests.Support;
using Xunit;
using static HexaLive.Tests.Support.Refusals;

namespace HexaLive.Tests.Infrastructure.Settings;

/// <summary>Only administrators may read or change the settings: types and origins, teams, holidays, working week, company.</summary>
public sealed class SettingsAccessTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _admin = null!;

    private PresetEditing Presets => _database.Get<PresetEditing>();
    private TeamEditing Teams => _database.Get<TeamEditing>();
    private HolidayEditing Holidays => _database.Get<HolidayEditing>();
    private CompanySettings Settings => _database.Get<CompanySettings>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        _admin = await _database.GetViewerAsync(_company.Admin);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Only_administrators_can_view_or_edit_settings()
    {
        var id = await Presets.SaveAsync(_admin, PresetList.Types, null, 0, "Visita", new());
        foreach (var viewer in new[] { await _database.GetViewerAsync(_company.Manager), await _database.GetViewerAsync(_company.Rep) })
        {
            await AssertRefusedAsync(
                RuleError.NotAllowed,
                () => Presets.ListAsync(viewer, PresetList.Types),
                () => Presets.ListPeopleAsync(viewer, new()),
                () => Presets.SaveAsync(viewer, PresetList.Types, null, 0, "Mía", new()),
                () => Presets.SaveAsync(viewer, PresetList.Types, id, 0, "Mía", new()),
                () => Presets.SetActiveAsync(viewer, PresetList.Types, id, false),
                () => _database.Get<PresetPreview>().ForecastAsync(viewer, PresetList.Types, id, new()),
                () => Teams.ListAsync(viewer),
                () => Teams.ListManagersAsync(viewer),
                () => Teams.SaveAsync(viewer, null, 0, new TeamFields("Mío")),
                () => Teams.DeleteAsync(viewer, _company.South.Id, 0),
                () => Holidays.GetYearAsync(viewer, 2026),
                () => Holidays.AddAsync(viewer, new DateOnly(2026, 5, 1), "Mía", null),
                () => Holidays.RemoveAsync(viewer, 1),
                () => Holidays.CopyLastYearAsync(viewer, 2026),
                () => _database.Get<WorkingWeekEditing>().GetAsync(viewer),
                () => _database.Get<WorkingWeekEditing>().ChangeAsync(viewer, -1, WeekDays.Sunday),
                () => Settings.ChangeAsync(viewer, 0, "Mía", "ES"),
                () => Settings.ChangeAsync(viewer, 0, "HexaLive", "PT"),
                () => Settings.SetLogoAsync(viewer, 0, SampleLogo.Png)
            );
        }
    }
}
