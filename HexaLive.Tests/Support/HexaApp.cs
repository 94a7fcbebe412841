using System.Text.RegularExpressions;
using Hangfire;
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
    // The demo company takes seconds to make: once, then it is copied.
    private static readonly Lazy<byte[]> Demo = new(() => Task.Run(MakeDemoAsync).GetAwaiter().GetResult());

    private readonly string _environment;
    private readonly Action<IServiceCollection>? _more;
    private readonly (string Key, string Value)[] _settings = [];
    private bool _keepFolder;

    public HexaApp(string environment = "Development") : this(environment, environment == "Development" ? DemoFolder() : Directory.CreateTempSubdirectory("hexalive-app-").FullName, 0) { }

    /// <summary>On the data in <paramref name="folder"/>, which is deleted at the end, with more services than the product's own.</summary>
    public HexaApp(string folder, Action<IServiceCollection> more) : this("Development", folder, 0, more) { }

    /// <summary>On the data in <paramref name="folder"/>, which is deleted at the end, configured otherwise.</summary>
    public HexaApp(string folder, string environment, Action<IServiceCollection>? more, params (string Key, string Value)[] settings) : this(environment, folder, 0, more, settings) { }

    private HexaApp(string environment, string folder, int port, Action<IServiceCollection>? more = null, (string Key, string Value)[]? settings = null)
    {
        _environment = environment;
        _more = more;
        _settings = settings ?? [];
        Folder = folder;
        UseKestrel(port);
        StartServer();
    }

    /// <summary>A new data folder with the demo company in it, as the first start in Development leaves it.</summary>
    public static string DemoFolder()
    {
        var folder = Directory.CreateTempSubdirectory("hexalive-app-").FullName;
        File.WriteAllBytes(Path.Combine(folder, "hexalive.db"), Demo.Value);
        return folder;
    }

    public string Folder { get; }
    public Uri Address => ClientOptions.BaseAddress;

    public async Task<Viewer> ViewerAsync(string email)
    {
        await using var db = Open();
        var id = await db.People.Where(p => p.Email == email).Select(p => p.Id).SingleAsync();
        return (await Services.GetRequiredService<Viewers>().FindAsync(id))!;
    }

    /// <summary>Stops this one and starts another on the same data and port, as a restarted server is.</summary>
    public async Task<HexaApp> RestartAsync()
    {
        var port = Address.Port;
        _keepFolder = true;
        await DisposeAsync();
        return new HexaApp(_environment, Folder, port, _more, _settings);
    }

    public HexaDbContext Open() => Services.GetRequiredService<IDbContextFactory<HexaDbContext>>().CreateDbContext();

    /// <summary>A browser-like client with cookies that does not follow redirects.</summary>
    public HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address, DefaultRequestHeaders = { { "Accept-Language", "es" } } };

    /// <summary>Reads the form of a page that has these fields (the first, where none has), fills it and posts it.</summary>
    public static async Task<HttpResponseMessage> PostFormAsync(HttpClient browser, string page, Dictionary<string, string> fields)
    {
        var forms = WholeForm().Matches(await browser.GetStringAsync(page)).Select(m => m.Value).ToList();
        var html = forms.Find(f => fields.Keys.All(k => f.Contains($"name=\"{k}\"", StringComparison.Ordinal))) ?? forms.FirstOrDefault() ?? "";
        var form = new Dictionary<string, string>(fields);
        foreach (Match hidden in HiddenField().Matches(html))
            form[System.Net.WebUtility.HtmlDecode(hidden.Groups[1].Value)] = System.Net.WebUtility.HtmlDecode(hidden.Groups[2].Value);
        return await browser.PostAsync(page, new FormUrlEncodedContent(form));
    }

    public static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string email, string password = "HexaLive-demo-1") =>
        PostFormAsync(browser, "/account/login", new() { ["Form.Email"] = email, ["Form.Password"] = password });

    private static async Task<byte[]> MakeDemoAsync()
    {
        await using var first = new HexaApp("Development", Directory.CreateTempSubdirectory("hexalive-demo-").FullName, 0);
        return await TestDatabase.CopyAsync(first.Services.GetRequiredService<IDbContextFactory<HexaDbContext>>(), first.Folder);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(_environment);
        builder.UseSetting("Data:Folder", Folder);
        builder.UseSetting("Jobs:Enabled", "false");
        foreach (var (key, value) in _settings) builder.UseSetting(key, value);
        builder.ConfigureLogging(logging => logging.ClearProviders());
        if (_more is not null) builder.ConfigureServices(_more);
    }

    public override async ValueTask DisposeAsync()
    {
        // Hangfire keeps the log of whichever application was started last in this process, also once that has ended.
        GlobalConfiguration.Configuration.UseNoOpLogProvider();
        await base.DisposeAsync();
        SqliteConnection.ClearAllPools();
        if (!_keepFolder) Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex WholeForm();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex HiddenField();
}
