using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data.Sqlite;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Infrastructure.Control;

/// <summary>
/// The test company with a manager of the southern team, and helper methods for control room tests. It is Monday 2 March 2026, 10:00 in
/// Madrid.
/// </summary>
internal sealed class ControlRoomFixture : IAsyncDisposable
{
    public static readonly DateOnly Today = new(2026, 3, 2);
    public static readonly ControlRoomFilter Everything = new();

    private ControlRoomFixture() { }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public QueryRecorder Queries { get; } = new();
    public TestDatabase Database { get; private set; } = null!;
    public TestCompany Company { get; private set; } = null!;
    public Viewer Rep { get; private set; } = null!;
    public Viewer Manager { get; private set; } = null!;
    public Viewer Admin { get; private set; } = null!;
    public Viewer SouthManager { get; private set; } = null!;
    public Viewer Stranger { get; private set; } = null!;

    public ControlRoom Room => Database.Get<ControlRoom>();
    public ControlRoomPeople People => Database.Get<ControlRoomPeople>();
    public ControlRoomChoices Choices => Database.Get<ControlRoomChoices>();
    public WallEntries Wall => Database.Get<WallEntries>();
    public ControlRoomCharts Charts => Database.Get<ControlRoomCharts>();
    public PromiseStatistics Statistics => Database.Get<PromiseStatistics>();
    public InactiveClients Inactive => Database.Get<InactiveClients>();

    public static async Task<ControlRoomFixture> CreateAsync()
    {
        var fixture = new ControlRoomFixture();
        var database = await TestDatabase.CreateAsync(s =>
            s.ConfigureDbContext<SqliteHexaDbContext>(o => o.AddInterceptors(fixture.Queries))
        );
        var company = await TestCompany.CreateAsync(database);
        (fixture.Database, fixture.Company) = (database, company);
        (fixture.Rep, fixture.Manager) = (await database.GetViewerAsync(company.Rep), await database.GetViewerAsync(company.Manager));
        (fixture.Admin, fixture.Stranger) = (await database.GetViewerAsync(company.Admin), await database.GetViewerAsync(company.Stranger));
        await using var db = database.Open();
        var chief = new Person(new PersonFields("Susana Sur", "susana@test.local", PersonRole.Manager), database.System);
        db.Add(chief);
        (await db.Teams.SingleAsync(t => t.Id == company.South.Id, Cancellation)).SetManager(chief, database.System);
        await db.SaveChangesAsync(Cancellation);
        fixture.SouthManager = await database.GetViewerAsync(chief);
        return fixture;
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    public Task<int> LogAsync(
        Viewer viewer,
        int minutes,
        DateOnly? day = null,
        int? task = null,
        DedicationChannel channel = DedicationChannel.Call
    ) =>
        Database
            .Get<DedicationLog>()
            .LogAsync(
                viewer,
                new LogRequest(
                    task ?? Company.Task.Id,
                    new DedicationFields(day ?? Today, minutes, "Hablado", channel),
                    EntryFollowUp.Keep,
                    Guid.NewGuid()
                ),
                Cancellation
            );

    public Task RescheduleAsync(int task, DateOnly day, Viewer? viewer = null) =>
        Database.Get<TaskEditing>().RescheduleAsync(viewer ?? Rep, task, new NextAction(day), Cancellation);

    public async Task<int> CreateTaskAsync(string title, DateOnly? next, int? responsible = null, Project? project = null)
    {
        await using var db = Database.Open();
        var place = await db.Projects.Include(p => p.Client).SingleAsync(p => p.Id == (project ?? Company.Project).Id, Cancellation);
        var people = await db.People.ToDictionaryAsync(p => p.Id, Cancellation);
        var task = new WorkTask(
            place,
            new TaskFields(title),
            people[responsible ?? Company.Rep.Id],
            people[Company.Manager.Id],
            people[Company.Manager.Id],
            next is { } day ? new NextAction(day) : null,
            new Actor(Company.Manager.Id, Database.Now)
        );
        db.Add(task);
        await db.SaveChangesAsync(Cancellation);
        return task.Id;
    }
}
