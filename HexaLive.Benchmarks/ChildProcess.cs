using System.Diagnostics;

namespace HexaLive.Benchmarks;

/// <summary>
/// Starts a second process of this program with another command. The two processes talk through their standard input and output, line by
/// line.
/// </summary>
internal static class ChildProcess
{
    public static Process Start(params string[] command)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        // If this process was started as `dotnet <dll>`, the child process needs the path of the DLL as well.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        foreach (var argument in command)
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_gcServer"] = "0";
        return Process.Start(start)!;
    }

    /// <summary>Reads the next line, which must start with <paramref name="word"/>, and returns the rest of it.</summary>
    public static async Task<string> ExpectLineAsync(Process process, string word, CancellationToken cancellationToken)
    {
        var line =
            await process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException($"The process ended before it said \"{word}\".");
        return line.StartsWith(word, StringComparison.Ordinal) ? line[word.Length..].Trim() : throw new InvalidOperationException(line);
    }
}
