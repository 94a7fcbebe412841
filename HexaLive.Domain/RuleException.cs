namespace HexaLive.Domain;

/// <summary>What a rule refused. Each value has a sentence in both languages on the screens (key <c>Error_</c> + name).</summary>
public enum RuleError
{
    /// <summary>The thing does not exist, or is outside the reader's scope.</summary>
    NotFound,
    /// <summary>The person sees it but may not do this.</summary>
    NotAllowed,
    /// <summary>Somebody else changed it first. Args: who, what.</summary>
    Conflict,
    /// <summary>A required field is empty. Args: field.</summary>
    Required,
    /// <summary>A text is too long. Args: field, most characters.</summary>
    TooLong,
    /// <summary>Minutes outside 1 to 1,440.</summary>
    MinutesRange,
    /// <summary>A calendar day outside what makes sense. Args: first, last.</summary>
    DateRange,
    /// <summary>A day that has not come yet, where only past work fits.</summary>
    DateInFuture,
    /// <summary>A day already past, where only a promise fits.</summary>
    DateInPast,
    /// <summary>The end is before the start.</summary>
    EndBeforeStart,
    /// <summary>The task is finished: reopen it first.</summary>
    TaskFinished,
    /// <summary>The task is not finished, so it cannot be reopened.</summary>
    TaskNotFinished,
    /// <summary>The project is closed: reopen it first.</summary>
    ProjectClosed,
    /// <summary>Closing needs the project's open tasks finished. Args: how many are open.</summary>
    ProjectHasOpenTasks,
    /// <summary>The 24 hours in which an author may correct an entry are over.</summary>
    CorrectionTooLate,
    /// <summary>The person is no longer active.</summary>
    PersonInactive,
    /// <summary>Another row already has this code, name or e-mail. Args: value.</summary>
    Duplicate,
    /// <summary>The text is not a time zone. Args: value.</summary>
    UnknownTimeZone,
    /// <summary>A team cannot stand below itself.</summary>
    TeamLoop,
    /// <summary>The contact belongs to another client.</summary>
    ContactOfAnotherClient,
    /// <summary>The database takes no changes now (read-only, locked or disk full); nothing was saved.</summary>
    StorageUnavailable,
    /// <summary>A value is not one of those allowed. Args: field.</summary>
    InvalidValue,
    /// <summary>The team is not empty. Args: people, clients and teams in it.</summary>
    TeamNotEmpty,
    /// <summary>Somebody must be left who can administer.</summary>
    LastAdministrator,
    /// <summary>Tasks cannot go to the person who leaves.</summary>
    SamePerson,
    /// <summary>Without an e-mail address nobody can be invited.</summary>
    NoEmail,
    /// <summary>The person has a password already.</summary>
    AlreadySignsIn,
    /// <summary>The picture is neither PNG nor JPEG.</summary>
    NotAPicture,
    /// <summary>The file is too large. Args: most KB.</summary>
    FileTooLarge,
    /// <summary>The project belongs to another client.</summary>
    ProjectOfAnotherClient,
    /// <summary>The client was merged into another one. Args: its name.</summary>
    ClientMerged,
    /// <summary>The person is away on some of these days already. Args: first and last day of that absence.</summary>
    AbsenceOverlaps,
    /// <summary>The text is no definition of a report. Args: where in it.</summary>
    ReportUnreadable,
    /// <summary>The definition is of another version of the product. Args: its version, the one known.</summary>
    ReportVersion,
    /// <summary>The definition names or asks what cannot be. Args: how many faults.</summary>
    ReportFaulty,
    /// <summary>The report has more groups than can be shown. Args: most.</summary>
    ReportTooManyGroups,
    /// <summary>The report has more rows than this format can hold. Args: most.</summary>
    ReportTooLong,
    /// <summary>What the report shows is not what the owner of the schedule agreed to, or looked at.</summary>
    ReportChanged,
}

/// <summary>A rule of the model refused a change. Nothing was changed.</summary>
/// <param name="error">Which rule.</param>
/// <param name="args">Values for the sentence, in the order that the rule's documentation gives.</param>
public sealed class RuleException(RuleError error, params object[] args)
    : Exception(args.Length == 0 ? error.ToString() : $"{error}: {string.Join(", ", args)}")
{
    /// <summary>Which rule refused.</summary>
    public RuleError Error { get; } = error;

    /// <summary>Values for the sentence.</summary>
    public IReadOnlyList<object> Args { get; } = args;
}
