using HexaLive.Domain.Dedications;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Dedications;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HexaLive.Tests.Support;

/// <summary>
/// The clock of a running application. Tests take the current day from this clock, because a person's day can differ from the UTC day,
/// and because the application may use a clock that the test controls.
/// </summary>
public static class AppClock
{
    public static DateTime Now(this HexaApp app) => app.Services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;

    /// <summary>Returns the current day in the person's time zone.</summary>
    public static DateOnly TodayOf(this HexaApp app, Viewer person) => LocalTime.Day(app.Now(), person.TimeZone);

    /// <summary>Logs an entry for the person's current day and keeps the next step.</summary>
    public static Task<int> LogTodayAsync(this HexaApp app, Viewer person, int taskId, int minutes, string comment) =>
        app
            .Services.GetRequiredService<DedicationLog>()
            .LogAsync(
                person,
                new LogRequest(taskId, new DedicationFields(app.TodayOf(person), minutes, comment), EntryFollowUp.Keep, Guid.NewGuid()),
                TestContext.Current.CancellationToken
            );
}
