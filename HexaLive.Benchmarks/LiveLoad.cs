using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Identity;
using HexaLive.Infrastructure.Persistence;
using HexaLive.Infrastructure.Persistence.Seed;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Benchmarks;

/// <summary>
/// Opens live screens, writes entries that some of them must show, and measures how long each took from the call that saves it to the arrival of the
/// batch that draws it, at each screen that should; and what that costs the server.
/// </summary>
internal static class LiveLoad
{
    /// <summary>A task that entries are written on, with the two people whose screens show it.</summary>
    private sealed record Written(int TaskId, int ResponsibleId, int ControllerId);

    /// <summary>A mark that was written: on what, when the save was called, and how long it took, in ticks of <see cref="Stopwatch"/>.</summary>
    private sealed record Sent(Written On, long At, long Took);

    private sealed record Screen(Person Person, string Path, int? TaskId);

    private const int MostWritersAtOnce = 32;
    private const int WarmRate = 10;
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("hexalive-load-").FullName;
        try
        {
            Console.WriteLine("Making the company…");
            await using var server = await Server.StartAsync(options, folder, cancellationToken);
            var (pool, screens) = await PlanAsync(server.Services, options, cancellationToken);
            var warm = Math.Min(screens.Count, 10);
            var plan = new ScreenPlan(server.Address, DemoCompany.Password, warm, [.. screens.Select(s => new PlannedScreen(s.Person.Email!, s.Path))], Path.Combine(folder, "arrivals.txt"));
            await File.WriteAllTextAsync(Path.Combine(folder, "plan.json"), JsonSerializer.Serialize(plan), cancellationToken);

            using var farm = StartFarm(Path.Combine(folder, "plan.json"));
            try
            {
                await HearAsync(farm, "warm", cancellationToken);
                // The first writes compile what all later ones use.
                await WriteAsync(server.Services, pool, 2, WarmRate, first: 1_000_000, cancellationToken);
                var before = Memory.Now();
                await farm.StandardInput.WriteLineAsync();
                Console.WriteLine($"Opening {screens.Count} screens…");
                var opening = Stopwatch.StartNew();
                await HearAsync(farm, "open", cancellationToken);
                var after = Memory.Now();
                Console.WriteLine($"Open after {opening.Elapsed.TotalSeconds:0} s. Warming for {options.Warm} s, then writing {options.Rate:0.#} a second for {options.Seconds} s…");
                await WriteAsync(server.Services, pool, options.Warm, Math.Max(options.Rate, WarmRate), first: 2_000_000, cancellationToken);
                await Task.Delay(Drain, cancellationToken);

                using var self = Process.GetCurrentProcess();
                var (cpu, clock) = (self.TotalProcessorTime, Stopwatch.StartNew());
                var sent = await WriteAsync(server.Services, pool, options.Seconds, options.Rate, first: 1, cancellationToken);
                self.Refresh();
                var (spent, elapsed) = (self.TotalProcessorTime - cpu, clock.Elapsed);
                await Task.Delay(Drain, cancellationToken);
                await farm.StandardInput.WriteLineAsync();
                var tally = (await farm.StandardOutput.ReadLineAsync(cancellationToken) ?? "").Split(' ', 4);
                await farm.WaitForExitAsync(cancellationToken);
                if (tally is [_, _, not "0", ..]) Console.WriteLine($"{tally[2]} screens broke off: {tally.ElementAtOrDefault(3)}");

                var arrivals = await ReadAsync(plan.Arrivals, cancellationToken);
                return Tell(options, screens, sent, arrivals, spent, elapsed, (before, after, screens.Count - warm));
            }
            finally
            {
                if (!farm.HasExited) farm.Kill();
            }
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    // Everybody who shall look gets a sign-in. Entries are written where somebody looks: on tasks to come that stand on the today page
    // of a representative who has it open, and stay there.
    private static async Task<(List<Written> Pool, List<Screen> Screens)> PlanAsync(IServiceProvider services, LoadOptions options, CancellationToken cancellationToken)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<HexaDbContext>>().CreateDbContextAsync(cancellationToken);
        var people = await db.People.Where(p => p.Active && p.Email != null).OrderBy(p => p.Id).ToListAsync(cancellationToken);
        var byId = people.ToDictionary(p => p.Id);
        var (rooms, pages) = (options.Screens * options.Rooms / 100, options.Screens * options.Pages / 100);
        var todays = options.Screens - rooms - pages;

        var pool = new List<Written>();
        var representatives = new List<Person>();
        foreach (var person in people.Where(p => p.Role == PersonRole.Representative))
        {
            if (representatives.Count == (todays > 0 ? todays : options.Screens)) break;
            var viewer = (await services.GetRequiredService<Viewers>().FindAsync(person.Id, cancellationToken))!;
            var today = await services.GetRequiredService<TaskList>().TodayAsync(viewer, cancellationToken);
            var shown = today.Coming.Select(t => t.Id).ToList();
            var tasks = (await db.Tasks.Where(t => shown.Contains(t.Id)).Select(t => new Written(t.Id, t.ResponsibleId, t.ControllerId)).ToListAsync(cancellationToken))
                .Where(t => byId.TryGetValue(t.ControllerId, out var controller) && controller.Role == PersonRole.Manager).ToList();
            if (tasks.Count == 0) continue;
            representatives.Add(person);
            pool.AddRange(tasks);
        }
        var controllers = pool.Select(t => t.ControllerId).Distinct().Order().Select(id => byId[id]).ToList();
        new Random(1).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(pool));

        var screens = Enumerable.Range(0, rooms).Select(i => new Screen(controllers[i % controllers.Count], "/control", null))
            .Concat(Enumerable.Range(0, pages).Select(i => pool[i % pool.Count]).Select(t => new Screen(byId[t.ResponsibleId], $"/tasks/{t.TaskId}", t.TaskId)))
            .Concat(Enumerable.Range(0, todays).Select(i => new Screen(representatives[i % representatives.Count], "/today", null))).ToList();
        // In no order, so that the first few are of every kind.
        new Random(2).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(screens));

        var known = await db.Users.ToDictionaryAsync(u => u.PersonId, cancellationToken);
        var password = services.GetRequiredService<IPasswordHasher<HexaUser>>().HashPassword(new HexaUser(), DemoCompany.Password);
        foreach (var person in screens.Select(s => s.Person).Distinct())
        {
            if (!known.TryGetValue(person.Id, out var user)) db.Users.Add(user = new HexaUser { PersonId = person.Id, EmailConfirmed = true, SecurityStamp = Guid.NewGuid().ToString("N") });
            user.Take(person.Email!);
            user.PasswordHash = password;
        }
        await db.SaveChangesAsync(cancellationToken);
        Console.WriteLine($"{people.Count} people; {rooms} rooms of {controllers.Count} managers, {pages} task pages, {todays} today pages of {representatives.Count} representatives; {pool.Count} tasks to write on.");
        return (pool, screens);
    }

    // At even distances, whether the last one is saved already or not, as people do.
    private static async Task<Dictionary<int, Sent>> WriteAsync(IServiceProvider services, List<Written> pool, int seconds, double rate, int first, CancellationToken cancellationToken)
    {
        var log = services.GetRequiredService<DedicationLog>();
        var viewers = services.GetRequiredService<Viewers>();
        var known = new Dictionary<int, Viewer>();
        foreach (var id in pool.Select(t => t.ResponsibleId).Distinct()) known[id] = (await viewers.FindAsync(id, cancellationToken))!;
        using var places = new SemaphoreSlim(MostWritersAtOnce);
        var clock = Stopwatch.StartNew();
        var writes = new List<Task<(int, Sent)>>();
        for (var i = 0; i < seconds * rate; i++)
        {
            if (TimeSpan.FromSeconds(i / rate) - clock.Elapsed is { Ticks: > 0 } wait) await Task.Delay(wait, cancellationToken);
            await places.WaitAsync(cancellationToken);
            writes.Add(WriteOneAsync(first + i, pool[i % pool.Count]));
        }
        return (await Task.WhenAll(writes)).ToDictionary(w => w.Item1, w => w.Item2);

        async Task<(int, Sent)> WriteOneAsync(int mark, Written on)
        {
            try
            {
                await Task.Yield();
                var at = Stopwatch.GetTimestamp();
                var fields = new DedicationFields(DateOnly.FromDateTime(DateTime.UtcNow), 5, string.Create(CultureInfo.InvariantCulture, $"{CircuitClient.Mark}{mark}. Ha llamado: confirma el pedido y pide que se lo llevemos el lunes."));
                await log.LogAsync(known[on.ResponsibleId], new LogRequest(on.TaskId, fields, AfterLog.Keep, Guid.NewGuid()), cancellationToken);
                return (mark, new Sent(on, at, Stopwatch.GetTimestamp() - at));
            }
            finally
            {
                places.Release();
            }
        }
    }

    private static int Tell(
        LoadOptions options, List<Screen> screens, Dictionary<int, Sent> sent, HashSet<(int Screen, int Mark, long At)> arrivals, TimeSpan spent, TimeSpan elapsed, (Memory Before, Memory After, int Screens) memory)
    {
        var arrived = arrivals.ToDictionary(a => (a.Screen, a.Mark), a => a.At);
        var lags = new List<double>();
        var missed = 0;
        foreach (var (mark, entry) in sent)
        {
            for (var i = 0; i < screens.Count; i++)
            {
                var (person, path, task) = screens[i];
                var should = task is { } id ? id == entry.On.TaskId : person.Id == (path == "/control" ? entry.On.ControllerId : entry.On.ResponsibleId);
                if (!should) continue;
                if (arrived.TryGetValue((i, mark), out var at)) lags.Add(Stopwatch.GetElapsedTime(entry.At, at).TotalMilliseconds);
                else if (missed++ < 5) Console.WriteLine($"Missed: {path} of {person.Email}, mark {mark}");
            }
        }
        lags.Sort();
        var saves = sent.Values.Select(s => Stopwatch.GetElapsedTime(0, s.Took).TotalMilliseconds).Order().ToList();
        double PerScreen(long before, long after) => (after - before) / 1_048_576.0 / Math.Max(1, memory.Screens);
        string[] row =
        [
            $"{options.Screens}", $"{options.Rate:0.#}", $"{sent.Count}", $"{lags.Count}", $"{At(lags, .50):0}", $"{At(lags, .95):0}", $"{At(lags, .99):0}", $"{At(lags, 1):0}", $"{missed}", $"{At(saves, .50):0.0}",
            $"{PerScreen(memory.Before.Managed, memory.After.Managed):0.00}", $"{PerScreen(memory.Before.WorkingSet, memory.After.WorkingSet):0.00}",
            $"{100 * spent.TotalSeconds / elapsed.TotalSeconds:0}", $"{spent.TotalMilliseconds / Math.Max(1, lags.Count):0.0}",
        ];
        var line = $"| {string.Join(" | ", row)} |";
        Console.WriteLine();
        Console.WriteLine("| screens | entries/s | entries | deliveries | lag p50 ms | p95 | p99 | max | missed | save p50 ms | managed MB/screen | working set MB/screen | server CPU % of a core | CPU ms/delivery |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        Console.WriteLine(line);
        if (options.Out is { } file) File.AppendAllText(file, line + Environment.NewLine);
        return missed == 0 && lags.Count > 0 ? 0 : 1;

        static double At(List<double> sorted, double part) => sorted.Count == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(part * sorted.Count) - 1, 0, sorted.Count - 1)];
    }

    private static Process StartFarm(string plan)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        // Started as `dotnet the.dll`, or as the program itself.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(LiveLoad).Assembly.Location);
        start.ArgumentList.Add("screens");
        start.ArgumentList.Add(plan);
        start.Environment["DOTNET_gcServer"] = "0";
        return Process.Start(start)!;
    }

    private static async Task HearAsync(Process farm, string word, CancellationToken cancellationToken)
    {
        var line = await farm.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("The screens' process ended.");
        if (!line.StartsWith(word, StringComparison.Ordinal)) throw new InvalidOperationException(line);
        if (line != word) Console.WriteLine(line);
    }

    private static async Task<HashSet<(int, int, long)>> ReadAsync(string file, CancellationToken cancellationToken) =>
        [.. (await File.ReadAllLinesAsync(file, cancellationToken)).Select(l => Array.ConvertAll(l.Split(' '), long.Parse)).Select(p => ((int)p[0], (int)p[1], p[2]))];

    /// <summary>What this process holds, after a collection, in bytes.</summary>
    private sealed record Memory(long Managed, long WorkingSet)
    {
        public static Memory Now()
        {
            for (var i = 0; i < 3; i++)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }
            return new Memory(GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);
        }
    }
}
