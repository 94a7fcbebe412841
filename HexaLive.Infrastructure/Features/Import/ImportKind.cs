namespace HexaLive.Infrastructure.Features.Import;

/// <summary>The kind of record that the rows of a file describe.</summary>
public enum ImportKind
{
    People = 0,
    Clients = 1,
    Projects = 2,
    Tasks = 3,
    Dedications = 4,
}

/// <summary>A kind of record that rows can refer to, and that may have to be created.</summary>
public enum ImportReferenceKind
{
    People = 0,
    Teams = 1,
    Clients = 2,
    Projects = 3,
    Types = 4,
    Origins = 5,
    Contacts = 6,
}
