using HexaLive.Domain.Calendar;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Persistence.Seed;

/// <summary>
/// The company that an empty Development database is filled with: the same each time at the same instant. History is made through the model's own
/// methods, in the order of time, so that promises and activity are as real as in use.
/// </summary>
public sealed class DemoCompany(IDbContextFactory<HexaDbContext> databases, TimeProvider time, IPasswordHasher<HexaUser> passwords)
{
    /// <summary>Password of every demo sign-in.</summary>
    public const string Password = DemoTexts.Password;

    private const int ProjectCount = 80;
    private const int HistoryDays = 270;

    /// <summary>Fills an empty database, all or nothing; false, and nothing done, where there is somebody already.</summary>
    public async Task<bool> SeedAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.People.AnyAsync(cancellationToken)) return false;
        // Nobody listens yet, and history is not news.
        db.Use(null, null);
        return await db.WriteAsync(() => FillAsync(db, cancellationToken), cancellationToken);
    }

    private async Task<bool> FillAsync(HexaDbContext db, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var today = LocalTime.Day(now, DemoDirectory.Zone);
        var calendar = new WorkingCalendar(WeekDays.MondayToFriday, new[] { today.Year - 1, today.Year, today.Year + 1 }.SelectMany(DemoDirectory.Holidays).Select(h => h.Day));
        var first = calendar.Add(today.AddDays(-HistoryDays), 0);
        var random = new Random(20110301);

        var directory = new DemoDirectory(db, random);
        await directory.AddPeopleAsync(DemoTexts.People.Length, passwords, cancellationToken);
        await directory.AddSettingsAsync(today.Year, cancellationToken);
        await directory.AddClientsAsync(DemoTexts.Clients.Length, ProjectCount, LocalTime.ToUtc(first.AddDays(-1), new TimeOnly(9, 0), DemoDirectory.Zone), false, cancellationToken);

        await new DemoHistory(db, directory, calendar, random, first, now).LiveAsync(cancellationToken);
        return true;
    }
}
