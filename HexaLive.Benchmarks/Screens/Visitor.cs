using System.Diagnostics;
using System.Text.Json;

namespace HexaLive.Benchmarks.Screens;

/// <summary>The server's side of a <see cref="VisitProcess"/>: sends commands and measures what they cost this process.</summary>
internal sealed class Visitor(Uri address) : IDisposable
{
    private readonly Process _process = ChildProcess.Start("visit-process", address.ToString());

    /// <summary>Runs a command and returns the visits, and the processor time that this process used for them.</summary>
    /// <exception cref="InvalidOperationException">A screen could not be opened, or its connection was lost.</exception>
    public async Task<(IReadOnlyList<Visit> Visits, TimeSpan ProcessorTime)> RunAsync(
        VisitCommand command,
        CancellationToken cancellationToken
    )
    {
        var before = Environment.CpuUsage.TotalTime;
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(command).AsMemory(), cancellationToken);
        var line =
            await _process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException("The process that visits screens ended.");
        var spent = Environment.CpuUsage.TotalTime - before;
        var answer = JsonSerializer.Deserialize<VisitAnswer>(line)!;
        return answer.Error is { } error ? throw new InvalidOperationException(error) : (answer.Visits, spent);
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
