using System.Diagnostics;
using System.Globalization;
using HexaLive.Domain.Calendar;
using HexaLive.Infrastructure.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Infrastructure.Persistence.Seed;

/// <summary>
/// <c>seed --tasks N --dedications M --database FILE [--force]</c>: makes a SQLite database of any size, with the demo company's sign-ins, to try the
/// product at scale.
/// </summary>
public static class BulkSeed
{
    private const string Usage = "Usage: seed --tasks N --dedications M --database FILE [--force]";
    private const int MostTasks = 20_000_000;
    private const int MostDedications = 200_000_000;

    /// <summary>What the command line asks for.</summary>
    private sealed record Wanted(int Tasks, int Dedications, string File, bool Force);

    /// <summary>Runs the command; 0 when the file is made, 2 on bad arguments, 1 when it failed or was cancelled. The file appears only when it is whole.</summary>
    public static Task<int> RunAsync(string[] args, TextWriter console, CancellationToken cancellationToken = default) =>
        RunAsync(args, console, TimeProvider.System, cancellationToken);

    internal static async Task<int> RunAsync(string[] args, TextWriter console, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Parse(args, out var problem) is not { } wanted)
        {
            await console.WriteLineAsync($"{problem}\n{Usage}");
            return 2;
        }
        if (File.Exists(wanted.File) && !wanted.Force)
        {
            await console.WriteLineAsync($"{wanted.File} exists. Use --force to replace it.");
            return 1;
        }
        var work = wanted.File + ".seeding";
        try
        {
            var watch = Stopwatch.StartNew();
            if (Path.GetDirectoryName(wanted.File) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            Delete(work);
            await FillAsync(wanted, work, console, time, cancellationToken);
            Delete(wanted.File);
            File.Move(work, wanted.File);
            await console.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{wanted.File}: {wanted.Tasks:N0} tasks, {wanted.Dedications:N0} dedications, {new FileInfo(wanted.File).Length / 1_048_576:N0} MB in {watch.Elapsed.TotalSeconds:0.0} s."));
            await console.WriteLineAsync($"Sign in as rep@demo.local, manager@demo.local or admin@demo.local, password {DemoTexts.Password}");
            return 0;
        }
        catch (OperationCanceledException)
        {
            await console.WriteLineAsync("Cancelled; nothing was left behind.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            await console.WriteLineAsync($"Cannot make {wanted.File}: {e.Message}");
        }
        Delete(work);
        return 1;
    }

    private static async Task FillAsync(Wanted wanted, string file, TextWriter console, TimeProvider time, CancellationToken cancellationToken)
    {
        // Without pooling the file is free to move when the last connection closes.
        var connection = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:HexaLive", connection)]).Build();
        await using var services = new ServiceCollection().AddHexaDatabase(configuration, Path.GetDirectoryName(file) ?? ".").BuildServiceProvider();
        var databases = services.GetRequiredService<IDbContextFactory<HexaDbContext>>();
        await Database.MigrateAsync(databases, cancellationToken);

        var now = time.GetUtcNow().UtcDateTime;
        var random = new Random(20110301);
        var history = TimeSpan.FromDays(Math.Clamp(wanted.Dedications / 900.0, 180, 1100));
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var directory = new DemoDirectory(db, random);
        await directory.AddPeopleAsync(Math.Clamp(wanted.Tasks / 500, DemoTexts.People.Length, 2000), new PasswordHasher<HexaUser>(), cancellationToken);
        await directory.AddSettingsAsync(LocalTime.Day(now, DemoDirectory.Zone).Year, cancellationToken);
        var (clients, projects) = (Math.Max(10, wanted.Tasks / 50), Math.Max(20, wanted.Tasks / 20));
        await console.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{clients:N0} clients, {projects:N0} projects"));
        await directory.AddClientsAsync(clients, projects, (now - history).AddDays(-2), true, cancellationToken);
        await db.Database.CloseConnectionAsync();

        await using var load = new BulkLoad(connection, directory, random, now - history, now);
        await load.RunAsync(wanted.Tasks, wanted.Dedications, console, cancellationToken);
    }

    private static Wanted? Parse(string[] args, out string problem)
    {
        (int? tasks, int? dedications, string? file, var force) = (null, null, null, false);
        problem = "";
        for (var i = args is ["seed", ..] ? 1 : 0; i < args.Length; i++)
        {
            var name = args[i];
            if (name == "--force")
            {
                force = true;
                continue;
            }
            if (name is not ("--tasks" or "--dedications" or "--database"))
            {
                problem = $"Unknown argument: {name}";
                return null;
            }
            if (++i == args.Length || args[i].StartsWith("--", StringComparison.Ordinal))
            {
                problem = $"{name} needs a value.";
                return null;
            }
            if (name == "--database")
            {
                file = args[i];
                continue;
            }
            var (least, most) = name == "--tasks" ? (1, MostTasks) : (0, MostDedications);
            if (!int.TryParse(args[i], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < least || number > most)
            {
                problem = string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number from {least} to {most}, not {args[i]}.");
                return null;
            }
            if (name == "--tasks") tasks = number;
            else dedications = number;
        }
        if (tasks is null || dedications is null || string.IsNullOrWhiteSpace(file))
        {
            problem = $"Missing: {string.Join(", ", new[] { tasks is null ? "--tasks" : null, dedications is null ? "--dedications" : null, string.IsNullOrWhiteSpace(file) ? "--database" : null }.OfType<string>())}";
            return null;
        }
        if (Directory.Exists(file))
        {
            problem = $"{file} is a folder.";
            return null;
        }
        return new Wanted(tasks.Value, dedications.Value, Path.GetFullPath(file), force);
    }

    private static void Delete(string file)
    {
        foreach (var end in new[] { "", "-wal", "-shm", "-journal" }) File.Delete(file + end);
    }
}
