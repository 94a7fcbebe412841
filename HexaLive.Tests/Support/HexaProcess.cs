using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace HexaLive.Tests.Support;

/// <summary>The built product as a process of its own: a node beside others, and one that can be killed.</summary>
public sealed partial class HexaProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _listens = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HexaProcess(Process process) => _process = process;

    public Uri Address { get; private set; } = null!;

    /// <summary>All it wrote to the console.</summary>
    public string Output
    {
        get { lock (_output) return _output.ToString(); }
    }

    /// <summary>Starts one on the data in <paramref name="folder"/>, on a free port, and waits until it listens.</summary>
    public static async Task<HexaProcess> StartAsync(string folder, string environment, params (string Key, string Value)[] settings)
    {
        // Beside the tests' own output, built alike; the pages' files are found from the project's folder.
        var built = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var web = Path.Combine(Root(built), "HexaLive.Web");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(web, "bin", built.Parent!.Name, built.Name, "HexaLive.Web.dll"), "--urls", "http://127.0.0.1:0", $"--Data:Folder={folder}"])
        {
            WorkingDirectory = web,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = environment, ["DOTNET_NOLOGO"] = "1" },
        };
        // Upper case as OTEL_… is for the environment, the rest are keys of the configuration.
        foreach (var (key, value) in settings)
        {
            if (key.Contains(':', StringComparison.Ordinal)) start.ArgumentList.Add($"--{key}={value}");
            else start.Environment[key] = value;
        }
        var node = new HexaProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        node._process.OutputDataReceived += (_, e) => node.Hear(e.Data);
        node._process.ErrorDataReceived += (_, e) => node.Hear(e.Data);
        node._process.Exited += (_, _) => node._listens.TrySetException(new InvalidOperationException($"It ended before it listened.\n{node.Output}"));
        node._process.Start();
        node._process.BeginOutputReadLine();
        node._process.BeginErrorReadLine();
        node.Address = await node._listens.Task.WaitAsync(TimeSpan.FromSeconds(90));
        return node;
    }

    /// <summary>Ends it as a power cut does (SIGKILL).</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
        if (Listens().Match(line) is { Success: true } found) _listens.TrySetResult(new Uri(found.Groups[1].Value));
    }

    private static string Root(DirectoryInfo folder)
    {
        while (!File.Exists(Path.Combine(folder.FullName, "HexaLive.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex(@"Now listening on: (http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listens();
}
