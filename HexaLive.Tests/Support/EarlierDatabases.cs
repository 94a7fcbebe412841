using System.IO.Compression;
using System.Runtime.CompilerServices;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Tasks;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Support;

/// <summary>
/// Small compressed SQLite databases of earlier versions, in <c>Databases/</c>. Each file is named after the newest migration of its
/// version. After adding a migration, run <see cref="Write_the_database_of_this_version"/> and commit the new file. Never change the
/// earlier files.
/// </summary>
public sealed class EarlierDatabases
{
    private const string Extension = ".db.gz";

    /// <summary>The names of the files without extension, oldest first.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Directory
            .GetFiles(FolderPath(), "*" + Extension)
            .Select(f => Path.GetFileName(f)[..^Extension.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The file names as data for theories.</summary>
    public static TheoryData<string> TestCases { get; } = [.. Names];

    /// <summary>Decompresses a database to a file.</summary>
    internal static async Task RestoreAsync(string name, string file)
    {
        await using var packed = File.OpenRead(Path.Combine(FolderPath(), name + Extension));
        await using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        await using var target = File.Create(file);
        await unpacked.CopyToAsync(target);
    }

    [Fact(Explicit = true)]
    public async Task Write_the_database_of_this_version()
    {
        await using var database = await TestDatabase.CreateAsync();
        database.SkipUnlessSqlite();
        var company = await TestCompany.CreateAsync(database);
        var then = new EntryFollowUp(new NextAction(new DateOnly(2026, 3, 9), new TimeOnly(10, 0), "Llamar"));
        var fields = new DedicationFields(DateOnly.FromDateTime(database.Now), 25, "Primera llamada");
        await database
            .Get<DedicationLog>()
            .LogAsync(await database.GetViewerAsync(company.Rep), new LogRequest(company.Task.Id, fields, then, Guid.NewGuid()));
        await using var db = database.Open();
        var name = db.Database.GetMigrations().Last();

        await using var target = File.Create(Path.Combine(FolderPath(), name + Extension));
        await using var packed = new GZipStream(target, CompressionLevel.SmallestSize);
        await packed.WriteAsync(await TestDatabase.CopyAsync(database.Factory, database.Folder));
    }

    private static string FolderPath([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "..", "Databases");
}
