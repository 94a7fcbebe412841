namespace HexaLive.Infrastructure.Reporting;

/// <summary>The kinds of errors in a report definition. "Args" are the <see cref="ReportValidationError.Args"/> of each kind.</summary>
public enum ReportValidationErrorKind
{
    /// <summary>The catalogue has no such field. Args: the field's name.</summary>
    UnknownField,

    /// <summary>Rows cannot be grouped by the field. Args: the field's name.</summary>
    NotGroupable,

    /// <summary>The field does not support the total's function. Args: the field's name.</summary>
    NotTotalled,

    /// <summary>The field's type does not support the operator. Args: the field's name.</summary>
    WrongOperator,

    /// <summary>The number of values does not fit the operator. Args: the field's name.</summary>
    WrongCount,

    /// <summary>A value does not fit the field's type. Args: the field's name, the value.</summary>
    WrongValue,

    /// <summary>A criterion refers to an unknown parameter. Args: the parameter's name.</summary>
    UnknownParameter,

    /// <summary>
    /// A parameter's name is empty, too long, used twice, or has characters other than letters, digits and hyphens. Args: the
    /// name.
    /// </summary>
    WrongParameter,

    /// <summary>There are too many columns, groups, orders, totals or criteria. Args: the maximum.</summary>
    TooMany,

    /// <summary>The report has no columns, groups or totals. Args: none.</summary>
    Nothing,

    /// <summary>
    /// A value refers to an item that no longer exists or that the reader cannot see. Args: the field's name, the id and, for a
    /// merged client, the name of the client it was merged into.
    /// </summary>
    MissingReference,

    /// <summary>A text is too long. Args: the maximum number of characters.</summary>
    TooLong,

    /// <summary>A column is too narrow or too wide. Args: the minimum and maximum width.</summary>
    WrongWidth,

    /// <summary>A value refers to an inactive item, so no new rows will match. Args: the field's name, the id, the item's name.</summary>
    InactiveReference,
}

/// <summary>An error and its place in the definition, such as <c>columns[2]</c> or <c>where.items[0]</c>.</summary>
public sealed record ReportValidationError(string Where, ReportValidationErrorKind Kind, params string[] Args);
