using System.Text.RegularExpressions;
using HexaLive.Tests.Support;
using Xunit;

namespace HexaLive.Tests.Architecture;

/// <summary>Checks that every file, type and member that a document names or links to exists.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void Relative_links_in_documents_point_to_existing_files()
    {
        var broken =
            from file in SourceTree.Files("*.md")
            from Match link in LinkPattern().Matches(SourceTree.Read(file))
            let target = link.Groups[1].Value
            where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#')
            let path = Path.Combine(SourceTree.Root, Path.GetDirectoryName(file)!, target.Split('#')[0])
            where !File.Exists(path) && !Directory.Exists(path)
            select $"{file}: {target}";
        Assert.Empty(broken);
    }

    [Fact]
    public void Files_mentioned_in_documents_exist()
    {
        var missing =
            from file in ListDocuments()
            from Match code in CodePattern().Matches(SourceTree.Read(file))
            let path = code.Groups[1].Value.TrimEnd('/')
            where path.StartsWith("HexaLive.", StringComparison.Ordinal) || path.StartsWith("scripts/", StringComparison.Ordinal)
            // This folder exists only after the product has run.
            where path != "HexaLive.Web/data"
            where path.Contains('/') && !path.Contains(' ') && !path.Contains(':')
            where !File.Exists(Path.Combine(SourceTree.Root, path)) && !Directory.Exists(Path.Combine(SourceTree.Root, path))
            select $"{file}: {path}";
        Assert.Empty(missing);
    }

    [Fact]
    public void Types_and_members_mentioned_in_documents_exist()
    {
        string[] kinds = ["*.cs", "*.razor", "*.resx"];
        var words = kinds
            .SelectMany(SourceTree.Files)
            .SelectMany(f => WordPattern().Matches(SourceTree.Read(f)).Select(m => m.Value))
            .ToHashSet();
        var missing =
            from file in ListDocuments()
            from Match code in CodePattern().Matches(SourceTree.Read(file))
            where IdentifierPattern().IsMatch(code.Groups[1].Value) && !words.Contains(code.Groups[1].Value)
            select $"{file}: {code.Groups[1].Value}";
        Assert.Empty(missing);
    }

    // Excludes the changelog, which may name files and types that were removed.
    private static IEnumerable<string> ListDocuments() => SourceTree.Files("*.md").Where(f => f != "CHANGELOG.md");

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex CodePattern();

    [GeneratedRegex("^[A-Z][a-z]+[A-Za-z]+$")]
    private static partial Regex IdentifierPattern();

    [GeneratedRegex(@"\w+")]
    private static partial Regex WordPattern();
}
