using HexaLive.Infrastructure.Features.Setup;
using HexaLive.Tests.Support;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Setup;

/// <summary>The secret code that the initial set-up requires, and the limit on wrong guesses.</summary>
public sealed class InitialSetupTests
{
    [Fact]
    public async Task Setup_accepts_no_code_after_ten_wrong_ones()
    {
        await using var database = await TestDatabase.CreateAsync();
        var setup = new InitialSetup(database.Factory, database.Time);
        // The correct code never counts as a wrong attempt. Case and surrounding spaces do not matter.
        for (var i = 0; i < 12; i++)
            Assert.True(setup.IsValidCode($" {setup.Code.ToLowerInvariant()} "));
        for (var i = 0; i < 9; i++)
            Assert.False(setup.IsValidCode("0000000000"));
        Assert.True(setup.IsValidCode(setup.Code));
        Assert.False(setup.IsValidCode(null));
        Assert.False(setup.IsValidCode(setup.Code));
    }
}
