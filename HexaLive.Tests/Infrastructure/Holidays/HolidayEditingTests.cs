using HexaLive.Domain;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Holidays;
using HexaLive.Tests.Support;
using Xunit;
using static HexaLive.Tests.Support.Refusals;

namespace HexaLive.Tests.Infrastructure.Holidays;

/// <summary>The holidays of the company and of its teams.</summary>
public sealed class HolidayEditingTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _admin = null!;

    private HolidayEditing Holidays => _database.Get<HolidayEditing>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        _admin = await _database.GetViewerAsync(_company.Admin);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Holiday_cannot_be_added_twice_and_holidays_can_be_copied_from_last_year()
    {
        await Holidays.AddAsync(_admin, new DateOnly(2025, 12, 25), "Navidad", null);
        await Holidays.AddAsync(_admin, new DateOnly(2025, 9, 8), "Fiesta local", _company.North.Id);
        var mayDay = await Holidays.AddAsync(_admin, new DateOnly(2026, 5, 1), "Trabajo", null);
        await Holidays.AddAsync(_admin, new DateOnly(2026, 12, 25), "Navidad", null);
        await AssertRefusedAsync(RuleError.Duplicate, () => Holidays.AddAsync(_admin, new DateOnly(2026, 5, 1), "Otra", null));

        Assert.Equal(1, await Holidays.CopyLastYearAsync(_admin, 2026));
        Assert.Equal(0, await Holidays.CopyLastYearAsync(_admin, 2026));
        var year = await Holidays.GetYearAsync(_admin, 2026);
        Assert.Equal([("Trabajo", null), ("Fiesta local", "Norte"), ("Navidad", null)], year.Days.Select(d => (d.Name, d.Team)));
        Assert.Equal(2, year.LastYearCount);
        await Holidays.RemoveAsync(_admin, mayDay);
        await Holidays.RemoveAsync(_admin, mayDay);
        Assert.Equal(2, (await Holidays.GetYearAsync(_admin, 2026)).Days.Count);
    }
}
