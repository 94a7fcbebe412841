using System.Globalization;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.TaskTypes;
using HexaLive.Infrastructure.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Persistence.Seed;

/// <summary>
/// The company that an empty Development database is filled with: the same each time on the same day. History is made through the model's own
/// methods, so that promises and activity are as real as in use.
/// </summary>
public sealed class DemoCompany(IDbContextFactory<HexaDbContext> databases, TimeProvider time, IPasswordHasher<HexaUser> passwords)
{
    /// <summary>Password of every demo sign-in.</summary>
    public const string Password = DemoTexts.Password;

    private const string Zone = "Europe/Madrid";
    private const int TaskCount = 600;
    private const int EntryCount = 4000;
    private readonly Random _random = new(20110301);

    /// <summary>Fills an empty database; false, and nothing done, where there is somebody already.</summary>
    public async Task<bool> SeedAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.People.AnyAsync(cancellationToken)) return false;
        // Nobody listens yet, and history is not news.
        db.Use(null, null);
        var now = time.GetUtcNow().UtcDateTime;
        var start = LocalTime.ToUtc(LocalTime.Day(now, Zone).AddDays(-180), new TimeOnly(9, 0), Zone);

        var people = await AddPeopleAsync(db, cancellationToken);
        var types = AddTypes(db, now);
        var projects = AddProjects(db, people, start);
        await db.SaveChangesAsync(cancellationToken);
        await AddHistoryAsync(db, people, types, projects, now, cancellationToken);
        return true;
    }

    private async Task<Person[]> AddPeopleAsync(HexaDbContext db, CancellationToken cancellationToken)
    {
        var office = new Team("Central");
        Team[] teams = [office, new("Zona Norte", office), new("Zona Centro", office), new("Zona Sur", office)];
        var people = DemoTexts.People.Select(p => new Person(p.Name, p.Email, (PersonRole)p.Role, null, Zone)).ToArray();
        db.AddRange(teams);
        db.AddRange(people);
        await db.SaveChangesAsync(cancellationToken);
        for (var i = 0; i < people.Length; i++)
        {
            var (_, email, team, role) = DemoTexts.People[i];
            people[i].Join(teams[team]);
            if (role == 1) teams[team].ManagedBy(people[i]);
            var user = new HexaUser
            {
                PersonId = people[i].Id,
                UserName = email,
                Email = email,
                NormalizedUserName = email.ToUpperInvariant(),
                NormalizedEmail = email.ToUpperInvariant(),
                EmailConfirmed = true,
                LockoutEnabled = true,
                SecurityStamp = Guid.NewGuid().ToString(),
            };
            user.PasswordHash = passwords.HashPassword(user, Password);
            db.Users.Add(user);
        }
        await db.SaveChangesAsync(cancellationToken);
        return people;
    }

    private static TaskType[] AddTypes(HexaDbContext db, DateTime now)
    {
        TaskType[] types =
        [
            new("Llamada comercial", new TaskPreset { ResponsibleRule = PersonRule.Creator, ControllerRule = PersonRule.ClientTeamManager, NextActionWorkingDays = 1, EstimatedMinutes = 15 }),
            new("Visita", new TaskPreset { ResponsibleRule = PersonRule.Creator, ControllerRule = PersonRule.ClientTeamManager, NextActionWorkingDays = 5, EstimatedMinutes = 90 }),
            new("Oferta", new TaskPreset { ResponsibleRule = PersonRule.Creator, ControllerRule = PersonRule.ProjectManager, NextActionWorkingDays = 3, EstimatedMinutes = 60 }),
            new("Reclamación", new TaskPreset { ResponsibleRule = PersonRule.ProjectManager, ControllerRule = PersonRule.ClientTeamManager, Priority = TaskPriority.High, NextActionWorkingDays = 0 }),
            new("Instalación", new TaskPreset { ControllerRule = PersonRule.ProjectManager, NextActionWorkingDays = 10, EstimatedMinutes = 240, ProjectKind = ProjectKind.Production }),
        ];
        db.AddRange(types);
        db.AddRange(
            new IncidenceOrigin("Llamada del cliente", new TaskPreset { NextActionWorkingDays = 0 }),
            new IncidenceOrigin("Página web", new TaskPreset()),
            new IncidenceOrigin("Queja", new TaskPreset { Priority = TaskPriority.Urgent }),
            new IncidenceOrigin("Iniciativa propia", new TaskPreset()));
        foreach (var year in new[] { now.Year, now.Year + 1 })
        {
            (int Month, int Day, string Name)[] days =
                [(1, 1, "Año Nuevo"), (1, 6, "Reyes"), (5, 1, "Fiesta del Trabajo"), (8, 15, "Asunción"), (10, 12, "Fiesta Nacional"), (11, 1, "Todos los Santos"), (12, 6, "Constitución"), (12, 8, "Inmaculada"), (12, 25, "Navidad")];
            db.AddRange(days.Select(d => new Holiday(new DateOnly(year, d.Month, d.Day), d.Name, null)));
        }
        return types;
    }

    private List<Project> AddProjects(HexaDbContext db, Person[] people, DateTime start)
    {
        var admin = people[0];
        var projects = new List<Project>();
        foreach (var (name, town, team) in DemoTexts.Clients)
        {
            var index = projects.Count / 2 + 1;
            var client = new Client(
                new ClientFields(
                    name, $"C{index:000}", $"B{10000000 + _random.Next(80000000)}", people.First(p => DemoTexts.People[Array.IndexOf(people, p)].Team == team).TeamId,
                    $"9{_random.Next(10, 88)} {_random.Next(100, 999)} {_random.Next(100, 999)}", $"info@{Domain.Text.SearchText.Of(name).Replace(" ", "", StringComparison.Ordinal)}.example", town),
                admin.Id, start);
            for (var i = 0; i < 2 + _random.Next(2); i++)
            {
                var contact = $"{Pick(DemoTexts.FirstNames)} {Pick(DemoTexts.Surnames)}";
                client.AddContact(contact, Pick(DemoTexts.Positions), null, [$"6{_random.Next(10, 99)} {_random.Next(100, 999)} {_random.Next(100, 999)}"], admin.Id, start);
            }
            var manager = people.First(p => DemoTexts.People[Array.IndexOf(people, p)] is { Role: 1 } d && d.Team == team);
            projects.Add(new Project(client, new ProjectFields($"Comercial {start.Year}", ProjectKind.Commercial, manager.Id, $"C{index:000}-{start.Year}", new DateOnly(start.Year, 1, 1), new DateOnly(start.Year, 12, 31)), admin.Id, start));
            projects.Add(new Project(client, new ProjectFields(Capital(Pick(DemoTexts.Products)), ProjectKind.Production, manager.Id, $"P{index:000}", DateOnly.FromDateTime(start), DateOnly.FromDateTime(start).AddDays(240)), admin.Id, start));
        }
        db.AddRange(projects);
        return projects;
    }

    // Each task has its own plan of days; all entries are then made in the order of time, as the company would have lived them.
    private async Task AddHistoryAsync(HexaDbContext db, Person[] people, TaskType[] types, List<Project> projects, DateTime now, CancellationToken cancellationToken)
    {
        var today = LocalTime.Day(now, Zone);
        var plans = new List<(DateTime At, int Task, int Step, int Steps)>();
        for (var i = 0; i < TaskCount; i++)
        {
            var steps = EntryCount / TaskCount + _random.Next(-4, 5) + (i % 3 == 0 ? 1 : 0);
            var first = 5 + _random.Next(165);
            for (var step = 0; step < steps; step++)
            {
                var back = step == steps - 1 && _random.Next(3) == 0 ? _random.Next(3) : first - (first - 1) * step / Math.Max(1, steps);
                var day = today.AddDays(-back);
                while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) day = day.AddDays(-1);
                var at = LocalTime.ToUtc(day, new TimeOnly(8 + _random.Next(10), _random.Next(60)), Zone);
                plans.Add((at < now ? at : now.AddMinutes(-1 - _random.Next(90)), i, step, steps));
            }
        }
        var tasks = new WorkTask?[TaskCount];
        foreach (var chunk in plans.OrderBy(p => p.At).ThenBy(p => p.Step).Chunk(500))
        {
            foreach (var (at, index, _, steps) in chunk) Live(index, at, steps);
            await db.SaveChangesAsync(cancellationToken);
        }
        await PromiseAsync();

        void Live(int index, DateTime at, int steps)
        {
            var project = projects[index % projects.Count];
            var team = DemoTexts.Clients[index % projects.Count / 2].Team;
            var reps = Enumerable.Range(0, people.Length).Where(p => DemoTexts.People[p].Team == team && DemoTexts.People[p].Role == 0).ToArray();
            var responsible = people[reps[index / projects.Count % reps.Length]];
            var controller = people[Enumerable.Range(0, people.Length).First(p => DemoTexts.People[p].Team == team && DemoTexts.People[p].Role == 1)];
            if (tasks[index] is null)
            {
                var (type, title, description) = DemoTexts.Tasks[_random.Next(DemoTexts.Tasks.Length)];
                var product = Pick(DemoTexts.Products);
                var priority = type == 3 ? TaskPriority.High : (TaskPriority)new[] { 0, 1, 1, 1, 1, 2, 3 }[_random.Next(7)];
                tasks[index] = new WorkTask(
                    project, new TaskFields(string.Format(CultureInfo.InvariantCulture, title, product), string.Format(CultureInfo.InvariantCulture, description, product), types[type].Id, null, null, priority, 60),
                    responsible, controller, _random.Next(3) == 0 ? controller : responsible, null, controller.Id, at.AddMinutes(-30));
                db.Add(tasks[index]!);
            }
            var task = tasks[index]!;
            if (task.Status == WorkTaskStatus.Finished) return;
            var contact = Pick([.. project.Client.Contacts]);
            var (channel, comments) = _random.Next(10) switch
            {
                < 5 => (DedicationChannel.Call, DemoTexts.Calls),
                < 7 => (DedicationChannel.Visit, DemoTexts.Visits),
                7 => (DedicationChannel.Email, DemoTexts.Emails),
                8 => (DedicationChannel.Call, DemoTexts.Complaints),
                _ => (DedicationChannel.Email, DemoTexts.Quotes),
            };
            var last = task.Activity.Count(a => a.Dedication is not null) >= steps - 1;
            var then = last && _random.Next(5) < 2
                ? new AfterLog(Finish: true, Outcome: Pick(DemoTexts.Outcomes))
                : new AfterLog(new NextAction(WorkDay(responsible.Today(at).AddDays(1 + _random.Next(12))), null, string.Format(CultureInfo.InvariantCulture, Pick(DemoTexts.NextNotes), "", contact.Name)));
            var text = string.Format(CultureInfo.InvariantCulture, Pick(comments), Pick(DemoTexts.Products), contact.Name.Split(' ')[0], 2 + _random.Next(48));
            task.Log(new DedicationFields(responsible.Today(at), Pick([5, 10, 10, 15, 15, 20, 30, 45, 60, 90]), text, channel, contact.Id), responsible, then, responsible.Id, at, KeyOf(index, at));
        }

        // What is open gets dates around today: some late, some for now, most to come.
        async Task PromiseAsync()
        {
            var open = tasks.Where(t => t is { Status: not WorkTaskStatus.Finished }).Select(t => t!).ToList();
            foreach (var task in open)
            {
                var days = _random.Next(20) switch { 0 or 1 => -1 - _random.Next(6), 2 or 3 => 0, 4 => 999, _ => 1 + _random.Next(18) };
                while (today.AddDays(days).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) days++;
                var next = days >= 999 ? null : new NextAction(today.AddDays(days), _random.Next(3) == 0 ? new TimeOnly(9 + _random.Next(9), 15 * _random.Next(4)) : null, task.NextActionNote);
                task.Reschedule(next, task.ResponsibleId, now.AddMinutes(-1));
            }
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    private static DateOnly WorkDay(DateOnly day) => day.DayOfWeek switch { DayOfWeek.Saturday => day.AddDays(2), DayOfWeek.Sunday => day.AddDays(1), _ => day };

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static Guid KeyOf(int task, DateTime at)
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, task);
        BitConverter.TryWriteBytes(bytes[8..], at.Ticks);
        return new Guid(bytes);
    }
}
