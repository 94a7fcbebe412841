using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Data.Seed;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Features.Setup;
using HexaLive.Infrastructure.Mail;

namespace HexaLive.Web;

/// <summary>Prepares the application once, before the first request.</summary>
internal static class Startup
{
    /// <summary>
    /// Migrates the database, adds demo data in Development, and prints on the console how to sign in or how to set up the application.
    /// </summary>
    public static async Task PrepareAsync(WebApplication app)
    {
        app.Lifetime.ApplicationStarted.Register(() =>
            app.Services.GetRequiredService<SiteAddress>().ListeningUrl = app.Urls.FirstOrDefault()
        );
        await Database.MigrateAsync(app.Services, app.Logger);
        // The constructor of this service deletes the files that imports of an earlier process left behind.
        _ = app.Services.GetRequiredService<ImportJobs>();
        if (app.Environment.IsDevelopment())
        {
            await using var scope = app.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<DemoCompany>().SeedAsync();
            app.Lifetime.ApplicationStarted.Register(() =>
                PrintBanner(app, $"Sign in as rep@demo.local, manager@demo.local or admin@demo.local, password {DemoCompany.Password}")
            );
        }
        else if (await app.Services.GetRequiredService<InitialSetup>().IsNeededAsync())
        {
            app.Lifetime.ApplicationStarted.Register(() =>
                PrintBanner(app, $"First start: open /setup and type the code {app.Services.GetRequiredService<InitialSetup>().Code}")
            );
        }
    }

    private static void PrintBanner(WebApplication app, string message)
    {
        Console.WriteLine();
        Console.WriteLine($"  HexaLive listens on {string.Join(", ", app.Urls)}");
        Console.WriteLine($"  {message}");
        Console.WriteLine();
    }
}
