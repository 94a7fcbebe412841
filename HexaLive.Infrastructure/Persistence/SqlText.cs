using System.Data.Common;
using System.Reflection;
using HexaLive.Domain.Text;
using Microsoft.Data.Sqlite;

namespace HexaLive.Infrastructure.Persistence;

/// <summary>Text in queries as people compare it, ignoring case and accents: SQLite asks this process, SQL Server has a collation for it.</summary>
internal static class SqlText
{
    public const string FoldFunction = "hexa_fold";

    public static MethodInfo FoldMethod { get; } = typeof(SqlText).GetMethod(nameof(Fold))!;

    /// <summary>In queries only.</summary>
    public static string? Fold(string? text) => text is null ? null : SearchText.Fold(text);

    public static void AddTo(DbConnection connection) => ((SqliteConnection)connection).CreateFunction<string?, string?>(FoldFunction, Fold, isDeterministic: true);
}
