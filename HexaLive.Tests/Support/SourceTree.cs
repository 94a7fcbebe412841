namespace HexaLive.Tests.Support;

/// <summary>The handwritten source files of the repository. Paths are relative to the repository and use forward slashes.</summary>
public static class SourceTree
{
    /// <summary>The full path of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Returns the files that match a pattern. Build output, generated migrations and libraries are left out.</summary>
    public static IEnumerable<string> Files(string pattern) =>
        Directory
            .EnumerateFiles(Root, pattern, SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => !f.StartsWith('.') && !f.Split('/').Any(part => part is "bin" or "obj" or "Migrations" or "node_modules"))
            .Order(StringComparer.Ordinal);

    /// <summary>Returns the text of a file, given by its path from <see cref="Files"/>.</summary>
    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "HexaLive.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
