using System.Net;
using System.Text;
using System.Text.Json;
using HexaLive.Infrastructure.Live;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HexaLive.Tests.Web.Diagnostics;

/// <summary>Health checks for load balancers, exported telemetry, and trusted proxies.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task Health_checks_are_public_and_show_no_details()
    {
        await using var app = CreateApp();
        using var stranger = app.CreateBrowser();

        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("/health/live", TestContext.Current.CancellationToken)).StatusCode);
        var (status, checks) = await GetReadyAsync(stranger);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["database:Healthy", "tail:Healthy"], checks);
    }

    [Fact]
    public async Task Server_without_a_database_reports_that_it_is_live_but_not_ready()
    {
        await using var app = CreateApp();
        using var stranger = app.CreateBrowser();
        var file = Path.Combine(app.Folder, "hexalive.db");
        File.Move(file, file + ".away");
        File.Delete(file + "-wal");
        File.Delete(file + "-shm");
        // Pooled connections can still read the file that was moved, so clear the pools until the health check fails.
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                SqliteConnection.ClearAllPools();
                var (status, checks) = await GetReadyAsync(stranger);
                return status == HttpStatusCode.ServiceUnavailable && checks.Contains("database:Unhealthy");
            },
            "the database is unhealthy"
        );
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("/health/live", TestContext.Current.CancellationToken)).StatusCode);
        Assert.DoesNotContain(
            "no such table",
            await (await stranger.GetAsync("/health/ready", TestContext.Current.CancellationToken)).Content.ReadAsStringAsync(
                TestContext.Current.CancellationToken
            ),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Server_whose_activity_polling_stalls_reports_that_it_is_not_ready()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = new HexaApp(NewFolder(), "Production", services => services.AddSingleton<TimeProvider>(time));
        using var stranger = app.CreateBrowser();
        await app.Services.GetRequiredService<ActivityPoller>().StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, (await GetReadyAsync(stranger)).Status);

        time.Advance(TimeSpan.FromSeconds(16));

        var (status, checks) = await GetReadyAsync(stranger);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal(["database:Healthy", "tail:Unhealthy"], checks);
    }

    [Fact]
    public async Task Server_without_Redis_reports_that_it_is_ready_but_degraded()
    {
        await using var app = new HexaApp(
            NewFolder(),
            "Production",
            null,
            ("Redis:ConnectionString", $"127.0.0.1:{RedisServer.FreePort()}")
        );
        using var stranger = app.CreateBrowser();
        var (status, checks) = await GetReadyAsync(stranger);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["database:Healthy", "redis:Degraded", "tail:Healthy"], checks);
    }

    [Fact]
    public async Task Health_check_passes_and_telemetry_is_exported_while_jobs_run()
    {
        var folder = NewFolder();
        var (metrics, traces) = (
            new TelemetryExport("hexalive.jobs.duration", "http.server.request.duration", "dotnet.gc."),
            new TelemetryExport("DueSweep", "account/login")
        );
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            if (context.Request.Path == "/v1/metrics")
                metrics.Add(Encoding.Latin1.GetString(body.ToArray()));
            else if (context.Request.Path == "/v1/traces")
                traces.Add(Encoding.Latin1.GetString(body.ToArray()));
        });
        await collector.StartAsync(TestContext.Current.CancellationToken);
        var address = collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

        await using (
            var node = await HexaProcess.StartAsync(
                folder,
                "Production",
                ("Jobs:Enabled", "true"),
                ("Otlp:Endpoint", address),
                ("Otlp:Protocol", "http/protobuf"),
                ("OTEL_METRIC_EXPORT_INTERVAL", "100"),
                ("OTEL_BSP_SCHEDULE_DELAY", "100")
            )
        )
        {
            using var http = new HttpClient { BaseAddress = node.Address };
            await Eventually.BecomesTrueAsync(
                async () => (await GetReadyAsync(http)).Checks.SequenceEqual(["database:Healthy", "jobs:Healthy", "tail:Healthy"]),
                "jobs are healthy"
            );
            await http.GetAsync("/account/login", TestContext.Current.CancellationToken);
            await metrics.Complete.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            await traces.Complete.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            // Health checks are not traced.
            Assert.DoesNotContain("health/ready", traces.Text, StringComparison.Ordinal);
        }
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(null, null, "https")]
    [InlineData("Proxy:KnownProxies", "127.0.0.1", "https")]
    [InlineData("Proxy:KnownNetworks", "127.0.0.0/8, 10.0.0.0/8", "https")]
    [InlineData("Proxy:KnownProxies", "10.1.2.3", "http")]
    [InlineData("Proxy:KnownNetworks", "10.0.0.0/8", "http")]
    public async Task Forwarded_headers_are_trusted_from_known_proxies_only(string? key, string? value, string scheme)
    {
        await using var app = new HexaApp(NewFolder(), "Production", null, key is null ? [] : [(key, value!)]);
        using var browser = app.CreateBrowser();
        browser.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        var answer = await browser.GetAsync("/jobs", TestContext.Current.CancellationToken);
        Assert.Equal(scheme, answer.Headers.Location!.Scheme);
    }

    private static HexaApp CreateApp() => new(NewFolder(), "Production", null);

    private static string NewFolder() => Directory.CreateTempSubdirectory("hexalive-health-").FullName;

    private static async Task<(HttpStatusCode Status, string[] Checks)> GetReadyAsync(HttpClient http)
    {
        var answer = await http.GetAsync("/health/ready");
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (
            answer.StatusCode,
            [
                .. body
                    .RootElement.GetProperty("checks")
                    .EnumerateObject()
                    .Select(c => $"{c.Name}:{c.Value.GetProperty("status").GetString()}")
                    .Order(StringComparer.Ordinal),
            ]
        );
    }

    /// <summary>Collects the exported text. <see cref="Complete"/> ends when the text contains all expected words.</summary>
    private sealed class TelemetryExport(params string[] expected)
    {
        private readonly Lock _lock = new();
        private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Text { get; private set; } = "";
        public Task Complete => _complete.Task;

        public void Add(string text)
        {
            lock (_lock)
            {
                Text += text;
                if (expected.All(w => Text.Contains(w, StringComparison.Ordinal)))
                    _complete.TrySetResult();
            }
        }
    }
}
