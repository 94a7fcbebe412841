using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Diary;
using HexaLive.Infrastructure.Features.Projects;
using HexaLive.Infrastructure.Features.Renewals;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Infrastructure.Renewals;

/// <summary>The test company with helper methods for renewal tests. It is Monday 2 March 2026.</summary>
internal sealed class RenewalFixture : IAsyncDisposable
{
    /// <summary>The request to renew every project of this year for 2027 and to close the old projects.</summary>
    public static readonly RenewalRequest All = new(2027, null, true, [], true);

    private RenewalFixture() { }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public TestDatabase Database { get; private init; } = null!;
    public TestCompany Company { get; private init; } = null!;
    public Viewer Admin { get; private init; } = null!;
    public Viewer Manager { get; private init; } = null!;
    public Viewer Rep { get; private init; } = null!;

    public ProjectRenewals Renewals => Database.Get<ProjectRenewals>();
    public RenewalList List => Database.Get<RenewalList>();
    public RenewalUndo Undo => Database.Get<RenewalUndo>();

    public static async Task<RenewalFixture> CreateAsync()
    {
        var database = await TestDatabase.CreateAsync();
        var company = await TestCompany.CreateAsync(database);
        return new RenewalFixture
        {
            Database = database,
            Company = company,
            Admin = await database.GetViewerAsync(company.Admin),
            Manager = await database.GetViewerAsync(company.Manager),
            Rep = await database.GetViewerAsync(company.Rep),
        };
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    public Task<int> CreateProjectAsync(ProjectFields fields) =>
        Database.Get<ProjectEditing>().CreateAsync(Manager, Company.Client.Id, fields, Cancellation);

    public Task<int> CreateTaskAsync(string title) =>
        Database
            .Get<TaskCreation>()
            .CreateAsync(
                Manager,
                new NewTask(Company.Project.Id, title, null, null, null, null, null, null, null, null, null),
                Cancellation
            );

    public Task<int> LogAsync(int task, EntryFollowUp then, Viewer? viewer = null) =>
        Database
            .Get<DedicationLog>()
            .LogAsync(
                viewer ?? Rep,
                new LogRequest(
                    task,
                    new DedicationFields(new DateOnly(2026, 3, 2), 20, "Hablado", DedicationChannel.Call),
                    then,
                    Guid.NewGuid()
                ),
                Cancellation
            );

    public Task<IReadOnlyList<DiaryLine>> ReadDiaryAsync(DiarySubject of) =>
        Database.Get<DiaryList>().GetPageAsync(Manager, of, DiaryFilter.None, null, Cancellation);

    public async Task<List<ActivityKind>> ReadDiaryKindsAsync(DiarySubject of) => [.. (await ReadDiaryAsync(of)).Select(l => l.Kind)];
}
