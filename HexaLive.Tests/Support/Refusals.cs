using HexaLive.Domain;
using Xunit;

namespace HexaLive.Tests.Support;

/// <summary>Assertions that the product refuses a call.</summary>
internal static class Refusals
{
    /// <summary>Checks that each call is refused with <paramref name="error"/>.</summary>
    public static async Task AssertRefusedAsync(RuleError error, params Func<Task>[] calls)
    {
        foreach (var call in calls)
            Assert.Equal(error, (await Assert.ThrowsAsync<RuleException>(call)).Error);
    }
}
