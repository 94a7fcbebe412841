using System.Data.Common;
using System.Reflection;
using HexaLive.Domain.Shared;
using Microsoft.Data.Sqlite;

namespace HexaLive.Infrastructure.Data;

/// <summary>
/// Compares text in queries ignoring case and accents. On SQLite, queries call a C# function in this process; on SQL Server, they
/// use a collation.
/// </summary>
internal static class SqlText
{
    public const string FoldFunction = "hexa_fold";

    public static MethodInfo FoldMethod { get; } = typeof(SqlText).GetMethod(nameof(FoldCaseAndAccents))!;

    /// <summary>Folds a text for comparison. EF Core translates calls of this method in queries.</summary>
    public static string? FoldCaseAndAccents(string? text) => text is null ? null : SearchText.FoldCaseAndAccents(text);

    /// <summary>Adds <see cref="FoldFunction"/> to a SQLite connection.</summary>
    public static void RegisterFunction(DbConnection connection) =>
        ((SqliteConnection)connection).CreateFunction<string?, string?>(FoldFunction, FoldCaseAndAccents, isDeterministic: true);
}
