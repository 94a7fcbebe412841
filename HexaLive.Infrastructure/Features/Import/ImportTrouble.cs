using System.Globalization;
using HexaLive.Domain;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>Why a file or a row cannot be taken. Each value has a sentence in both languages on the screen (key <c>Trouble_</c> + name).</summary>
public enum ImportTrouble
{
    /// <summary>The file has no text at all.</summary>
    Empty,
    /// <summary>The file has headings and no row below them.</summary>
    OnlyHeadings,
    /// <summary>Over the limit. Args: megabytes.</summary>
    TooLarge,
    /// <summary>The file is UTF-16.</summary>
    Utf16,
    /// <summary>An Excel workbook.</summary>
    Workbook,
    /// <summary>A picture, a PDF or another file that is no text.</summary>
    NotText,
    /// <summary>Read as UTF-8 by choice, and it is not.</summary>
    NotUtf8,
    /// <summary>A quotation mark is not closed. Args: line.</summary>
    UnclosedQuote,
    /// <summary>A row has more columns than there are headings. Args: line, columns, headings.</summary>
    MoreColumnsThanHeadings,
    /// <summary>Two columns have the same heading. Args: heading.</summary>
    DuplicateHeading,
    /// <summary>Over the number of columns. Args: most.</summary>
    TooManyColumns,

    /// <summary>A field that every row needs has no column. Args: field.</summary>
    MissingColumn,
    /// <summary>Two columns say the same field. Args: field.</summary>
    FieldTwice,
    /// <summary>Another import runs. Args: whose.</summary>
    Busy,
    /// <summary>The file is no longer kept.</summary>
    Gone,

    /// <summary>Nothing with this name is there. Args: field, value.</summary>
    Unknown,
    /// <summary>Several have this name. Args: field, value.</summary>
    Ambiguous,
    /// <summary>The row names no client.</summary>
    NoClient,
    /// <summary>No date. Args: field, value.</summary>
    BadDate,
    /// <summary>No hour. Args: field, value.</summary>
    BadTime,
    /// <summary>No duration. Args: field, value.</summary>
    BadDuration,
    /// <summary>A value that the value map does not translate. Args: field, value.</summary>
    Unmapped,
    /// <summary>The key is of something else. Args: value.</summary>
    KeyTaken,
    /// <summary>Something of ours failed with this row.</summary>
    Unexpected,
}

/// <summary>A file or row that cannot be taken.</summary>
public sealed class ImportException(ImportTrouble trouble, params object[] args) : Exception($"{trouble}: {string.Join(", ", args)}")
{
    /// <summary>What is wrong.</summary>
    public ImportTrouble Trouble { get; } = trouble;

    /// <summary>The same in the form that is kept.</summary>
    public ImportReason Reason { get; } = ImportReason.Of($"Trouble_{trouble}", args);
}

/// <summary>A reason in words of no language: the key of a sentence and what stands in it. Names of fields are translated by whoever shows it.</summary>
public sealed record ImportReason(string Key, IReadOnlyList<string> Args)
{
    internal static ImportReason Of(string key, IEnumerable<object> args) =>
        new(key, [.. args.Select(a => Short(a is DateOnly day ? day.ToString("O", CultureInfo.InvariantCulture) : Convert.ToString(a, CultureInfo.InvariantCulture) ?? ""))]);

    /// <summary>Of what a row ended with.</summary>
    internal static ImportReason Of(Exception e) => e switch
    {
        ImportException import => import.Reason,
        RuleException rule => Of($"Error_{rule.Error}", rule.Args),
        _ => Of($"Trouble_{ImportTrouble.Unexpected}", []),
    };

    private static string Short(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
