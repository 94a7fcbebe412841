using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Tests.Infrastructure.Import;
using HexaLive.Tests.Support;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Infrastructure.Clients;

/// <summary>The test company, prepared for merging the southern client into the northern client.</summary>
internal sealed class ClientMergingFixture : IAsyncDisposable
{
    private ClientMergingFixture() { }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public TestDatabase Database { get; private init; } = null!;
    public TestCompany Company { get; private init; } = null!;
    public Viewer Admin { get; private init; } = null!;
    public Viewer Manager { get; private init; } = null!;
    public Viewer Rep { get; private init; } = null!;
    public Viewer Stranger { get; private init; } = null!;

    public ClientMerging Merging => Database.Get<ClientMerging>();
    public ClientList Clients => Database.Get<ClientList>();
    public int Kept => Company.Client.Id;
    public int OtherClientId => Company.SouthClient.Id;

    public static async Task<ClientMergingFixture> CreateAsync()
    {
        var database = await TestDatabase.CreateAsync();
        var company = await TestCompany.CreateAsync(database);
        return new ClientMergingFixture
        {
            Database = database,
            Company = company,
            Admin = await database.GetViewerAsync(company.Admin),
            Manager = await database.GetViewerAsync(company.Manager),
            Rep = await database.GetViewerAsync(company.Rep),
            Stranger = await database.GetViewerAsync(company.Stranger),
        };
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    public async Task MergeAsync(Viewer viewer, int? kept = null, int? other = null)
    {
        var preview = await Merging.PreviewAsync(viewer, kept ?? Kept, other ?? OtherClientId, Cancellation);
        await Merging.MergeAsync(viewer, preview.Kept.Id, preview.Kept.Version, preview.Other.Id, preview.Other.Version, Cancellation);
    }

    public async Task EditAsync(int id, ClientFields fields) =>
        await Database
            .Get<ClientEditing>()
            .EditAsync(Admin, id, (await Clients.GetAsync(Admin, id, Cancellation)).Version, fields, Cancellation);

    public Task<int> LogAsync(Viewer viewer, int task, int? contact = null) =>
        Database
            .Get<DedicationLog>()
            .LogAsync(
                viewer,
                new LogRequest(
                    task,
                    new DedicationFields(new DateOnly(2026, 3, 2), 20, "Hablado", DedicationChannel.Call, contact),
                    EntryFollowUp.Keep,
                    Guid.NewGuid()
                ),
                Cancellation
            );
}
