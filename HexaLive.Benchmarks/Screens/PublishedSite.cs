using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace HexaLive.Benchmarks.Screens;

/// <summary>
/// The application as it is installed: published, with compressed and fingerprinted files, in Production and in a process of its own.
/// </summary>
internal sealed class PublishedSite : IDisposable
{
    private readonly Process _process;

    private PublishedSite(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>The processor time of the server since its start. On Linux, it is exact to 10 ms.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Publishes the project of the application, which has been built with this program, to a folder.</summary>
    /// <exception cref="InvalidOperationException">The project is not found, or it cannot be published.</exception>
    public static async Task PublishAsync(string folder, CancellationToken cancellationToken)
    {
        var source = new DirectoryInfo(AppContext.BaseDirectory);
        while (source is not null && !File.Exists(Path.Combine(source.FullName, "HexaLive.sln")))
            source = source.Parent;
        if (source is null)
            throw new InvalidOperationException("The source of the application is not above this program. Use --site.");
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        string[] arguments = ["publish", Path.Combine(source.FullName, "HexaLive.Web"), "-c", configuration, "-o", folder, "--no-build"];
        using var publish = Process.Start(
            new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, RedirectStandardOutput = true }
        )!;
        var output = await publish.StandardOutput.ReadToEndAsync(cancellationToken);
        await publish.WaitForExitAsync(cancellationToken);
        if (publish.ExitCode != 0)
            throw new InvalidOperationException($"The application could not be published:\n{output}");
    }

    /// <summary>Starts the application of a folder on the database <c>hexalive.db</c> in <paramref name="data"/>.</summary>
    public static async Task<PublishedSite> StartAsync(string folder, string data, CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, "HexaLive.Web.dll")])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["ASPNETCORE_URLS"] = address.ToString(),
                ["App__PublicUrl"] = "http://127.0.0.1",
                ["Data__Folder"] = data,
                ["Jobs__Enabled"] = "false",
                ["Logging__LogLevel__Default"] = "Warning",
            },
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var site = new PublishedSite(process, address);
        try
        {
            await site.WaitUntilReadyAsync(cancellationToken);
            return site;
        }
        catch
        {
            site.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Waits at most a minute until the server is idle, because JIT compilation and garbage collection continue for a while after a
    /// warm-up.
    /// </summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        for (var second = 0; second < 60; second++)
        {
            var before = ProcessorTime;
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            if ((ProcessorTime - before).TotalMilliseconds <= 10)
                return;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = Address };
        for (var attempt = 0; attempt < 600 && !_process.HasExited; attempt++)
        {
            try
            {
                using var answer = await client.GetAsync("health/live", cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            { /* not yet listening */
            }
            await Task.Delay(100, cancellationToken);
        }
        throw new InvalidOperationException("The published application does not answer.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
