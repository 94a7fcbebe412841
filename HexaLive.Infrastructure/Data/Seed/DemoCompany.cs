using HexaLive.Domain.Holidays;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Data.Seed;

/// <summary>
/// Fills an empty Development database with a demo company. The random generator has a fixed seed, so the content depends only on
/// the current time. The history is created with domain methods in chronological order, so that promises and activity are as
/// consistent as in real use.
/// </summary>
public sealed class DemoCompany(IDbContextFactory<HexaDbContext> databases, TimeProvider time, IPasswordHasher<HexaUser> passwords)
{
    /// <summary>The password of all demo accounts.</summary>
    public const string Password = DemoTexts.Password;

    private const int ProjectCount = 80;
    private const int HistoryDays = 270;

    /// <summary>Fills an empty database in one transaction. Returns false without changes if there are people already.</summary>
    public async Task<bool> SeedAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.People.AnyAsync(cancellationToken))
            return false;
        // Detach the live feed and the write lock: nobody is connected yet, and the generated history needs no notifications.
        db.Attach(null, null);
        return await db.WriteAsync(() => FillAsync(db, cancellationToken), cancellationToken);
    }

    private async Task<bool> FillAsync(HexaDbContext db, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var today = LocalTime.Day(now, DemoMasterData.Zone);
        var calendar = new WorkingCalendar(
            WeekDays.MondayToFriday,
            new[] { today.Year - 1, today.Year, today.Year + 1 }.SelectMany(DemoMasterData.Holidays).Select(h => h.Day)
        );
        var first = calendar.AddWorkingDays(today.AddDays(-HistoryDays), 0);
        var random = new Random(20110301);
        var start = LocalTime.ToUtc(first.AddDays(-1), new TimeOnly(9, 0), DemoMasterData.Zone);

        var data = new DemoMasterData(db, random, start);
        await data.AddPeopleAsync(DemoTexts.People.Length, passwords, cancellationToken);
        await data.AddSettingsAsync(today.Year, cancellationToken);
        await data.AddClientsAsync(DemoTexts.Clients.Length, ProjectCount, false, cancellationToken);

        var timeline = new DemoTimeline(calendar, random, first, now);
        new DemoHistory(db, data, timeline, random).Plan();
        await timeline.RunAsync(db, cancellationToken);
        return true;
    }
}
