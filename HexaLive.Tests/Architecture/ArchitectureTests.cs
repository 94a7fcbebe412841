using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using HexaLive.Domain;
using HexaLive.Infrastructure.Data;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Architecture;

public sealed class ArchitectureTests
{
    private static readonly string Root = SourceTree.Root;

    [Fact]
    public void Domain_references_no_package_and_no_project()
    {
        var project = XDocument.Load(Path.Combine(Root, "HexaLive.Domain", "HexaLive.Domain.csproj"));
        Assert.DoesNotContain(
            project.Descendants(),
            e => e.Name.LocalName is "PackageReference" or "ProjectReference" or "FrameworkReference"
        );
        Assert.All(
            typeof(RuleException).Assembly.GetReferencedAssemblies(),
            a => Assert.StartsWith("System", a.Name, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Web_references_Infrastructure_but_not_the_reverse()
    {
        Assert.Contains(typeof(Program).Assembly.GetReferencedAssemblies(), a => a.Name == "HexaLive.Infrastructure");
        Assert.DoesNotContain(typeof(HexaDbContext).Assembly.GetReferencedAssemblies(), a => a.Name == "HexaLive.Web");
    }

    [Fact]
    public void Components_do_not_depend_on_a_DbContext()
    {
        var forbidden = new[] { typeof(Program).Assembly, typeof(HexaDbContext).Assembly }
            .SelectMany(a => a.GetTypes())
            .Where(t => typeof(ComponentBase).IsAssignableFrom(t))
            .SelectMany(t =>
                t.GetMembers(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                    .SelectMany(TypesOf)
                    .Select(used => (Component: t, Used: used))
            )
            .Where(x =>
                typeof(DbContext).IsAssignableFrom(x.Used)
                || (x.Used.IsGenericType && x.Used.GetGenericTypeDefinition() == typeof(IDbContextFactory<>))
            )
            .Select(x => $"{x.Component.Name} uses {x.Used.Name}");
        Assert.Empty(forbidden);

        static IEnumerable<Type> TypesOf(MemberInfo member) =>
            member switch
            {
                FieldInfo field => [field.FieldType],
                PropertyInfo property => [property.PropertyType],
                ConstructorInfo constructor => constructor.GetParameters().Select(p => p.ParameterType),
                _ => [],
            };
    }

    [Fact]
    public void Every_text_is_translated_and_every_text_key_used_in_code_exists()
    {
        var texts = new Dictionary<string, HashSet<string>>();
        foreach (var english in ListTextFiles())
        {
            var keys = ReadKeys(english);
            Assert.Equal(keys.Order(), ReadKeys(english.Replace(".resx", ".es.resx", StringComparison.Ordinal)).Order());
            texts[Path.GetFileNameWithoutExtension(english)] = keys;
        }
        Assert.All(Enum.GetNames<RuleError>(), e => Assert.Contains($"Error_{e}", texts["App"]));
        foreach (var file in Directory.GetFiles(Path.Combine(Root, "HexaLive.Web"), "*.razor", SearchOption.AllDirectories))
        {
            var source = File.ReadAllText(file);
            foreach (Match injected in Regex.Matches(source, @"IStringLocalizer<(\w+)> (\w+)"))
            {
                foreach (Match use in Regex.Matches(source, $@"(?<![\w.]){injected.Groups[2].Value}\[""(\w+)"""))
                    Assert.True(
                        texts[injected.Groups[1].Value].Contains(use.Groups[1].Value),
                        $"{Path.GetFileName(file)}: {use.Groups[1].Value} is not in {injected.Groups[1].Value}"
                    );
                // A text that contains a count also has a singular form.
                foreach (Match use in Regex.Matches(source, $@"(?<![\w.]){injected.Groups[2].Value}\.FormatCount\(""(\w+)"""))
                    Assert.All(
                        new[] { use.Groups[1].Value, $"{use.Groups[1].Value}_One" },
                        k =>
                            Assert.True(
                                texts[injected.Groups[1].Value].Contains(k),
                                $"{Path.GetFileName(file)}: {k} is not in {injected.Groups[1].Value}"
                            )
                    );
            }
        }
    }

    [Theory]
    [InlineData("HexaLive.Domain")]
    [InlineData("HexaLive.Infrastructure")]
    public void Public_types_and_methods_are_documented(string assembly)
    {
        var documented = XDocument
            .Load(Path.Combine(AppContext.BaseDirectory, $"{assembly}.xml"))
            .Descendants("member")
            .Select(m => m.Attribute("name")!.Value.Split('(')[0].Split('`')[0])
            .ToHashSet();
        var types = Assembly
            .Load(assembly)
            .GetExportedTypes()
            .Where(t => !t.FullName!.Contains(".Migrations.", StringComparison.Ordinal) && !IsGenerated(t))
            .ToList();
        var methods = types
            .Where(t => !t.IsEnum && !typeof(Delegate).IsAssignableFrom(t))
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(m =>
                !m.IsSpecialName && !IsGenerated(m) && m.GetBaseDefinition() == m && m.Name != "Deconstruct" && !m.Name.StartsWith('<')
            );
        Assert.NotEmpty(types);
        var silent = types
            .Select(t => $"T:{NameOf(t)}")
            .Concat(methods.Select(m => $"M:{NameOf(m.DeclaringType!)}.{m.Name}"))
            .Except(documented);
        Assert.Empty(silent);

        static string NameOf(Type type) => type.FullName!.Replace('+', '.').Split('`')[0];
        static bool IsGenerated(MemberInfo member) =>
            member.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), false);
    }

    [Fact]
    public void Every_text_key_is_used()
    {
        var sources = new[] { "HexaLive.Infrastructure", "HexaLive.Web" }
            .SelectMany(p => Directory.EnumerateFiles(Path.Combine(Root, p), "*.*", SearchOption.AllDirectories))
            .Where(f =>
                (f.EndsWith(".razor", StringComparison.Ordinal) || f.EndsWith(".cs", StringComparison.Ordinal))
                && !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            )
            .Select(File.ReadAllText)
            .ToList();
        var words = sources.SelectMany(s => Regex.Matches(s, @"\w+").Select(m => m.Value)).ToHashSet();
        // A key composed in the source is the name of an enum value, with or without a prefix such as "Enum_".
        var beginnings = sources.SelectMany(s => Regex.Matches(s, @"\$""(\w+_)\{").Select(m => m.Groups[1].Value)).Distinct().ToList();
        var values = new[] { "HexaLive.Domain", "HexaLive.Infrastructure", "HexaLive.Web" }
            .SelectMany(a => Assembly.Load(a).GetTypes())
            .Where(t => t.IsEnum)
            .SelectMany(Enum.GetNames)
            .ToHashSet();
        var unused = ListTextFiles()
            .SelectMany(f =>
                ReadKeys(f)
                    .Select(k =>
                        (File: Path.GetFileNameWithoutExtension(f), Key: k.EndsWith("_One", StringComparison.Ordinal) ? k[..^4] : k)
                    )
            )
            .Where(t =>
                !words.Contains(t.Key) && !values.Contains(t.Key) && !beginnings.Any(b => t.Key.StartsWith(b, StringComparison.Ordinal))
            )
            .Select(t => $"{t.File}: {t.Key}");
        Assert.Empty(unused);
    }

    private static IEnumerable<string> ListTextFiles() =>
        new[] { "HexaLive.Web", "HexaLive.Infrastructure" }
            .SelectMany(p => Directory.GetFiles(Path.Combine(Root, p), "*.resx", SearchOption.AllDirectories))
            .Where(f => !f.EndsWith(".es.resx", StringComparison.Ordinal));

    private static HashSet<string> ReadKeys(string file) =>
        [.. XDocument.Load(file).Root!.Elements("data").Select(d => d.Attribute("name")!.Value)];

    [Fact]
    public void Routes_are_written_only_in_AppUrls()
    {
        // Ignore addresses of style sheets.
        var route = new Regex("""@page\s+"|\b[hH]ref="/(?!css/)|NavigateTo\(\$?"|"/(?!css/)[a-z]""");
        Assert.Empty(FindMatches("HexaLive.Web", route, f => !Path.GetFileName(f).StartsWith("AppUrls.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("HexaLive.Domain")]
    [InlineData("HexaLive.Infrastructure")]
    public void Domain_and_Infrastructure_do_not_build_or_parse_URLs(string project)
    {
        var address = new Regex(
            @"\?[a-z][\w.]*=|ParseQuery|QueryString|EscapeDataString|SiteAddress"
                + @"|""/?(account|clients|people|projects|reminders|reports|tasks)/"
        );
        Assert.Empty(FindMatches(project, address, _ => true));
    }

    private static IEnumerable<string> FindMatches(string project, Regex pattern, Func<string, bool> isChecked) =>
        from file in Directory.EnumerateFiles(Path.Combine(Root, project), "*.*", SearchOption.AllDirectories)
        where file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal)
        where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && isChecked(file)
        from line in File.ReadLines(file)
        where pattern.IsMatch(line)
        select $"{Path.GetFileName(file)}: {line.Trim()}";
}
