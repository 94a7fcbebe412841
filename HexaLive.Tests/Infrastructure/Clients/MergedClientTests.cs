using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Search;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Infrastructure.Import;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static HexaLive.Tests.Infrastructure.Clients.ClientMergingFixture;
using static HexaLive.Tests.Support.Refusals;

namespace HexaLive.Tests.Infrastructure.Clients;

/// <summary>The address and the import keys of a merged client lead to the client that was kept.</summary>
public sealed class MergedClientTests : IAsyncLifetime
{
    private ClientMergingFixture _fixture = null!;

    private TestDatabase Database => _fixture.Database;

    public async ValueTask InitializeAsync() => _fixture = await ClientMergingFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Viewers_of_either_merged_client_are_redirected_to_the_kept_client()
    {
        await AssertRefusedAsync(RuleError.NotFound, () => _fixture.Clients.GetAsync(_fixture.Stranger, _fixture.Kept, Cancellation));
        await _fixture.MergeAsync(_fixture.Admin);
        Assert.Equal("Construcciones Pérez", (await _fixture.Clients.GetAsync(_fixture.Stranger, _fixture.Kept, Cancellation)).Fields.Name);
        foreach (var viewer in new[] { _fixture.Admin, _fixture.Stranger, _fixture.Rep })
        {
            await AssertRefusedAsync(RuleError.NotFound, () => _fixture.Clients.GetAsync(viewer, _fixture.OtherClientId, Cancellation));
            Assert.Equal(_fixture.Kept, await _fixture.Clients.FindMergedIntoAsync(viewer, _fixture.OtherClientId, Cancellation));
            Assert.Equal(
                ["Construcciones Pérez"],
                (await _fixture.Clients.GetPageAsync(viewer, null, 1, Cancellation)).Items.Select(r => r.Name)
            );
            Assert.DoesNotContain(
                await Database.Get<GlobalSearch>().FindAsync(viewer, "olivares", Cancellation),
                h => h.Kind == SearchKind.Client
            );
        }
        // A viewer who cannot see the kept client is not redirected.
        var nobody = _fixture.Stranger with
        {
            PersonId = 9999,
        };
        Assert.Null(await _fixture.Clients.FindMergedIntoAsync(nobody, _fixture.OtherClientId, Cancellation));
    }

    [Fact]
    public async Task Import_finds_the_kept_client_by_the_key_code_or_name_of_the_merged_client()
    {
        const string Both = "clave;codigo;nombre;nif\nK1;C1;Uno SA;B1\nK2;C2;Dos SA;B2\nK3;C3;Tres SA;B3\n";
        await Database.ImportAsync(_fixture.Admin, Both);
        var (one, two, three) = (await FindIdAsync("Uno SA"), await FindIdAsync("Dos SA"), await FindIdAsync("Tres SA"));
        await _fixture.MergeAsync(_fixture.Admin, two, three);
        await _fixture.MergeAsync(_fixture.Admin, one, two);
        Assert.Equal((0, 0, 3, 0), (await Database.ImportAsync(_fixture.Admin, Both)).GetCounts());
        // A row with the key of the merged client changes nothing. A row with the key of the kept client changes the kept client.
        Assert.Equal(
            (0, 1, 1, 0),
            (
                await Database.ImportAsync(_fixture.Admin, "clave;nombre;telefono\nK3;Tres SL;955 111 222\nK1;Uno SA;911 222 333\n")
            ).GetCounts()
        );
        Assert.Equal((0, 0, 2, 0), (await Database.ImportAsync(_fixture.Admin, "codigo;nombre\nC2;Otra cosa\n;Tres SA\n")).GetCounts());
        var fields = (await _fixture.Clients.GetAsync(_fixture.Admin, one, Cancellation)).Fields;
        Assert.Equal(("Uno SA", "C1", "911 222 333"), (fields.Name, fields.Code, fields.Phone));
        await Database.ImportAsync(_fixture.Admin, "clave;cliente;proyecto;titulo\nT1;K3;Obra;Por clave\nT2;Dos SA;Obra;Por nombre\n");
        await using var db = Database.Open();
        Assert.Equal(
            [one, one],
            await db.Tasks.Where(t => t.ExternalKey == "T1" || t.ExternalKey == "T2").Select(t => t.ClientId).ToListAsync(Cancellation)
        );
        Assert.Equal(1, await db.Projects.CountAsync(p => p.Name == "Obra", Cancellation));
        Assert.Equal(
            [one, one],
            await db.Clients.Where(c => c.MergedIntoId != null).Select(c => c.MergedIntoId!.Value).ToListAsync(Cancellation)
        );
    }

    private async Task<int> FindIdAsync(string name)
    {
        await using var db = Database.Open();
        return await db.Clients.Where(c => c.Name == name).Select(c => c.Id).SingleAsync(Cancellation);
    }
}
