using System.Net;
using System.Text.RegularExpressions;
using Hangfire;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Data.Sqlite;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HexaLive.Tests.Support;

/// <summary>
/// The whole product on a real Kestrel server with its own data folder. In the Development environment, the product starts with the demo
/// company.
/// </summary>
public sealed partial class HexaApp : WebApplicationFactory<Program>
{
    // The demo company takes seconds to create, so it is created once and copied for each instance.
    private static readonly Lazy<byte[]> Demo = new(() => Task.Run(CreateDemoAsync).GetAwaiter().GetResult());

    private readonly string _environment;
    private readonly Action<IServiceCollection>? _configureServices;
    private readonly (string Key, string Value)[] _settings = [];
    private bool _keepFolder;

    public HexaApp(string environment = "Development")
        : this(environment, environment == "Development" ? DemoFolder() : Directory.CreateTempSubdirectory("hexalive-app-").FullName, 0) { }

    /// <summary>
    /// Starts the product with additional services. The data is in <paramref name="folder"/>, which is deleted on disposal.
    /// </summary>
    public HexaApp(string folder, Action<IServiceCollection> more)
        : this("Development", folder, 0, more) { }

    /// <summary>
    /// Starts the product with the given environment and settings. The data is in <paramref name="folder"/>, which is deleted on disposal.
    /// </summary>
    public HexaApp(string folder, string environment, Action<IServiceCollection>? more, params (string Key, string Value)[] settings)
        : this(environment, folder, 0, more, settings) { }

    private HexaApp(
        string environment,
        string folder,
        int port,
        Action<IServiceCollection>? more = null,
        (string Key, string Value)[]? settings = null
    )
    {
        _environment = environment;
        _configureServices = more;
        _settings = settings ?? [];
        Folder = folder;
        // With UseKestrel(port), the factory would set the address after the program has begun to start, and sometimes too late.
        UseKestrel(options => options.Listen(IPAddress.Loopback, port));
        StartServer();
    }

    /// <summary>Creates a data folder with the demo company, as after the first start in Development.</summary>
    public static string DemoFolder()
    {
        var folder = Directory.CreateTempSubdirectory("hexalive-app-").FullName;
        File.WriteAllBytes(Path.Combine(folder, "hexalive.db"), Demo.Value);
        return folder;
    }

    /// <summary>
    /// Starts the product in Production with the demo company and the given clock. <paramref name="outage"/> can make the database fail.
    /// </summary>
    public static HexaApp WithOutage(TimeProvider time, DatabaseOutage outage) =>
        new(
            DemoFolder(),
            "Production",
            services => services.AddSingleton(time).ConfigureDbContext<SqliteHexaDbContext>(o => o.AddInterceptors(outage))
        );

    public string Folder { get; }
    public Uri Address => ClientOptions.BaseAddress;

    public async Task<Viewer> GetViewerAsync(string email)
    {
        await using var db = Open();
        var id = await db.People.Where(p => p.Email == email).Select(p => p.Id).SingleAsync();
        return (await Services.GetRequiredService<Viewers>().FindAsync(id))!;
    }

    /// <summary>Stops this instance and starts another on the same data and port, as in a server restart.</summary>
    public async Task<HexaApp> RestartAsync()
    {
        var port = Address.Port;
        _keepFolder = true;
        await DisposeAsync();
        return new HexaApp(_environment, Folder, port, _configureServices, _settings);
    }

    public HexaDbContext Open() => Services.GetRequiredService<IDbContextFactory<HexaDbContext>>().CreateDbContext();

    /// <summary>Creates an HTTP client that keeps cookies and does not follow redirects.</summary>
    public HttpClient CreateBrowser() =>
        new(new HttpClientHandler { AllowAutoRedirect = false })
        {
            BaseAddress = Address,
            DefaultRequestHeaders = { { "Accept-Language", "es" } },
        };

    /// <summary>
    /// Reads a page, fills in a form and posts the form. The form is the first one with all these fields or, if there is none, the first
    /// form of the page.
    /// </summary>
    public static async Task<HttpResponseMessage> PostFormAsync(HttpClient browser, string page, Dictionary<string, string> fields)
    {
        var forms = WholeFormPattern().Matches(await browser.GetStringAsync(page)).Select(m => m.Value).ToList();
        var html =
            forms.Find(f => fields.Keys.All(k => f.Contains($"name=\"{k}\"", StringComparison.Ordinal))) ?? forms.FirstOrDefault() ?? "";
        var form = new Dictionary<string, string>(fields);
        foreach (Match hidden in HiddenFieldPattern().Matches(html))
            form[System.Net.WebUtility.HtmlDecode(hidden.Groups[1].Value)] = System.Net.WebUtility.HtmlDecode(hidden.Groups[2].Value);
        return await browser.PostAsync(page, new FormUrlEncodedContent(form));
    }

    public static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string email, string password = "HexaLive-demo-1") =>
        PostFormAsync(browser, "/account/login", new() { ["Form.Email"] = email, ["Form.Password"] = password });

    private static async Task<byte[]> CreateDemoAsync()
    {
        await using var first = new HexaApp("Development", Directory.CreateTempSubdirectory("hexalive-demo-").FullName, 0);
        return await TestDatabase.CopyAsync(first.Services.GetRequiredService<IDbContextFactory<HexaDbContext>>(), first.Folder);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(_environment);
        // Without this call, only Development finds the static files of a build that is not published.
        builder.UseStaticWebAssets();
        builder.UseSetting("Data:Folder", Folder);
        builder.UseSetting("Jobs:Enabled", "false");
        if (_environment != "Development")
            builder.UseSetting("App:PublicUrl", "http://127.0.0.1");
        foreach (var (key, value) in _settings)
            builder.UseSetting(key, value);
        builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.ConfigureServices(services =>
            services
                .ConfigureDbContext<SqliteHexaDbContext>(o => o.UseMemoryCache(TestDatabase.CompiledQueries))
                // Pages of earlier tests keep their connections open. By default, a server waits half a minute for them.
                .Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(3))
        );
        if (_configureServices is not null)
            builder.ConfigureServices(_configureServices);
    }

    public override async ValueTask DisposeAsync()
    {
        // Hangfire's log provider is static. Without a reset, it would keep the logger of an application that has ended.
        GlobalConfiguration.Configuration.UseNoOpLogProvider();
        await base.DisposeAsync();
        SqliteConnection.ClearAllPools();
        if (!_keepFolder)
            Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes the attributes that Blazor adds for scoped styles, so that a test can compare the markup.</summary>
    public static string WithoutScopes(string html) => ScopePattern().Replace(html, "");

    [GeneratedRegex(" b-[a-z0-9]{10}(?=[ />])")]
    private static partial Regex ScopePattern();

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex WholeFormPattern();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex HiddenFieldPattern();
}
