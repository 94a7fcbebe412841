using Hangfire;
using Hangfire.Dashboard;
using Hangfire.InMemory;
using Hangfire.SqlServer;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Jobs;
using HexaLive.Infrastructure.Persistence;

namespace HexaLive.Web;

/// <summary>Hangfire: in memory beside SQLite (each job derives its work from the database, so a restart loses nothing), else in SQL Server.</summary>
internal static class JobsSetup
{
    /// <summary>Registers storage and, unless <c>Jobs:Enabled</c> is false, the server.</summary>
    public static IServiceCollection AddHexaJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHangfire(hangfire =>
        {
            hangfire.SetDataCompatibilityLevel(CompatibilityLevel.Version_180).UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings();
            if (Database.IsSqlServer(configuration))
                hangfire.UseSqlServerStorage(configuration.GetConnectionString("HexaLive"), new SqlServerStorageOptions { PrepareSchemaIfNecessary = true });
            else
                hangfire.UseInMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromHours(6) });
        });
        services.AddSingleton<JobServer>();
        if (configuration.GetValue("Jobs:Enabled", true))
            services.AddHangfireServer(server => (server.WorkerCount, server.SchedulePollingInterval) = (2, TimeSpan.FromSeconds(1)));
        return services;
    }

    /// <summary>The dashboard at <c>/jobs</c>, for administrators, and the schedule.</summary>
    public static void UseHexaJobs(this WebApplication app)
    {
        app.MapHangfireDashboard("/jobs", new DashboardOptions { Authorization = [new AdministratorsOnly()], AppPath = "/", DashboardTitle = "HexaLive" });
        if (app.Configuration.GetValue("Jobs:Enabled", true))
            app.Lifetime.ApplicationStarted.Register(() => JobSchedule.Register(app.Services.GetRequiredService<IRecurringJobManagerV2>()));
    }

    // Hangfire's own rule lets every local request in, and behind a proxy every request is local.
    private sealed class AdministratorsOnly : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context) => context.GetHttpContext().User.IsInRole(nameof(PersonRole.Administrator));
    }
}
