using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using HexaLive.Web.Components;

namespace HexaLive.Tests.Support;

/// <summary>Runs the web application in a separate process, so that a test can run several nodes and kill one of them.</summary>
public sealed partial class HexaProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _listens = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HexaProcess(Process process) => _process = process;

    public Uri Address { get; private set; } = null!;

    /// <summary>Whether the process listens for requests.</summary>
    public bool IsListening => _listens.Task.IsCompletedSuccessfully;

    /// <summary>Everything that the process wrote to the console.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts a process with the data in <paramref name="folder"/> on a free port, and waits until the process listens.</summary>
    public static async Task<HexaProcess> StartAsync(string folder, string environment, params (string Key, string Value)[] settings)
    {
        var node = Launch(folder, environment, settings);
        node.Address = await node._listens.Task.WaitAsync(TimeSpan.FromSeconds(90));
        return node;
    }

    /// <summary>Starts a process like <see cref="StartAsync"/>, but does not wait until the process listens.</summary>
    public static HexaProcess Launch(string folder, string environment, params (string Key, string Value)[] settings)
    {
        // Run the build of the web project that has the same configuration and framework as the tests. Run it in the folder of the web
        // project, where the application finds its static files.
        var built = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var web = Path.Combine(SourceTree.Root, "HexaLive.Web");
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(web, "bin", built.Parent!.Name, built.Name, "HexaLive.Web.dll"),
                "--urls",
                "http://127.0.0.1:0",
                $"--Data:Folder={folder}",
            ]
        )
        {
            WorkingDirectory = web,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = environment, ["DOTNET_NOLOGO"] = "1" },
        };
        if (environment != "Development")
            start.ArgumentList.Add("--App:PublicUrl=http://127.0.0.1");
        // Names with a colon are configuration keys. Other names, such as OTEL_…, are environment variables.
        foreach (var (key, value) in settings)
        {
            if (key.Contains(':', StringComparison.Ordinal))
                start.ArgumentList.Add($"--{key}={value}");
            else
                start.Environment[key] = value;
        }
        var node = new HexaProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        node._process.OutputDataReceived += (_, e) => node.OnOutput(e.Data);
        node._process.ErrorDataReceived += (_, e) => node.OnOutput(e.Data);
        node._process.Exited += (_, _) => _ = node.OnExitAsync();
        node._process.Start();
        node._process.BeginOutputReadLine();
        node._process.BeginErrorReadLine();
        return node;
    }

    /// <summary>Kills the process with SIGKILL, to simulate a power failure.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    // After the process has ended, its last lines of output may still arrive, so wait for them.
    private async Task OnExitAsync()
    {
        await _process.WaitForExitAsync();
        _listens.TrySetException(new InvalidOperationException($"It ended before it listened.\n{Output}"));
    }

    private void OnOutput(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
        if (ListeningLinePattern().Match(line) is { Success: true } found)
            _listens.TrySetResult(new Uri(found.Groups[1].Value));
    }

    [GeneratedRegex(@"Now listening on: (http://127\.0\.0\.1:\d+)")]
    private static partial Regex ListeningLinePattern();
}
