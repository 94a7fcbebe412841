using HexaLive.Domain;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using HexaLive.Web.Features.Tasks;
using Xunit;
using static HexaLive.Tests.Support.Refusals;

namespace HexaLive.Tests.Infrastructure.Tasks;

/// <summary>Saved views of the task explorer.</summary>
public sealed class SavedViewTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private Viewer _manager = null!,
        _rep = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        var company = await TestCompany.CreateAsync(_database);
        (_manager, _rep) = (await _database.GetViewerAsync(company.Manager), await _database.GetViewerAsync(company.Rep));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Saved_views_are_private_or_shared_and_one_can_be_the_default()
    {
        var views = _database.Get<SavedViews>();
        var mine = await views.AddAsync(_manager, " Las mías ", ParseContent("role=responsible"), false, Cancellation);
        var shared = await views.AddAsync(_manager, "Urgentes", ParseContent("priority=urgent"), true, Cancellation);

        Assert.Equal(["Urgentes"], (await views.ListAsync(_rep, Cancellation)).Select(v => v.Name));
        Assert.Equal(["Las mías", "Urgentes"], (await views.ListAsync(_manager, Cancellation)).Select(v => v.Name));
        await views.SetDefaultAsync(_rep, shared, Cancellation);
        Assert.True(Assert.Single(await views.ListAsync(_rep, Cancellation)).IsDefault);

        await AssertRefusedAsync(
            RuleError.NotFound,
            () => views.SetDefaultAsync(_rep, mine, Cancellation),
            () => views.ChangeAsync(_rep, shared, "x", TaskViewContent.Default, true, Cancellation),
            () => views.DeleteAsync(_rep, shared, Cancellation),
            () => views.DeleteAsync(_rep, mine, Cancellation)
        );
        await AssertRefusedAsync(RuleError.Required, () => views.AddAsync(_rep, " ", TaskViewContent.Default, false, Cancellation));

        await views.DeleteAsync(_manager, shared, Cancellation);
        Assert.Empty(await views.ListAsync(_rep, Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("role=team&client=7&kind=production&status=any&due=nextweek&nextfrom=2026-03-02&silent=9&text=a%20%26%20b&comments=1")]
    [InlineData("priority=urgent&sort=-minutes,client&group=due&columns=number,title&by=status&lanes=responsible")]
    public void Opening_a_saved_view_restores_its_address(string address)
    {
        var kept = TaskViewContent.FromJson(ParseContent(address).ToJson());
        Assert.Equal(
            address.Length == 0 ? "/tasks" : $"/tasks?{address.Replace(",", "%2C")}",
            AppUrls.AppendQuery("/tasks", TaskAddress.ToValues(kept))
        );
        Assert.Equal(TaskViewContent.Default, TaskViewContent.FromJson("[]"));
    }

    private static TaskViewContent ParseContent(string address) => TaskAddress.ParseContent(QueryText.ParseValues(address));
}
