using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Tests.Infrastructure.Import;
using HexaLive.Tests.Support;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>Importing report files: the parts that are read, and the problems that are reported.</summary>
public sealed class ReportExchangeTests
{
    private const string Begin = """{"hexalive":"report","version":1,"name":"N","definition":""";
    private const string Sound = Begin + """{"version":1,"source":"dedications","columns":[{"field":"entry.date"}]}}""";

    [Fact]
    public async Task Report_is_unchanged_after_it_is_exported_and_imported()
    {
        await using var database = await TestDatabase.CreateAsync();
        foreach (var ready in database.Get<BuiltInReports>().ListAll())
        {
            var read = ReportExchange.Read("\uFEFF" + ReportExchange.Write(ready.Name, ready.Definition));
            Assert.Empty(read.Problems);
            Assert.Equal((ready.Name, ReportJson.Serialize(ready.Definition)), (read.Name, ReportJson.Serialize(read.Definition!)));
        }
    }

    [Fact]
    public void Missing_parts_of_a_report_file_get_default_values() =>
        Assert.True(
            ReportExchange.Read(Sound)
                is {
                    Name: "N",
                    Problems: [],
                    Definition: { Columns: [{ Field: "entry.date", Title: null }], Groups: [], Layout.Logo: true }
                }
        );

    [Theory]
    [InlineData("", "Empty ")]
    [InlineData("   ", "Empty ")]
    [InlineData("hello", "NotJson  1 1")]
    [InlineData("{\n  \"hexalive\": \"report\",\n  oops\n}", "NotJson  3 3")]
    [InlineData("{\"año\": oops}", "NotJson  1 9")]
    [InlineData("[]", "NotAReport ")]
    [InlineData("null", "NotAReport ")]
    [InlineData("""{"name":"N"}""", "NotAReport ")]
    [InlineData("""{"hexalive":"report"}""", "Missing version")]
    [InlineData("""{"hexalive":"report","version":2,"name":"N","definition":{}}""", "OtherVersion  2 1")]
    [InlineData("""{"hexalive":"report","version":"x"}""", "OtherVersion  x 1")]
    [InlineData("""{"hexalive":"report","version":1,"definition":{}}""", "Missing name")]
    [InlineData("""{"hexalive":"report","version":1,"name":5,"definition":{}}""", "WrongValue name 5")]
    [InlineData("""{"hexalive":"report","version":1,"name":"N"}""", "Missing definition")]
    [InlineData("""{"hexalive":"report","version":1,"name":"N","definition":{},"owner":3}""", "Unknown $ owner")]
    [InlineData("""{"hexalive":"report","version":1,"name":"N","definition":[]}""", "WrongValue definition []")]
    [InlineData("""{"hexalive":"report","version":1,"name":"N","definition":{"version":7}}""", "OtherVersion  7 1")]
    public void Invalid_report_file_is_rejected_with_the_reason(string text, string expected) => Assert.Equal(expected, ErrorsOf(text));

    [Theory]
    [InlineData(""" "columns":[{"field":"entry.date"},{"field":"entry.colour"}] """, "Invalid columns[1]")]
    [InlineData(""" "columns":[{"fild":"entry.date"}] """, "Unknown definition.columns[0] fild; Missing definition.columns[0].field")]
    [InlineData(""" "columns":null """, "WrongValue definition.columns null")]
    [InlineData(""" "columns":[null] """, "WrongValue definition.columns[0] null")]
    [InlineData(""" "columns":[{"field":null}] """, "WrongValue definition.columns[0].field null")]
    [InlineData(""" "columns":[{"field":"entry.date","width":"wide"}] """, "WrongValue definition.columns[0].width wide")]
    [InlineData(""" "columns":[{"field":"entry.date","title":null,"width":null}] """, "")]
    [InlineData(""" "source":"invoices" """, "WrongChoice definition.source invoices tasks, dedications, projects, clients, promises")]
    [InlineData(
        """ "where":{"items":[{"kind":"test","field":"entry.minutes","operator":"resembles","values":["1"]}]} """,
        "WrongChoice definition.where.items[0].operator resembles"
    )]
    [InlineData(""" "where":{"items":[null]} """, "WrongValue definition.where.items[0] null")]
    [InlineData(
        """ "where":{"items":[{"kind":"test","field":"entry.minutes","operator":"is","values":[null]}]} """,
        "WrongValue definition.where.items[0].values[0] null"
    )]
    [InlineData(
        """ "where":{"items":[{"kind":"test","field":"entry.minutes","operator":"contains","values":["1"]}]}, """
            + """ "columns":[{"field":"entry.date"}] """,
        "Invalid where.items[0]"
    )]
    [InlineData(""" "where":{"items":[{"kind":1}]} """, "WrongChoice definition.where.items[0].kind 1 all, any, none, test")]
    [InlineData(""" "layout":{"colour":"red","logo":"yes"} """, "Unknown definition.layout colour; WrongValue definition.layout.logo yes")]
    [InlineData(""" "groups":[],"columns":[],"totals":[] """, "Invalid columns")]
    public void Every_error_in_a_report_file_is_reported_with_its_place_in_the_file(string inner, string expected) =>
        Assert.StartsWith(expected, ErrorsOf(Begin + "{" + inner + "}}"), StringComparison.Ordinal);

    [Fact]
    public void Report_file_that_is_too_large_or_too_deeply_nested_is_rejected()
    {
        Assert.Equal("TooLarge  200", ErrorsOf(Sound + new string(' ', 200 * 1024)));
        Assert.Equal("TooLarge  200", ErrorsOf(Sound.Replace("\"N\"", $"\"{new string('ñ', 110 * 1024)}\"", StringComparison.Ordinal)));
        var deep = string.Concat(Enumerable.Repeat("""{"items":[""", 16)) + string.Concat(Enumerable.Repeat("]}", 16));
        Assert.StartsWith("WrongValue definition", ErrorsOf(Begin + """{"where":""" + deep + "}}"), StringComparison.Ordinal);
        Assert.StartsWith("NotJson", ErrorsOf(new string('[', 100)), StringComparison.Ordinal);
    }

    private static string ErrorsOf(string text) =>
        string.Join("; ", ReportExchange.Read(text).Problems.Select(p => $"{p.Kind} {string.Join(' ', [p.Where, .. p.Args])}"));
}
