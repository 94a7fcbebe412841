using HexaLive.Domain.Shared;
using Xunit;

namespace HexaLive.Tests.Domain.Shared;

/// <summary>Text for searching, and the parts of a text that match a search.</summary>
public sealed class SearchTextTests
{
    [Fact]
    public void Parts_of_a_search_text_are_joined_by_single_spaces()
    {
        Assert.Equal("perez p-1 madrid", SearchText.Normalize(" Pérez", null, "P-1 ", "", "\tMadrid"));
        Assert.Equal("", SearchText.Normalize(null, " "));
    }

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(1001, 1000)]
    public void Search_text_is_cut_to_1000_characters(int length, int kept) =>
        Assert.Equal(kept, SearchText.Normalize(new string('x', length)).Length);

    [Theory]
    [InlineData("  Total  HORAS ", "  total  horas ")]
    [InlineData(" Año  ÍNDICE ", " ano  indice ")]
    public void Removing_case_and_accents_from_a_text_keeps_its_spaces(string text, string expected) =>
        Assert.Equal(expected, SearchText.FoldCaseAndAccents(text));

    [Fact]
    public void Search_uses_at_most_eight_words_of_a_query()
    {
        Assert.Equal(["a", "b", "c", "d", "e", "f", "g", "h"], SearchText.SplitWords(" A b  c d e f g h i j"));
        Assert.Empty(SearchText.SplitWords(null));
    }

    // In the expected text, brackets surround the marked pieces.
    [Theory]
    [InlineData("Pérez e Hijos", "perez", "[Pérez] e Hijos")]
    [InlineData("Pérez e Hijos", "hijos perez", "[Pérez] e [Hijos]")]
    [InlineData("Pérez e Hijos", "e", "P[é]r[e]z [e] Hijos")]
    [InlineData("Pérez e Hijos", "", "Pérez e Hijos")]
    [InlineData("Pérez e Hijos", "gomez", "Pérez e Hijos")]
    [InlineData("hijos", "hijos", "[hijos]")]
    [InlineData("anana", "ana na", "[anana]")]
    [InlineData("Ana y ana", "ana", "[Ana] y [ana]")]
    // An accent that is a character of its own, and characters outside the basic plane.
    [InlineData("Pe\u0301rez", "perez", "[Pe\u0301rez]")]
    [InlineData("Pe\u0301rez", "pe", "[Pe\u0301]rez")]
    [InlineData("👍 Pérez", "perez", "👍 [Pérez]")]
    [InlineData("👍 Pérez", "👍", "[👍] Pérez")]
    [InlineData("", "perez", "")]
    public void Marking_matches_does_not_change_the_text(string text, string query, string expected)
    {
        var pieces = SearchText.MarkMatches(text, SearchText.SplitWords(query));

        Assert.Equal(expected, string.Concat(pieces.Select(p => p.Marked ? $"[{p.Text}]" : p.Text)));
        Assert.Equal(text, string.Concat(pieces.Select(p => p.Text)));
    }

    [Fact]
    public void Empty_search_word_marks_nothing() => Assert.Equal([("Pérez", false)], SearchText.MarkMatches("Pérez", [""]));
}
