using HexaLive.Infrastructure.Persistence.Seed;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HexaLive.Benchmarks;

/// <summary>
/// The whole product in Production, on real Kestrel and a database of its own, in this process, so that entries can be written by its own use cases.
/// Without jobs: what they do at the start of a company with a long past is not what is measured.
/// </summary>
internal sealed class Server : WebApplicationFactory<Program>
{
    private readonly string _folder;

    private Server(string folder)
    {
        _folder = folder;
        UseKestrel(0);
        StartServer();
    }

    public Uri Address => ClientOptions.BaseAddress;

    /// <summary>Makes the company, or copies the one that was made before, and starts on it.</summary>
    public static async Task<Server> StartAsync(LoadOptions options, string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, "hexalive.db");
        if (options.Database is { } made) File.Copy(made, file);
        else if (await BulkSeed.RunAsync(["--tasks", $"{options.Tasks}", "--dedications", $"{options.Dedications}", "--database", file], TextWriter.Null, cancellationToken) != 0)
            throw new InvalidOperationException("The company could not be made.");
        return new Server(folder);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        builder.UseSetting("Data:Folder", _folder);
        builder.UseSetting("Jobs:Enabled", "false");
        builder.ConfigureLogging(logging => logging.ClearProviders());
        // Hundreds sign in at once here; how slow a password is to guess is not what is measured.
        builder.ConfigureServices(services => services.Configure<PasswordHasherOptions>(o => o.IterationCount = 1_000));
    }
}
