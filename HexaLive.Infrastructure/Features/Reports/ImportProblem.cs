using HexaLive.Infrastructure.Reporting;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>The kinds of problems in an imported report. "Args" are the <see cref="ImportProblem.Args"/> of each kind.</summary>
public enum ImportProblemKind
{
    /// <summary>The text is empty.</summary>
    Empty,

    /// <summary>The text is too large. Args: the maximum in KB.</summary>
    TooLarge,

    /// <summary>The text is not JSON. Args: the line, and the character in that line, both counted from 1.</summary>
    NotJson,

    /// <summary>The text is JSON, but not an exported report.</summary>
    NotAReport,

    /// <summary>The version of the document or its definition is not supported. Args: its version, the supported version.</summary>
    OtherVersion,

    /// <summary>A required member is missing. Args: none.</summary>
    Missing,

    /// <summary>A member is unknown. Args: its name.</summary>
    Unknown,

    /// <summary>A value has the wrong type. Args: the value.</summary>
    WrongValue,

    /// <summary>A value is not one of the choices. Args: the value, the choices.</summary>
    WrongChoice,

    /// <summary>The definition is not valid: see <see cref="ImportProblem.Error"/>.</summary>
    Invalid,
}

/// <summary>A problem in an imported text, and its place, such as <c>definition.columns[2].field</c>.</summary>
public sealed record ImportProblem(ImportProblemKind Kind, string Where = "", params string[] Args)
{
    /// <summary>The error, for <see cref="ImportProblemKind.Invalid"/>; otherwise null.</summary>
    public ReportValidationError? Error { get; init; }
}
