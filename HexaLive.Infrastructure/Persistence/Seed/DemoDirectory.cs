using HexaLive.Domain.Calendar;
using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.TaskTypes;
using HexaLive.Domain.Text;
using HexaLive.Infrastructure.Identity;
using Microsoft.AspNetCore.Identity;

namespace HexaLive.Infrastructure.Persistence.Seed;

/// <summary>A zone with its manager and representatives.</summary>
internal sealed record DemoTeam(Team Team, Person Manager, List<Person> Reps);

/// <summary>A client, the zone and representative that look after it, and its projects.</summary>
internal sealed record DemoClient(Client Client, Trade Trade, DemoTeam Team, Person Owner, List<Project> Projects);

/// <summary>Who works in the demo company and for whom: people with their sign-ins, clients, projects, types, origins, holidays.</summary>
internal sealed class DemoDirectory(HexaDbContext db, Random random)
{
    /// <summary>Zone of everybody in it.</summary>
    public const string Zone = "Europe/Madrid";

    private const int Batch = 500;

    public Person Admin { get; private set; } = null!;
    public List<DemoTeam> Teams { get; } = [];
    public List<DemoClient> Clients { get; } = [];
    public TaskType[] Types { get; private set; } = [];
    public IncidenceOrigin[] Origins { get; private set; } = [];

    /// <summary>Adds teams and people, at least those of <see cref="DemoTexts.People"/>, who also get sign-ins.</summary>
    public async Task AddPeopleAsync(int count, IPasswordHasher<HexaUser> passwords, CancellationToken cancellationToken)
    {
        var zones = Math.Max(DemoTexts.Teams.Length - 1, count / 20);
        var office = new Team(DemoTexts.Teams[0]);
        var teams = new List<Team> { office };
        for (var i = 1; i <= zones; i++) teams.Add(new Team(i < DemoTexts.Teams.Length ? DemoTexts.Teams[i] : $"Zona {i:00}", office));
        var plans = DemoTexts.People.ToList();
        for (var team = DemoTexts.Teams.Length; team <= zones; team++) plans.Add((PersonName(), $"jefe{team:00}@demo.local", team, 1));
        for (var i = plans.Count; i < count; i++) plans.Add((PersonName(), $"persona{i:0000}@demo.local", 1 + i % zones, 0));
        var people = plans.ConvertAll(p => new Person(p.Name, p.Email, (PersonRole)p.Role, null, Zone));
        db.AddRange(teams);
        db.AddRange(people);
        await db.SaveChangesAsync(cancellationToken);

        for (var i = 0; i < people.Count; i++)
        {
            people[i].Join(teams[plans[i].Team]);
            if (plans[i].Role == (int)PersonRole.Administrator) office.ManagedBy(Admin = people[i]);
            else if (plans[i].Role == (int)PersonRole.Manager) teams[plans[i].Team].ManagedBy(people[i]);
            if (i < DemoTexts.People.Length) db.Users.Add(SignIn(people[i], passwords));
        }
        await db.SaveChangesAsync(cancellationToken);
        for (var team = 1; team <= zones; team++)
        {
            var members = Enumerable.Range(0, people.Count).Where(i => plans[i].Team == team).ToList();
            Teams.Add(new DemoTeam(
                teams[team], people[members.First(i => plans[i].Role == (int)PersonRole.Manager)],
                [.. members.Where(i => plans[i].Role == (int)PersonRole.Representative).Select(i => people[i])]));
        }
    }

    /// <summary>Adds task types and origins with their presets, and the national holidays of this year and the next.</summary>
    public async Task AddSettingsAsync(int year, CancellationToken cancellationToken)
    {
        TaskPreset[] types =
        [
            new() { ResponsibleRule = PersonRule.Creator, ControllerRule = PersonRule.ClientTeamManager, NextActionWorkingDays = 1, EstimatedMinutes = 15 },
            new() { ResponsibleRule = PersonRule.Creator, ControllerRule = PersonRule.ClientTeamManager, NextActionWorkingDays = 5, EstimatedMinutes = 90 },
            new() { ResponsibleRule = PersonRule.Creator, ControllerRule = PersonRule.ProjectManager, NextActionWorkingDays = 3, EstimatedMinutes = 60, ProjectKind = ProjectKind.Commercial },
            new() { ResponsibleRule = PersonRule.ProjectManager, ControllerRule = PersonRule.ClientTeamManager, Priority = TaskPriority.High, NextActionWorkingDays = 0, EstimatedMinutes = 60 },
            new() { ControllerRule = PersonRule.ClientTeamManager, Priority = TaskPriority.Urgent, Title = "Avería: ", NextActionWorkingDays = 0, EstimatedMinutes = 120, ProjectKind = ProjectKind.Production },
            new() { ResponsibleRule = PersonRule.ProjectManager, ControllerRule = PersonRule.ClientTeamManager, NextActionWorkingDays = 10, EstimatedMinutes = 240, ProjectKind = ProjectKind.Production },
            new() { ResponsibleRule = PersonRule.Creator, ControllerRule = PersonRule.Named, ControllerId = Admin.Id, Priority = TaskPriority.High, Title = "Factura pendiente", NextActionWorkingDays = 2, EstimatedMinutes = 20 },
            new() { ResponsibleRule = PersonRule.ProjectManager, ControllerRule = PersonRule.ProjectManager, Description = "No imprimir sin visto bueno por escrito.", NextActionWorkingDays = 3, EstimatedMinutes = 40 },
        ];
        TaskPreset[] origins =
        [
            new() { NextActionWorkingDays = 0 },
            new() { ResponsibleRule = PersonRule.ClientTeamManager, NextActionWorkingDays = 1 },
            new() { ControllerRule = PersonRule.ClientTeamManager, Priority = TaskPriority.Urgent, NextActionWorkingDays = 0 },
            new(),
            new() { NextActionWorkingDays = 5, Priority = TaskPriority.Low },
        ];
        Types = [.. DemoStories.Types.Zip(types, (name, preset) => new TaskType(name, preset))];
        Origins = [.. DemoStories.Origins.Zip(origins, (name, preset) => new IncidenceOrigin(name, preset))];
        db.AddRange(Types);
        db.AddRange(Origins);
        db.AddRange(Holidays(year).Concat(Holidays(year + 1)).Select(h => new Holiday(h.Day, h.Name, null)));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>
    /// Adds clients with contacts and telephones, and projects: a commercial one each, then others. The first are those of <see cref="DemoTexts.Clients"/>.
    /// With <paramref name="forget"/> the context lets go of them: many need not all be tracked.
    /// </summary>
    public async Task AddClientsAsync(int clients, int projects, DateTime start, bool forget, CancellationToken cancellationToken)
    {
        for (var i = 0; i < clients; i++) Clients.Add(NewClient(i, start.AddMinutes(i % 400)));
        for (var i = 0; i < projects; i++)
        {
            // Some clients have many projects, most few.
            var at = i < clients ? i : (int)(clients * Math.Pow(random.NextDouble(), 2));
            var (client, trade, team, owner, own) = Clients[at];
            var kind = i < clients || i % 4 == 0 ? ProjectKind.Commercial : ProjectKind.Production;
            var machine = Pick(DemoTexts.Machines[trade]);
            var product = Pick(DemoTexts.Products[trade]);
            var name = i < clients ? "Seguimiento comercial" : kind == ProjectKind.Commercial
                ? Pick([$"Acuerdo marco de {product}", $"Concurso: {product}", $"Lanzamiento de {product}"])
                : Pick([$"Línea con {machine}", $"Suministro de {product}", $"Renovación de {machine}", $"Imagen nueva en {product}"]);
            name = name.Replace(" de el ", " del ", StringComparison.Ordinal);
            var from = DateOnly.FromDateTime(start).AddDays(random.Next(0, 60));
            own.Add(new Project(
                client,
                new ProjectFields(
                    name, kind, (random.Next(3) == 0 ? owner : team.Manager).Id, $"{(kind == ProjectKind.Commercial ? "COM" : "PRD")}-{i + 1:000}", from, from.AddDays(random.Next(200, 500)),
                    i < clients ? null : $"Responsable en el cliente: {client.Contacts.First().Name}."),
                Admin.Id, start.AddMinutes(i % 400)));
        }
        foreach (var batch in Clients.Chunk(Batch))
        {
            db.AddRange(batch.SelectMany(c => c.Projects));
            await db.SaveChangesAsync(cancellationToken);
            if (forget) db.ChangeTracker.Clear();
        }
    }

    /// <summary>The national holidays of Spain.</summary>
    public static IEnumerable<(DateOnly Day, string Name)> Holidays(int year) =>
    [
        (new(year, 1, 1), "Año Nuevo"), (new(year, 1, 6), "Epifanía del Señor"), (Easter(year).AddDays(-2), "Viernes Santo"), (new(year, 5, 1), "Fiesta del Trabajo"),
        (new(year, 8, 15), "Asunción de la Virgen"), (new(year, 10, 12), "Fiesta Nacional de España"), (new(year, 11, 1), "Todos los Santos"),
        (new(year, 12, 6), "Día de la Constitución"), (new(year, 12, 8), "Inmaculada Concepción"), (new(year, 12, 25), "Natividad del Señor"),
    ];

    private DemoClient NewClient(int index, DateTime at)
    {
        var known = index < DemoTexts.Clients.Length;
        var pattern = DemoTexts.Clients[index % DemoTexts.Clients.Length];
        var name = known ? pattern.Name : $"{pattern.Name.Split(' ')[0]} {Pick(DemoTexts.Surnames)} {index}";
        var team = known ? Teams[pattern.Team - 1] : Teams[index % Teams.Count];
        var site = $"{new string([.. SearchText.Of(name).Where(char.IsAsciiLetterOrDigit)])}.example";
        var client = new Client(
            new ClientFields(
                name, $"C{index + 1:000}", $"B{random.Next(10_000_000, 99_999_999)}", team.Team.Id, $"9{random.Next(10, 88)} {random.Next(100, 999)} {random.Next(100, 999)}", $"info@{site}",
                $"{Pick(DemoTexts.Streets)} {random.Next(1, 90)}, {pattern.Town}", random.Next(4) == 0 ? "Descarga solo por la mañana. Avisar antes de ir." : null),
            Admin.Id, at);
        for (var i = 2 + random.Next(2); i > 0; i--)
        {
            var contact = PersonName();
            var phones = new List<string> { $"6{random.Next(10, 99)} {random.Next(100, 999)} {random.Next(100, 999)}" };
            if (random.Next(3) == 0) phones.Add($"9{random.Next(10, 88)} {random.Next(100, 999)} {random.Next(100, 999)}");
            client.AddContact(contact, Pick(DemoTexts.Positions), $"{SearchText.Of(contact.Split(' ')[0])}@{site}", phones, Admin.Id, at);
        }
        return new DemoClient(client, pattern.Trade, team, team.Reps[index % team.Reps.Count], []);
    }

    private static HexaUser SignIn(Person person, IPasswordHasher<HexaUser> passwords)
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
    private static DateOnly Easter(int year)
    {
        int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, g = (8 * b + 13) / 25;
        int h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 19 * l) / 433;
        var month = (h + l - 7 * m + 90) / 25;
        return new DateOnly(year, month, (h + l - 7 * m + 33 * month + 19) % 32);
    }

    private string PersonName() => $"{Pick(DemoTexts.FirstNames)} {Pick(DemoTexts.Surnames)} {Pick(DemoTexts.Surnames)}";

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
