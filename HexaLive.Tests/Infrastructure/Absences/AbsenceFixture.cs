using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Absences;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Tests.Infrastructure.Absences;

/// <summary>
/// The test company with helper methods for absence tests. The clock starts on Monday 2 March 2026, 09:00 UTC. Everybody lives in
/// Madrid, one hour ahead of UTC.
/// </summary>
internal sealed class AbsenceFixture : IAsyncDisposable
{
    public static readonly DateOnly Monday = new(2026, 3, 2);

    private AbsenceFixture() { }

    public TestDatabase Database { get; private init; } = null!;
    public TestCompany Company { get; private init; } = null!;

    public AbsenceEditing Editing => Database.Get<AbsenceEditing>();
    public AbsenceSummaries Summaries => Database.Get<AbsenceSummaries>();

    public static async Task<AbsenceFixture> CreateAsync()
    {
        var database = await TestDatabase.CreateAsync();
        return new AbsenceFixture { Database = database, Company = await TestCompany.CreateAsync(database) };
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    public void SetTime(string utc) => Database.Time.SetUtcNow(DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture));

    public Task<Viewer> GetViewerAsync(Person person) => Database.GetViewerAsync(person);

    /// <summary>Adds an absence. <paramref name="from"/> and <paramref name="to"/> are days after <see cref="Monday"/>.</summary>
    public async Task<int> AddAsync(Person who, Person whose, int from, int to, Person? standIn = null) =>
        await Editing.AddAsync(
            await GetViewerAsync(who),
            whose.Id,
            new AbsenceFields(Monday.AddDays(from), Monday.AddDays(to), standIn?.Id)
        );

    /// <summary>Makes a person a participant of a client, so that the person can see the client.</summary>
    public async Task ParticipateAsync(Person person, int clientId)
    {
        await using var db = Database.Open();
        db.Participations.Add(new Participation(person.Id, clientId));
        await db.SaveChangesAsync();
    }

    /// <summary>Creates a task of a new client whose only participants are these two people.</summary>
    public async Task<int> CreateTaskAsync(Person responsible, Person controller)
    {
        await using var db = Database.Open();
        var now = Database.Now;
        var (one, two) = (
            await db.People.SingleAsync(p => p.Id == responsible.Id),
            await db.People.SingleAsync(p => p.Id == controller.Id)
        );
        var client = new Client(new ClientFields($"Cliente {Guid.NewGuid():N}"), new Actor(one.Id, now));
        var project = new Project(client, new ProjectFields("Comercial", ProjectKind.Commercial, one.Id), new Actor(one.Id, now));
        var task = new WorkTask(project, new TaskFields("Otra tarea"), one, two, one, null, new Actor(one.Id, now));
        db.Add(task);
        await db.SaveChangesAsync();
        return task.Id;
    }

    public Task LogAsync(Viewer viewer, string comment) =>
        Database
            .Get<DedicationLog>()
            .LogAsync(
                viewer,
                new LogRequest(
                    Company.Task.Id,
                    new DedicationFields(DateOnly.FromDateTime(Database.Now), 10, comment, DedicationChannel.Call),
                    EntryFollowUp.Keep,
                    Guid.NewGuid()
                )
            );
}
