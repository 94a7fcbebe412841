using HexaLive.Domain.Clients;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.People;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Teams;
using HexaLive.Infrastructure.Features.Shared;
using HexaLive.Infrastructure.Identity;
using Microsoft.AspNetCore.Identity;

namespace HexaLive.Infrastructure.Data.Seed;

/// <summary>A sales team with its manager and representatives.</summary>
internal sealed record DemoTeam(Team Team, Person Manager, List<Person> Reps);

/// <summary>A client, the team and representative responsible for it, and its projects.</summary>
internal sealed record DemoClient(Client Client, Trade Trade, DemoTeam Team, Person Owner, List<Project> Projects);

/// <summary>
/// Creates the demo company's master data: people with their accounts, clients, projects, task types, origins and holidays.
/// </summary>
internal sealed class DemoMasterData(HexaDbContext db, Random random, DateTime start)
{
    /// <summary>The time zone of all demo people.</summary>
    public const string Zone = "Europe/Madrid";

    private const int BatchSize = 500;

    // The system creates the people and settings.
    private readonly Actor _founder = new(null, start);
    private readonly PhoneNumberParser _phones = new(CountryCodes.Default);

    public Person Admin { get; private set; } = null!;
    public List<DemoTeam> Teams { get; } = [];
    public List<DemoClient> Clients { get; } = [];
    public TaskType[] Types { get; private set; } = [];
    public TaskOrigin[] Origins { get; private set; } = [];

    /// <summary>
    /// Adds teams and people. Always includes the people of <see cref="DemoTexts.People"/>, who also get sign-in accounts.
    /// </summary>
    public async Task AddPeopleAsync(int count, IPasswordHasher<HexaUser> passwords, CancellationToken cancellationToken)
    {
        var zones = Math.Max(DemoTexts.Teams.Length - 1, count / 20);
        var office = new Team(DemoTexts.Teams[0], null, _founder);
        var teams = new List<Team> { office };
        for (var i = 1; i <= zones; i++)
            teams.Add(new Team(i < DemoTexts.Teams.Length ? DemoTexts.Teams[i] : $"Zona {i:00}", office, _founder));
        var plans = DemoTexts.People.ToList();
        for (var team = DemoTexts.Teams.Length; team <= zones; team++)
            plans.Add((PickPersonName(), $"jefe{team:00}@demo.local", team, 1));
        for (var i = plans.Count; i < count; i++)
            plans.Add((PickPersonName(), $"persona{i:0000}@demo.local", 1 + i % zones, 0));
        db.AddRange(teams);
        await db.SaveChangesAsync(cancellationToken);
        var people = plans.ConvertAll(p => new Person(
            new PersonFields(p.Name, p.Email, (PersonRole)p.Role, teams[p.Team].Id, Zone),
            _founder
        ));
        db.AddRange(people);
        await db.SaveChangesAsync(cancellationToken);

        for (var i = 0; i < people.Count; i++)
        {
            if (plans[i].Role == (int)PersonRole.Administrator)
                office.SetManager(Admin = people[i], _founder);
            else if (plans[i].Role == (int)PersonRole.Manager)
                teams[plans[i].Team].SetManager(people[i], _founder);
            if (i < DemoTexts.People.Length)
                db.Users.Add(CreateUser(people[i], passwords));
        }
        await db.SaveChangesAsync(cancellationToken);
        for (var team = 1; team <= zones; team++)
        {
            var members = Enumerable.Range(0, people.Count).Where(i => plans[i].Team == team).ToList();
            Teams.Add(
                new DemoTeam(
                    teams[team],
                    people[members.First(i => plans[i].Role == (int)PersonRole.Manager)],
                    [.. members.Where(i => plans[i].Role == (int)PersonRole.Representative).Select(i => people[i])]
                )
            );
        }
    }

    /// <summary>
    /// Adds task types and origins with their presets, and the national holidays of the given year and the year after it.
    /// </summary>
    public async Task AddSettingsAsync(int year, CancellationToken cancellationToken)
    {
        Types = [.. DemoTaskTemplates.Types.Zip(DemoPresets.ForTypes(Admin.Id), (name, preset) => new TaskType(name, preset, _founder))];
        Origins = [.. DemoTaskTemplates.Origins.Zip(DemoPresets.ForOrigins(), (name, preset) => new TaskOrigin(name, preset, _founder))];
        db.AddRange(Types);
        db.AddRange(Origins);
        db.AddRange(Holidays(year).Concat(Holidays(year + 1)).Select(h => new Holiday(h.Day, h.Name, null, _founder)));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>
    /// Adds clients (first those of <see cref="DemoTexts.Clients"/>) with contacts and telephone numbers, and projects: one
    /// commercial project per client, then others. If <paramref name="detach"/> is true, the context stops tracking these records,
    /// which saves memory for large numbers.
    /// </summary>
    public async Task AddClientsAsync(int clients, int projects, bool detach, CancellationToken cancellationToken)
    {
        for (var i = 0; i < clients; i++)
            Clients.Add(CreateClient(i, start.AddMinutes(i % 400)));
        for (var i = 0; i < projects; i++)
            AddProject(i, clients);
        foreach (var batch in Clients.Chunk(BatchSize))
        {
            db.AddRange(batch.SelectMany(c => c.Projects));
            await db.SaveChangesAsync(cancellationToken);
            if (detach)
                db.ChangeTracker.Clear();
        }
    }

    /// <summary>Returns the national holidays of Spain.</summary>
    public static IEnumerable<(DateOnly Day, string Name)> Holidays(int year) =>
        [
            (new(year, 1, 1), "Año Nuevo"),
            (new(year, 1, 6), "Epifanía del Señor"),
            (EasterSunday(year).AddDays(-2), "Viernes Santo"),
            (new(year, 5, 1), "Fiesta del Trabajo"),
            (new(year, 8, 15), "Asunción de la Virgen"),
            (new(year, 10, 12), "Fiesta Nacional de España"),
            (new(year, 11, 1), "Todos los Santos"),
            (new(year, 12, 6), "Día de la Constitución"),
            (new(year, 12, 8), "Inmaculada Concepción"),
            (new(year, 12, 25), "Natividad del Señor"),
        ];

    private void AddProject(int index, int clients)
    {
        // Distribute the other projects unevenly: some clients have many projects, most clients have few.
        var at = index < clients ? index : (int)(clients * Math.Pow(random.NextDouble(), 2));
        var (client, trade, team, owner, own) = Clients[at];
        var kind = index < clients || index % 4 == 0 ? ProjectKind.Commercial : ProjectKind.Production;
        var machine = PickAny(DemoTexts.Machines[trade]);
        var product = PickAny(DemoTexts.Products[trade]);
        var name =
            index < clients ? "Seguimiento comercial"
            : kind == ProjectKind.Commercial ? PickAny([$"Acuerdo marco de {product}", $"Concurso: {product}", $"Lanzamiento de {product}"])
            : PickAny([$"Línea con {machine}", $"Suministro de {product}", $"Renovación de {machine}", $"Imagen nueva en {product}"]);
        name = name.Replace(" de el ", " del ", StringComparison.Ordinal);
        var from = DateOnly.FromDateTime(start).AddDays(random.Next(0, 60));
        own.Add(
            new Project(
                client,
                new ProjectFields(
                    name,
                    kind,
                    (random.Next(3) == 0 ? owner : team.Manager).Id,
                    $"{(kind == ProjectKind.Commercial ? "COM" : "PRD")}-{index + 1:000}",
                    from,
                    from.AddDays(random.Next(200, 500)),
                    index < clients ? null : $"Responsable en el cliente: {client.Contacts.First().Name}."
                ),
                new Actor(Admin.Id, start.AddMinutes(index % 400))
            )
        );
    }

    private DemoClient CreateClient(int index, DateTime at)
    {
        var known = index < DemoTexts.Clients.Length;
        var pattern = DemoTexts.Clients[index % DemoTexts.Clients.Length];
        var name = known ? pattern.Name : $"{pattern.Name.Split(' ')[0]} {PickAny(DemoTexts.Surnames)} {index}";
        var team = known ? Teams[pattern.Team - 1] : Teams[index % Teams.Count];
        var site = $"{new string([.. SearchText.Normalize(name).Where(char.IsAsciiLetterOrDigit)])}.example";
        var client = new Client(
            _phones.ParseValid(
                new ClientFields(
                    name,
                    $"C{index + 1:000}",
                    $"B{random.Next(10_000_000, 99_999_999)}",
                    team.Team.Id,
                    $"9{random.Next(10, 88)} {random.Next(100, 999)} {random.Next(100, 999)}",
                    $"info@{site}",
                    $"{PickAny(DemoTexts.Streets)} {random.Next(1, 90)}, {pattern.Town}",
                    random.Next(4) == 0 ? "Descarga solo por la mañana. Avisar antes de ir." : null,
                    index % 3 == 1 ? null : $"www.{site}"
                ),
                null
            ),
            new Actor(Admin.Id, at)
        );
        for (var i = 2 + random.Next(2); i > 0; i--)
        {
            var contact = PickPersonName();
            var phones = new List<string> { $"6{random.Next(10, 99)} {random.Next(100, 999)} {random.Next(100, 999)}" };
            if (random.Next(3) == 0)
                phones.Add($"9{random.Next(10, 88)} {random.Next(100, 999)} {random.Next(100, 999)}");
            client.AddContact(
                contact,
                PickAny(DemoTexts.Positions),
                $"{SearchText.Normalize(contact.Split(' ')[0])}@{site}",
                _phones.ParseValid(phones, null),
                new Actor(Admin.Id, at)
            );
        }
        return new DemoClient(client, pattern.Trade, team, team.Reps[index % team.Reps.Count], []);
    }

    private static HexaUser CreateUser(Person person, IPasswordHasher<HexaUser> passwords)
    {
        var user = new HexaUser
        {
            PersonId = person.Id,
            UserName = person.Email,
            Email = person.Email,
            NormalizedUserName = person.Email!.ToUpperInvariant(),
            NormalizedEmail = person.Email.ToUpperInvariant(),
            EmailConfirmed = true,
            LockoutEnabled = true,
            SecurityStamp = Guid.NewGuid().ToString("N"),
        };
        user.PasswordHash = passwords.HashPassword(user, DemoTexts.Password);
        return user;
    }

    // https://en.wikipedia.org/wiki/Date_of_Easter: the anonymous Gregorian algorithm.
    private static DateOnly EasterSunday(int year)
    {
        int a = year % 19,
            b = year / 100,
            c = year % 100,
            d = b / 4,
            e = b % 4,
            g = (8 * b + 13) / 25;
        int h = (19 * a + b - d - g + 15) % 30,
            i = c / 4,
            k = c % 4,
            l = (32 + 2 * e + 2 * i - h - k) % 7,
            m = (a + 11 * h + 19 * l) / 433;
        var month = (h + l - 7 * m + 90) / 25;
        return new DateOnly(year, month, (h + l - 7 * m + 33 * month + 19) % 32);
    }

    private string PickPersonName() => $"{PickAny(DemoTexts.FirstNames)} {PickAny(DemoTexts.Surnames)} {PickAny(DemoTexts.Surnames)}";

    private T PickAny<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];
}
