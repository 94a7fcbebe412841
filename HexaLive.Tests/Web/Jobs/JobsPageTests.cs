using Bunit;
using Hangfire;
using Hangfire.InMemory;
using HexaLive.Domain.Jobs;
using HexaLive.Infrastructure.Features.Jobs;
using HexaLive.Infrastructure.Jobs;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Web.Jobs;

/// <summary>The page that lists the recurring jobs and their runs.</summary>
public sealed class JobsPageTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData("es", "Avisos de tareas para hoy", "hace 2 minutos", "3 procesados")]
    [InlineData("en", "Reminders for due tasks", "2 minutes ago", "3 processed")]
    public async Task Jobs_page_shows_the_last_run_of_each_job_with_its_item_count_and_failures(
        string language,
        string name,
        string ago,
        string many
    )
    {
        var run = new JobRun("DueSweep", "uno", _database.Now);
        run.End(3, TimeSpan.FromMilliseconds(1234), _database.Now);
        await _database.AddAsync(run);
        var failed = new JobRun("JobHistory", "uno", _database.Now);
        failed.Fail("disk <full>", TimeSpan.FromMilliseconds(5), _database.Now);
        await _database.AddAsync(failed);
        _database.Time.Advance(TimeSpan.FromMinutes(2));
        using var storage = new InMemoryStorage();
        var manager = new RecurringJobManager(storage);
        JobSchedule.Register(manager);
        await using var screens = new ScreenContext(
            _database,
            _company.Admin,
            language,
            s => s.AddSingleton(new JobServer(storage, manager)).AddScoped<JobTimeFormatter>()
        );
        var page = screens.Render<JobsPage>();
        page.WaitForAssertion(() => Assert.Equal(JobSchedule.All.Count, page.FindAll(".job").Count));
        var job = page.FindAll(".job").Single(j => j.TextContent.Contains(name, StringComparison.Ordinal));
        Assert.All(new[] { ago, many, "uno" }, text => Assert.Contains(text, job.TextContent, StringComparison.Ordinal));
        Assert.Equal("disk <full>", page.Find(".job .problem").TextContent);

        job.QuerySelectorAll("button")[1].Click();
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".job-runs tbody tr")));
        var before = storage.GetMonitoringApi().EnqueuedCount("default");
        page.FindAll(".job button")[0].Click();
        page.WaitForAssertion(() => Assert.Equal(before + 1, storage.GetMonitoringApi().EnqueuedCount("default")));

        // The page refreshes by itself every few seconds.
        await screens.Services.GetRequiredService<JobRunner>().RunAsync("JobHistory", Cancellation);
        _database.Time.Advance(TimeSpan.FromSeconds(3));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".job .problem")), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Every_job_has_a_name_and_a_description_in_both_languages()
    {
        var texts = new System.Resources.ResourceManager(typeof(JobsPage));
        foreach (var language in new[] { "en", "es" })
            Assert.All(
                JobSchedule.All.SelectMany(j => new[] { $"Job_{j.Name}", $"Does_{j.Name}" }),
                key =>
                    Assert.False(string.IsNullOrEmpty(texts.GetString(key, System.Globalization.CultureInfo.GetCultureInfo(language))), key)
            );
    }
}
