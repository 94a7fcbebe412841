using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Benchmarks.Screens;

/// <summary>
/// A kind of screen: its address and the demo account that opens it. <paramref name="OpeningGoal"/> is the maximum processor time, in
/// milliseconds, that the server may need to open the screen, or null if there is no goal. <paramref name="IsList"/> indicates whether the
/// goal for the number of components applies.
/// </summary>
internal sealed record ScreenKind(string Name, string Path, string Account, double? OpeningGoal, bool IsList)
{
    /// <summary>The name of the screen that shows almost nothing besides the menu and the app bar.</summary>
    public const string Empty = "almost empty";

    private const double PageGoal = 12;
    private const double EmptyGoal = 8;

    public string Email => $"{Account}@demo.local";

    /// <summary>
    /// Every kind of screen. So that their pages are full, the task is the representative's open task with the most entries, and the client
    /// is the one with the most entries on tasks that the manager controls.
    /// </summary>
    public static async Task<IReadOnlyList<ScreenKind>> AllAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<HexaDbContext>>().CreateDbContextAsync(cancellationToken);
        var task = await db
            .Tasks.Where(t => t.Responsible.Email == "rep@demo.local" && t.Status != Domain.Tasks.WorkTaskStatus.Finished)
            .OrderByDescending(t => db.Dedications.Count(d => d.TaskId == t.Id))
            .ThenBy(t => t.Id)
            .Select(t => t.Id)
            .FirstAsync(cancellationToken);
        var client = await db
            .Dedications.Where(d => d.Task.Controller.Email == "manager@demo.local")
            .GroupBy(d => d.ClientId)
            .OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key)
            .Select(g => g.Key)
            .FirstAsync(cancellationToken);
        return
        [
            new(Empty, "/settings", "admin", EmptyGoal, false),
            new("today", "/today", "rep", PageGoal, true),
            new("tasks", "/tasks", "manager", PageGoal, true),
            new("board", "/board", "rep", null, true),
            new("week", "/week", "rep", null, false),
            new("projects", "/projects", "manager", PageGoal, true),
            new("clients", "/clients", "manager", PageGoal, true),
            new("client diary", $"/clients/{client}", "manager", PageGoal, false),
            new("control room", "/control", "manager", null, false),
            new("task", $"/tasks/{task}", "rep", PageGoal, false),
            new("reports", "/reports", "manager", null, false),
            new("report run", $"/reports/client-diary?p.client={client}", "manager", null, false),
            new("people", "/people", "manager", null, true),
        ];
    }
}
