using HexaLive.Infrastructure.Data.Seed;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HexaLive.Benchmarks;

/// <summary>
/// The whole application in the Production environment, on real Kestrel and with its own database. It runs in this process, so that
/// entries can be logged through its use cases. Jobs are off, because they would process the overdue promises in the database and distort
/// the measurement.
/// </summary>
internal sealed class Server : WebApplicationFactory<Program>
{
    private readonly string _folder;

    private readonly string? _redis;

    /// <summary>Starts the server on an existing database; with <paramref name="redis"/>, as a node that uses that Redis.</summary>
    public Server(string folder, string? redis = null)
    {
        (_folder, _redis) = (folder, redis);
        UseKestrel(0);
        StartServer();
    }

    public Uri Address => ClientOptions.BaseAddress;

    /// <summary>Generates the database of a company, or copies an existing one, and starts the server on it.</summary>
    public static async Task<Server> StartAsync(
        LoadOptions options,
        string folder,
        CancellationToken cancellationToken,
        string? redis = null
    )
    {
        var file = Path.Combine(folder, "hexalive.db");
        if (options.Database is { } existing)
            File.Copy(existing, file);
        else if (
            await SeedCommand.RunAsync(
                ["--tasks", $"{options.Tasks}", "--dedications", $"{options.Dedications}", "--database", file],
                TextWriter.Null,
                cancellationToken
            ) != 0
        )
            throw new InvalidOperationException("The database could not be created.");
        return new Server(folder, redis);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        builder.UseSetting("App:PublicUrl", "http://127.0.0.1");
        builder.UseSetting("Data:Folder", _folder);
        builder.UseSetting("Jobs:Enabled", "false");
        if (_redis is { Length: > 0 })
            builder.UseSetting("Redis:ConnectionString", _redis);
        builder.ConfigureLogging(logging => logging.ClearProviders());
        // Hundreds of people sign in at once, and the benchmark does not measure sign-in. Fewer hash iterations keep sign-in short.
        builder.ConfigureServices(services => services.Configure<PasswordHasherOptions>(o => o.IterationCount = 1_000));
    }
}
