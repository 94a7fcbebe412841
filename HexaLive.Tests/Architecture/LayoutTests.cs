using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using HexaLive.Domain;
using HexaLive.Infrastructure.Data;
using HexaLive.Tests.Support;
using Xunit;

namespace HexaLive.Tests.Architecture;

/// <summary>Checks the layout of the source. Each feature has one name, dependencies form no cycles, and no file is too long.</summary>
public sealed partial class LayoutTests(ProductTypes product) : IClassFixture<ProductTypes>
{
    // Folders below Features that contain code shared by several features. These folders are not features.
    private static readonly string[] Shared = ["Shared"];

    // Features of the web project that have no use cases.
    private static readonly string[] ScreenOnly = ["Settings", "Today"];

    [Theory]
    [InlineData("HexaLive.Infrastructure.Features")]
    [InlineData("HexaLive.Web.Features")]
    public void Features_have_no_circular_dependencies(string root)
    {
        var uses = product
            .Types.Where(t => IsIn(t, root))
            .GroupBy(t => FeatureOf(t, root))
            .ToDictionary(
                g => g.Key,
                g =>
                    g.SelectMany(t => t.Dependencies)
                        .Where(d => IsIn(d.Target, root))
                        .Select(d => FeatureOf(d.Target, root))
                        .Where(f => f != g.Key)
                        .Distinct()
                        .ToList()
            );
        Assert.Empty(uses.Keys.Where(f => Reaches(f, f, [])).Select(f => $"{f} uses {string.Join(", ", uses[f])}"));

        bool Reaches(string from, string to, HashSet<string> seen) =>
            uses.GetValueOrDefault(from, []).Any(next => next == to || (seen.Add(next) && Reaches(next, to, seen)));
    }

    [Fact]
    public void No_file_is_longer_than_300_lines()
    {
        string[] written = [".cs", ".razor", ".css", ".js", ".sh"];
        var files = SourceTree.Files("*.*").Where(f => written.Contains(Path.GetExtension(f))).ToList();
        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, f => File.ReadLines(Path.Combine(SourceTree.Root, f)).Skip(300).Any());
    }

    [Fact]
    public void Reporting_does_not_depend_on_features()
    {
        var uses = product
            .Types.Where(t => t.Namespace?.FullName == "HexaLive.Infrastructure.Reporting" || IsIn(t, "HexaLive.Infrastructure.Reporting"))
            .SelectMany(t => t.Dependencies.Where(d => IsIn(d.Target, "HexaLive.Infrastructure.Features")))
            .Select(d => $"{d.Origin.FullName} uses {d.Target.FullName}")
            .Distinct();
        Assert.Empty(uses);
    }

    [Fact]
    public void Only_infrastructure_uses_Entity_Framework()
    {
        string[] packages = ["Microsoft.EntityFrameworkCore", "Microsoft.Data.Sqlite", "Microsoft.Data.SqlClient"];
        Assert.All(
            new[] { typeof(RuleException).Assembly, typeof(Program).Assembly },
            a => Assert.DoesNotContain(a.GetReferencedAssemblies(), r => packages.Any(p => r.Name!.StartsWith(p, StringComparison.Ordinal)))
        );
    }

    [Fact]
    public void Feature_folders_have_the_same_names_in_every_project()
    {
        var useCases = ListFolders("HexaLive.Infrastructure/Features").Except(Shared).ToHashSet();
        // The web project has two features outside Features: Account (sign-in and the account pages) and Live (the live hub).
        var screens = ListFolders("HexaLive.Web/Features").Concat(["Account", "Live"]).ToHashSet();
        Assert.Empty(useCases.Except(screens));
        Assert.Empty(screens.Except(useCases).Except(ScreenOnly));
        Assert.Empty(ListFolders("HexaLive.Domain").Except(useCases).Except(["Activity", "Shared"]));
        string[] layers = ["Access", "Data", "Shared", "Components", "Diagnostics", "Activity"];
        Assert.Empty(
            new[] { "Domain", "Infrastructure", "Web" }
                .SelectMany(p => ListFolders($"HexaLive.Tests/{p}"))
                .Except(useCases.Concat(ScreenOnly))
                .Except(layers)
        );
    }

    [Fact]
    public void Namespaces_match_folders()
    {
        var elsewhere = SourceTree
            .Files("*.cs")
            .Select(f =>
                (
                    Folder: Path.GetDirectoryName(f)!.Replace('/', '.'),
                    Named: NamespaceLinePattern().Match(SourceTree.Read(f)).Groups["name"].Value,
                    File: f
                )
            )
            .Where(f => f.Named.Length > 0 && f.Named != f.Folder)
            .Select(f => $"{f.File}: {f.Named}");
        Assert.Empty(elsewhere);
    }

    [Fact]
    public void Test_class_names_are_unique()
    {
        var twice = SourceTree
            .Files("*Tests.cs")
            .Select(f => Path.GetFileNameWithoutExtension(f))
            .GroupBy(name => name)
            .Where(g => g.Count() > 1)
            .Select(g => g.Key);
        Assert.Empty(twice);
    }

    private static bool IsIn(IType type, string space) =>
        type.Namespace?.FullName.StartsWith($"{space}.", StringComparison.Ordinal) == true;

    private static string FeatureOf(IType type, string root) => type.Namespace.FullName[(root.Length + 1)..].Split('.')[0];

    private static IEnumerable<string> ListFolders(string path) =>
        Directory
            .GetDirectories(Path.Combine(SourceTree.Root, path))
            .Select(f => Path.GetFileName(f)!)
            .Where(f => f is not ("bin" or "obj"));

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLinePattern();

    [Fact]
    public void Dialogs_leave_the_focus_to_the_browser()
    {
        // The server's answer would take the focus out of a field in which somebody already types (see dialogs.js).
        var others = SourceTree
            .Files("*.razor")
            .Where(f => Regex.IsMatch(SourceTree.Read(f), @"<MudDialog\s(?!DefaultFocus=""DefaultFocus\.None"")|<MudDialog>"))
            .ToList();
        Assert.Empty(others);
    }
}
