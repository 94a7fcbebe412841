using System.Diagnostics;
using System.Globalization;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Data.Sqlite;
using HexaLive.Infrastructure.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Infrastructure.Data.Seed;

/// <summary>
/// The command <c>seed --tasks N --dedications M --database FILE [--force]</c>: creates a SQLite database of any size, with the
/// demo company's accounts, for tests at scale.
/// </summary>
public static class SeedCommand
{
    private const string Usage = "Usage: seed --tasks N --dedications M --database FILE [--force]";

    /// <summary>
    /// Runs the command and returns the exit code: 0 if the file was created; 1 if the file exists, or creating it failed or was
    /// cancelled; 2 for invalid arguments. The file gets its final name only when it is complete.
    /// </summary>
    public static Task<int> RunAsync(string[] args, TextWriter console, CancellationToken cancellationToken = default) =>
        RunAsync(args, console, TimeProvider.System, cancellationToken);

    internal static async Task<int> RunAsync(string[] args, TextWriter console, TimeProvider time, CancellationToken cancellationToken)
    {
        if (SeedArguments.Parse(args, out var error) is not { } arguments)
        {
            await console.WriteLineAsync($"{error}\n{Usage}");
            return 2;
        }
        if (File.Exists(arguments.File) && !arguments.Force)
        {
            await console.WriteLineAsync($"{arguments.File} exists. Use --force to replace it.");
            return 1;
        }
        var work = arguments.File + ".seeding";
        try
        {
            await CreateFileAsync(arguments, work, console, time, cancellationToken);
            return 0;
        }
        catch (OperationCanceledException)
        {
            await console.WriteLineAsync("Cancelled; nothing was left behind.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            await console.WriteLineAsync($"Cannot make {arguments.File}: {e.Message}");
        }
        Delete(work);
        return 1;
    }

    private static async Task CreateFileAsync(
        SeedArguments arguments,
        string work,
        TextWriter console,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var watch = Stopwatch.StartNew();
        if (Path.GetDirectoryName(arguments.File) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        Delete(work);
        await FillAsync(arguments, work, console, time, cancellationToken);
        Delete(arguments.File);
        File.Move(work, arguments.File);
        Delete(work);
        var megabytes = new FileInfo(arguments.File).Length / 1_048_576;
        await console.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{arguments.File}: {arguments.Tasks:N0} tasks, {arguments.Dedications:N0} dedications, "
                    + $"{megabytes:N0} MB in {watch.Elapsed.TotalSeconds:0.0} s."
            )
        );
        await console.WriteLineAsync($"Sign in as rep@demo.local, manager@demo.local or admin@demo.local, password {DemoTexts.Password}");
    }

    private static async Task FillAsync(
        SeedArguments arguments,
        string file,
        TextWriter console,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        // Disable pooling, so that the file can be moved as soon as the last connection is closed.
        var connection = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:HexaLive", connection)]).Build();
        await using var services = new ServiceCollection()
            .AddHexaDatabase(configuration, Path.GetDirectoryName(file) ?? ".")
            .BuildServiceProvider();
        var databases = services.GetRequiredService<IDbContextFactory<HexaDbContext>>();
        await Database.MigrateAsync(databases, cancellationToken: cancellationToken);

        var now = time.GetUtcNow().UtcDateTime;
        var random = new Random(20110301);
        var history = TimeSpan.FromDays(Math.Clamp(arguments.Dedications / 900.0, 180, 1100));
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var data = new DemoMasterData(db, random, (now - history).AddDays(-2));
        await data.AddPeopleAsync(
            Math.Clamp(arguments.Tasks / 500, DemoTexts.People.Length, 2000),
            new PasswordHasher<HexaUser>(),
            cancellationToken
        );
        await data.AddSettingsAsync(LocalTime.Day(now, DemoMasterData.Zone).Year, cancellationToken);
        var (clients, projects) = (Math.Max(10, arguments.Tasks / 50), Math.Max(20, arguments.Tasks / 20));
        await console.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{clients:N0} clients, {projects:N0} projects"));
        await data.AddClientsAsync(clients, projects, true, cancellationToken);
        await db.Database.CloseConnectionAsync();

        await using var writer = new BulkDatabaseWriter(connection);
        var texts = new BulkTextPool(data, random, LocalTime.Day(now, DemoMasterData.Zone));
        var generator = new BulkTaskGenerator(writer, data, new BulkCalendar(), texts, random, now - history, now);
        await generator.RunAsync(arguments.Tasks, arguments.Dedications, console, cancellationToken);
    }

    private static void Delete(string file)
    {
        foreach (var end in new[] { "", "-wal", "-shm", "-journal", SqliteMigration.LockFileSuffix })
            File.Delete(file + end);
    }
}
