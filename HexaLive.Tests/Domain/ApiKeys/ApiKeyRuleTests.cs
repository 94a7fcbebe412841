using HexaLive.Domain;
using HexaLive.Domain.ApiKeys;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.ApiKeys;

public sealed class ApiKeyRuleTests
{
    [Fact]
    public void Key_is_stored_only_as_its_hash_and_its_first_characters()
    {
        var (key, secret) = ApiKey.Create(7, " CRM ", By);

        Assert.Matches("^hexa_[0-9a-f]{64}$", secret);
        Assert.Equal((ApiKey.HashOf(secret), secret[..10], "CRM", 7), (key.Hash, key.Start, key.Name, key.PersonId));
        Assert.DoesNotContain(secret[10..], key.Hash, StringComparison.Ordinal);
        Assert.NotEqual(secret, ApiKey.Create(7, "CRM", By).Secret);
    }

    [Fact]
    public void Key_needs_a_name() => AssertRefused(RuleError.Required, () => ApiKey.Create(7, " ", By));

    [Fact]
    public void Key_revoked_twice_keeps_the_time_of_the_first_revocation()
    {
        var (key, _) = ApiKey.Create(7, "CRM", By);

        key.Revoke(By);

        Assert.Empty(key.CaptureActivity(k => k.Revoke(By.WithTime(Now.AddDays(1)))));
        Assert.Equal(Now, key.RevokedAt);
    }
}
