using System.Diagnostics;
using System.Globalization;

namespace HexaLive.Benchmarks;

/// <summary>
/// Samples the memory of the process and keeps its largest increase since this object was created. On Linux, only anonymous memory
/// counts; memory-mapped files, such as the database, do not.
/// </summary>
internal sealed class PeakMemory : IDisposable
{
    private readonly long _before = Now();
    private readonly Timer _timer;
    private long _max;

    public PeakMemory() => _timer = new Timer(_ => _max = Math.Max(_max, Now()), null, 0, 20);

    public long Increase => Math.Max(0, Math.Max(_max, Now()) - _before);

    public void Dispose() => _timer.Dispose();

    private static long Now()
    {
        if (
            OperatingSystem.IsLinux()
            && File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("RssAnon:", StringComparison.Ordinal)) is { } line
        )
            return long.Parse(
                    line.AsSpan(8, line.Length - 10),
                    NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                    CultureInfo.InvariantCulture
                ) * 1024;
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
