using HexaLive.Domain.Dedications;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Dedications;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HexaLive.Tests.Support;

/// <summary>
/// The clock of a running application. A test takes days from here: the day of a person is not the day in UTC, and the application
/// may run on a clock that the test moves.
/// </summary>
public static class AppClock
{
    public static DateTime Now(this HexaApp app) => app.Services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;

    /// <summary>Returns the present day in the person's time zone.</summary>
    public static DateOnly TodayOf(this HexaApp app, Viewer person) => LocalTime.Day(app.Now(), person.TimeZone);

    /// <summary>Logs an entry on the person's present day and leaves the next step as it is.</summary>
    public static Task<int> LogTodayAsync(this HexaApp app, Viewer person, int taskId, int minutes, string comment) =>
        app
            .Services.GetRequiredService<DedicationLog>()
            .LogAsync(
                person,
                new LogRequest(taskId, new DedicationFields(app.TodayOf(person), minutes, comment), EntryFollowUp.Keep, Guid.NewGuid()),
                TestContext.Current.CancellationToken
            );
}
