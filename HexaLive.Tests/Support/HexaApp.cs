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
using Microsoft.Extensions.Logging;

namespace HexaLive.Tests.Support;

/// <summary>
/// The whole product on real Kestrel with its own data folder. In the Development environment it starts with the demo company.
/// </summary>
public sealed partial class HexaApp : WebApplicationFactory<Program>
{
    // Creating the demo company takes seconds, so it is created once and copied.
    private static readonly Lazy<byte[]> Demo = new(() => Task.Run(CreateDemoAsync).GetAwaiter().GetResult());

    private readonly string _environment;
    private readonly Action<IServiceCollection>? _configureServices;
    private readonly (string Key, string Value)[] _settings = [];
    private bool _keepFolder;

    public HexaApp(string environment = "Development")
        : this(environment, environment == "Development" ? DemoFolder() : Directory.CreateTempSubdirectory("hexalive-app-").FullName, 0) { }

    /// <summary>
    /// Starts the product with additional services on the data in <paramref name="folder"/>, which is deleted at the end.
    /// </summary>
    public HexaApp(string folder, Action<IServiceCollection> more)
        : this("Development", folder, 0, more) { }

    /// <summary>
    /// Starts the product with its own environment and settings on the data in <paramref name="folder"/>, which is deleted at the
    /// end.
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
        UseKestrel(port);
        StartServer();
    }

    /// <summary>Creates a data folder with the demo company, as the first start in Development leaves it.</summary>
    public static string DemoFolder()
    {
        var folder = Directory.CreateTempSubdirectory("hexalive-app-").FullName;
        File.WriteAllBytes(Path.Combine(folder, "hexalive.db"), Demo.Value);
        return folder;
    }

    /// <summary>Starts the product in Production on the demo company, with the given clock and a database that can fail.</summary>
    public static HexaApp WithOutage(TimeProvider time, DatabaseOutage outage) =>
        new(
            DemoFolder(),
            "Production",
            services => services.AddSingleton(time).ConfigureDbContext<SqliteHexaDbContext>(o => o.AddInterceptors(outage))
        );

    public string Folder { get; }
    public Uri Address => ClientOptions.BaseAddress;

    public async Task<Viewer> ViewerAsync(string email)
    {
        await using var db = Open();
        var id = await db.People.Where(p => p.Email == email).Select(p => p.Id).SingleAsync();
        return (await Services.GetRequiredService<Viewers>().FindAsync(id))!;
    }

    /// <summary>Stops this instance and starts another one on the same data and port, like a server restart.</summary>
    public async Task<HexaApp> RestartAsync()
    {
        var port = Address.Port;
        _keepFolder = true;
        await DisposeAsync();
        return new HexaApp(_environment, Folder, port, _configureServices, _settings);
    }

    public HexaDbContext Open() => Services.GetRequiredService<IDbContextFactory<HexaDbContext>>().CreateDbContext();

    /// <summary>Creates an HTTP client that keeps cookies and does not follow redirects.</summary>
    public HttpClient Browser() =>
        new(new HttpClientHandler { AllowAutoRedirect = false })
        {
            BaseAddress = Address,
            DefaultRequestHeaders = { { "Accept-Language", "es" } },
        };

    /// <summary>Reads a page, fills in the first form that has all these fields (or else the first form) and posts it.</summary>
    public static async Task<HttpResponseMessage> PostFormAsync(HttpClient browser, string page, Dictionary<string, string> fields)
    {
        var forms = WholeForm().Matches(await browser.GetStringAsync(page)).Select(m => m.Value).ToList();
        var html =
            forms.Find(f => fields.Keys.All(k => f.Contains($"name=\"{k}\"", StringComparison.Ordinal))) ?? forms.FirstOrDefault() ?? "";
        var form = new Dictionary<string, string>(fields);
        foreach (Match hidden in HiddenField().Matches(html))
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
        // By default, only Development finds the static files of a build that was not published.
        builder.UseStaticWebAssets();
        builder.UseSetting("Data:Folder", Folder);
        builder.UseSetting("Jobs:Enabled", "false");
        if (_environment != "Development")
            builder.UseSetting("App:PublicUrl", "http://127.0.0.1");
        foreach (var (key, value) in _settings)
            builder.UseSetting(key, value);
        builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.ConfigureServices(services =>
            services.ConfigureDbContext<SqliteHexaDbContext>(o => o.UseMemoryCache(TestDatabase.CompiledQueries))
        );
        if (_configureServices is not null)
            builder.ConfigureServices(_configureServices);
    }

    public override async ValueTask DisposeAsync()
    {
        // Hangfire's log provider is static. Reset it, or it keeps the logger of an application that has ended.
        GlobalConfiguration.Configuration.UseNoOpLogProvider();
        await base.DisposeAsync();
        SqliteConnection.ClearAllPools();
        if (!_keepFolder)
            Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes the attributes that scope a component's styles, so that markup can be compared.</summary>
    public static string WithoutScopes(string html) => Scope().Replace(html, "");

    [GeneratedRegex(" b-[a-z0-9]{10}(?=[ />])")]
    private static partial Regex Scope();

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex WholeForm();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex HiddenField();
}
