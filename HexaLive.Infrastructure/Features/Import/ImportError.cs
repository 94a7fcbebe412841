namespace HexaLive.Infrastructure.Features.Import;

/// <summary>Why a file or a row cannot be imported. Each value has a text in both languages (key <c>ImportError_</c> + name).</summary>
public enum ImportError
{
    /// <summary>The file has no text or no headings.</summary>
    Empty,

    /// <summary>The file has headings but no rows.</summary>
    OnlyHeadings,

    /// <summary>The file is too large. Args: maximum in megabytes.</summary>
    TooLarge,

    /// <summary>The file is encoded in UTF-16, which is not supported.</summary>
    Utf16,

    /// <summary>The file is an Excel workbook.</summary>
    Workbook,

    /// <summary>The file is a picture, a PDF or another file that is not text.</summary>
    NotText,

    /// <summary>UTF-8 was chosen, but the file is not valid UTF-8.</summary>
    NotUtf8,

    /// <summary>A quotation mark is not closed. Args: line.</summary>
    UnclosedQuote,

    /// <summary>A row has more cells than there are headings. Args: line, cells, headings.</summary>
    MoreColumnsThanHeadings,

    /// <summary>Two columns have the same heading. Args: heading.</summary>
    DuplicateHeading,

    /// <summary>The file has too many columns. Args: maximum.</summary>
    TooManyColumns,

    /// <summary>A required field has no column. Args: field.</summary>
    MissingColumn,

    /// <summary>Two columns hold the same field. Args: field.</summary>
    DuplicateField,

    /// <summary>Another import or undo is running. Args: name of the person who started it.</summary>
    Busy,

    /// <summary>The uploaded file or its session has been deleted.</summary>
    FileExpired,

    /// <summary>No record matches the value. Args: field, value.</summary>
    Unknown,

    /// <summary>Several records match the value. Args: field, value.</summary>
    Ambiguous,

    /// <summary>The row names no client, and the plan has no default client.</summary>
    NoClient,

    /// <summary>The value is not a date. Args: field, value.</summary>
    InvalidDate,

    /// <summary>The value is not a time of day. Args: field, value.</summary>
    InvalidTime,

    /// <summary>The value is not a duration. Args: field, value.</summary>
    InvalidDuration,

    /// <summary>The value map has no translation for the value. Args: field, value.</summary>
    UnmappedValue,

    /// <summary>The key belongs to another record. Args: the key, or the name if the row has no key.</summary>
    KeyTaken,

    /// <summary>An unexpected error occurred.</summary>
    Unexpected,
}
