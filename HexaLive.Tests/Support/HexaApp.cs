using System.Text.RegularExpressions;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HexaLive.Tests.Support;

/// <summary>The whole product on real Kestrel with a data folder of its own; Development brings the demo company.</summary>
public sealed partial class HexaApp : WebApplicationFactory<Program>
{
    private readonly string _environment;

    public HexaApp(string environment = "Development")
    {
        _environment = environment;
        Folder = Directory.CreateTempSubdirectory("hexalive-app-").FullName;
        UseKestrel(0);
        StartServer();
    }

    public string Folder { get; }
    public Uri Address => ClientOptions.BaseAddress;

    public async Task<Viewer> ViewerAsync(string email)
    {
        await using var db = Open();
        var id = await db.People.Where(p => p.Email == email).Select(p => p.Id).SingleAsync();
        return (await Services.GetRequiredService<Viewers>().FindAsync(id))!;
    }

    public HexaDbContext Open() => Services.GetRequiredService<IDbContextFactory<HexaDbContext>>().CreateDbContext();

    /// <summary>A browser-like client with cookies that does not follow redirects.</summary>
    public HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address, DefaultRequestHeaders = { { "Accept-Language", "es" } } };

    /// <summary>Reads the form of a page, fills it and posts it.</summary>
    public static async Task<HttpResponseMessage> PostFormAsync(HttpClient browser, string page, Dictionary<string, string> fields)
    {
        var html = await browser.GetStringAsync(page);
        var form = new Dictionary<string, string>(fields);
        foreach (Match hidden in HiddenField().Matches(html))
            form[System.Net.WebUtility.HtmlDecode(hidden.Groups[1].Value)] = System.Net.WebUtility.HtmlDecode(hidden.Groups[2].Value);
        return await browser.PostAsync(page, new FormUrlEncodedContent(form));
    }

    public static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string email, string password = "HexaLive-demo-1") =>
        PostFormAsync(browser, "/account/login", new() { ["Form.Email"] = email, ["Form.Password"] = password });

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(_environment);
        builder.UseSetting("Data:Folder", Folder);
        builder.UseSetting("Jobs:Enabled", "false");
        builder.ConfigureLogging(logging => logging.ClearProviders());
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex HiddenField();
}

/// <summary>Chromium, where the machine has it.</summary>
public static class Chromium
{
    private const string Path = "/usr/bin/chromium";

    /// <summary>Starts it, or skips the test with the reason; in CI a missing browser is a failure.</summary>
    public static async Task<(Microsoft.Playwright.IPlaywright Playwright, Microsoft.Playwright.IBrowser Browser)> LaunchAsync()
    {
        if (!File.Exists(Path))
        {
            Xunit.Assert.False(Environment.GetEnvironmentVariable("HEXALIVE_REQUIRE_BROWSER") == "1", $"{Path} is required here.");
            Xunit.Assert.Skip($"No browser: {Path} is not there.");
        }
        var playwright = await Microsoft.Playwright.Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Path,
            Args = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        return (playwright, browser);
    }
}
