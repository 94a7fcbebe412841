using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Company;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Company;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static HexaLive.Tests.Support.Refusals;

namespace HexaLive.Tests.Infrastructure.Company;

/// <summary>The name, the country and the logo of the company.</summary>
public sealed class CompanySettingsTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private Viewer _admin = null!;

    private CompanySettings Settings => _database.Get<CompanySettings>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _admin = await _database.GetViewerAsync((await TestCompany.CreateAsync(_database)).Admin);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Logo_must_be_a_picture_within_the_size_limit()
    {
        Assert.Equal(CompanyView.None, await Settings.GetAsync());
        await Settings.ChangeAsync(_admin, 0, "Hierros Norte", "ES");
        await Settings.SetLogoAsync(_admin, 0, SampleLogo.Png);
        var view = await Settings.GetAsync();
        Assert.Equal(("Hierros Norte", 1), (view.Name, view.LogoVersion));
        Assert.Equal("image/png", (await Settings.GetLogoAsync())!.Type);

        await AssertRefusedAsync(
            RuleError.NotAPicture,
            () => Settings.SetLogoAsync(_admin, view.Version, "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray()),
            () => Settings.SetLogoAsync(_admin, view.Version, [])
        );
        await AssertRefusedAsync(
            RuleError.FileTooLarge,
            () => Settings.SetLogoAsync(_admin, view.Version, [.. SampleLogo.Png, .. new byte[CompanyProfile.MaxLogoBytes]])
        );
        await AssertRefusedAsync(RuleError.Conflict, () => Settings.ChangeAsync(_admin, 0, "Otra", "ES"));
        await Settings.SetLogoAsync(_admin, view.Version, null);
        Assert.Null((await Settings.GetAsync()).LogoVersion);
        Assert.Null(await Settings.GetLogoAsync());
    }

    [Fact]
    public async Task Country_must_exist_and_its_change_is_recorded()
    {
        await AssertRefusedAsync(
            RuleError.InvalidValue,
            () => Settings.ChangeAsync(_admin, 0, "Hierros Norte", "es"),
            () => Settings.ChangeAsync(_admin, 0, "Hierros Norte", "XX"),
            () => Settings.ChangeAsync(_admin, 0, "Hierros Norte", "")
        );
        Assert.Equal(CompanyView.None, await Settings.GetAsync(Cancellation));
        await Settings.ChangeAsync(_admin, 0, "Hierros Norte", "PT", Cancellation);
        Assert.Equal("PT", (await Settings.GetAsync(Cancellation)).Country);
        await using var db = _database.Open();
        var row = await db.Activity.SingleAsync(a => a.Subject == ActivitySubject.Company && a.To == "PT", Cancellation);
        Assert.Equal(("ES", _admin.PersonId), (row.From, row.ActorId));
        var refusal = await Assert.ThrowsAsync<RuleException>(() => Settings.ChangeAsync(_admin, 7, "Otra", "ES", Cancellation));
        Assert.Equal((RuleError.Conflict, "Ana Admin", "Hierros Norte"), (refusal.Error, refusal.Args[0], refusal.Args[1]));
    }
}
