using Hangfire;
using Hangfire.Dashboard;
using Hangfire.InMemory;
using Hangfire.SqlServer;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Jobs;
using HexaLive.Web.Components;

namespace HexaLive.Web;

/// <summary>
/// Sets up Hangfire. With SQL Server, the job storage is the same database; with SQLite, the job storage is in memory. Each job finds its
/// work in the application's tables, so no work is lost when a restart empties the in-memory storage.
/// </summary>
internal static class JobsSetup
{
    /// <summary>Registers the job storage and, unless <c>Jobs:Enabled</c> is false, the job server.</summary>
    public static IServiceCollection AddHexaJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHangfire(hangfire =>
        {
            hangfire
                .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
                .UseSimpleAssemblyNameTypeSerializer()
                .UseRecommendedSerializerSettings();
            if (Database.IsSqlServer(configuration))
                hangfire.UseSqlServerStorage(
                    configuration.GetConnectionString("HexaLive"),
                    new SqlServerStorageOptions { PrepareSchemaIfNecessary = true }
                );
            else
                hangfire.UseInMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromHours(6) });
        });
        services.AddSingleton<JobServer>();
        if (configuration.GetValue("Jobs:Enabled", true))
            services.AddHangfireServer(server => (server.WorkerCount, server.SchedulePollingInterval) = (2, TimeSpan.FromSeconds(1)));
        return services;
    }

    /// <summary>
    /// Maps the dashboard at <c>/jobs</c> (administrators only) and registers the recurring jobs once the application has started.
    /// </summary>
    public static void UseHexaJobs(this WebApplication app)
    {
        app.MapHangfireDashboard(
            AppUrls.JobsDashboard,
            new DashboardOptions
            {
                Authorization = [new AdministratorsOnly()],
                AppPath = AppUrls.Home,
                DashboardTitle = "HexaLive",
            }
        );
        if (app.Configuration.GetValue("Jobs:Enabled", true))
            app.Lifetime.ApplicationStarted.Register(() => JobSchedule.Register(app.Services.GetRequiredService<IRecurringJobManagerV2>()));
    }

    // Hangfire's default filter admits local requests, and behind a reverse proxy on the same machine every request is local.
    private sealed class AdministratorsOnly : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context) => context.GetHttpContext().User.IsInRole(nameof(PersonRole.Administrator));
    }
}
