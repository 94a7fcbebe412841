namespace HexaLive.Domain;

/// <summary>
/// The rules that can refuse a change. Each has a message in both languages (resource key <c>Error_</c> + name).
/// </summary>
public enum RuleError
{
    /// <summary>The record does not exist or is outside the viewer's scope.</summary>
    NotFound,

    /// <summary>The person can see the record but may not do this.</summary>
    NotAllowed,

    /// <summary>Somebody else changed the record first. Args: name of the other person, name of the record or the new value.</summary>
    Conflict,

    /// <summary>A required field is empty. Args: field.</summary>
    Required,

    /// <summary>A text is too long. Args: field, maximum number of characters.</summary>
    TooLong,

    /// <summary>Minutes are outside 1 to 1,440.</summary>
    MinutesRange,

    /// <summary>A date is outside the supported range. Args: first day, last day.</summary>
    DateRange,

    /// <summary>A date is in the future, but only past work can be logged.</summary>
    DateInFuture,

    /// <summary>A date or time is in the past, but must be now or later.</summary>
    DateInPast,

    /// <summary>The end is before the start.</summary>
    EndBeforeStart,

    /// <summary>The task is finished: reopen it first.</summary>
    TaskFinished,

    /// <summary>The task is not finished, so it cannot be reopened.</summary>
    TaskNotFinished,

    /// <summary>The project is closed: reopen it first.</summary>
    ProjectClosed,

    /// <summary>The project cannot be closed while it has open tasks. Args: number of open tasks.</summary>
    ProjectHasOpenTasks,

    /// <summary>The 24 hours in which an author may correct an entry are over.</summary>
    CorrectionTooLate,

    /// <summary>The person is no longer active.</summary>
    PersonInactive,

    /// <summary>Another record already has this code, name, date or e-mail address. Args: value.</summary>
    Duplicate,

    /// <summary>There is no such time zone. Args: value.</summary>
    UnknownTimeZone,

    /// <summary>A team cannot be below itself.</summary>
    TeamLoop,

    /// <summary>The contact belongs to another client.</summary>
    ContactOfAnotherClient,

    /// <summary>The database does not accept changes now (read-only, locked or disk full). Nothing was saved.</summary>
    StorageUnavailable,

    /// <summary>A value is not allowed. Args: field.</summary>
    InvalidValue,

    /// <summary>The text is not a telephone number: it has too few or too many digits. Args: text.</summary>
    InvalidPhone,

    /// <summary>The text is not the address of a website: http or https and a host name with a dot. Args: text.</summary>
    InvalidWebsite,

    /// <summary>The team is not empty. Args: number of people, clients and teams in it.</summary>
    TeamNotEmpty,

    /// <summary>At least one administrator must remain.</summary>
    LastAdministrator,

    /// <summary>A person cannot be their own stand-in. When a person leaves, their tasks must go to another person.</summary>
    SamePerson,

    /// <summary>The person has no e-mail address, which invitations and report e-mails need.</summary>
    NoEmail,

    /// <summary>The person already has a password.</summary>
    AlreadySignsIn,

    /// <summary>The picture is neither PNG nor JPEG.</summary>
    NotAPicture,

    /// <summary>The file is too large. Args: maximum size in KB.</summary>
    FileTooLarge,

    /// <summary>The project belongs to another client.</summary>
    ProjectOfAnotherClient,

    /// <summary>The client has been merged into another one. Args: name of the other client.</summary>
    ClientMerged,

    /// <summary>The person already has an absence on some of these days. Args: first and last day of that absence.</summary>
    AbsenceOverlaps,

    /// <summary>The text is not a report definition. Args: path of the error.</summary>
    ReportUnreadable,

    /// <summary>
    /// The definition has a format version that this release does not know. Args: its version, the newest known version.
    /// </summary>
    ReportVersion,

    /// <summary>The definition has errors. Args: number of errors.</summary>
    ReportFaulty,

    /// <summary>The report has more groups than can be shown. Args: maximum.</summary>
    ReportTooManyGroups,

    /// <summary>The report has more rows than the format can hold. Args: maximum.</summary>
    ReportTooLong,

    /// <summary>
    /// The definition of the report has changed since the owner of the schedule approved it or since the user looked at it.
    /// </summary>
    ReportChanged,
}
