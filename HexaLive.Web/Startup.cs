using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Features.Setup;
using HexaLive.Infrastructure.Mail;
using HexaLive.Infrastructure.Persistence;
using HexaLive.Infrastructure.Persistence.Seed;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Web;

/// <summary>What happens once, before the first request.</summary>
internal static class Startup
{
    /// <summary>Migrates the database, fills an empty one in Development, and tells the console where to sign in.</summary>
    public static async Task PrepareAsync(WebApplication app)
    {
        app.Lifetime.ApplicationStarted.Register(() => app.Services.GetRequiredService<SiteAddress>().Listening = app.Urls.FirstOrDefault());
        await Database.MigrateAsync(app.Services.GetRequiredService<IDbContextFactory<HexaDbContext>>());
        // Deletes what imports of an earlier process left.
        _ = app.Services.GetRequiredService<ImportJobs>();
        if (app.Environment.IsDevelopment())
        {
            await using var scope = app.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<DemoCompany>().SeedAsync();
            app.Lifetime.ApplicationStarted.Register(() => Tell(app,
                $"Sign in as rep@demo.local, manager@demo.local or admin@demo.local, password {DemoCompany.Password}"));
        }
        else if (await app.Services.GetRequiredService<FirstStart>().IsNeededAsync())
        {
            app.Lifetime.ApplicationStarted.Register(() => Tell(app,
                $"First start: open /setup and type the code {app.Services.GetRequiredService<FirstStart>().Code}"));
        }
    }

    private static void Tell(WebApplication app, string what)
    {
        Console.WriteLine();
        Console.WriteLine($"  HexaLive listens on {string.Join(", ", app.Urls)}");
        Console.WriteLine($"  {what}");
        Console.WriteLine();
    }
}
