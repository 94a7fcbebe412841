using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Teams;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>
/// A small company with many edge cases: people without a team, tasks without a type, texts with accents, and days before and after clock
/// changes.
/// </summary>
public sealed class ReportSampleData
{
    private const string Madrid = "Europe/Madrid";

    private readonly HexaDbContext _db;
    private readonly Random _random;
    private readonly DateTime _now;
    private readonly Actor _system;
    private readonly List<Team> _teams = [];
    private readonly List<Person> _people = [];
    private readonly List<TaskType> _types = [];
    private readonly List<TaskOrigin> _origins = [];
    private readonly List<Client> _clients = [];
    private readonly List<Contact> _contacts = [];
    private readonly List<Project> _projects = [];
    private readonly List<WorkTask> _tasks = [];

    private ReportSampleData(HexaDbContext db, Random random, DateTime now) =>
        (_db, _random, _now, _system) = (db, random, now, new Actor(null, now));

    /// <summary>Saves the people, task types, clients, projects, tasks and entries of the company.</summary>
    public static async Task FillAsync(HexaDbContext db, Random random, DateTime now)
    {
        var data = new ReportSampleData(db, random, now);
        await data.AddPeopleAsync();
        await data.AddTypesAsync();
        await data.AddClientsAsync();
        await data.AddProjectsAsync();
        await data.AddTasksAsync();
        await data.AddEntriesAsync();
    }

    private Actor AdminAt(DateTime at) => new(_people[0].Id, at);

    private async Task AddPeopleAsync()
    {
        Team north = new("Norte", null, _system),
            coast = new("Costa", north, _system),
            south = new("Sur", null, _system);
        _db.AddRange(north, coast, south);
        await _db.SaveChangesAsync();
        _people.AddRange([
            new(new PersonFields("Ana Admin", "a@test.local", PersonRole.Administrator), _system),
            new(new PersonFields("Álvaro Jefe", "b@test.local", PersonRole.Manager, north.Id), _system),
            new(new PersonFields("alba rep", "c@test.local", PersonRole.Representative, north.Id), _system),
            new(new PersonFields("Zoe Canarias", "d@test.local", PersonRole.Representative, coast.Id, "Atlantic/Canary"), _system),
            new(new PersonFields("Óscar Sur", "e@test.local", PersonRole.Representative, south.Id), _system),
            new(new PersonFields("Nadie", null, PersonRole.Representative), _system),
        ]);
        _db.AddRange(_people);
        await _db.SaveChangesAsync();
        north.SetManager(_people[1], _system);
        _teams.AddRange([north, coast, south]);
    }

    private async Task AddTypesAsync()
    {
        _types.AddRange([new("Oferta", new TaskPreset(), _system), new("éxito", new TaskPreset(), _system)]);
        _origins.AddRange([new("Web", new TaskPreset(), _system), new("Teléfono", new TaskPreset(), _system)]);
        _db.AddRange(_types);
        _db.AddRange(_origins);
        await _db.SaveChangesAsync();
    }

    private async Task AddClientsAsync()
    {
        string[] names = ["Pérez e hijos", "perez", "Óptica Ñu", "Zapatos 50%", "Ácido_uno", "=SUMA", "Blanco"];
        _clients.AddRange(
            names.Select(
                (name, i) =>
                    new Client(
                        new ClientFields(
                            name,
                            TaxId: i % 2 == 0 ? $"B{i}" : null,
                            TeamId: _teams.ElementAtOrDefault(i % 4)?.Id,
                            Phone: i % 3 == 0 ? "948 00 00" : null,
                            Email: i % 2 == 1 ? $"c{i}@Correo.ES" : null,
                            Address: i == 2 ? "Calle Núñez, 3" : null,
                            Notes: i == 3 ? "Paga tarde\nsiempre" : null,
                            Website: i % 2 == 0 ? $"www.Óptica{i}.example" : null
                        )
                        {
                            PhoneKey = "9480000",
                        },
                        AdminAt(_now.AddDays(-300))
                    )
            )
        );
        _clients[6].SetActive(false, AdminAt(_now));
        _db.AddRange(_clients);
        await _db.SaveChangesAsync();
        _contacts.AddRange(
            _clients
                .Take(4)
                .Select(
                    (c, i) =>
                        c.AddContact(
                            i == 0 ? "Íñigo" : $"Contacto {i}",
                            null,
                            i % 2 == 0 ? $"ÍÑIGO{i}@correo.es" : null,
                            new PhoneNumberParser("ES").ParseValid(
                                i == 1 ? ["948 11 11 11", "600 22 22 22"]
                                    : i == 2 ? ["+34 948 33 33 33"]
                                    : [],
                                null
                            ),
                            AdminAt(_now)
                        )
                )
        );
        await _db.SaveChangesAsync();
    }

    private async Task AddProjectsAsync()
    {
        for (var i = 0; i < 9; i++)
        {
            var start = new DateOnly(2025, _random.Next(1, 13), _random.Next(1, 29));
            _projects.Add(
                new Project(
                    _clients[i % 6],
                    new ProjectFields(
                        $"{(i % 2 == 0 ? "Águila" : "obra")} {i / 3}",
                        i % 3 == 0 ? ProjectKind.Production : ProjectKind.Commercial,
                        i % 4 == 0 ? null : _people[i % 5].Id,
                        i % 3 == 1 ? $"P-{i}" : null,
                        i % 2 == 0 ? start : null,
                        i % 4 == 0 ? start.AddDays(90) : null,
                        i == 5 ? "Descripción ÚNICA" : null
                    ),
                    AdminAt(_now.AddDays(-200))
                )
            );
        }
        _db.AddRange(_projects);
        await _db.SaveChangesAsync();
    }

    private async Task AddTasksAsync()
    {
        for (var i = 0; i < 45; i++)
        {
            var task = CreateTask(i);
            _tasks.Add(task);
            AddHistory(task, i);
        }
        _db.AddRange(_tasks);
        await _db.SaveChangesAsync();
    }

    private WorkTask CreateTask(int i)
    {
        var project = _projects[_random.Next(8)];
        var contact = _contacts.FirstOrDefault(c => c.ClientId == project.ClientId);
        var created = InstantDaysAgo(400);
        var day = LocalTime.Day(created, Madrid).AddDays(_random.Next(0, 500));
        NextAction? next =
            _random.Next(4) == 0
                ? null
                : new NextAction(
                    day,
                    _random.Next(2) == 0 ? null : new TimeOnly(_random.Next(24), 30),
                    _random.Next(3) == 0 ? $"Llamar {i}" : null
                );
        return new WorkTask(
            project,
            new TaskFields(
                _random.Next(2) == 0 ? $"Oferta {_random.Next(4)}" : $"ofertá {_random.Next(4)}",
                _random.Next(3) == 0 ? $"Texto {i} año" : null,
                _random.Next(3) == 0 ? null : _types[_random.Next(2)].Id,
                _random.Next(2) == 0 ? null : _origins[_random.Next(2)].Id,
                _random.Next(2) == 0 ? contact?.Id : null,
                (TaskPriority)_random.Next(4),
                _random.Next(2) == 0 ? null : _random.Next(1, 600)
            ),
            _people[_random.Next(1, 6)],
            _people[_random.Next(1, 6)],
            _people[_random.Next(6)],
            next,
            AdminAt(created)
        );
    }

    // Performs a few actions on a task: logs entries, reschedules or finishes the task.
    private void AddHistory(WorkTask task, int i)
    {
        var at = task.CreatedAt;
        for (var steps = _random.Next(6); steps > 0 && task.Status != WorkTaskStatus.Finished; steps--)
        {
            at = at.AddHours(_random.Next(1, 900));
            if (at > _now)
                break;
            switch (_random.Next(4))
            {
                case 0:
                    task.Reschedule(
                        _random.Next(5) == 0 ? null : new NextAction(LocalTime.Day(at, Madrid).AddDays(_random.Next(0, 60))),
                        AdminAt(at)
                    );
                    break;
                case 1 when _random.Next(3) == 0:
                    task.Finish($"Cerrada {i}", AdminAt(at));
                    break;
                default:
                    Log(task, at);
                    break;
            }
        }
    }

    // Adds entries to open tasks and corrects some entries.
    private async Task AddEntriesAsync()
    {
        foreach (var task in _tasks.Where(t => t.Status != WorkTaskStatus.Finished).Take(30))
            for (var n = _random.Next(6); n > 0; n--)
                Log(task, _now.AddMinutes(-_random.Next(60_000)));
        _projects[8].Close(0, AdminAt(_now.AddDays(-3)));
        await _db.SaveChangesAsync();
        var some = await _db.Dedications.Include(d => d.Task).Include(d => d.Person).Where(d => d.Id % 7 == 0).ToListAsync();
        foreach (var entry in some)
            entry.Correct(
                new DedicationFields(entry.Date, entry.Minutes + 1, entry.Comment + " (corregida)", entry.Channel),
                canControl: true,
                AdminAt(_now)
            );
        await _db.SaveChangesAsync();
    }

    private void Log(WorkTask task, DateTime at)
    {
        var person = _people[_random.Next(1, 6)];
        var contact = _contacts.FirstOrDefault(c => c.ClientId == task.Client.Id);
        var entry = task.Log(
            new DedicationFields(
                LocalTime.Day(at, person.TimeZone).AddDays(-_random.Next(3)),
                _random.Next(1, 300),
                _random.Next(4) == 0 ? "=HYPERLINK()" : $"Habló de ÁÉÍ {_random.Next(20)}",
                (DedicationChannel)_random.Next(5),
                _random.Next(3) == 0 ? contact?.Id : null
            ),
            person,
            _random.Next(3) == 0
                ? new EntryFollowUp(new NextAction(LocalTime.Day(at, person.TimeZone).AddDays(_random.Next(1, 40))))
                : EntryFollowUp.Keep,
            new Actor(person.Id, at),
            Guid.NewGuid()
        );
        if (entry.Review is not null && _random.Next(3) == 0)
            entry.Review.Approve(new Actor(task.Controller.Id, at));
    }

    // Returns a random instant, sometimes close to a clock change or shortly before midnight in Madrid.
    private DateTime InstantDaysAgo(int days) =>
        _random.Next(5) switch
        {
            0 => LocalTime.ToUtc(new DateOnly(2025, 10, 26).AddDays(_random.Next(-1, 2)), new TimeOnly(_random.Next(4), 30), Madrid),
            1 => LocalTime.ToUtc(DateOnly.FromDateTime(_now).AddDays(-_random.Next(1, days)), new TimeOnly(23, 30), Madrid),
            _ => _now.AddMinutes(-_random.Next(1, days * 1440)),
        };
}
