using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Import;

/// <summary>An import that created or changed records.</summary>
public sealed class ImportRecord : RecordedEntity
{
    private ImportRecord() { }

    /// <summary>
    /// Creates the record of an import that is starting. <paramref name="kind"/> is the kind of rows in the imported file.
    /// </summary>
    public ImportRecord(string fileName, string kind, Actor actor) =>
        (ById, FileName, Kind, At) = (actor.RequiredPersonId, fileName.Length <= 260 ? fileName : fileName[..260], kind, actor.Now);

    public int Id { get; private set; }
    public int ById { get; private set; }
    public Person By { get; private set; } = null!;
    public string FileName { get; private set; } = "";
    public string Kind { get; private set; } = "";

    /// <summary>When the import started (UTC).</summary>
    public DateTime At { get; private set; }

    /// <summary>Number of rows that created something.</summary>
    public int Created { get; private set; }

    /// <summary>Number of rows that changed something.</summary>
    public int Changed { get; private set; }

    /// <summary>When the import was last undone (UTC).</summary>
    public DateTime? UndoneAt { get; private set; }
    public int? UndoneById { get; private set; }

    /// <summary>
    /// Number of records that were kept when the import was undone, because somebody had changed or used them since.
    /// </summary>
    public int Kept { get; private set; }

    /// <summary>Ends the import and records how many rows created or changed something.</summary>
    public void Complete(int created, int changed, Actor actor)
    {
        (Created, Changed) = (created, changed);
        Record(ActivityKind.Imported, actor, Kind, FileName).WithCount(created + changed);
    }

    /// <summary>Marks the import as undone. Records how many records were removed or restored, and how many were kept.</summary>
    public void MarkUndone(int undone, int kept, Actor actor)
    {
        (UndoneById, Kept, UndoneAt) = (actor.RequiredPersonId, kept, actor.Now);
        Record(ActivityKind.ImportUndone, actor, Kind, FileName).WithCount(undone);
    }
}
