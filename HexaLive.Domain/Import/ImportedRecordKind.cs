namespace HexaLive.Domain.Import;

/// <summary>
/// The kinds of records that an import creates or changes. The order matters: records of a later kind may refer to records of an
/// earlier kind.
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
