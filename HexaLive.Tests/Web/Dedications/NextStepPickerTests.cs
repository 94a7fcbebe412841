using Bunit;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Dedications;
using Xunit;

namespace HexaLive.Tests.Web.Dedications;

/// <summary>The next-step chips in the log form. It is Monday 2 March 2026, 10:00 in Madrid.</summary>
public sealed class NextStepPickerTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(null, null, "Sin fecha", false)]
    [InlineData(1, null, "Sin fecha", false)]
    [InlineData(2, null, "Sin fecha", false)]
    [InlineData(2, 9, "Sin fecha", false)]
    [InlineData(2, 16, "Mantener hoy 16:00", true)]
    [InlineData(5, null, "Mantener jue 5 mar", true)]
    public async Task Next_step_can_be_removed_in_the_picker_only_if_it_is_in_the_future(int? day, int? hour, string first, bool removable)
    {
        await using var screens = new ScreenContext(_database, _company.Rep);
        var task = new LogFormTask(
            1,
            "Oferta",
            "Acme",
            "Obra",
            WorkTaskStatus.Pending,
            day is { } d ? new DateOnly(2026, 3, d) : null,
            hour is { } h ? new TimeOnly(h, 0) : null,
            null,
            null,
            true,
            []
        );
        var picker = screens.Render<NextStepPicker>(p =>
            p.Add(x => x.Model, new LogEntryModel())
                .Add(x => x.Task, task)
                .Add(x => x.Today, new DateOnly(2026, 3, 2))
                .Add(x => x.Zone, "Europe/Madrid")
                .Add(x => x.Problems, new Dictionary<string, string>())
        );
        var chips = picker.FindAll("button.chip").Select(b => b.TextContent).ToList();
        Assert.Equal(first, chips[0]);
        Assert.Equal(removable, chips.Contains("Sin próxima gestión"));
        Assert.Equal(first, picker.Find("[aria-pressed=true]").TextContent);
    }
}
