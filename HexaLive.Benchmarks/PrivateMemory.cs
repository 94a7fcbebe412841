using System.Diagnostics;
using System.Globalization;

namespace HexaLive.Benchmarks;

/// <summary>
/// The private memory of this process. On Linux, only anonymous memory counts; memory-mapped files, such as the database, do not.
/// </summary>
internal static class PrivateMemory
{
    /// <summary>Bytes now.</summary>
    public static long Now()
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
        return process.PrivateMemorySize64;
    }
}
