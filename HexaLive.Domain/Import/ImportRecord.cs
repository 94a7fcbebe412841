using HexaLive.Domain.People;

namespace HexaLive.Domain.Import;

/// <summary>What an import made or changed. The order is that of need: a later one may refer to an earlier one.</summary>
public enum ImportedThing
{
    Team = 0, Person = 1, Type = 2, Origin = 3, Client = 4, Contact = 5, Phone = 6, Project = 7, Task = 8, Promise = 9, Dedication = 10, Revision = 11,
}

/// <summary>An import that wrote something.</summary>
public sealed class ImportRecord
{
    private ImportRecord() { }

    /// <summary>An import that begins; <paramref name="kind"/> names what its rows are.</summary>
    public ImportRecord(int byId, string fileName, string kind, DateTime now) =>
        (ById, FileName, Kind, At) = (byId, fileName.Length <= 260 ? fileName : fileName[..260], kind, now);

    public int Id { get; private set; }
    public int ById { get; private set; }
    public Person By { get; private set; } = null!;
    public string FileName { get; private set; } = "";
    public string Kind { get; private set; } = "";
    /// <summary>UTC.</summary>
    public DateTime At { get; private set; }
    /// <summary>Rows that made something.</summary>
    public int Made { get; private set; }
    /// <summary>Rows that changed something.</summary>
    public int Changed { get; private set; }
    /// <summary>UTC; when it was last undone.</summary>
    public DateTime? UndoneAt { get; private set; }
    public int? UndoneById { get; private set; }
    /// <summary>How many things stayed when it was undone, because somebody had changed or used them since.</summary>
    public int Kept { get; private set; }

    /// <summary>Counts its rows.</summary>
    public void Count(int made, int changed) => (Made, Changed) = (made, changed);

    /// <summary>It was undone, but for <paramref name="kept"/> things.</summary>
    public void Undone(int byId, int kept, DateTime now) => (UndoneById, Kept, UndoneAt) = (byId, kept, now);
}

/// <summary>One thing that an import made (<see cref="Before"/> null) or changed.</summary>
public sealed class ImportChange
{
    private ImportChange() { }

    /// <summary>A change; <paramref name="before"/> holds the former values as JSON, <paramref name="version"/> and <paramref name="fromVersion"/> the thing's versions after and before.</summary>
    public ImportChange(int importId, ImportedThing thing, int thingId, int? version, int? fromVersion, string? before) =>
        (ImportId, Thing, ThingId, Version, FromVersion, Before) = (importId, thing, thingId, version, fromVersion, before);

    public long Id { get; private set; }
    public int ImportId { get; private set; }
    public ImportedThing Thing { get; private set; }
    public int ThingId { get; private set; }
    public int? Version { get; private set; }
    public int? FromVersion { get; private set; }
    public string? Before { get; private set; }
    /// <summary>Whether it was undone.</summary>
    public bool Undone { get; private set; }

    /// <summary>It is undone.</summary>
    public void Undo() => Undone = true;
}
