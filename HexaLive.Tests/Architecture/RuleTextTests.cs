using System.Text.RegularExpressions;
using System.Xml.Linq;
using HexaLive.Domain;
using HexaLive.Tests.Support;
using Xunit;

namespace HexaLive.Tests.Architecture;

/// <summary>
/// Checks that every rule violation thrown in the source has the arguments that its text needs, and that a test covers every violation.
/// </summary>
public sealed class RuleTextTests
{
    private static readonly string Root = SourceTree.Root;

    [Fact]
    public void Every_conflict_error_states_the_editor_and_the_record()
    {
        var conflicts = ReadSources("HexaLive.Domain", "HexaLive.Infrastructure", "HexaLive.Web")
            .SelectMany(s => FindCalls(s, @"new(?: RuleException)?\("))
            .Where(a => a[0] == "RuleError.Conflict")
            .ToList();
        Assert.NotEmpty(conflicts);
        Assert.All(conflicts, a => Assert.Equal(3, a.Count));
    }

    [Fact]
    public void Every_field_name_in_a_rule_violation_is_translated()
    {
        var calls = ReadSources("HexaLive.Domain", "HexaLive.Infrastructure")
            .SelectMany(s =>
                FindCalls(s, @"Check\.\w+\(")
                    .Concat(FindCalls(s, @"\bEnsureValidDays\("))
                    .Concat(
                        FindCalls(s, @"new RuleException\(")
                            .Where(a => Regex.IsMatch(a[0], @"^RuleError\.(InvalidValue|Required|TooLong)$"))
                    )
            );
        var fields = calls
            .SelectMany(a => a.Select(x => Regex.Match(x, @"^(?:nameof\((?:\w+\.)*(\w+)\)|""(\w+)"")$")))
            .Where(m => m.Success)
            .Select(m => m.Groups[1].Value + m.Groups[2].Value)
            .ToHashSet();
        Assert.Superset(new HashSet<string> { "Name", "ResponsibleId", "EscalateAfter", "Shares", "Group" }, fields);
        foreach (var file in new[] { "App.resx", "App.es.resx" })
        {
            var keys = XDocument.Load(Path.Combine(Root, "HexaLive.Web", "Components", file)).Descendants("data").Attributes("name");
            Assert.Empty(fields.Select(f => $"Field_{f}").Except(keys.Select(k => k.Value)));
        }
    }

    [Fact]
    public void Every_rule_error_is_covered_by_a_test()
    {
        var tested = ReadSources("HexaLive.Tests")
            .SelectMany(s => Regex.Matches(s, @"RuleError\.(\w+)"))
            .Select(m => m.Groups[1].Value)
            .ToHashSet();

        Assert.Empty(Enum.GetNames<RuleError>().Except(tested));
    }

    private static IEnumerable<string> ReadSources(params string[] projects) =>
        new[] { "*.cs", "*.razor" }.SelectMany(SourceTree.Files).Where(f => projects.Contains(f.Split('/')[0])).Select(SourceTree.Read);

    // Returns the arguments of each call: the source up to the closing parenthesis, split at the commas that are not nested.
    private static IEnumerable<IReadOnlyList<string>> FindCalls(string source, string start)
    {
        foreach (Match call in Regex.Matches(source, start))
        {
            var (args, depth, from, end) = (new List<string>(), 0, call.Index + call.Length, call.Index + call.Length);
            for (; end < source.Length && depth >= 0; end++)
            {
                depth +=
                    source[end] is '(' or '[' or '{' ? 1
                    : source[end] is ')' or ']' or '}' ? -1
                    : 0;
                if (depth >= 0 && (depth > 0 || source[end] != ','))
                    continue;
                args.Add(source[from..end].Trim());
                from = end + 1;
            }
            yield return args;
        }
    }
}
