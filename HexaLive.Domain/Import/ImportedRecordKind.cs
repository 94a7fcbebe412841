namespace HexaLive.Domain.Import;

/// <summary>
/// The kinds of records that an import creates or changes, in order of dependency: a later kind may refer to an earlier one.
/// </summary>
public enum ImportedRecordKind
{
    Team = 0,
    Person = 1,
    Type = 2,
    Origin = 3,
    Client = 4,
    Contact = 5,
    Phone = 6,
    Project = 7,
    Task = 8,
    Promise = 9,
    Dedication = 10,
    Revision = 11,
}
