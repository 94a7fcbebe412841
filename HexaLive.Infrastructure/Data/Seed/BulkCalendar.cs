using HexaLive.Domain.Shared;

namespace HexaLive.Infrastructure.Data.Seed;

/// <summary>Converts between UTC instants and days of the demo company's time zone; caches the UTC instants of midnights.</summary>
internal sealed class BulkCalendar
{
    private readonly Dictionary<DateOnly, DateTime> _midnights = [];

    public DateTime Midnight(DateOnly day)
    {
        if (!_midnights.TryGetValue(day, out var utc))
            _midnights[day] = utc = LocalTime.ToUtc(day, null, DemoMasterData.Zone);
        return utc;
    }

    public DateTime DueAt(DateOnly day, TimeOnly? time) => time is null ? Midnight(day) : LocalTime.ToUtc(day, time, DemoMasterData.Zone);

    public DateOnly LocalDay(DateTime at)
    {
        var day = DateOnly.FromDateTime(at);
        return at >= Midnight(day.AddDays(1)) ? day.AddDays(1) : day;
    }
}
