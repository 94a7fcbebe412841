using HexaLive.Infrastructure.Access;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>The folder of the uploaded files. All its files are deleted at start-up, so nothing else may be stored in it.</summary>
public sealed record ImportFolder(string Path);

/// <summary>A file uploaded by an administrator, with its plan and its runs. It is discarded after a day.</summary>
public sealed class ImportSession
{
    internal ImportSession(Viewer owner, string fileName, string path, DateTime uploadedAt) =>
        (Owner, FileName, FilePath, UploadedAt) = (owner, fileName, path, uploadedAt);

    /// <summary>The identifier used in URLs.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>The original name of the file.</summary>
    public string FileName { get; }

    /// <summary>The format, columns and number of rows of the file.</summary>
    public CsvAnalysis Analysis { get; internal set; } = null!;

    /// <summary>How the file will be imported.</summary>
    public ImportPlan Plan { get; internal set; } = null!;

    /// <summary>The preview of <see cref="Plan"/>; null once the plan was changed or the import was started.</summary>
    public ImportRun? Preview { get; internal set; }

    /// <summary>The import; null until it is started.</summary>
    public ImportRun? Run { get; internal set; }

    /// <summary>Whether the file still exists. The file is deleted after the import.</summary>
    public bool HasFile => File is not null;

    internal Viewer Owner { get; }
    internal string FilePath { get; }
    internal DateTime UploadedAt { get; }
    internal CsvFile? File { get; set; }

    // Each run has its own file, because a cancelled preview may still have its file open.
    internal string RejectedPath(ImportRun run) => $"{FilePath}.{run.Id:N}";
}
