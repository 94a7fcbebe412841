using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.FollowUp;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static HexaLive.Tests.Support.Refusals;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Infrastructure.FollowUp;

/// <summary>The settings for the escalation of overdue tasks and for inactive clients.</summary>
public sealed class FollowUpEditingTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private Viewer _admin = null!,
        _manager = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        var company = await TestCompany.CreateAsync(_database);
        (_admin, _manager) = (await _database.GetViewerAsync(company.Admin), await _database.GetViewerAsync(company.Manager));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Only_administrators_can_edit_follow_up_rules_and_conflicts_are_rejected()
    {
        var editing = _database.Get<FollowUpEditing>();
        Assert.Equal(new FollowUpView(3, 5, 15, -1), await editing.GetAsync(_admin, Cancellation));
        await editing.ChangeAsync(_admin, -1, 2, 4, 1, Cancellation);
        var conflict = await Assert.ThrowsAsync<RuleException>(() => editing.ChangeAsync(_admin, -1, 9, 9, 9, Cancellation));
        Assert.Equal((RuleError.Conflict, "Ana Admin", "2 / 4 / 1"), (conflict.Error, conflict.Args[0], conflict.Args[1]));
        Assert.Equal(
            1,
            (
                await _database.Get<InactiveClients>().GetAsync(_manager, new ControlRoomFilter(), false, null, 1, Cancellation)
            ).InactiveAfterDays
        );
        await editing.ChangeAsync(_admin, (await editing.GetAsync(_admin, Cancellation)).Version, 3, 3, 20, Cancellation);
        Assert.Equal(
            (3, 3, 20),
            await editing.GetAsync(_admin, Cancellation) switch
            {
                var v => (v.EscalateAfter, v.EscalateToManagerAfter, v.SilentAfter),
            }
        );
        await AssertRefusedAsync(
            RuleError.InvalidValue,
            async () => await editing.ChangeAsync(_admin, (await editing.GetAsync(_admin, Cancellation)).Version, 5, 4, 15, Cancellation)
        );
        await AssertRefusedAsync(RuleError.NotAllowed, () => editing.GetAsync(_manager, Cancellation));
        await AssertRefusedAsync(RuleError.NotAllowed, () => editing.ChangeAsync(_manager, 1, 1, 1, 1, Cancellation));
        await using var db = _database.Open();
        Assert.Equal(
            2,
            await db.Activity.CountAsync(
                a => a.Kind == ActivityKind.SettingsChanged && a.Subject == ActivitySubject.FollowUpRules,
                Cancellation
            )
        );
    }
}
