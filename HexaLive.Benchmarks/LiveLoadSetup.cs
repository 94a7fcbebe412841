using System.Runtime.InteropServices;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Data.Seed;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Benchmarks;

/// <summary>A live screen and the person who opens it; <see cref="TaskId"/> is set for a task's page.</summary>
internal sealed record LoadScreen(Person Person, string Path, int? TaskId);

/// <summary>
/// The screens to open and the tasks to log entries on. Entries are logged only on upcoming tasks that a representative's Today page shows,
/// so that somebody sees each entry. These tasks stay on that page after an entry is logged.
/// </summary>
internal sealed record LiveLoadSetup(List<LoadTask> Tasks, List<LoadScreen> Screens)
{
    /// <summary>Chooses tasks and screens, and creates an account for everybody who has a screen.</summary>
    public static async Task<LiveLoadSetup> CreateAsync(IServiceProvider services, LoadOptions options, CancellationToken cancellationToken)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<HexaDbContext>>().CreateDbContextAsync(cancellationToken);
        var people = await db.People.Where(p => p.Active && p.Email != null).OrderBy(p => p.Id).ToListAsync(cancellationToken);
        var (rooms, pages) = (options.Screens * options.Rooms / 100, options.Screens * options.Pages / 100);
        var todays = options.Screens - rooms - pages;
        var (tasks, representatives) = await ChooseTasksAsync(
            db,
            services,
            people,
            todays > 0 ? todays : options.Screens,
            cancellationToken
        );
        var byId = people.ToDictionary(p => p.Id);
        var controllers = tasks.Select(t => t.ControllerId).Distinct().Order().Select(id => byId[id]).ToList();
        new Random(1).Shuffle(CollectionsMarshal.AsSpan(tasks));

        List<LoadScreen> screens =
        [
            .. Enumerable.Range(0, rooms).Select(i => new LoadScreen(controllers[i % controllers.Count], "/control", null)),
            .. Enumerable
                .Range(0, pages)
                .Select(i => tasks[i % tasks.Count])
                .Select(t => new LoadScreen(byId[t.ResponsibleId], $"/tasks/{t.TaskId}", t.TaskId)),
            .. Enumerable.Range(0, todays).Select(i => new LoadScreen(representatives[i % representatives.Count], "/today", null)),
        ];
        // Shuffle, so that the screens opened for warming up are of every kind.
        new Random(2).Shuffle(CollectionsMarshal.AsSpan(screens));
        await CreateAccountsAsync(db, services, screens.Select(s => s.Person).Distinct(), cancellationToken);
        Console.WriteLine(
            $"{people.Count} people; {rooms} rooms of {controllers.Count} managers, {pages} task pages, "
                + $"{todays} today pages of {representatives.Count} representatives; {tasks.Count} tasks to write on."
        );
        return new LiveLoadSetup(tasks, screens);
    }

    private static async Task<(List<LoadTask> Tasks, List<Person> Representatives)> ChooseTasksAsync(
        HexaDbContext db,
        IServiceProvider services,
        List<Person> people,
        int count,
        CancellationToken cancellationToken
    )
    {
        var managers = people.Where(p => p.Role == PersonRole.Manager).Select(p => p.Id).ToHashSet();
        var (chosen, representatives) = (new List<LoadTask>(), new List<Person>());
        foreach (var person in people.Where(p => p.Role == PersonRole.Representative))
        {
            if (representatives.Count == count)
                break;
            var viewer = (await services.GetRequiredService<Viewers>().FindAsync(person.Id, cancellationToken))!;
            var today = await services.GetRequiredService<TaskList>().GetTodayAsync(viewer, cancellationToken);
            var shown = today.Upcoming.Select(t => t.Id).ToList();
            var tasks = await db
                .Tasks.Where(t => shown.Contains(t.Id) && managers.Contains(t.ControllerId))
                .Select(t => new LoadTask(t.Id, t.ResponsibleId, t.ControllerId))
                .ToListAsync(cancellationToken);
            if (tasks.Count == 0)
                continue;
            representatives.Add(person);
            chosen.AddRange(tasks);
        }
        return (chosen, representatives);
    }

    private static async Task CreateAccountsAsync(
        HexaDbContext db,
        IServiceProvider services,
        IEnumerable<Person> people,
        CancellationToken cancellationToken
    )
    {
        var known = await db.Users.ToDictionaryAsync(u => u.PersonId, cancellationToken);
        var password = services.GetRequiredService<IPasswordHasher<HexaUser>>().HashPassword(new HexaUser(), DemoCompany.Password);
        foreach (var person in people)
        {
            if (!known.TryGetValue(person.Id, out var user))
                db.Users.Add(
                    user = new HexaUser
                    {
                        PersonId = person.Id,
                        EmailConfirmed = true,
                        SecurityStamp = Guid.NewGuid().ToString("N"),
                    }
                );
            user.ChangeEmail(person.Email!);
            user.PasswordHash = password;
        }
        await db.SaveChangesAsync(cancellationToken);
    }
}
