namespace HexaLive.Infrastructure.Features.Import;

/// <summary>The exception thrown when a file or a row cannot be imported.</summary>
public sealed class ImportException(ImportError error, params object[] args) : Exception($"{error}: {string.Join(", ", args)}")
{
    public ImportError Error { get; } = error;

    /// <summary>The error as a reason, which can be stored and translated.</summary>
    public ImportReason Reason { get; } = ImportReason.From($"ImportError_{error}", args);
}
