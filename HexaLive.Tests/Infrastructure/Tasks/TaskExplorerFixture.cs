using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Tasks;

/// <summary>
/// The test company with two tasks in its northern project: the company's own task, which has an entry, and an urgent task of another
/// representative. It is Monday 2 March 2026.
/// </summary>
internal sealed class TaskExplorerFixture : IAsyncDisposable
{
    private TaskExplorerFixture() { }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public TestDatabase Database { get; private init; } = null!;
    public TestCompany Company { get; private init; } = null!;
    public Viewer Manager { get; private init; } = null!;
    public Viewer Rep { get; private init; } = null!;
    public Viewer Stranger { get; private init; } = null!;

    /// <summary>The id of the urgent task.</summary>
    public int Urgent { get; private set; }

    public TaskExplorer Explorer => Database.Get<TaskExplorer>();
    public TaskEditing Editing => Database.Get<TaskEditing>();
    public BulkTaskEditing Bulk => Database.Get<BulkTaskEditing>();

    public static async Task<TaskExplorerFixture> CreateAsync()
    {
        var database = await TestDatabase.CreateAsync();
        var company = await TestCompany.CreateAsync(database);
        var fixture = new TaskExplorerFixture
        {
            Database = database,
            Company = company,
            Manager = await database.GetViewerAsync(company.Manager),
            Rep = await database.GetViewerAsync(company.Rep),
            Stranger = await database.GetViewerAsync(company.Stranger),
        };
        fixture.Urgent = await database
            .Get<TaskCreation>()
            .CreateAsync(
                fixture.Manager,
                new NewTask(
                    company.Project.Id,
                    "Avería en línea",
                    "Máquina parada",
                    null,
                    null,
                    null,
                    company.OtherRep.Id,
                    null,
                    TaskPriority.Urgent,
                    null,
                    new NextAction(new DateOnly(2026, 3, 3))
                )
            );
        await database
            .Get<DedicationLog>()
            .LogAsync(
                fixture.Rep,
                new LogRequest(
                    company.Task.Id,
                    new DedicationFields(new DateOnly(2026, 3, 2), 25, "Hablo con Íñigo de la tarifa"),
                    EntryFollowUp.Keep,
                    Guid.NewGuid()
                )
            );
        return fixture;
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
