using Microsoft.Extensions.Logging;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>Stores uploaded files, each with its files of rejected rows.</summary>
internal sealed class UploadFolder(ImportFolder folder, ILogger log)
{
    private const int BufferSize = 1 << 16;

    /// <summary>Creates the folder, or deletes all files in it.</summary>
    public void Clear()
    {
        Directory.CreateDirectory(folder.Path);
        foreach (var path in Directory.EnumerateFiles(folder.Path))
            Delete(path);
    }

    public string CreatePath() => Path.Combine(folder.Path, Guid.NewGuid().ToString("N") + ".csv");

    /// <summary>Saves an upload and reports the number of bytes read so far.</summary>
    /// <exception cref="ImportException"><see cref="ImportError.TooLarge"/>.</exception>
    public static async Task SaveAsync(Stream content, string path, Action<long>? onProgress, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferSize, useAsync: true);
        var buffer = new byte[BufferSize];
        var total = 0L;
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            total += read;
            if (total > CsvFile.MaxBytes)
                throw new ImportException(ImportError.TooLarge, CsvFile.MaxBytes / 1024 / 1024);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            onProgress?.Invoke(total);
        }
    }

    /// <summary>Deletes an upload and its files of rejected rows.</summary>
    public void DeleteWithResults(string uploadPath)
    {
        foreach (var path in Directory.EnumerateFiles(folder.Path, Path.GetFileName(uploadPath) + "*"))
            Delete(path);
    }

    /// <summary>Deletes a file. A file that cannot be deleted now is deleted at the next start.</summary>
    public void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.LogWarning(e, "{Path} could not be deleted; the next start deletes it.", path);
        }
    }
}
