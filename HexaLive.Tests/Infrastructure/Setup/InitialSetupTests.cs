using HexaLive.Infrastructure.Features.Setup;
using HexaLive.Tests.Support;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Setup;

/// <summary>The code of the initial set-up.</summary>
public sealed class InitialSetupTests
{
    [Fact]
    public async Task After_ten_wrong_codes_no_code_is_accepted()
    {
        await using var database = await TestDatabase.CreateAsync();
        var setup = new InitialSetup(database.Factory, database.Time);
        // The right code does not count, however often it is typed.
        for (var i = 0; i < 12; i++)
            Assert.True(setup.IsCode($" {setup.Code.ToLowerInvariant()} "));
        for (var i = 0; i < 9; i++)
            Assert.False(setup.IsCode("0000000000"));
        Assert.True(setup.IsCode(setup.Code));
        Assert.False(setup.IsCode(null));
        Assert.False(setup.IsCode(setup.Code));
    }
}
